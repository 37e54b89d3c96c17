import { FaultBox, RefusalBox } from "../../design/RefusalBox.tsx";
import { XRayLink } from "../../shell/XRayLink.tsx";
import type { Act } from "../../state/use-act.ts";
import { useRefusalWords } from "../../state/use-refusal-words.ts";

/** Why it was not saved: in AWS's words, and, of a call, the way to its X-ray. `fault`: of an act that is no call. */
export function PutRefusal({
  act,
  fault,
}: {
  readonly act: Pick<Act, "refused" | "fault">;
  readonly fault: string | null;
}) {
  const said = fault ?? (act.fault === null ? null : `The call came to no answer: ${act.fault}`);
  if (said !== null) return <FaultBox says={said} />;
  return act.refused === null ? null : <Refused {...act.refused} />;
}

function Refused({ operation, outcome }: NonNullable<Act["refused"]>) {
  const said = useRefusalWords(outcome);
  return (
    <RefusalBox title={`KMS refused ${operation}.`} said={said} error={outcome.error}>
      <XRayLink call={outcome.requestId} className="mt-2" />
    </RefusalBox>
  );
}
