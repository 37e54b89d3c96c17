/** A drill: small, it flips each bit position in one of a hundred wrapped keys; whole, each bit of all of them. */
import { expect, test } from "vitest";
import { fromBase64, type Bytes } from "#wire/bytes.ts";
import { b64, createTestEngine } from "../testing/engine.ts";

const WRAPPED_KEYS = 100;
const whole = process.env["KEYGLASS_DRILL"] === "whole";

/** The bytes that say which key sealed the blob (vault/blob.ts), and the bit that says of which kind its id is. */
const namesTheKey = (bit: number): boolean => (bit >= 3 * 8 && bit < 19 * 8) || bit === 2 * 8 + 7;

test(`not one flipped bit of ${WRAPPED_KEYS} wrapped keys passes`, async () => {
  const { call, orders, snapshot } = await createTestEngine();
  const contextOf = (n: number) => ({ tenant: `customer ${n}` });
  const blobs: Bytes[] = [];
  for (let n = 0; n < WRAPPED_KEYS; n++) {
    const { body } = await call("GenerateDataKeyWithoutPlaintext", {
      KeyId: orders,
      KeySpec: "AES_256",
      EncryptionContext: contextOf(n),
    });
    blobs.push(fromBase64(String(body["CiphertextBlob"])));
  }
  const before = await snapshot();
  let flips = 0;
  const passed: string[] = [];
  const flip = async (n: number, blob: Bytes, bit: number): Promise<void> => {
    const flipped = blob.slice();
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    const { error, body } = await call("Decrypt", { CiphertextBlob: b64(flipped), EncryptionContext: contextOf(n) });
    const refused = error === (namesTheKey(bit) ? "AccessDeniedException" : "InvalidCiphertextException");
    if (!refused || Object.hasOwn(body, "Plaintext")) passed.push(`key ${n}, bit ${bit}: ${error}`);
    flips++;
  };
  for (const [n, blob] of blobs.entries()) {
    const bits = Array.from({ length: blob.length * 8 }, (_, bit) => bit);
    await Promise.all(bits.filter((bit) => whole || bit % WRAPPED_KEYS === n).map((bit) => flip(n, blob, bit)));
  }
  expect(passed).toEqual([]);
  expect(flips).toBe((whole ? WRAPPED_KEYS : 1) * 127 * 8);
  expect(await snapshot()).toBe(before);
  const { error } = await call("Decrypt", { CiphertextBlob: b64(blobs[7]!), EncryptionContext: contextOf(7) });
  expect(error, "the untouched blob still opens").toBeNull();
});
