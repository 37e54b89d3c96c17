import { useState } from "react";
import type { KeyDetail } from "#glass/views.ts";
import { deletionWill, disableWill, keyName } from "#words/keys.ts";
import { Button } from "../../design/Button.tsx";
import { Dialog } from "../../design/Dialog.tsx";
import { Field, TextInput } from "../../design/Field.tsx";
import { useNow, useSeat, useWorld } from "../../state/session.ts";
import { Refusal } from "./Refusal.tsx";
import { useAct } from "../../state/use-act.ts";
import { whoWords } from "../../state/who-words.ts";

/** Chooses the waiting period and says on which day of the world the materials are destroyed. */
export default function DeleteDialog({
  detail,
  onClose,
}: {
  readonly detail: KeyDetail;
  readonly onClose: () => void;
}) {
  const now = useNow();
  const world = useWorld();
  const { principalArn } = useSeat();
  const [text, setText] = useState("30");
  const days = Number(text);
  const valid = Number.isInteger(days) && days >= 7 && days <= 30;
  const act = useAct(keyName(detail));
  const type = (next: string): void => {
    setText(next);
    act.clear();
  };
  const schedule = async (): Promise<void> => {
    const outcome = await act.run("ScheduleKeyDeletion", { KeyId: detail.keyId, PendingWindowInDays: days });
    if (outcome?.ok === true) onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Schedule the deletion of ${keyName(detail)}?`}
      description={`One call, ScheduleKeyDeletion, signed by ${whoWords(world, principalArn)}.`}
      actions={
        <>
          <Button onClick={onClose}>Keep the key</Button>
          <Button
            kind="danger"
            busy={act.busy}
            disabled={text.trim() === "" || !Number.isInteger(days)}
            onClick={() => void schedule()}
          >
            Schedule deletion
          </Button>
        </>
      }
    >
      <Field label="Waiting period in days" hint="From 7 to 30; KMS itself refuses others." className="max-w-60">
        {(ids) => <TextInput {...ids} inputMode="numeric" value={text} onChange={({ target }) => type(target.value)} />}
      </Field>
      <p className="mt-4 text-pretty">
        <b>{deletionWill(detail, valid ? { days, now } : null)}</b> Until then nobody can use the key, and everyone who
        is allowed CancelKeyDeletion can cancel.
      </p>
      <p className="mt-2 text-sm text-pretty text-soft">
        If you only want to find out who still needs it, disable it instead:{" "}
        {disableWill(detail).charAt(0).toLowerCase() + disableWill(detail).slice(1)}
      </p>
      <div className="mt-4 empty:hidden">
        <Refusal act={act} />
      </div>
    </Dialog>
  );
}
