import { Link } from "@tanstack/react-router";
import { deniedSentence } from "#words/decision.ts";
import { plainRefusal } from "#words/keys.ts";
import { Mono } from "../../design/Mono.tsx";
import { useAsk } from "../../state/session.ts";
import type { Act } from "../../state/use-act.ts";

/** Why it was not saved: in AWS's words, and, of a call, the way to its X-ray. `fault`: of an act that is no call. */
export function PutRefusal({
  act,
  fault,
}: {
  readonly act: Pick<Act, "refused" | "fault">;
  readonly fault: string | null;
}) {
  const said = fault ?? (act.fault === null ? null : `The call came to no answer: ${act.fault}`);
  if (said !== null) return <div className="border-stroke rounded-lg border-hot px-4 py-3 text-sm">{said}</div>;
  return act.refused === null ? null : <Refused {...act.refused} />;
}

function Refused({ operation, outcome }: NonNullable<Act["refused"]>) {
  const { value: trace, loading } = useAsk(({ pane }) => pane.call(outcome.requestId), [outcome.requestId]);
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
      <Link
        to="/calls/$id"
        params={{ id: outcome.requestId }}
        className="target mt-2 inline-flex items-center underline underline-offset-4"
      >
        X-ray of this call
      </Link>
    </div>
  );
}
