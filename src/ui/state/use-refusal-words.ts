import type { CallOutcome } from "#client/face.ts";
import { deniedSentence } from "#words/decision.ts";
import { plainRefusal } from "#words/keys.ts";
import { useAsk } from "./ask.ts";

/** Why a call was refused, in one sentence. The very decision says more than the error's name; until it is here, nothing that would then change. */
export function useRefusalWords({ requestId, error }: CallOutcome): string {
  const { answer: trace, error: failed } = useAsk(({ pane }) => pane.call(requestId), [requestId]);
  const asking = trace === undefined && failed === null;
  return (trace == null ? null : deniedSentence(trace)) ?? (asking ? "" : plainRefusal(error));
}
