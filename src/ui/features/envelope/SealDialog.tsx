import { shortId } from "#words/format.ts";
import { useRef, useState } from "react";
import type { EnvelopeRun, OpenRequest, SealRequest } from "#client/face.ts";
import { DEPTH_CHOICES, depthWords } from "#words/envelope-depth.ts";
import { size } from "#words/envelope.ts";
import { Button } from "../../design/Button.tsx";
import { Dialog } from "../../design/Dialog.tsx";
import { Field, NativeSelect, TextInput } from "../../design/Field.tsx";
import { PairRows, pairsOf, recordOf } from "../../design/PairRows.tsx";
import { useAsk } from "../../state/session.ts";
import { NoKey } from "./NoKey.tsx";
import { looksSealed } from "./looks-sealed.ts";
import { useKeyChoice } from "./use-key-choice.ts";

/** Which file, under which KMS key, with which context, how deep. */
export default function SealDialog({
  file,
  onFile,
  onClose,
  pick,
  seal,
  open,
}: {
  /** Null for the sample. The place has it, since a file may be dropped there, and on the dialog too. */
  readonly file: File | null;
  readonly onFile: (file: File | null) => void;
  readonly onClose: () => void;
  readonly pick: (file: File) => Promise<string | null>;
  readonly seal: (request: SealRequest) => Promise<EnvelopeRun | null>;
  readonly open: (request: OpenRequest, of: string | null) => Promise<EnvelopeRun | null>;
}) {
  const { search, setSearch, names, keyId, choose, many, none } = useKeyChoice();
  const [pairs, setPairs] = useState(() => pairsOf({ order: "1001" }));
  const [depth, setDepth] = useState(1);
  const picker = useRef<HTMLInputElement>(null);
  const context = recordOf(pairs);
  const sealedAlready = useAsk(async () => file !== null && (await looksSealed(file)), [file]).value === true;

  const start = async (): Promise<void> => {
    if (context === null) return;
    onClose();
    const artefact = file === null ? null : await pick(file);
    if (file !== null && artefact === null) return;
    const source = artefact === null ? "sample" : { artefact };
    await seal({ source, keyId, context, depth });
  };
  const openInstead = async (): Promise<void> => {
    onClose();
    if (file === null) return;
    const id = await pick(file);
    if (id !== null) await open({ envelope: id, keep: true }, id);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title="Seal a file into an envelope"
      description="The file is read and encrypted here, in your browser. Nothing is uploaded."
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" disabled={context === null || keyId === ""} onClick={() => void start()}>
            Seal it
          </Button>
        </>
      }
    >
      <div className="space-y-5">
        <div>
          <p className="mb-1 text-sm font-semibold" id="seal-file">
            File
          </p>
          <div className="flex flex-wrap items-center gap-2">
            <input
              ref={picker}
              type="file"
              aria-label="Your own file"
              className="sr-only"
              tabIndex={-1}
              onChange={(event) => onFile(event.target.files?.[0] ?? null)}
            />
            <Button size="small" onClick={() => picker.current?.click()}>
              Choose a file…
            </Button>
            {file !== null && (
              <Button size="small" kind="quiet" onClick={() => onFile(null)}>
                Take the sample
              </Button>
            )}
            <span className="numbers min-w-0 [overflow-wrap:anywhere]">
              {file === null ? "The sample, made here" : `${file.name}, ${size(file.size)}`}
            </span>
          </div>
          {file !== null && sealedAlready && (
            <p className="mt-2 text-sm">
              This file is an envelope already.{" "}
              <Button size="small" onClick={() => void openInstead()}>
                Open it instead
              </Button>
            </p>
          )}
        </div>
        {none && <NoKey onClose={onClose} />}
        {many && (
          <Field label="Search keys" hint="Part of an alias, id or description.">
            {(ids) => <TextInput {...ids} value={search} onChange={(event) => setSearch(event.target.value)} />}
          </Field>
        )}
        <Field
          label="KMS key"
          className={none ? "hidden" : ""}
          error={search !== "" && names?.length === 0 ? "No key fits." : null}
        >
          {(ids) => (
            <NativeSelect {...ids} value={keyId} onChange={(event) => choose(event.target.value)}>
              {names?.map(({ name, key }) => (
                <option key={name} value={name}>
                  {name.startsWith("arn:") ? shortId(key.keyId) : name}
                  {key.state === "Enabled" ? "" : `, ${key.state}`}
                </option>
              ))}
            </NativeSelect>
          )}
        </Field>
        <fieldset>
          <legend className="mb-1 text-sm font-semibold">Encryption context</legend>
          <PairRows pairs={pairs} onChange={setPairs} what="pair" most={8} />
          <p className="mt-1 text-xs text-soft">
            It is not secret: it stands readable in the envelope and in the audit log. Opening needs exactly the same
            pairs.
          </p>
        </fieldset>
        <Field label="Depth" hint={depthWords(depth)}>
          {(ids) => (
            <NativeSelect {...ids} value={String(depth)} onChange={(event) => setDepth(Number(event.target.value))}>
              {DEPTH_CHOICES.map((choice, i) => (
                <option key={choice} value={i + 1}>
                  {choice}
                </option>
              ))}
            </NativeSelect>
          )}
        </Field>
      </div>
    </Dialog>
  );
}
