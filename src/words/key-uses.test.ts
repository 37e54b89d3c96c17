import { expect, test } from "vitest";
import { createTestEngine } from "#engine/testing/engine.ts";
import { fingerprint, messageTypeWords, PROOFS, publicKeyPem, publicUse } from "./key-uses.ts";

test("what makes and checks a proof are AWS's operations, with the members that they have", async () => {
  const { engine } = await createTestEngine();
  const operations = new Map((await engine.glass.catalogue()).map((each) => [each.name, each]));
  for (const { make, check, member, algorithmMember } of Object.values(PROOFS)) {
    expect(Object.keys(operations.get(make)?.input ?? {})).toContain(algorithmMember);
    expect(Object.keys(operations.get(check)?.input ?? {})).toEqual(expect.arrayContaining([member, algorithmMember]));
  }
});

test("a public key is written as PEM, 64 letters a line, and its fingerprint in pairs", () => {
  const pem = publicKeyPem("A".repeat(70));
  expect(pem.split("\n")).toEqual([
    "-----BEGIN PUBLIC KEY-----",
    "A".repeat(64),
    "A".repeat(6),
    "-----END PUBLIC KEY-----",
    "",
  ]);
  expect(fingerprint("3f9c00")).toBe("3f:9c:00");
  expect(publicUse("SIGN_VERIFY")).toContain("verify");
  expect(messageTypeWords("DIGEST")).toContain("digest alone");
});
