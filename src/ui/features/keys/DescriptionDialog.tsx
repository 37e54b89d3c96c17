import { useState, type FormEvent } from "react";
import type { KeyDetail } from "#glass/views.ts";
import { keyName } from "#words/keys.ts";
import { Button } from "../../design/Button.tsx";
import { Dialog } from "../../design/Dialog.tsx";
import { Field, TextInput } from "../../design/Field.tsx";
import { useSeat, useWorld } from "../../state/session.ts";
import { Refusal } from "./Refusal.tsx";
import { useAct } from "../../state/use-act.ts";
import { whoWords } from "../../state/who-words.ts";

const FORM = "key-description";

/** Another description for the key. An empty one takes it away; a too long one is KMS's to refuse. */
export default function DescriptionDialog({
  detail,
  onClose,
}: {
  readonly detail: KeyDetail;
  readonly onClose: () => void;
}) {
  const world = useWorld();
  const { principalArn } = useSeat();
  const [text, setText] = useState(detail.description);
  const act = useAct(keyName(detail));
  const put = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const outcome = await act.run(
      "UpdateKeyDescription",
      { KeyId: detail.keyId, Description: text },
      { say: () => `The description of ${keyName(detail)} is changed.` },
    );
    if (outcome?.ok === true) onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Describe ${keyName(detail)}`}
      description={`One call, UpdateKeyDescription, signed by ${whoWords(world, principalArn)}.`}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" form={FORM} busy={act.busy} disabled={text === detail.description}>
            Save
          </Button>
        </>
      }
    >
      <form id={FORM} onSubmit={(event) => void put(event)}>
        <Field
          label="Description"
          hint="Not secret: everyone who may describe the key reads it. Up to 8,192 characters."
        >
          {(ids) => <TextInput {...ids} value={text} onChange={({ target }) => setText(target.value)} />}
        </Field>
      </form>
      <div className="mt-4 empty:hidden">
        <Refusal act={act} />
      </div>
    </Dialog>
  );
}
