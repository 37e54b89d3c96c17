/** README's promise: what the engine had in the clear is filled with zeros when the call is over. */
import { afterEach, expect, test, vi } from "vitest";
import { base64, type Bytes } from "#wire/bytes.ts";
import { b64, createTestEngine, seeded } from "./testing/engine.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

const isBlank = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0);

/** An engine, and every piece of randomness that it has drawn. */
async function start() {
  const drawn: Bytes[] = [];
  const draw = seeded(1);
  const random = (count: number): Bytes => {
    const bytes = draw(count);
    drawn.push(bytes);
    return bytes;
  };
  return { drawn, ...(await createTestEngine({ random })) };
}

test.each([
  ["GenerateDataKey", { KeySpec: "AES_256" }],
  ["GenerateDataKeyWithoutPlaintext", { KeySpec: "AES_256" }],
])("the data key of %s", async (operation, input) => {
  const { call, drawn } = await start();
  const before = drawn.length;
  const { body } = await call(operation, { KeyId: "alias/orders", ...input });
  const keys = drawn.slice(before).filter(({ length }) => length === 32);
  expect(keys).toHaveLength(1);
  expect(keys.every(isBlank)).toBe(true);
  expect(body["Plaintext"]).not.toBe(base64(new Uint8Array(32)));
});

test("the bytes of GenerateRandom", async () => {
  const { call, drawn } = await start();
  await call("GenerateRandom", { NumberOfBytes: 77 });
  expect(drawn.filter(({ length }) => length === 77).map(isBlank)).toEqual([true]);
});

test("the plaintext that Encrypt was given, and the one that Decrypt opened", async () => {
  const { call } = await start();
  const seen: Uint8Array[] = [];
  const { encrypt, decrypt } = crypto.subtle;
  vi.spyOn(crypto.subtle, "encrypt").mockImplementation(async (...args) => {
    if (args[2] instanceof Uint8Array) seen.push(args[2]);
    return encrypt.apply(crypto.subtle, args);
  });
  vi.spyOn(crypto.subtle, "decrypt").mockImplementation(async (...args) => {
    const opened = await decrypt.apply(crypto.subtle, args);
    seen.push(new Uint8Array(opened));
    return opened;
  });
  const Plaintext = b64("fourteen bytes");
  const { CiphertextBlob } = (await call("Encrypt", { KeyId: "alias/orders", Plaintext })).body;
  expect((await call("Decrypt", { CiphertextBlob })).body["Plaintext"]).toBe(Plaintext);
  expect(seen.filter(({ length }) => length === 14).map(isBlank)).toEqual([true, true]);
});

test("a plaintext whose call is refused", async () => {
  const { call, orders } = await start();
  const taken: Uint8Array[] = [];
  const { sign } = crypto.subtle;
  vi.spyOn(crypto.subtle, "sign").mockImplementation(async (...args) => {
    if (args[2] instanceof Uint8Array) taken.push(args[2]);
    return sign.apply(crypto.subtle, args);
  });
  await call("DisableKey", { KeyId: orders });
  expect((await call("Encrypt", { KeyId: orders, Plaintext: b64("seventeen bytes!!") })).error).toBe(
    "DisabledException",
  );
  expect(taken.filter(({ length }) => length === 17).map(isBlank)).toEqual([true]);
});
