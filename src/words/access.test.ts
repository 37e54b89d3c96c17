import { expect, test } from "vitest";
import type { AccessCell, AccessMatrix } from "#glass/access.ts";
import {
  brokenPins,
  cellName,
  changedCells,
  changeLines,
  leftBehind,
  leftBehindWords,
  pinWords,
  shownColumns,
} from "./access.ts";

const KEY = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const APP = { arn: "arn:aws:iam::111122223333:role/App", kind: "role", name: "App", account: "111122223333" } as const;
const ROOT = { ...APP, arn: "arn:aws:iam::111122223333:root", kind: "root", name: "root" } as const;
const yes: AccessCell = { allowed: true, layer: "identity", denial: null, path: "kp-account", across: null };
const no: AccessCell = { allowed: false, layer: "identity", denial: "implicit", path: null, across: null };
const actions = [
  { action: "kms:Decrypt", group: "use" },
  { action: "kms:DescribeKey", group: "use" },
  { action: "kms:Encrypt", group: "use" },
  { action: "kms:TagResource", group: "manage" },
  { action: "kms:PutKeyPolicy", group: "policy" },
] as const;
const matrix = (...cells: AccessCell[][]): AccessMatrix => ({ keyArn: KEY, actions, principals: [APP, ROOT], cells });

test.each([
  [yes, "role App may Decrypt: the key policy hands the question to IAM, and IAM allows it"],
  [no, "role App may not Decrypt: no IAM policy allows it"],
  [{ ...no, denial: "explicit", layer: "scp" }, "role App may not Decrypt: denied by a service control policy"],
  [{ ...yes, path: "kp-direct" }, "role App may Decrypt: allowed by the key policy"],
  [{ ...yes, path: "grant-role", across: "X" }, "role App may Decrypt: allowed by a grant, and its own account agrees"],
] as const)("a cell says who may what, and why", (cell, words) => {
  expect(cellName(APP, "kms:Decrypt", cell)).toBe(words);
});

test("at first the columns are those that most questions are about, group by group", () => {
  const names = (usage: string, all: boolean) => shownColumns({ actions }, usage, all).map((at) => actions[at]?.action);
  expect(names("ENCRYPT_DECRYPT", false)).toEqual([
    "kms:Encrypt",
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:PutKeyPolicy",
  ]);
  expect(names("SIGN_VERIFY", false)).toEqual(["kms:DescribeKey", "kms:PutKeyPolicy"]);
  expect(names("SIGN_VERIFY", true)).toHaveLength(5);
});

test("what a draft changes is told by principal and direction", () => {
  const before = matrix([yes, yes, no, no, no], [yes, yes, yes, yes, yes]);
  const after = matrix([no, no, yes, no, no], [yes, yes, yes, yes, yes]);
  expect(changeLines(changedCells(before, after))).toEqual([
    { who: "role App", gains: false, actions: ["Decrypt", "DescribeKey"] },
    { who: "role App", gains: true, actions: ["Encrypt"] },
  ]);
});

test("a pin is broken when its cell is another answer, and only then", () => {
  const pin = { keyArn: KEY, principal: APP.arn, action: "kms:Decrypt", must: "denied" } as const;
  const [broken] = brokenPins([pin], matrix([yes, no, no, no, no], []));
  expect(broken === undefined ? "" : pinWords(broken.principal, pin)).toBe("role App must never be allowed to Decrypt");
  expect(brokenPins([pin], matrix([no, no, no, no, no], []))).toEqual([]);
  expect(brokenPins([{ ...pin, principal: "gone" }], matrix([yes, no, no, no, no], []))).toEqual([]);
});

test("who may use a key and not the one that takes over is named, with the reason", () => {
  const words = (had: AccessCell[], has: AccessCell[]): readonly string[] =>
    leftBehind(matrix(had, [yes, yes, yes, yes, yes]), matrix(has, [yes, yes, yes, yes, yes])).map((one) =>
      leftBehindWords(one),
    );
  const use = (cell: AccessCell): AccessCell[] => [cell, cell, cell, no, no];
  expect(words(use(yes), use(no))).toEqual(["role App may not use the new key: its IAM policy names the old one"]);
  expect(words(use(yes), use(yes))).toEqual([]);
  expect(words(use(no), use(no))).toEqual([]);
  expect(words([no, yes, yes, yes, no], [no, yes, no, no, no])).toEqual([
    "role App may not Encrypt with the new key: its IAM policy names the old one",
  ]);
  expect(words(use({ ...yes, path: "grant-role" }), use(no))[0]).toContain("a grant on the old one allowed it");
  expect(words(use({ ...yes, path: "kp-role" }), use(no))[0]).toContain("the old one’s key policy allowed it");
  expect(words(use(yes), use({ ...no, denial: "explicit", layer: "scp" }))[0]).toContain(
    "denied by a service control policy",
  );
});
