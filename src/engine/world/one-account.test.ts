import { expect, test } from "vitest";
import type { Row, TableName } from "../storage/tables.ts";
import { settleIn } from "./one-account.ts";

const wanted = { account: "111122223333", region: "us-east-1", credentials: [], anyPrincipal: false };
const tools = { letters: (count: number) => "A".repeat(count), sealText: async (text: string) => text };

test("principals of a file that was written before they had paths and trust policies get them, and stay whom they were", async () => {
  const old = { kind: "role", name: "App", account: "111122223333", uniqueId: "AROAOLD", policies: [] };
  const id = "arn:aws:iam::111122223333:role/ops/App";
  const rows: readonly { readonly table: TableName; readonly row: Row }[] = [
    { table: "principals", row: { id, ...old } },
  ];
  const changes = await settleIn(rows, wanted, tools);
  expect(changes.find(({ key }) => key === id)?.after).toMatchObject({
    uniqueId: "AROAOLD",
    path: "/ops/",
    managed: [],
    groups: [],
    boundary: null,
    trust: { name: "Trust policy" },
  });
  const again = changes.flatMap(({ table, after }) => (after === null ? [] : [{ table, row: after }]));
  expect(await settleIn(again, wanted, tools)).toEqual([]);
});
