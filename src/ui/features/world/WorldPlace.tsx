import { lazy, Suspense, useState } from "react";
import { Page } from "../../design/Page.tsx";
import { Tabs } from "../../design/Tabs.tsx";
import { History } from "../../shell/History.tsx";
import { useWorld } from "../../state/session.ts";
import type { FormSpec } from "./form.ts";
import { Identities } from "./Identities.tsx";
import { ManagedKeys } from "./ManagedKeys.tsx";
import { ManagedPolicies } from "./ManagedPolicies.tsx";
import { Network } from "./Network.tsx";
import { Organization } from "./Organization.tsx";
import { Services } from "./Services.tsx";
import { WORLD_TABS, type WorldTab } from "./tabs.ts";
import { useSurroundings } from "./use-surroundings.ts";

const FormDialog = lazy(() => import("./FormDialog.tsx"));
const OurReadings = lazy(() => import("./OurReadings.tsx"));

/** What surrounds the keys: who can ask, under which policies, from where. */
export function WorldPlace({ tab, onTab }: { readonly tab: WorldTab; readonly onTab: (tab: WorldTab) => void }) {
  const world = useWorld();
  const surroundings = useSurroundings();
  const [form, setForm] = useState<FormSpec | null>(null);
  const { view, refusal } = surroundings;
  const part = view === undefined ? null : { view, surroundings, onForm: setForm };
  return (
    <Page
      title="World"
      lead={`What surrounds the keys of ${world.name}: who can ask, under which policies, and from where. All of it is simulated, and each act can be undone.`}
      acts={<History />}
    >
      {refusal !== null && (
        <p role="alert" className="mt-3 font-semibold text-hot [overflow-wrap:anywhere]">
          {refusal}
        </p>
      )}
      <div className="mt-4">
        <Tabs tabs={WORLD_TABS} value={tab} onChange={onTab} label="Parts of the world">
          {part === null ? (
            <div className="min-h-60" />
          ) : (
            <>
              {tab === "identities" && <Identities {...part} />}
              {tab === "policies" && <ManagedPolicies {...part} />}
              {tab === "organization" && <Organization {...part} />}
              {tab === "network" && <Network {...part} />}
              {tab === "keys" && <ManagedKeys {...part} />}
              {tab === "services" && <Services />}
            </>
          )}
        </Tabs>
      </div>
      <Suspense>
        <OurReadings />
      </Suspense>
      {form !== null && (
        <Suspense>
          <FormDialog form={form} surroundings={surroundings} onClose={() => setForm(null)} />
        </Suspense>
      )}
    </Page>
  );
}
