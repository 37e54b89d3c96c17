import { useState } from "react";
import type { Artefact } from "#client/face.ts";
import type { KeyDetail } from "#glass/views.ts";
import { shortId } from "#words/format.ts";
import { keyName } from "#words/keys.ts";
import { Button } from "../../design/Button.tsx";
import { Dialog } from "../../design/Dialog.tsx";
import { Checkbox } from "../../design/Field.tsx";
import { PairRows, pairsOf, recordOf } from "../../design/PairRows.tsx";
import { useSeat, useSession, useWorld } from "../../state/session.ts";
import { Refusal } from "./Refusal.tsx";
import { TargetKey, useTarget } from "./TargetKey.tsx";
import { useAct } from "../../state/use-act.ts";
import { whoWords } from "../../state/who-words.ts";

/** Changes the lock of one blob inside KMS: the content never comes out. */
export default function ReEncryptDialog({
  detail,
  artefact,
  onClose,
}: {
  readonly detail: KeyDetail;
  readonly artefact: Artefact;
  readonly onClose: () => void;
}) {
  const world = useWorld();
  const { application, pane } = useSession();
  const { principalArn } = useSeat();
  const target = useTarget(detail);
  const [pairs, setPairs] = useState(() => pairsOf(artefact.context ?? {}));
  const [forget, setForget] = useState(true);
  const act = useAct(keyName(detail));
  const context = recordOf(pairs);
  const reEncrypt = async (): Promise<void> => {
    if (context === null) return;
    const to = await target.take(act, `Takes over from ${detail.keyId}`);
    if (to === null) return;
    const outcome = await act.run(
      "ReEncrypt",
      {
        CiphertextBlob: { artefact: artefact.id },
        SourceEncryptionContext: { ...artefact.context },
        DestinationKeyId: to.keyId,
        DestinationEncryptionContext: context,
      },
      {
        note: { keep: { CiphertextBlob: artefact.name } },
        say: () => `${artefact.name} is sealed under key ${shortId(to.keyId)} now.`,
      },
    );
    if (outcome?.ok !== true) return;
    await pane.pin([outcome.requestId]);
    if (forget) await application.forget(artefact.id);
    onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={`ReEncrypt ${artefact.name}`}
      description={`${target.kind === "new" ? "Two calls, CreateKey and ReEncrypt" : "One call, ReEncrypt"}, signed by ${whoWords(world, principalArn)}. It needs ReEncryptFrom on this key and ReEncryptTo on the other.`}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            kind="primary"
            busy={act.busy}
            disabled={!target.ready || context === null}
            onClick={() => void reEncrypt()}
          >
            ReEncrypt
          </Button>
        </>
      }
    >
      <TargetKey detail={detail} target={target} />
      <fieldset className="mt-4">
        <legend className="mb-1 text-sm font-semibold">New encryption context</legend>
        <PairRows pairs={pairs} onChange={setPairs} what="pair" most={8} />
      </fieldset>
      <Checkbox
        className="mt-3"
        checked={forget}
        onChange={({ target: box }) => setForget(box.checked)}
        label="Forget the blob under the old key afterwards"
      />
      <p className="mt-2 text-sm text-pretty text-soft">
        KMS opens the blob and seals it again inside its walls; your application never sees the content. Copies
        elsewhere keep the old lock{artefact.kind === "wrapped-key" && ", and so does the one in an envelope file"}.
      </p>
      <div className="mt-4 empty:hidden">
        <Refusal act={act} />
      </div>
    </Dialog>
  );
}
