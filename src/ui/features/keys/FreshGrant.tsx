import { useState } from "react";
import type { CallOutcome } from "#client/face.ts";
import type { GrantView } from "#glass/grants.ts";
import type { KeyDetail } from "#glass/views.ts";
import { principalName, shortId } from "#words/format.ts";
import { grantName } from "#words/grants.ts";
import { Button } from "../../design/Button.tsx";
import { Copy } from "../../design/Copy.tsx";
import { XRayLink } from "../../shell/XRayLink.tsx";
import { announce, noteCall, useSession, useWorld } from "../../state/session.ts";
import { trialOf, trialWords } from "./grant-trial.ts";

export interface MadeGrant {
  readonly grantId: string;
  readonly token: string;
}

interface Tried {
  readonly withToken: boolean;
  readonly outcome: CallOutcome;
}

/** The token of the grant that was just made, told this once, and the same call with it and without it. */
export function FreshGrant({
  grant,
  made,
  detail,
  onClose,
}: {
  readonly grant: GrantView;
  readonly made: MadeGrant;
  readonly detail: KeyDetail;
  readonly onClose: () => void;
}) {
  const { application } = useSession();
  const world = useWorld();
  const [tried, setTried] = useState<readonly Tried[]>([]);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const trial = trialOf(grant, detail);
  const signs = world.accounts.some(({ principals }) => principals.some(({ arn }) => arn === grant.grantee));
  const send = async (withToken: boolean): Promise<void> => {
    if (trial === null) return;
    setBusy(true);
    setFault(null);
    try {
      const input = { ...trial.input, ...(withToken && { GrantTokens: [made.token] }) };
      const outcome = await application.call(trial.operation, input, { as: grant.grantee });
      noteCall(outcome.requestId);
      setTried((before) => [...before, { withToken, outcome }]);
      announce(trialWords(outcome, withToken));
    } catch (error) {
      setFault(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  };
  const who = principalName(grant.grantee);
  return (
    <section aria-label="The new grant’s token" className="mt-4 rounded-xl border border-line bg-wash px-4 py-3">
      <h3 className="font-semibold">{grantName(grant)} is made</h3>
      <p className="mt-1 flex flex-wrap items-center gap-x-2 text-sm">
        Its token, told this once: <code>{shortId(made.token, 12, 6)}</code>
        <Copy text={made.token} what="the grant token" />
      </p>
      {trial === null || !signs ? (
        <p className="mt-2 text-sm text-soft">
          Pass it as GrantTokens with a call of {who}: the call is then allowed before the grant is known everywhere.
        </p>
      ) : (
        <>
          <p className="mt-2 text-sm text-pretty">
            Use it now: {trial.operation}, signed by {who}
            {trial.rehearsal && ", as a rehearsal (DryRun)"}.
          </p>
          <div className="mt-2 flex flex-wrap gap-2">
            <Button size="small" busy={busy} onClick={() => void send(false)}>
              Call without the token
            </Button>
            <Button size="small" kind="primary" busy={busy} onClick={() => void send(true)}>
              Call with the token
            </Button>
            <Button size="small" kind="quiet" onClick={onClose}>
              Done with it
            </Button>
          </div>
        </>
      )}
      {fault !== null && <p className="mt-2 font-semibold text-hot">The call came to no answer: {fault}</p>}
      <ol className="mt-2 grid gap-1 text-sm" aria-label="Calls that were tried">
        {tried.map(({ withToken, outcome }) => (
          <li key={outcome.requestId} className="[overflow-wrap:anywhere]">
            {trialWords(outcome, withToken)} <XRayLink call={outcome.requestId} />
          </li>
        ))}
      </ol>
    </section>
  );
}
