import { useState } from "react";
import type { CallInput, CallNote, CallOutcome } from "#client/face.ts";
import { resultSentence } from "#words/keys.ts";
import { announce, noteCall, useSeat, useSession } from "./session.ts";

/** A call that KMS refused, and who asked. */
export interface Refused {
  readonly operation: string;
  readonly input: CallInput;
  readonly outcome: CallOutcome;
  readonly principalArn: string;
}

export interface Act {
  readonly busy: boolean;
  /** The last call's refusal, until the next call or another seat. */
  readonly refused: Refused | null;
  /** The call did not come to an answer, e.g. the engine ended. */
  readonly fault: string | null;
  /** Calls KMS as whoever sits in "Who" and says the result in one sentence. Null when there was no answer. */
  run(
    operation: string,
    input: CallInput,
    more?: { readonly note?: CallNote; readonly say?: (outcome: CallOutcome) => string },
  ): Promise<CallOutcome | null>;
  /** The same for a call that the application makes by itself, after others perhaps. */
  take(
    operation: string,
    made: () => Promise<Pick<Refused, "operation" | "input" | "outcome">>,
    say?: (outcome: CallOutcome) => string,
  ): Promise<CallOutcome | null>;
  /** What was refused is no longer what would be sent. */
  clear(): void;
}

/** `name`: how the result calls the key, e.g. its alias. */
export function useAct(name: string): Act {
  const { application } = useSession();
  const { principalArn } = useSeat();
  const [state, setState] = useState<Pick<Act, "busy" | "refused" | "fault">>({
    busy: false,
    refused: null,
    fault: null,
  });
  const take: Act["take"] = async (operation, made, say) => {
    setState({ busy: true, refused: null, fault: null });
    try {
      const call = await made();
      const { outcome } = call;
      noteCall(outcome.requestId);
      announce(outcome.ok && say !== undefined ? say(outcome) : resultSentence(call.operation, name, outcome));
      setState({ busy: false, refused: outcome.ok ? null : { ...call, principalArn }, fault: null });
      return outcome;
    } catch (error) {
      const fault = error instanceof Error ? error.message : String(error);
      announce(`${operation} got no answer: ${fault}`);
      setState({ busy: false, refused: null, fault });
      return null;
    }
  };
  return {
    ...state,
    refused: state.refused?.principalArn === principalArn ? state.refused : null,
    clear: () => setState(({ busy }) => ({ busy, refused: null, fault: null })),
    run: (operation, input, { note, say } = {}) =>
      take(operation, async () => ({ operation, input, outcome: await application.call(operation, input, note) }), say),
    take,
  };
}
