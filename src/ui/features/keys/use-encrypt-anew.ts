import { useState } from "react";
import type { Artefact } from "#client/face.ts";
import { count, shortId } from "#words/format.ts";
import { heldWords } from "#words/held.ts";
import { announce, useSession } from "../../state/session.ts";
import type { Act } from "../../state/use-act.ts";
import { countOf, type Held, type HeldEnvelope } from "./held.ts";

export interface EncryptAnew {
  readonly busy: boolean;
  /** What was done to the envelope files, in a sentence. */
  readonly told: string | null;
  /** What the application could not do with what KMS gave. */
  readonly fault: string | null;
  /** Ends early where KMS refuses: that, `act` tells. What is not done yet is as it was, and can be done later. */
  run(held: Held, to: string): Promise<void>;
}

/** Changes the lock on what the application holds: KMS encrypts anew, and each envelope file takes up its new wrapped key. */
export function useEncryptAnew(act: Act): EncryptAnew {
  const { application, pane } = useSession();
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState<string | null>(null);
  const [fault, setFault] = useState<string | null>(null);

  /** Resolves to the new artefact's id; null when there is none. */
  const reEncrypt = async ({ id, name, context }: Artefact, to: string): Promise<string | null> => {
    const pairs = { ...context };
    const outcome = await act.run(
      "ReEncrypt",
      {
        CiphertextBlob: { artefact: id },
        SourceEncryptionContext: pairs,
        DestinationKeyId: to,
        DestinationEncryptionContext: pairs,
      },
      { note: { keep: { CiphertextBlob: name } }, say: () => `${name} is sealed under the new key.` },
    );
    if (outcome?.ok !== true) return null;
    await pane.pin([outcome.requestId]);
    return outcome.kept["CiphertextBlob"] ?? null;
  };

  const moveBlob = async (blob: Artefact, to: string): Promise<boolean> => {
    if ((await reEncrypt(blob, to)) === null) return false;
    await application.forget(blob.id);
    return true;
  };

  const moveEnvelope = async ({ file, wrapped }: HeldEnvelope, to: string): Promise<boolean> => {
    const old = wrapped ?? (await application.takeWrappedKey(file.id));
    const anew = await reEncrypt(old, to);
    if (anew === null) return false;
    await application.rewrap(file.id, anew);
    await application.forget(old.id);
    return true;
  };

  const all = async ({ blobs, envelopes }: Held, to: string): Promise<boolean> => {
    for (const blob of blobs) if (!(await moveBlob(blob, to))) return false;
    for (const envelope of envelopes) if (!(await moveEnvelope(envelope, to))) return false;
    return true;
  };

  const run: EncryptAnew["run"] = async (held, to) => {
    setBusy(true);
    setTold(null);
    setFault(null);
    try {
      if (!(await all(held, to))) return;
      const said = fileWords(held.envelopes);
      const what = heldWords(countOf(held));
      setTold(said);
      announce(`${what} sealed anew under key ${shortId(to)}.${said === null ? "" : ` ${said}`}`);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      setFault(`The application could not write it: ${why} What is not done yet still opens with the old key.`);
    } finally {
      setBusy(false);
    }
  };
  return { busy, told, fault, run };
}

/** Null where no file was written: of blobs the count says enough. */
function fileWords([one, ...others]: readonly HeldEnvelope[]): string | null {
  if (one === undefined) return null;
  return others.length === 0
    ? `${one.file.name} carries its new wrapped key; not a byte of its data was touched.`
    : `${count(others.length + 1, "envelope file")} carry their new wrapped keys; not a byte of their data was touched.`;
}
