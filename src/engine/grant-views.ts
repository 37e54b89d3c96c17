/** The grants of a key for the pane, with the last use of each as far as the log tells it. */
import type { EndingGrantView, GrantsView, GrantView } from "#glass/grants.ts";
import type { CallTrace } from "#glass/trace.ts";
import { shownParty } from "./access/parties.ts";
import { keyAt } from "./access-matrix.ts";
import { consistentAt, grantOperationsOf } from "./keys/grants.ts";
import type { ContextPairs } from "./keys/rows.ts";
import type { Journal } from "./storage/journal.ts";
import type { Reads } from "./storage/state.ts";

/** So many calls on the key are looked at for a last use. */
const CALLS_READ = 100;

/** @throws RangeError for a key that is not there. */
export async function grantsView(
  rows: Reads,
  calls: Pick<Journal, "callsPage" | "callById">,
  keyArn: string,
  now: number,
): Promise<GrantsView> {
  const key = keyAt(rows, keyArn);
  const grants = rows.range("grantsOf", key.id, null, Number.MAX_SAFE_INTEGER);
  const uses = grants.length === 0 ? new Map<string, GrantView["lastUse"]>() : await lastUses(calls, keyArn);
  const views = grants.map((grant): GrantView => {
    const { grantId, name, grantee, retiring, issuingAccount, operations, constraints, created } = grant;
    return {
      grantId,
      name,
      grantee: shownParty(grantee, rows),
      retiring: retiring === null ? null : shownParty(retiring, rows),
      issuingAccount,
      operations,
      constraints:
        constraints === null
          ? null
          : {
              equals: record(constraints.equals),
              subset: record(constraints.subset),
              sourceArn: constraints.sourceArn,
            },
      created,
      knownAt: consistentAt(grant, rows),
      lastUse: uses.get(grantId) ?? uses.get(name ?? grantId) ?? null,
    };
  });
  return {
    grants: views.toSorted((a, b) => a.created - b.created),
    ending: endingOf(rows, key.id, now),
    operations: grantOperationsOf(key),
  };
}

const endingOf = (rows: Reads, keyRow: string, now: number): readonly EndingGrantView[] =>
  rows
    .range("grantsEnding", keyRow, null, Number.MAX_SAFE_INTEGER)
    .flatMap(({ grantId, name, grantee, ended }) =>
      ended === undefined || ended.until <= now
        ? []
        : [{ grantId, name, grantee: shownParty(grantee, rows), ...ended }],
    )
    .toSorted((a, b) => a.at - b.at);

const record = (pairs: ContextPairs | null): Readonly<Record<string, string>> | null =>
  pairs === null ? null : Object.fromEntries(pairs);

/** By the grant's id. Calls that are older than their decisions naming it have the name that their trace gives the grant. */
async function lastUses(
  calls: Pick<Journal, "callsPage" | "callById">,
  key: string,
): Promise<ReadonlyMap<string, GrantView["lastUse"]>> {
  const { items } = await calls.callsPage({ key, result: "ok" }, null, CALLS_READ);
  const uses = new Map<string, GrantView["lastUse"]>();
  const records = await Promise.all(items.map(({ id }) => calls.callById(id)));
  for (const trace of records.flatMap((each) => each?.trace ?? []))
    for (const name of grantsIn(trace)) {
      const { at, id: callId, operation } = trace.summary;
      if (!uses.has(name)) uses.set(name, { at, callId, operation });
    }
  return uses;
}

const grantsIn = ({ authorize }: CallTrace): readonly string[] =>
  authorize.flatMap(({ grantId, decisive, documents }) => {
    if (grantId !== undefined) return [grantId];
    const document = decisive === null ? undefined : documents[decisive.document];
    return document?.layer === "grant" ? [document.name] : [];
  });
