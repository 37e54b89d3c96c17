import { useState } from "react";
import type { KeyDetail, MaterialView } from "#glass/views.ts";
import { dateTime } from "#words/format.ts";
import { howWords, keyName } from "#words/keys.ts";
import { Button } from "../../design/Button.tsx";
import { ShortId } from "../../design/ShortId.tsx";
import { Table, Td, Th } from "../../design/Table.tsx";
import { Refusal } from "./Refusal.tsx";
import { useAct } from "../../state/use-act.ts";
import { decryptInput, useBlobs, type SealedBlob } from "./use-blobs.ts";

/** Newest first: how each material came, what it sealed, and a blob to try it on. */
export function MaterialTable({ detail }: { readonly detail: KeyDetail }) {
  const { materialRing, onDemandRotations } = detail;
  const { blobs, known } = useBlobs(detail.arn);
  const act = useAct(keyName(detail));
  const [tried, setTried] = useState<string | null>(null);
  const materials = materialRing.toSorted((a, b) => b.ordinal - a.ordinal);
  const nth = (material: MaterialView): number =>
    materialRing.filter(({ how, ordinal }) => how === "ON_DEMAND" && ordinal <= material.ordinal).length;

  const open = async (blob: SealedBlob, ordinal: number): Promise<void> => {
    setTried(null);
    const said = `${blob.artefact.name} opened with material ${ordinal}.${detail.asymmetric ? "" : " The call named no key: the blob does."}`;
    const outcome = await act.run("Decrypt", decryptInput(detail, blob), { say: () => said });
    if (outcome?.ok === true) setTried(said);
  };

  return (
    <>
      <Table caption="Materials of this key">
        <thead>
          <tr>
            <Th>Material</Th>
            <Th>Id</Th>
            <Th>How</Th>
            <Th>In use from</Th>
            <Th numeric>Sealed with it</Th>
            <Th numeric>Opened since</Th>
            <Th>Try it</Th>
          </tr>
        </thead>
        <tbody>
          {materials.map((material) => {
            const sample = blobs.find(({ materialId }) => materialId === material.id);
            return (
              <tr key={material.id}>
                <Td className="align-middle! whitespace-nowrap">
                  <b>{material.ordinal}</b>
                  {material.present ? material.state === "CURRENT" && ", in use" : ", gone"}
                  {material.state === "PENDING_ROTATION" && ", not in use yet"}
                </Td>
                <Td className="align-middle! whitespace-nowrap">
                  <ShortId id={material.id} what={`id of material ${material.ordinal}`} />
                </Td>
                <Td className="align-middle! whitespace-nowrap presenter:whitespace-normal">
                  {howWords(material.how, nth(material), onDemandRotations.limit)}
                  {material.expires !== null && `, until ${dateTime(material.expires)}`}
                </Td>
                <Td className="numbers align-middle! whitespace-nowrap">{dateTime(material.since)}</Td>
                <Td numeric className="align-middle!">
                  {material.sealed.toLocaleString("en-US")}
                </Td>
                <Td numeric className="align-middle!">
                  {material.opened.toLocaleString("en-US")}
                </Td>
                <Td className="align-middle!">
                  {sample === undefined ? (
                    known && <span className="text-soft">no blob here</span>
                  ) : (
                    <Button size="small" busy={act.busy} onClick={() => void open(sample, material.ordinal)}>
                      Open one
                    </Button>
                  )}
                </Td>
              </tr>
            );
          })}
        </tbody>
      </Table>
      {tried !== null && <p className="mt-2 text-sm">{tried}</p>}
      <div className="mt-3 empty:hidden">
        <Refusal act={act} />
      </div>
    </>
  );
}
