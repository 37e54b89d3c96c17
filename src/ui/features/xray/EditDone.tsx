import { useState } from "react";
import type { ProvedEdit } from "#glass/why-not.ts";
import { doneWords, undoneWords } from "#words/why-not.ts";
import { Button } from "../../design/Button.tsx";
import { Icon } from "../../design/Icon.tsx";
import { announce, useSession, useWorld } from "../../state/session.ts";
import { showWorld } from "../../state/world-view.ts";
import { doingOf } from "./carry-out.ts";

const takeFocus = (element: HTMLElement | null): void => element?.focus();

/** The names under which the world keeps an edit's steps, the last first: so it takes them back. */
const actsOf = (edit: ProvedEdit): readonly string[] =>
  doingOf(edit)
    .map((step) => (step.do === "act" ? step.act.act : step.operation))
    .toReversed();

/** What has been done, in the list's place: it takes the focus, and the list of what would undo it comes only when it is asked for. */
export function EditDone({ edit, onUndone }: { readonly edit: ProvedEdit; readonly onUndone: () => void }) {
  const { pane } = useSession();
  const { undo } = useWorld();
  const [undone, setUndone] = useState(false);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const acts = actsOf(edit);
  const takeBack = async (): Promise<void> => {
    setBusy(true);
    setFault(null);
    try {
      for (const name of acts) {
        // Whatever was done since then is not this button's to take back.
        if ((await pane.world()).undo !== name) throw new Error("something else has changed since.");
        showWorld(await pane.undo());
      }
      setUndone(true);
      announce(undoneWords(edit));
      onUndone();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      setFault(message);
      announce(`It was not taken back: ${message}`);
    }
    setBusy(false);
  };
  return (
    <div className="grid min-w-0 grid-cols-1 justify-items-start gap-2">
      <p
        key={String(undone)}
        ref={takeFocus}
        tabIndex={-1}
        className="font-semibold text-pretty [overflow-wrap:anywhere]"
      >
        {undone ? undoneWords(edit) : doneWords(edit)}
      </p>
      {!undone && undo === acts[0] && (
        <Button size="small" busy={busy} onClick={() => void takeBack()}>
          <Icon name="undo" /> Undo
        </Button>
      )}
      {fault !== null && <p className="text-hot">It was not taken back: {fault}</p>}
    </div>
  );
}
