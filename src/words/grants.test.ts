import { expect, test } from "vitest";
import type { GrantView } from "#glass/grants.ts";
import { grantEndWords, grantLife, grantName, grantWords, revokeWill } from "./grants.ts";

const NOON = Date.UTC(2026, 10, 23, 12);
const grant: GrantView = {
  grantId: "0123456789abcdef".repeat(4),
  name: null,
  grantee: "arn:aws:iam::111122223333:role/Report",
  retiring: null,
  issuingAccount: "111122223333",
  operations: ["Decrypt", "Encrypt"],
  constraints: null,
  created: NOON,
  knownAt: NOON + 5_000,
  lastUse: null,
};

test("who may do what, and on which constraint", () => {
  expect(grantWords(grant)).toBe("role Report may Decrypt and Encrypt.");
  const constraints = { equals: null, subset: { order: "7" }, sourceArn: null };
  expect(grantWords({ ...grant, constraints })).toBe(
    "role Report may Decrypt and Encrypt, only with an encryption context that contains order = 7.",
  );
  expect(grantName(grant)).toBe("Grant 01234567…cdef");
  expect(revokeWill({ ...grant, name: "report" })).toBe(
    "report goes, and all its tokens with it. role Report keeps what the key policy and IAM give.",
  );
});

test("one that is over says until when a call may still be allowed by it", () => {
  const { grantId, name, grantee } = grant;
  expect(grantEndWords({ grantId, name, grantee, how: "retired", at: NOON, until: NOON + 5_000 })).toBe(
    "Grant 01234567…cdef was retired at 12:00:00. Until 12:00:05, when all of KMS knows, a call of role Report may still be allowed by it.",
  );
});

test("its life: made, known everywhere, last used", () => {
  expect(grantLife(grant, NOON).map(({ name, says }) => `${name}: ${says}`)).toEqual([
    "Made: 23 Nov 2026, 12:00",
    "Known everywhere from: 12:00:05; until then it counts only with its token",
    "Last used: not in the calls of this log",
  ]);
  const used = { at: NOON + 9_000, callId: "1", operation: "Decrypt" };
  expect(grantLife({ ...grant, lastUse: used }, NOON + 10_000).map(({ says }) => says)).toEqual([
    "23 Nov 2026, 12:00",
    "12:00:05",
    "12:00:09, Decrypt",
  ]);
});
