import { lazy, Suspense, useState } from "react";
import type { KeyDetail } from "#glass/views.ts";
import { count } from "#words/format.ts";
import { deleteMaterialWill, importedLead } from "#words/key-care.ts";
import { keyName } from "#words/keys.ts";
import { Button } from "../../design/Button.tsx";
import { announce, useSession } from "../../state/session.ts";
import { useMaterials } from "./use-materials.ts";

const ActDialog = lazy(() => import("./ActDialog.tsx"));
const ImportDialog = lazy(() => import("./ImportDialog.tsx"));

/** What was brought into the key, when it goes, and the copies that the application keeps. */
export default function ImportedMaterial({ detail }: { readonly detail: KeyDetail }) {
  const { application } = useSession();
  const materials = useMaterials(detail.arn);
  const [asked, setAsked] = useState<"import" | "delete" | null>(null);
  const close = (): void => setAsked(null);
  const { materialRing, state, rotatable, related, region } = detail;
  const there = materialRing.some(({ present }) => present);
  const primary = related.length === 0 || related.some((key) => key.primary && key.region === region);
  const rotates = rotatable && primary && (state === "Enabled" || state === "Disabled");
  if (materials === null) return null;
  const { mine } = materials;
  return (
    <section className="mt-8 max-w-[44rem]">
      <h2>Imported material</h2>
      {there && <p className="text-pretty">{importedLead(detail)}</p>}
      {mine.length === 0 ? (
        <p className="mt-2 text-sm text-soft">The application holds no copy of it.</p>
      ) : (
        <ul className="mt-2">
          {mine.map(({ id, name, bytes, print }) => (
            <li key={id} className="flex flex-wrap items-center gap-x-3 gap-y-1 border-t border-line py-1.5">
              <b className="min-w-0 [overflow-wrap:anywhere]">{name}</b>
              <span className="numbers flex-1 basis-60 text-sm text-soft">
                {count(bytes, "byte")} in the application’s memory, print {print?.print}
              </span>
              <Button
                size="small"
                kind="quiet"
                aria-label={`Forget ${name}`}
                onClick={() =>
                  void application.forget(id).then(() => announce(`${name} is gone from the application.`))
                }
              >
                Forget
              </Button>
            </li>
          ))}
        </ul>
      )}
      <div className="mt-3 flex flex-wrap gap-2">
        {rotates && <Button onClick={() => setAsked("import")}>Import new material to rotate to</Button>}
        {there && state !== "Creating" && (
          <Button kind="danger" onClick={() => setAsked("delete")}>
            Delete imported material…
          </Button>
        )}
      </div>
      <Suspense>
        {asked === "import" && <ImportDialog detail={detail} onClose={close} />}
        {asked === "delete" && (
          <ActDialog
            name={keyName(detail)}
            onClose={close}
            operation="DeleteImportedKeyMaterial"
            input={{ KeyId: detail.keyId }}
            title={`Delete the material of ${keyName(detail)}?`}
            will={deleteMaterialWill(detail)}
            button="Delete material"
            danger
          />
        )}
      </Suspense>
    </section>
  );
}
