/** The edits that turn a call's outcome, carried out on the world itself. */
import { useState } from "react";
import type { EditStep, ProvedEdit } from "#glass/why-not.ts";
import { doneWords } from "#words/why-not.ts";
import { announce, noteCall, useSession } from "../../state/session.ts";

type Doing = Exclude<EditStep, { do: "ask" }>;

/** The steps that change the world; the others are about the call itself. */
export const doingOf = ({ steps }: ProvedEdit): readonly Doing[] =>
  steps.flatMap((step) => (step.do === "ask" ? [] : [step]));

/** Carries an edit out, step by step. */
export function useDoing(onDone: (edit: ProvedEdit) => void) {
  const { pane, application } = useSession();
  const [busy, setBusy] = useState<ProvedEdit | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const carryOut = async (step: Doing): Promise<void> => {
    if (step.do === "act") {
      await pane.changeWorld(step.act);
      return;
    }
    const { as, region } = step;
    const { requestId, ok, error } = await application.call(step.operation, step.input, { as, region });
    noteCall(requestId);
    if (!ok) throw new Error(`${error?.name ?? "refused"}${error?.message == null ? "" : `: ${error.message}`}`);
  };
  const run = async (edit: ProvedEdit): Promise<void> => {
    setBusy(edit);
    setFault(null);
    try {
      for (const step of doingOf(edit)) await carryOut(step);
      announce(doneWords(edit));
      onDone(edit);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      setFault(message);
      announce(`It was not done: ${message}`);
      setBusy(null);
    }
  };
  return { busy, fault, run };
}
