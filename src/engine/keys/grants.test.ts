import { expect, test } from "vitest";
import { MemoryState, Overlay, type Writes } from "../storage/state.ts";
import { GrantStore } from "./grants.ts";
import type { GrantRow, KeyRow } from "./rows.ts";

const key = { id: "us-east-1/k", region: "us-east-1" } as KeyRow;

test("a key with many grants goes without a look-up between its writes, and the last grant first: each look-up, and each gap in an index, costs as much as there are grants", () => {
  const state = new MemoryState();
  for (let n = 0; n < 30; n++) {
    const grantId = String(n).padStart(64, "0");
    const id = `${key.id}/${grantId}`;
    const row = {
      id,
      grantId,
      keyRow: key.id,
      region: key.region,
      name: null,
      grantee: { service: "s3" },
      retiring: null,
    };
    state.apply([
      { table: "grants", key: id, before: null, after: row as unknown as GrantRow },
      { table: "grantTokens", key: `t${n}`, before: null, after: { id: `t${n}`, grant: id } },
    ]);
  }
  const overlay = new Overlay(state);
  const asked: string[] = [];
  const watched: Writes = {
    get: (table, id) => overlay.get(table, id),
    count: (index, bucket) => overlay.count(index, bucket),
    tally: (index, bucket) => overlay.tally(index, bucket),
    put: (table, row) => overlay.put(table, row),
    range: (index, bucket, after, limit) => {
      asked.push("range");
      return overlay.range(index, bucket, after, limit);
    },
    delete: (table, id) => {
      asked.push(`delete ${table}`);
      overlay.delete(table, id);
    },
  };
  new GrantStore(watched).dropAll(key);
  expect(asked.lastIndexOf("range")).toBeLessThan(asked.indexOf("delete grantTokens"));
  const gone = overlay.changes.filter(({ table }) => table === "grants").map(({ key }) => key);
  expect(gone).toHaveLength(30);
  expect(gone).toEqual(gone.toSorted().toReversed());
  state.apply(overlay.changes);
  expect([...state.all("grants"), ...state.all("grantTokens")]).toEqual([]);
});
