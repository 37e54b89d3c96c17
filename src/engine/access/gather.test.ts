import { expect, test } from "vitest";
import type { KeyRow } from "../keys/rows.ts";
import { MemoryState } from "../storage/state.ts";
import type { Tables } from "../storage/tables.ts";
import { BLUE, role } from "../testing/asking.ts";
import { rcpsOf, scpsOf } from "./gather.ts";

test("1.11 SCP and 1.11 RCP: neither SCPs nor RCPs are asked of a service-linked role", () => {
  const rows = new MemoryState();
  const put = <T extends "organizations" | "accounts" | "organizationPolicies">(table: T, after: Tables[T]) =>
    rows.apply([{ table, key: after.id, before: null, after }]);
  const types = ["SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"] as const;
  put("organizations", {
    id: "organization",
    organizationId: "o-1",
    management: "1",
    root: "r-1",
    enabled: types,
  });
  put("accounts", { id: BLUE, name: "Blue", parent: "r-1" });
  for (const type of types)
    put("organizationPolicies", {
      id: type,
      name: type,
      type,
      text: "{}",
      version: 1,
      targets: [BLUE],
    });
  const key = { account: BLUE, manager: "CUSTOMER" } as KeyRow;
  const asked = (isServiceLinkedRole: boolean) => {
    const caller = { ...role(BLUE, "Any"), isServiceLinkedRole };
    return [scpsOf(rows, caller).flat().length, rcpsOf(rows, caller, key).length];
  };
  expect(asked(false)).toEqual([1, 1]);
  expect(asked(true)).toEqual([0, 0]);
});
