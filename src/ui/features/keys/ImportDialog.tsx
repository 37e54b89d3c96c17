import { useState, type ReactNode } from "react";
import type { Artefact, ImportRequest } from "#client/face.ts";
import type { KeyDetail } from "#glass/views.ts";
import { count } from "#words/format.ts";
import { importCommand, makesMaterial, newMaterialWords } from "#words/key-care.ts";
import { DAY, keyName } from "#words/keys.ts";
import { Button } from "../../design/Button.tsx";
import { Code } from "../../design/Code.tsx";
import { Dialog } from "../../design/Dialog.tsx";
import { Field, NativeSelect, TextInput } from "../../design/Field.tsx";
import { useNow, useSeat, useSession, useWorld } from "../../state/session.ts";
import { Refusal } from "./Refusal.tsx";
import { useAct } from "../../state/use-act.ts";
import { whoWords } from "../../state/who-words.ts";
import { useMaterials, type Materials } from "./use-materials.ts";

/** Days until KMS deletes the material; 0: never. */
const LIVES = [0, 1, 7, 30, 365] as const;

interface Asked {
  readonly detail: KeyDetail;
  readonly onClose: () => void;
}

/** Brings material into a key: made by the application, held by it, or read from a file. The page never has the bytes. */
export default function ImportDialog(asked: Asked) {
  const materials = useMaterials(asked.detail.arn);
  return materials && <ImportForm {...asked} {...materials} />;
}

function ImportForm({ detail, onClose, all, mine }: Asked & Materials) {
  const world = useWorld();
  const now = useNow();
  const { application } = useSession();
  const { principalArn } = useSeat();
  const makes = makesMaterial(detail.spec);
  const [chosen, setChosen] = useState<string | null>(null);
  const [file, setFile] = useState<File | null>(null);
  const [name, setName] = useState("");
  const [days, setDays] = useState(0);
  const act = useAct(keyName(detail));
  const waits = detail.state === "PendingImport" && detail.materialRing.length > 0;
  // A key that lost its material takes the same bytes only, so those are offered first.
  const from = chosen ?? (waits ? mine[0]?.id : undefined) ?? (makes ? "new" : "file");
  const title = name === "" ? `material of ${keyName(detail)}` : name;

  const materialOf = async (): Promise<ImportRequest["material"] | null> => {
    if (from === "new") return { spec: detail.spec };
    if (from !== "file") return { artefact: from };
    return file === null ? null : { artefact: (await application.pick(file)).id };
  };
  const bring = async (): Promise<void> => {
    const material = await materialOf();
    if (material === null) return;
    const request: ImportRequest = {
      keyId: detail.keyId,
      material,
      name: title,
      ...(days > 0 && { validTo: new Date(now + days * DAY).toISOString() }),
      ...(detail.state !== "PendingImport" && { importType: "NEW_KEY_MATERIAL" }),
    };
    const outcome = await act.take(
      "ImportKeyMaterial",
      async () => {
        const { operation, outcome: ended } = await application.importMaterial(request);
        return { operation, outcome: ended, input: { KeyId: detail.keyId } };
      },
      () => `Material is imported into ${keyName(detail)}; the application keeps its copy.`,
    );
    if (from === "file" && "artefact" in material) await application.forget(material.artefact);
    if (outcome?.ok === true) onClose();
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title="Import key material"
      description={`Two calls, GetParametersForImport and ImportKeyMaterial, signed by ${whoWords(world, principalArn)}. Between them the application wraps the bytes with RSAES_OAEP_SHA_256, so that only KMS can open them.`}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            kind="primary"
            busy={act.busy}
            disabled={from === "file" && file === null}
            onClick={() => void bring()}
          >
            Import
          </Button>
        </>
      }
    >
      <fieldset className="min-w-0">
        <legend className="mb-1 text-sm font-semibold">Which material</legend>
        {makes && (
          <Source checked={from === "new"} onPick={() => setChosen("new")}>
            {newMaterialWords(detail.spec)}
          </Source>
        )}
        {all.map((artefact) => (
          <Source key={artefact.id} checked={from === artefact.id} onPick={() => setChosen(artefact.id)}>
            <Held artefact={artefact} />
          </Source>
        ))}
        <Source checked={from === "file"} onPick={() => setChosen("file")}>
          A file of mine
        </Source>
      </fieldset>
      {from === "file" && (
        <Field label="File with the bytes" className="mt-2" hint="Read by the application, not by this page.">
          {(ids) => (
            <input
              {...ids}
              type="file"
              className="target"
              onChange={({ target }) => setFile(target.files?.[0] ?? null)}
            />
          )}
        </Field>
      )}
      <div className="mt-4 grid gap-4 @md:grid-cols-2">
        <Field label="KMS deletes it">
          {(ids) => (
            <NativeSelect {...ids} value={days} onChange={({ target }) => setDays(Number(target.value))}>
              {LIVES.map((life) => (
                <option key={life} value={life}>
                  {life === 0 ? "never" : `in ${count(life, "day")}`}
                </option>
              ))}
            </NativeSelect>
          )}
        </Field>
        <Field label="The application keeps it as">
          {(ids) => (
            <TextInput {...ids} placeholder={title} value={name} onChange={({ target }) => setName(target.value)} />
          )}
        </Field>
      </div>
      <p className="mt-3 text-sm text-pretty text-soft">
        {detail.state === "PendingImport"
          ? "The copy lies in the application’s memory until this tab closes. In earnest you would keep it in a safe of your own."
          : "It waits beside the one in use until you rotate the key (RotateKeyOnDemand)."}
      </p>
      {!makes && (
        <div className="mt-3 text-sm">
          <p className="mb-1 text-pretty">
            For a private key that is too long for RSAES_OAEP, KMS takes RSA_AES_KEY_WRAP, as on the command line:
          </p>
          <Code text={importCommand(detail)} label="the import as commands" />
        </div>
      )}
      <div className="mt-4 empty:hidden">
        <Refusal act={act} />
      </div>
    </Dialog>
  );
}

function Source({
  checked,
  onPick,
  children,
}: {
  readonly checked: boolean;
  readonly onPick: () => void;
  readonly children: ReactNode;
}) {
  return (
    <label className="target flex items-center gap-2.5 py-1 text-sm">
      <input type="radio" name="material" className="size-4 shrink-0 accent-key" checked={checked} onChange={onPick} />
      <span className="min-w-0">{children}</span>
    </label>
  );
}

const Held = ({ artefact: { name, bytes, print } }: { readonly artefact: Artefact }) => (
  <>
    Held already: {name}{" "}
    <span className="text-soft">
      ({count(bytes, "byte")}, print {print?.print})
    </span>
  </>
);
