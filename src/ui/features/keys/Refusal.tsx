import { principalWords } from "#words/format.ts";
import { Button } from "../../design/Button.tsx";
import { FaultBox, RefusalBox } from "../../design/RefusalBox.tsx";
import { XRayLink } from "../../shell/XRayLink.tsx";
import { setSeat, useAsk, useSeat, useWorld } from "../../state/session.ts";
import type { Act, Refused } from "../../state/use-act.ts";
import { useRefusalWords } from "../../state/use-refusal-words.ts";
import { whoMay } from "./who-may.ts";

/** A refusal in AWS's words, what it means, the way to its X-ray, and who could have done it. */
export function Refusal({ act }: { readonly act: Pick<Act, "refused" | "fault"> }) {
  if (act.fault !== null) return <FaultBox says={`The call came to no answer: ${act.fault}`} />;
  return act.refused === null ? null : <Refused refused={act.refused} />;
}

function Refused({ refused }: { readonly refused: Refused }) {
  const { operation, outcome } = refused;
  const said = useRefusalWords(outcome);
  return (
    <RefusalBox title={`KMS refused ${operation}.`} said={said} error={outcome.error}>
      <p className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-2">
        <XRayLink call={outcome.requestId} />
        {outcome.error?.name === "AccessDeniedException" && <Others refused={refused} />}
      </p>
    </RefusalBox>
  );
}

function Others({ refused: { operation, input, outcome, principalArn } }: { readonly refused: Refused }) {
  const world = useWorld();
  const { region } = useSeat();
  const { value: others } = useAsk(
    ({ pane }) => whoMay(pane, world, { operation, input, region, notBy: principalArn }),
    [outcome.requestId],
  );
  if (others === undefined || others.length === 0) return null;
  return others.map((other) => (
    <Button
      key={other.arn}
      size="small"
      className="max-w-full text-left whitespace-normal!"
      onClick={() => setSeat({ principalArn: other.arn })}
    >
      Switch to {principalWords(other)}, who is allowed to
    </Button>
  ));
}
