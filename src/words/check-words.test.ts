import { expect, test } from "vitest";
import type { CallTrace } from "#glass/trace.ts";
import { fromBase64, base64 } from "#wire/bytes.ts";
import { b64, createTestEngine } from "#engine/testing/engine.ts";
import { whoSaidNo } from "./envelope.ts";
import { checked, located } from "./stage-words.ts";

/** A blob under the key of orders, and the trace of a Decrypt of it in which something is wrong. */
async function refused(alter: (blob: Uint8Array<ArrayBuffer>) => void, KeyId?: string): Promise<CallTrace> {
  const { call, engine, orders } = await createTestEngine();
  const sealed = await call("Encrypt", { KeyId: orders, Plaintext: b64("order 7") });
  const blob = fromBase64(String(sealed.body["CiphertextBlob"]));
  alter(blob);
  const other =
    KeyId === "another" ? ((await call("CreateKey")).body["KeyMetadata"] as unknown as { Arn: string }) : null;
  await call("Decrypt", { CiphertextBlob: base64(blob), ...(other !== null && { KeyId: other.Arn }) });
  const { items } = await engine.glass.calls({ operation: "Decrypt" }, null, 1);
  return (await engine.glass.call(items[0]?.id ?? "")) as CallTrace;
}

test("the wrong key is refused by the check that compares it with the blob's, before anything is decrypted", async () => {
  const trace = await refused(() => {}, "another");
  expect(trace.summary.error?.name).toBe("IncorrectKeyException");
  expect(whoSaidNo(trace)).toMatchObject({ stage: 7, check: "the blob’s key" });
  const { sentence, facts, result } = checked(trace);
  expect(result).toBe("✕ another key’s blob");
  expect(sentence).toMatch(/^The request names key \S+, but key \S+ sealed the blob\.$/);
  expect(facts.map(({ name }) => name)).toEqual(["Ciphertext"]);
});

test("what is no blob of KMS and what names an unknown key are told apart", async () => {
  const flip = (at: number) => (blob: Uint8Array) => void (blob[at] = (blob[at] as number) ^ 1);
  const noBlob = await refused(flip(0));
  expect(whoSaidNo(noBlob)).toMatchObject({
    stage: 5,
    reason: expect.stringContaining("does not recognise") as string,
  });
  expect(located(noBlob).sentence).toContain("does not recognise");
  const noKey = await refused(flip(5));
  expect(whoSaidNo(noKey)).toMatchObject({ stage: 5, reason: "The blob names no KMS key that exists here." });
  expect(located(noKey).sentence).toContain("names no key that exists here");
  const wrong = await refused(flip(0), "another");
  expect(whoSaidNo(wrong)).toMatchObject({ stage: 7, reason: expect.stringContaining("does not recognise") as string });
});
