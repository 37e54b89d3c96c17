/**
 * What the calendar brings by itself, one row a kind of thing: the end of a waiting period, automatic rotation, the end of a passing
 * state (authorization.md 6.3, service events), and how an attempt to connect a custom key store ends.
 */
import type { HsmStep } from "#glass/trace.ts";
import type { DueView } from "#glass/views.ts";
import type { Bytes } from "#wire/bytes.ts";
import type { ServiceEvent } from "../audit/cloudtrail.ts";
import type { KeyRow } from "../keys/rows.ts";
import { KeyStore } from "../keys/store.ts";
import { settle } from "../keystores/connection.ts";
import type { CustomKeyStoreRow } from "../keystores/rows.ts";
import type { MemoryState, Reads, Writes } from "../storage/state.ts";
import { INDEXES, type IndexName, type IndexRow, type RowChange } from "../storage/tables.ts";
import { newMaterial } from "../vault/new-material.ts";
import { STEPS } from "../vault/steps.ts";
import type { Vault } from "../vault/vault.ts";
import { DAY_MS } from "./clock.ts";
import { connectionAt, deletionAt, expiryAt, rotationAt, settlingAt } from "./due-times.ts";

const ALL = Number.MAX_SAFE_INTEGER;

/** The effect of a due event, besides its row changes. */
export type Happened =
  | { readonly event: ServiceEvent; readonly key: KeyRow }
  /** No service event of AWS's: CloudTrail records only the call that began it. */
  | { readonly event: "SettleKeyStore"; readonly store: CustomKeyStoreRow };

/** What a due event may need besides rows. */
export interface DueTools {
  readonly vault: Vault;
  random(bytes: number): Bytes;
  /** Records what was done in the HSM, or asked of a cluster or a proxy. */
  tell(step: HsmStep): void;
}

/** One kind of due thing, found among the rows of one index under `due`. */
interface Kind<N extends IndexName> {
  readonly what: DueView["what"];
  readonly index: N;
  /** World time, or null when nothing of this kind is due for the row. */
  at(row: IndexRow<N>): number | null;
  /** ARN of the key that it is about, or the name of the custom key store. */
  about(row: IndexRow<N>, rows: Reads): string;
  /** Reads everything through `rows`, so that what changed meanwhile is noticed. */
  happen(rows: Writes, row: IndexRow<N>, at: number, tools: DueTools): Promise<Happened> | Happened;
}

type AnyKind = { [N in IndexName]: Kind<N> }[IndexName];
const kind = <N extends IndexName>(row: Kind<N>): AnyKind => row as unknown as AnyKind;

/** In the order in which things of one moment happen. */
const KINDS: readonly AnyKind[] = [
  kind({
    what: "deletion",
    index: "deletionsDue",
    at: deletionAt,
    about: (key) => key.arn,
    happen: (rows, { id }, at) => destroy(rows, present(rows, id), at),
  }),
  kind({
    what: "rotation",
    index: "rotationsDue",
    at: rotationAt,
    about: (key) => key.arn,
    async happen(rows, { id }, at, tools) {
      const key = present(rows, id);
      const made = await newMaterial(key, tools);
      const facts = { material: made.materialId, spec: key.spec };
      tools.tell({ step: "generate", says: STEPS["generate"] as string, facts, anatomy: null });
      const store = new KeyStore(rows);
      store.rotate(key, made, "AUTOMATIC", at);
      store.setRotation(key, { ...key.rotation, next: at + key.rotation.periodInDays * DAY_MS });
      return { event: "RotateKey", key: present(rows, id) };
    },
  }),
  kind({
    what: "expiry",
    index: "expiriesDue",
    at: expiryAt,
    about: ({ keyRow }, rows) => rows.get("keys", keyRow)?.arn ?? "",
    happen(rows, { id, keyRow }) {
      const material = rows.get("materials", id);
      const key = present(rows, keyRow);
      if (material !== undefined) new KeyStore(rows).dropMaterial(key, material);
      return { event: "DeleteExpiredKeyMaterial", key };
    },
  }),
  kind({
    what: "settling",
    index: "settlingsDue",
    at: settlingAt,
    about: (key) => key.arn,
    happen(rows, { id }) {
      const { settles, ...rest } = present(rows, id);
      const key = new KeyStore(rows).put({ ...rest, state: settles?.state ?? rest.state, settles: null });
      return { event: "SynchronizeMultiRegionKey", key };
    },
  }),
  kind({
    what: "connection",
    index: "connectionsDue",
    at: connectionAt,
    about: (store) => store.name,
    async happen(rows, { id }, _at, tools) {
      const store = rows.get("customKeyStores", id);
      if (store === undefined) throw new Error(`A custom key store with something on the calendar is there: ${id}`);
      await settle(store, { ...tools, rows });
      return { event: "SettleKeyStore", store };
    },
  }),
];

/** What nobody can bring back: a key, or a material that only its owner may still have. */
const LOSSES: ReadonlySet<DueView["what"]> = new Set(["deletion", "expiry"]);

/** World time from which on the calendar destroys something of the row that a change leaves; null: never. */
export function lostAt({ table, after }: RowChange): number | null {
  if (after === null) return null;
  const times = (KINDS as readonly Kind<"deletionsDue">[])
    .filter(({ what, index }) => LOSSES.has(what) && INDEXES[index].table === table)
    .flatMap((each) => each.at(after as KeyRow) ?? []);
  return times.length === 0 ? null : Math.min(...times);
}

export interface Due {
  readonly at: number;
  readonly what: DueView["what"];
  /** ARN of the key that it is about, or the name of the custom key store. */
  readonly about: string;
  happen(rows: Writes, tools: DueTools): Promise<Happened> | Happened;
}

/** The next due event, worked out again only when a row with something on the calendar has changed: every call asks. */
export class Calendar {
  readonly #state: MemoryState;
  #versions = "";
  #next: Due | null = null;

  constructor(state: MemoryState) {
    this.#state = state;
  }

  next(): Due | null {
    const versions = INDEXES_ASKED.map((index) => this.#state.version(index, "due")).join(" ");
    if (versions !== this.#versions) {
      this.#next = this.#earliest();
      this.#versions = versions;
    }
    return this.#next;
  }

  /** What would be destroyed by a world time, the earliest first. */
  losses(until: number): readonly Due[] {
    const lost: Due[] = [];
    for (const each of KINDS as readonly Kind<"deletionsDue">[]) {
      if (!LOSSES.has(each.what)) continue;
      for (const due of this.#first(each, ALL)) {
        if (due.at > until) break;
        lost.push(due);
      }
    }
    return lost.toSorted((a, b) => a.at - b.at);
  }

  #earliest(): Due | null {
    const firsts = (KINDS as readonly Kind<"deletionsDue">[]).flatMap((each) => this.#first(each, 1));
    return firsts.reduce<Due | null>((next, due) => (next === null || due.at < next.at ? due : next), null);
  }

  /** The next things of one kind, the earliest first. */
  #first(each: Kind<"deletionsDue">, count: number): readonly Due[] {
    const { what } = each;
    return this.#state.range(each.index, "due", null, count).map((row) => {
      const at = each.at(row) as number; // Every row of the index has one.
      return {
        at,
        what,
        about: each.about(row, this.#state),
        happen: (rows: Writes, tools: DueTools) => each.happen(rows, row, at, tools),
      };
    });
  }
}

const INDEXES_ASKED: readonly IndexName[] = [...new Set(KINDS.map(({ index }) => index))];

function present(rows: Writes, id: string): KeyRow {
  const key = rows.get("keys", id);
  if (key === undefined) throw new Error(`A key with something on the calendar is there: ${id}`);
  return key;
}

/** The end of the waiting period: the key, its policy, aliases, grants and uses go, and every material with it, for good. */
function destroy(rows: Writes, key: KeyRow, at: number): Happened {
  const store = new KeyStore(rows);
  store.afterReplica(key, at);
  store.grants.dropAll(key);
  for (const alias of rows.range("aliasesTo", key.id, null, ALL)) rows.delete("aliases", alias.id);
  // Destroyed is destroyed: the history forgets everything before this act (docs/decisions).
  for (const { id } of rows.range("materialsOf", key.id, null, ALL)) rows.delete("materials", id);
  rows.delete("policies", key.id);
  // A replica that is made anew in its Region has the same id, and was never used.
  rows.delete("usage", key.id);
  rows.delete("keys", key.id);
  return { event: "DeleteKey", key };
}
