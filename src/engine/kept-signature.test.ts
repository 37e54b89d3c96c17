import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { APP, createTestEngine, ZOE } from "./testing/engine.ts";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

test.each([
  ["a role, in a header", { as: APP }],
  ["a user, in a header", { as: ZOE }],
  ["a role, in the query", { as: APP, presigned: 60 }],
  ["with words of several bytes", { as: APP }],
])("the canonical request that is told is the one that was signed: %s", async (name, options) => {
  const { sign, raw, trace, credentials } = await createTestEngine();
  const body = JSON.stringify({ KeyId: "alias/orders", Plaintext: "AAAA", EncryptionContext: { name } });
  const { frontDoor } = await trace(await raw(await sign("Encrypt", body.replace("words", "wörter 鍵"), options)));
  const { canonicalRequest, stringToSign } = frontDoor.signature!;
  const { Token } = await credentials(options.as);
  const veil = /«\d+ bytes, print [0-9a-f ]{9}»/g;
  expect(canonicalRequest!.match(veil)?.length ?? 0).toBe(Token === undefined ? 0 : 1);
  const token = "presigned" in options ? encodeURIComponent(Token ?? "") : (Token ?? "");
  expect(sha256(canonicalRequest!.replace(veil, token))).toBe(stringToSign!.split("\n").at(-1));
});

test("a signature that does not hold is told with the request as it was looked at", async () => {
  const { sign, raw, trace } = await createTestEngine();
  const request = await sign("ListKeys", "{}", { as: APP });
  const { frontDoor } = await trace(await raw(request.replace("{}", "{ }")));
  expect(frontDoor.signature).toMatchObject({ verdict: "refused", computed: null });
  expect(frontDoor.signature?.canonicalRequest).toMatch(/x-amz-security-token:«\d+ bytes/);
  expect(frontDoor.signature?.canonicalRequest?.endsWith(sha256("{ }"))).toBe(true);
});
