import { Link } from "@tanstack/react-router";
import { deniedSentence } from "#words/decision.ts";
import { plainRefusal } from "#words/keys.ts";
import { Button } from "../../design/Button.tsx";
import { Mono } from "../../design/Mono.tsx";
import { setSeat, useAsk, useSeat, useWorld } from "../../state/session.ts";
import type { Act, Refused } from "../../state/use-act.ts";
import { whoMay } from "./who-may.ts";

/** A refusal in AWS's words, what it means, the way to its X-ray, and who could have done it. */
export function Refusal({ act }: { readonly act: Pick<Act, "refused" | "fault"> }) {
  if (act.fault !== null) {
    return (
      <div className="border-stroke rounded-lg border-hot px-4 py-3 text-sm">
        The call came to no answer: {act.fault}
      </div>
    );
  }
  return act.refused === null ? null : <Refused refused={act.refused} />;
}

function Refused({ refused }: { readonly refused: Refused }) {
  const { operation, outcome } = refused;
  const { value: trace, loading } = useAsk(({ pane }) => pane.call(outcome.requestId), [outcome.requestId]);
  // The very decision says more than the error's name; until it is here, nothing that would then change.
  const said = (trace == null ? null : deniedSentence(trace)) ?? (loading ? "" : plainRefusal(outcome.error));
  return (
    <div className="border-stroke rounded-lg border-hot px-4 py-3 text-sm">
      <p>
        <b className="text-hot">KMS refused {operation}.</b> {said}
      </p>
      <p className="mt-1.5">
        <Mono className="[overflow-wrap:anywhere]">
          {outcome.error?.name}
          {outcome.error?.message != null && `: ${outcome.error.message}`}
        </Mono>
      </p>
      <p className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-2">
        <Link
          to="/calls/$id"
          params={{ id: outcome.requestId }}
          className="target inline-flex items-center underline underline-offset-4"
        >
          X-ray of this call
        </Link>
        {outcome.error?.name === "AccessDeniedException" && <Others refused={refused} />}
      </p>
    </div>
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
  return others.map(({ arn, kind, name }) => (
    <Button
      key={arn}
      size="small"
      className="max-w-full text-left whitespace-normal!"
      onClick={() => setSeat({ principalArn: arn })}
    >
      Switch to {kind} {name}, who is allowed to
    </Button>
  ));
}
