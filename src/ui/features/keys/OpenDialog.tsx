import { useRef, useState } from "react";
import type { CallOutcome } from "#client/face.ts";
import type { SecretPrint } from "#glass/trace.ts";
import type { KeyDetail } from "#glass/views.ts";
import { count } from "#words/format.ts";
import { keyName } from "#words/keys.ts";
import { Button } from "../../design/Button.tsx";
import { Dialog } from "../../design/Dialog.tsx";
import { Checkbox, Field, NativeSelect } from "../../design/Field.tsx";
import { PairRows, pairsOf, recordOf } from "../../design/PairRows.tsx";
import { useSeat, useSession, useWorld } from "../../state/session.ts";
import { secretIn } from "./secret-in.ts";
import { Refusal } from "./Refusal.tsx";
import { useAct } from "../../state/use-act.ts";
import { whoWords } from "../../state/who-words.ts";
import type { SealedBlob } from "./use-blobs.ts";

interface Opened {
  readonly text: string | null;
  readonly secret: SecretPrint | null;
  readonly material: string;
}

/** Decrypts one blob as the application; the context can be altered first, to see the tag refuse. */
export default function OpenDialog({
  detail,
  blob,
  onClose,
}: {
  readonly detail: KeyDetail;
  readonly blob: SealedBlob;
  readonly onClose: () => void;
}) {
  const world = useWorld();
  const { application } = useSession();
  const { principalArn } = useSeat();
  const [pairs, setPairs] = useState(() => pairsOf(blob.artefact.context ?? {}));
  const { artefact } = blob;
  const { algorithms, asymmetric } = detail;
  const [algorithm, setAlgorithm] = useState(blob.algorithm ?? algorithms.at(-1)?.name ?? "");
  const [named, setNamed] = useState(asymmetric);
  const [opened, setOpened] = useState<Opened | null>(null);
  const act = useAct(keyName(detail));

  const context = recordOf(pairs);
  /** Counts what is altered: what was opened before tells nothing of the call as it would be now. */
  const altered = useRef(0);
  /** What KMS said of the call before is no word on this one. */
  const change =
    <T,>(set: (value: T) => void) =>
    (value: T): void => {
      set(value);
      altered.current++;
      setOpened(null);
      act.clear();
    };

  const open = async (): Promise<void> => {
    if (context === null) return;
    setOpened(null);
    const as = altered.current;
    // A data key is not kept: nothing here needs it, and a clear key should not lie around.
    const keep = artefact.kind === "ciphertext" ? { Plaintext: `${artefact.name}, opened` } : {};
    const outcome = await act.run(
      "Decrypt",
      {
        CiphertextBlob: { artefact: artefact.id },
        ...(Object.keys(context).length > 0 && { EncryptionContext: context }),
        ...(named && { KeyId: detail.keyId }),
        ...(asymmetric && { EncryptionAlgorithm: algorithm }),
      },
      { note: { keep }, say: (done) => `${artefact.name} is open: ${materialOf(detail, done)}.` },
    );
    if (outcome?.ok !== true) return;
    const plain = outcome.kept["Plaintext"];
    const text = plain === undefined ? null : await application.readText(plain);
    if (altered.current === as)
      setOpened({ text, secret: secretIn(outcome, "Plaintext"), material: materialOf(detail, outcome) });
    if (plain !== undefined) await application.forget(plain);
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title={`Open ${artefact.name}`}
      description={`One call, Decrypt, signed by ${whoWords(world, principalArn)}. ${named ? "It names this key." : "It names no key: the blob does."}`}
      actions={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button kind="primary" busy={act.busy} disabled={context === null} onClick={() => void open()}>
            Decrypt
          </Button>
        </>
      }
    >
      {asymmetric && (
        <Field label="Encryption algorithm" hint="The blob tells neither its key nor its algorithm: the call must.">
          {(ids) => (
            <NativeSelect {...ids} value={algorithm} onChange={({ target }) => change(setAlgorithm)(target.value)}>
              {algorithms.map(({ name }) => (
                <option key={name}>{name}</option>
              ))}
            </NativeSelect>
          )}
        </Field>
      )}
      {!asymmetric && (
        <>
          <fieldset>
            <legend className="mb-1 text-sm font-semibold">Encryption context</legend>
            <p className="mb-2 text-xs text-soft">Filled in as it was sealed; alter it and see what KMS says.</p>
            <PairRows pairs={pairs} onChange={change(setPairs)} what="pair" most={8} />
          </fieldset>
          <Checkbox
            className="mt-3"
            checked={named}
            onChange={({ target }) => change(setNamed)(target.checked)}
            label="Name the key in the call too"
          />
        </>
      )}
      {opened !== null && (
        <section aria-label="Opened" className="mt-4 rounded-lg border border-line bg-wash px-4 py-3 text-sm">
          <p>
            <b>Opened.</b> KMS used {opened.material}.
          </p>
          {opened.text !== null && (
            <pre className="mt-1.5 max-h-48 overflow-y-auto font-mono [overflow-wrap:anywhere] whitespace-pre-wrap">
              {opened.text}
            </pre>
          )}
          {opened.text === null && opened.secret !== null && (
            <p className="mt-1">
              {count(opened.secret.bytes, "byte")}, print <code>{opened.secret.print}</code>. They stay in the
              application: only texts that you typed are shown.
            </p>
          )}
        </section>
      )}
      <div className="mt-4 empty:hidden">
        <Refusal act={act} />
      </div>
    </Dialog>
  );
}

function materialOf({ materialRing }: KeyDetail, { output }: CallOutcome): string {
  const ordinal = materialRing.find(({ id }) => id === output["KeyMaterialId"])?.ordinal;
  return ordinal === undefined ? "a material of another key" : `material ${ordinal}`;
}
