import { useState } from "react";
import type { Artefact } from "#client/face.ts";
import { count } from "#words/format.ts";
import { Button } from "../../design/Button.tsx";
import { Refusal } from "./Refusal.tsx";
import { useAct } from "../../state/use-act.ts";
import { useBlobs } from "./use-blobs.ts";

/** What the application still holds under a key that is no more: it can be tried, and KMS says what it says. */
export function ClosedForGood({ arn, keyName }: { readonly arn: string; readonly keyName: string }) {
  const { blobs, envelopes } = useBlobs(arn);
  const act = useAct(keyName);
  const [tried, setTried] = useState<string | null>(null);
  const open = async ({ id, name, context }: Artefact): Promise<void> => {
    setTried(name);
    await act.run("Decrypt", { CiphertextBlob: { artefact: id }, EncryptionContext: { ...context } });
  };
  if (blobs.length + envelopes.length === 0) return null;
  return (
    <section className="mt-4 max-w-[46rem]">
      <h2>What still carries its lock</h2>
      <ul className="mt-2">
        {blobs.map(({ artefact }) => (
          <li key={artefact.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 border-t border-line py-1.5">
            <b className="min-w-0 [overflow-wrap:anywhere]">{artefact.name}</b>
            <span className="numbers flex-1 text-sm text-soft">{count(artefact.bytes, "byte")}</span>
            <Button
              size="small"
              busy={act.busy}
              aria-label={`Try to open ${artefact.name}`}
              onClick={() => void open(artefact)}
            >
              Try to open
            </Button>
          </li>
        ))}
      </ul>
      {envelopes.length > 0 && (
        <p className="border-t border-line py-1.5 text-sm">
          {count(envelopes.length, "envelope file")} on the disk, each with a data key that only this key could unwrap.
        </p>
      )}
      {act.refused !== null && tried !== null && <p className="mt-3 mb-1.5 text-sm">Trying {tried}:</p>}
      <Refusal act={act} />
    </section>
  );
}
