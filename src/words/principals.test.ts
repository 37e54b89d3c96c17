import { expect, test } from "vitest";
import type { PrincipalView } from "#glass/views.ts";
import { iamLine } from "./principals.ts";

const KEY = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

const role = (...documents: readonly unknown[]): PrincipalView => ({
  arn: "arn:aws:iam::111122223333:role/App",
  kind: "role",
  name: "App",
  account: "111122223333",
  policies: documents.map((document, index) => ({
    name: `p${index}`,
    version: 1,
    text: typeof document === "string" ? document : JSON.stringify(document),
  })),
});

test("what IAM gives is one line", () => {
  expect(
    iamLine(role({ Statement: [{ Effect: "Allow", Action: ["kms:Encrypt", "kms:Decrypt"], Resource: KEY }] })),
  ).toBe("Allows Encrypt and Decrypt on key 1234abcd…90ab.");
  expect(iamLine(role({ Statement: { Effect: "Allow", Action: "kms:*", Resource: "*" } }))).toBe(
    "Allows everything in KMS on every key.",
  );
  expect(iamLine(role())).toBe("IAM gives it nothing.");
  expect(iamLine(role("no json"))).toBe("IAM gives it nothing.");
});

test("the account itself is not limited by IAM", () => {
  expect(iamLine({ ...role(), kind: "root" })).toContain("never limits");
});
