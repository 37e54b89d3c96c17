import { lazy, Suspense, useState } from "react";
import type { KeyDetail } from "#glass/views.ts";
import { count } from "#words/format.ts";
import { Button } from "../../design/Button.tsx";
import { Pill } from "../../design/Words.tsx";
import { announce, useSession } from "../../state/session.ts";
import type { SealedBlob, Blobs } from "./use-blobs.ts";

const OpenDialog = lazy(() => import("./OpenDialog.tsx"));
const ReEncryptDialog = lazy(() => import("./ReEncryptDialog.tsx"));

/** Ciphertexts and wrapped keys of the application that this key sealed. */
export function BlobList({
  detail,
  held: { blobs, envelopes, known },
}: {
  readonly detail: KeyDetail;
  readonly held: Blobs;
}) {
  const { application } = useSession();
  const [asked, setAsked] = useState<{ readonly act: "open" | "reencrypt"; readonly blob: SealedBlob } | null>(null);
  const close = (): void => setAsked(null);
  const forget = async ({ artefact }: SealedBlob): Promise<void> => {
    await application.forget(artefact.id);
    announce(`${artefact.name} is gone from the application.`);
  };
  return (
    <section className="min-w-0">
      <h2>What the application holds under this key</h2>
      {known && blobs.length === 0 && (
        <p className="mt-1 text-pretty text-soft">
          Nothing yet. Encrypt a text, and its ciphertext stays here to be opened.
        </p>
      )}
      <ul className="mt-2 flex flex-col">
        {blobs.map((blob) => {
          const { artefact, materialId } = blob;
          const ordinal = detail.materialRing.find(({ id }) => id === materialId)?.ordinal;
          const pairs = Object.entries(artefact.context ?? {});
          return (
            <li key={artefact.id} className="border-t border-line py-2.5">
              <div className="flex flex-wrap items-baseline gap-x-3">
                <b className="min-w-0 [overflow-wrap:anywhere]">{artefact.name}</b>
                <span className="numbers text-sm text-soft">
                  {artefact.kind === "wrapped-key" ? "wrapped key" : "ciphertext"}, {count(artefact.bytes, "byte")},
                  sealed with{" "}
                  {ordinal === undefined ? "a material whose trace is no longer kept" : `material ${ordinal}`}
                </span>
              </div>
              {pairs.length > 0 && (
                <div className="mt-1 flex flex-wrap gap-1.5">
                  {pairs.map(([name, value]) => (
                    // A colour role of ours, not an ARIA role.
                    // oxlint-disable-next-line jsx-a11y/aria-role
                    <Pill key={name} role="context">
                      {name} = {value}
                    </Pill>
                  ))}
                </div>
              )}
              <div className="mt-1.5 flex flex-wrap gap-2">
                <Button
                  size="small"
                  aria-label={`Open ${artefact.name}`}
                  onClick={() => setAsked({ act: "open", blob })}
                >
                  Open
                </Button>
                {!detail.asymmetric && (
                  <Button
                    size="small"
                    aria-label={`ReEncrypt ${artefact.name}`}
                    onClick={() => setAsked({ act: "reencrypt", blob })}
                  >
                    ReEncrypt to…
                  </Button>
                )}
                <Button
                  size="small"
                  kind="quiet"
                  aria-label={`Forget ${artefact.name}`}
                  onClick={() => void forget(blob)}
                >
                  Forget
                </Button>
              </div>
            </li>
          );
        })}
      </ul>
      {envelopes.length > 0 && (
        <p className="mt-3 border-t border-line pt-2.5 text-sm text-pretty text-soft">
          Besides, {count(envelopes.length, "envelope file")} on the disk,{" "}
          {envelopes.length === 1 ? "with its" : "each with its"} own data key wrapped by this key. Envelopes open in
          the place Envelope.
        </p>
      )}
      <Suspense>
        {asked?.act === "open" && <OpenDialog detail={detail} blob={asked.blob} onClose={close} />}
        {asked?.act === "reencrypt" && (
          <ReEncryptDialog detail={detail} artefact={asked.blob.artefact} onClose={close} />
        )}
      </Suspense>
    </section>
  );
}
