import { lazy, Suspense, useState } from "react";
import type { KeyDetail } from "#glass/views.ts";
import { makePrimaryWill, regionsLead } from "#words/key-care.ts";
import { keyName } from "#words/keys.ts";
import { Button } from "../../design/Button.tsx";
import { Field, NativeSelect } from "../../design/Field.tsx";
import { Table, Td, Th } from "../../design/Table.tsx";
import { setSeat, useWorld } from "../../state/session.ts";
import { KeyState } from "./KeyState.tsx";
import { Refusal } from "./Refusal.tsx";
import { useAct } from "../../state/use-act.ts";

const ActDialog = lazy(() => import("./ActDialog.tsx"));

/** Where a multi-Region key lives, which of its keys is the primary, and what the primary can do. */
export default function KeyRegions({ detail }: { readonly detail: KeyDetail }) {
  const { regions } = useWorld();
  const { related, region: here, keyId } = detail;
  const free = regions.filter((region) => !related.some((key) => key.region === region));
  const primary = related.some((key) => key.primary && key.region === here);
  const [chosen, setChosen] = useState<string | null>(null);
  const [promoted, setPromoted] = useState<string | null>(null);
  const to = chosen !== null && free.includes(chosen) ? chosen : free[0];
  const act = useAct(keyName(detail));
  return (
    <section aria-label="Regions" className="mt-6 max-w-[52rem]">
      <h2>One key in several Regions</h2>
      <p className="text-pretty">{regionsLead(related, here)}</p>
      <Table caption="Regions of this key" className="mt-2">
        <thead>
          <tr>
            <Th>Region</Th>
            <Th>Place</Th>
            <Th>State</Th>
            <Th>Acts</Th>
          </tr>
        </thead>
        <tbody>
          {related.map((key) => (
            <tr key={key.region}>
              <Td className="align-middle! whitespace-nowrap">{key.region}</Td>
              <Td className="align-middle!">{key.primary ? "primary" : "replica"}</Td>
              <Td className="align-middle!">
                <KeyState state={key.state}>{key.state}</KeyState>
              </Td>
              <Td className="align-middle!">
                {key.region === here ? (
                  <span className="text-soft">this page</span>
                ) : (
                  <span className="flex flex-wrap gap-2">
                    <Button
                      size="small"
                      aria-label={`Go to ${key.region}`}
                      onClick={() => setSeat({ region: key.region })}
                    >
                      Go there
                    </Button>
                    {primary && (
                      <Button
                        size="small"
                        aria-label={`Make ${key.region} the primary`}
                        onClick={() => setPromoted(key.region)}
                      >
                        Make primary
                      </Button>
                    )}
                  </span>
                )}
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
      {primary && to !== undefined && (
        <div className="mt-3 flex flex-wrap items-end gap-3">
          <Field label="Another Region" className="w-48">
            {(ids) => (
              <NativeSelect {...ids} value={to} onChange={({ target }) => setChosen(target.value)}>
                {free.map((region) => (
                  <option key={region}>{region}</option>
                ))}
              </NativeSelect>
            )}
          </Field>
          <Button
            busy={act.busy}
            onClick={() =>
              void act.run(
                "ReplicateKey",
                { KeyId: keyId, ReplicaRegion: to },
                { say: () => `A replica is being made in ${to}.` },
              )
            }
          >
            Replicate there
          </Button>
        </div>
      )}
      <div className="mt-3 empty:hidden">
        <Refusal act={act} />
      </div>
      {promoted !== null && (
        <Suspense>
          <ActDialog
            name={keyName(detail)}
            onClose={() => setPromoted(null)}
            operation="UpdatePrimaryRegion"
            input={{ KeyId: keyId, PrimaryRegion: promoted }}
            title={`Make ${promoted} the primary Region?`}
            will={makePrimaryWill(promoted)}
            button="Make it the primary"
          />
        </Suspense>
      )}
    </section>
  );
}
