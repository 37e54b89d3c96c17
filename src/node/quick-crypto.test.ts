import { Hmac, webcrypto } from "node:crypto";
import { assert, asyncProperty, nat, uint8Array } from "fast-check";
import { expect, test, vi } from "vitest";
import { hex } from "#wire/bytes.ts";
import { drawnFromPool, quickOver } from "./quick-crypto.ts";

const slow = webcrypto.subtle as SubtleCrypto;
const quick = quickOver(slow);
const both = [slow, quick];

const some = (most: number) => uint8Array({ maxLength: most }).map((bytes) => Uint8Array.from(bytes));
const exactly = (length: number) =>
  uint8Array({ minLength: length, maxLength: length }).map((bytes) => Uint8Array.from(bytes));
const imported = (raw: BufferSource, algorithm: Parameters<SubtleCrypto["importKey"]>[2], usages: KeyUsage[]) =>
  slow.importKey("raw", raw as Uint8Array<ArrayBuffer>, algorithm, false, usages);

/** The outcome as text: bytes as hex, or the refusal's name. */
async function outcome(bytes: Promise<ArrayBuffer>): Promise<string> {
  return bytes.then(
    (value) => hex(new Uint8Array(value)),
    (error: unknown) => (error as Error).name,
  );
}

test("hashes and HMACs are WebCrypto's", async () => {
  await assert(
    asyncProperty(exactly(32), some(300), async (raw, text) => {
      const key = await imported(raw, { name: "HMAC", hash: "SHA-256" }, ["sign"]);
      const [a, b] = await Promise.all(both.map(({ digest }) => outcome(digest.call(slow, "SHA-256", text))));
      expect(b).toBe(a);
      const [c, d] = await Promise.all(both.map(({ sign }) => outcome(sign.call(slow, "HMAC", key, text))));
      expect(d).toBe(c);
    }),
  );
});

test("of an HMAC, which may be a link in the chain to a signing key, no second copy stays in memory", async () => {
  const key = await imported(new Uint8Array(32).fill(7), { name: "HMAC", hash: "SHA-256" }, ["sign"]);
  const digest = vi.spyOn(Hmac.prototype, "digest");
  const link = new Uint8Array(await quick.sign.call(slow, "HMAC", key, new Uint8Array([1, 2, 3])));
  const copies = digest.mock.results.map(({ value }) => new Uint8Array(value as unknown as Buffer));
  digest.mockRestore();
  expect(copies).toEqual([new Uint8Array(32)]);
  expect(link.some((byte) => byte !== 0)).toBe(true);
});

test("a derived key seals what WebCrypto opens, and the other way; one altered bit is refused by both", async () => {
  await assert(
    asyncProperty(
      exactly(32),
      exactly(16),
      exactly(12),
      some(200),
      some(200),
      nat(),
      async (raw, salt, iv, additionalData, text, at) => {
        const root = await imported(raw, "HKDF", ["deriveKey"]);
        const how = { name: "HKDF", hash: "SHA-256", salt, info: additionalData };
        const type = { name: "AES-GCM", length: 256 };
        const [own, ours] = await Promise.all(
          both.map(({ deriveKey }) => deriveKey.call(slow, how, root, type, false, ["encrypt", "decrypt"])),
        );
        expect(ours).toMatchObject({ extractable: false, type: "secret", algorithm: type });
        const gcm = { name: "AES-GCM", iv, additionalData };
        const sealed = await quick.encrypt(gcm, ours as CryptoKey, text);
        expect(hex(new Uint8Array(sealed))).toBe(await outcome(slow.encrypt(gcm, own as CryptoKey, text)));
        for (const { decrypt } of both)
          expect(await outcome(decrypt.call(slow, gcm, own as CryptoKey, sealed))).toBe(hex(text));
        const altered = new Uint8Array(sealed);
        const bit = at % (altered.length * 8);
        altered[bit >> 3] = (altered[bit >> 3] as number) ^ (1 << (bit & 7));
        for (const { decrypt } of both)
          expect(await outcome(decrypt.call(slow, gcm, own as CryptoKey, altered))).toBe("OperationError");
      },
    ),
  );
});

test("short draws share what is drawn, none gets bytes that another got, and long ones draw for themselves", () => {
  let draws = 0;
  let next = 0;
  const counted = drawnFromPool((into) => {
    draws++;
    const words = new Uint32Array(into.buffer);
    for (let i = 0; i < words.length; i++) words[i] = ++next;
    return into;
  });
  const seen = new Set<number>();
  for (let i = 0; i < 1_000; i++) {
    const bytes = counted(new Uint8Array(12));
    for (const word of new Uint32Array(bytes.buffer)) seen.add(word);
  }
  expect(seen.size).toBe(3_000);
  expect(seen.has(0)).toBe(false);
  expect(draws).toBe(3); // 341 whole draws of 12 bytes lie in a pool of 4,096
  counted(new Uint8Array(128));
  counted(new Uint32Array(3));
  expect(draws).toBe(5);
  const refuse = drawnFromPool((into) => webcrypto.getRandomValues(into as never));
  expect(() => refuse(new Float32Array(3) as never)).toThrow("type");
});

test("a new key is fresh, is of the kind that was asked for, and comes wrapped as WebCrypto wraps it", async () => {
  const gcm = { name: "AES-GCM", length: 256 };
  const fresh = await quick.generateKey(gcm, true, ["encrypt"]);
  expect(fresh).toMatchObject({ extractable: true, type: "secret", algorithm: gcm, usages: ["encrypt"] });
  const other = await quick.generateKey(gcm, true, ["encrypt"]);
  const shown = (key: CryptoKey): Promise<string> => outcome(slow.exportKey("raw", key));
  expect(await shown(other)).not.toBe(await shown(fresh));
  expect((await quick.generateKey(gcm, false, ["encrypt"])).extractable).toBe(false);
  await assert(
    asyncProperty(exactly(32), exactly(12), some(100), some(100), async (raw, iv, additionalData, secret) => {
      const wrapping = await imported(raw, "AES-GCM", ["wrapKey", "unwrapKey"]);
      const hmac = { name: "HMAC", hash: "SHA-256" };
      const how = { name: "AES-GCM", iv, additionalData };
      const any = secret.length === 0 ? fresh : await slow.importKey("raw", secret, hmac, true, ["sign"]);
      const [own, ours] = await Promise.all(both.map(({ wrapKey }) => wrapKey.call(slow, "raw", any, wrapping, how)));
      expect(hex(new Uint8Array(ours as ArrayBuffer))).toBe(hex(new Uint8Array(own as ArrayBuffer)));
      const back = await slow.unwrapKey("raw", ours as ArrayBuffer, wrapping, how, hmac, true, ["sign"]);
      expect(await shown(back)).toBe(await shown(any));
    }),
  );
});

test("what is unusual is WebCrypto's to answer or to refuse, in its own words", async () => {
  const raw = new Uint8Array(32).fill(7);
  const aes = await imported(raw, "AES-GCM", ["encrypt"]);
  const hmac = await imported(raw, { name: "HMAC", hash: "SHA-512" }, ["sign"]);
  const root = await imported(raw, "HKDF", ["deriveKey"]);
  const gcm = { name: "AES-GCM", iv: new Uint8Array(12) };
  const bits = { name: "HKDF", hash: "SHA-512", salt: raw, info: raw };
  const asked: ((by: SubtleCrypto) => Promise<ArrayBuffer>)[] = [
    (by) => by.digest.call(slow, "SHA-384", raw),
    (by) => by.digest.call(slow, "SHA-256", new Uint8Array(100_000)),
    (by) => by.digest.call(slow, "MD5", raw),
    (by) => by.sign.call(slow, "HMAC", hmac, raw),
    (by) => by.sign.call(slow, "HMAC", aes, raw),
    (by) => by.encrypt.call(slow, { ...gcm, tagLength: 96 }, aes, raw),
    (by) => by.encrypt.call(slow, { ...gcm, iv: new Uint8Array(16) }, aes, raw),
    (by) => by.encrypt.call(slow, gcm, hmac, raw),
    (by) => by.decrypt.call(slow, gcm, aes, raw), // not a usage of that key
    (by) => by.decrypt.call(slow, gcm, aes, new Uint8Array(3)),
    (by) => by.wrapKey.call(slow, "raw", aes, aes, gcm), // neither may be wrapped nor wraps
    (by) => by.wrapKey.call(slow, "jwk", hmac, aes, gcm),
  ];
  for (const ask of asked) expect(await outcome(ask(quick as SubtleCrypto))).toBe(await outcome(ask(slow)));
  const derive = (by: Pick<SubtleCrypto, "deriveKey">) =>
    by.deriveKey.call(slow, bits, root, { name: "AES-GCM", length: 256 }, true, ["encrypt"]);
  const [own, ours] = await Promise.all([slow, quick].map(derive));
  const shown = async (key: CryptoKey | undefined) => outcome(slow.exportKey("raw", key as CryptoKey));
  expect(await shown(ours)).toBe(await shown(own));
});
