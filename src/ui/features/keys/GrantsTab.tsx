import { lazy, Suspense, useState } from "react";
import type { GrantView } from "#glass/grants.ts";
import type { KeyDetail } from "#glass/views.ts";
import { grantEndWords, grantName, retireWill, revokeWill } from "#words/grants.ts";
import { keyName } from "#words/keys.ts";
import { Button } from "../../design/Button.tsx";
import { useAsk, useNow } from "../../state/session.ts";
import { FreshGrant, type MadeGrant } from "./FreshGrant.tsx";
import { GrantDelay } from "./GrantDelay.tsx";
import { GrantItem } from "./GrantItem.tsx";

const ActDialog = lazy(() => import("./ActDialog.tsx"));
const CreateGrantDialog = lazy(() => import("./CreateGrantDialog.tsx"));

type Asked = { readonly act: "create" } | { readonly act: "revoke" | "retire"; readonly grant: GrantView };

/** Who has been given what of this key by a grant, from when on it counts, and the acts on grants. */
export default function GrantsTab({ detail }: { readonly detail: KeyDetail }) {
  const { value: view } = useAsk(({ pane }) => pane.grants(detail.arn), [detail.arn], { on: ["grants", "calls"] });
  const [asked, setAsked] = useState<Asked | null>(null);
  const [made, setMade] = useState<MadeGrant | null>(null);
  const now = useNow();
  const ending = view?.ending.filter(({ until }) => until > now) ?? [];
  const close = (): void => setAsked(null);
  const fresh = made === null ? undefined : view?.grants.find(({ grantId }) => grantId === made.grantId);
  return (
    <section className="min-w-0">
      <div className="flex flex-wrap items-baseline gap-x-4 gap-y-2">
        <h2>Grants</h2>
        <Button
          size="small"
          className="ml-auto"
          disabled={view === undefined}
          onClick={() => setAsked({ act: "create" })}
        >
          Create grant
        </Button>
      </div>
      <p className="max-w-[44rem] text-pretty">
        A grant gives one principal a few operations on this key, without a change of any policy. A new one is not known
        everywhere at once; whoever makes it gets a token, and a call that carries the token is allowed at once. Nor is
        it known everywhere at once that one is over.
      </p>
      {made !== null && fresh !== undefined && (
        <FreshGrant key={made.grantId} grant={fresh} made={made} detail={detail} onClose={() => setMade(null)} />
      )}
      {ending.map((grant) => (
        <p key={grant.grantId} className="mt-3 max-w-[44rem] text-pretty [overflow-wrap:anywhere]">
          {grantEndWords(grant)}
        </p>
      ))}
      {view?.grants.length === 0 && ending.length === 0 && (
        <p className="mt-3 text-soft">No grants. The policies alone decide.</p>
      )}
      <ul aria-label={`Grants on ${keyName(detail)}`} className="mt-3 grid gap-4">
        {view?.grants.map((grant) => (
          <GrantItem
            key={grant.grantId}
            grant={grant}
            onRetire={() => setAsked({ act: "retire", grant })}
            onRevoke={() => setAsked({ act: "revoke", grant })}
          />
        ))}
      </ul>
      {view !== undefined && <GrantDelay />}
      <Suspense>
        {asked?.act === "create" && view !== undefined && (
          <CreateGrantDialog detail={detail} operations={view.operations} onClose={close} onMade={setMade} />
        )}
        {asked?.act === "revoke" && (
          <ActDialog
            name={keyName(detail)}
            onClose={close}
            operation="RevokeGrant"
            input={{ KeyId: detail.arn, GrantId: asked.grant.grantId }}
            title={`Revoke ${grantName(asked.grant)}?`}
            will={revokeWill(asked.grant)}
            button="Revoke grant"
            danger
          />
        )}
        {asked?.act === "retire" && (
          <ActDialog
            name={keyName(detail)}
            onClose={close}
            operation="RetireGrant"
            input={{ KeyId: detail.arn, GrantId: asked.grant.grantId }}
            title={`Retire ${grantName(asked.grant)}?`}
            will={retireWill(asked.grant)}
            button="Retire grant"
          />
        )}
      </Suspense>
    </section>
  );
}
