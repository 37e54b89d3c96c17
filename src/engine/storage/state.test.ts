import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AliasRow } from "../keys/rows.ts";
import { MemoryState, Overlay, type Reads } from "./state.ts";
import type { RowChange } from "./tables.ts";

/** Aliases have two indexes, and retargeting one moves it from bucket to bucket: the richest table for these tests. */
const alias = (name: string, account: string, target: string): AliasRow => ({
  id: `${account}/us-east-1/${name}`,
  account,
  region: "us-east-1",
  name,
  arn: `arn:${name}`,
  target,
  created: 0,
  updated: 0,
});

type Act = { readonly put: AliasRow } | { readonly delete: string };

const names = ["a", "b", "c", "d", "e", "f"];
const accounts = ["1", "2"];
/** An alias and its key are of one account, as AWS demands, which is what makes an alias's name unique among those of a key. */
const keysOf: Readonly<Record<string, readonly string[]>> = { "1": ["k1", "k2"], "2": ["k3", "k4"] };
const targets = ["k1", "k2", "k3", "k4"];
const buckets = [
  ...accounts.map((account) => ["aliasesOf", `${account}/us-east-1`] as const),
  ...targets.map((target) => ["aliasesTo", target] as const),
];

const anAlias = fc
  .tuple(fc.constantFrom(...names), fc.constantFrom(...accounts), fc.constantFrom(0, 1))
  .map(([name, account, which]) => alias(name, account, keysOf[account]?.[which] as string));
const anAct: fc.Arbitrary<Act> = fc.oneof(
  { weight: 3, arbitrary: anAlias.map((put) => ({ put })) },
  { weight: 1, arbitrary: anAlias.map(({ id }) => ({ delete: id })) },
);
const acts = fc.array(anAct, { maxLength: 25 });

function perform(overlay: Overlay, list: readonly Act[]): void {
  for (const act of list) {
    if ("put" in act) overlay.put("aliases", act.put);
    else overlay.delete("aliases", act.delete);
  }
}

function stateAfter(list: readonly Act[]): MemoryState {
  const state = new MemoryState();
  const overlay = new Overlay(state);
  perform(overlay, list);
  state.apply(overlay.changes);
  return state;
}

/** What a map and a sort would answer. */
class NaiveModel {
  readonly rows = new Map<string, AliasRow>();

  constructor(list: readonly Act[]) {
    for (const act of list) {
      if ("put" in act) this.rows.set(act.put.id, act.put);
      else this.rows.delete(act.delete);
    }
  }

  range(index: string, bucket: string): AliasRow[] {
    return [...this.rows.values()]
      .filter((row) => (index === "aliasesTo" ? row.target === bucket : `${row.account}/${row.region}` === bucket))
      .toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  }
}

/** Everything that can be read, through every door. */
function readAll(reads: Reads) {
  return {
    rows: accounts.flatMap((account) => names.map((name) => reads.get("aliases", `${account}/us-east-1/${name}`))),
    ranges: buckets.map(([index, bucket]) => reads.range(index, bucket, null, 100)),
    pages: buckets.flatMap(([index, bucket]) => names.map((after) => reads.range(index, bucket, after, 2))),
    counts: buckets.map(([index, bucket]) => reads.count(index, bucket)),
  };
}

describe("memory", () => {
  test("ranges and counts are what sorting all rows would give", () => {
    fc.assert(
      fc.property(acts, (list) => {
        const state = stateAfter(list);
        const model = new NaiveModel(list);
        for (const [index, bucket] of buckets) {
          const all = model.range(index, bucket);
          expect(state.range(index, bucket, null, 100)).toEqual(all);
          expect(state.count(index, bucket)).toBe(all.length);
          for (const after of names) {
            expect(state.range(index, bucket, after, 2)).toEqual(all.filter(({ name }) => name > after).slice(0, 2));
          }
        }
      }),
    );
  });

  test("changes applied backwards leave what was there before", () => {
    fc.assert(
      fc.property(acts, acts, (first, second) => {
        const state = stateAfter(first);
        const before = readAll(state);
        const overlay = new Overlay(state);
        perform(overlay, second);
        const { changes } = overlay;
        state.apply(changes);
        state.apply(changes.toReversed().map(reversed));
        expect(readAll(state)).toEqual(before);
      }),
    );
  });
});

describe("an overlay", () => {
  test("shows what its changes will make of memory, before they are applied", () => {
    fc.assert(
      fc.property(acts, acts, (first, second) => {
        const state = stateAfter(first);
        const overlay = new Overlay(state);
        perform(overlay, second);
        const seen = readAll(overlay);
        state.apply(overlay.changes);
        expect(seen).toEqual(readAll(state));
      }),
    );
  });

  test("changes nothing beneath it", () => {
    fc.assert(
      fc.property(acts, acts, (first, second) => {
        const state = stateAfter(first);
        const before = readAll(state);
        const fork = new Overlay(state);
        perform(fork, second);
        readAll(fork);
        expect(readAll(state)).toEqual(before);
      }),
    );
  });

  test("over an overlay works as over memory", () => {
    fc.assert(
      fc.property(acts, acts, acts, (first, second, third) => {
        const lower = new Overlay(stateAfter(first));
        perform(lower, second);
        const upper = new Overlay(lower);
        perform(upper, third);
        expect(readAll(upper)).toEqual(readAll(stateAfter([...first, ...second, ...third])));
      }),
    );
  });

  test("what is put and deleted again is no change", () => {
    const overlay = new Overlay(new MemoryState());
    overlay.put("aliases", alias("a", "1", "k1"));
    overlay.delete("aliases", alias("a", "1", "k1").id);
    expect(overlay.changes).toEqual([]);
  });
});

describe("an overlay is stale", () => {
  const present = alias("a", "1", "k1");
  const begin = () => {
    const state = stateAfter([{ put: present }]);
    return { state, overlay: new Overlay(state) };
  };
  const put = (state: MemoryState, row: AliasRow) => {
    const other = new Overlay(state);
    other.put("aliases", row);
    state.apply(other.changes);
  };

  test("when a row that it read has changed", () => {
    const { state, overlay } = begin();
    overlay.get("aliases", present.id);
    expect(overlay.stale()).toBe(false);
    put(state, { ...present, target: "k2" });
    expect(overlay.stale()).toBe(true);
  });

  test("when a row that it found missing has come to be", () => {
    const { state, overlay } = begin();
    overlay.get("aliases", alias("b", "1", "k1").id);
    put(state, alias("b", "1", "k1"));
    expect(overlay.stale()).toBe(true);
  });

  test("when a row was written that it wrote unread", () => {
    const { state, overlay } = begin();
    overlay.put("aliases", { ...present, target: "k2" });
    put(state, { ...present, target: "k3" });
    expect(overlay.stale()).toBe(true);
  });

  test("when a range or a count that it read has changed, even by a row that it never saw", () => {
    const { state, overlay } = begin();
    overlay.range("aliasesTo", "k1", null, 1);
    const counting = new Overlay(state);
    counting.count("aliasesTo", "k1");
    put(state, alias("b", "1", "k1"));
    expect([overlay.stale(), counting.stale()]).toEqual([true, true]);
  });

  test("when a range that it read was emptied and filled again: what is empty is not kept, and is no older state of what comes after it", () => {
    const { state, overlay } = begin();
    overlay.range("aliasesTo", "k1", null, 10);
    const gone: RowChange = { table: "aliases", key: present.id, before: present, after: null };
    state.apply([gone]);
    expect(state.version("aliasesTo", "k1")).toBe(0);
    expect(overlay.stale()).toBe(true);
    put(state, alias("b", "1", "k1"));
    expect(state.version("aliasesTo", "k1")).toBeGreaterThan(0);
    expect(overlay.stale()).toBe(true);
  });

  test("but not when something else has changed", () => {
    const { state, overlay } = begin();
    overlay.get("aliases", present.id);
    overlay.range("aliasesTo", "k1", null, 10);
    put(state, alias("b", "2", "k2"));
    expect(overlay.stale()).toBe(false);
  });

  test("when what it read was changed and changed back by others, it is not: rows are compared by identity", () => {
    const { state, overlay } = begin();
    overlay.get("aliases", present.id);
    const change: RowChange = {
      table: "aliases",
      key: present.id,
      before: present,
      after: { ...present, target: "k2" },
    };
    state.apply([change]);
    state.apply([reversed(change)]);
    expect(overlay.stale()).toBe(false);
  });
});

const reversed = ({ table, key, before, after }: RowChange): RowChange => ({
  table,
  key,
  before: after,
  after: before,
});
