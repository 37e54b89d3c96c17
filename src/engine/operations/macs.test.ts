/** GenerateMac and VerifyMac. No HMAC key leaves KMS; one that was brought in computes what others compute with it. */
import { createHmac, randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { fromBase64 } from "#wire/bytes.ts";
import { b64, createTestEngine } from "../testing/engine.ts";
import { importInput } from "../testing/importing.ts";

const engine = await createTestEngine();
const { call, trace } = engine;
const newKey = async (KeySpec: string): Promise<string> => {
  const { body } = await call("CreateKey", { KeySpec, KeyUsage: "GENERATE_VERIFY_MAC" });
  return (body["KeyMetadata"] as unknown as { Arn: string }).Arn;
};

describe.each([224, 256, 384, 512])("A key of spec HMAC_%i", (bits) => {
  const MacAlgorithm = `HMAC_SHA_${bits}`;

  test("makes the same MAC of the same message, and verifies it", async () => {
    const KeyId = await newKey(`HMAC_${bits}`);
    const asked = { KeyId, MacAlgorithm, Message: b64("order 7") };
    const { body } = await call("GenerateMac", asked);
    const Mac = String(body["Mac"]);
    expect(body).toEqual({ Mac, MacAlgorithm, KeyId });
    expect(fromBase64(Mac)).toHaveLength(bits / 8);
    expect((await call("GenerateMac", asked)).body["Mac"]).toBe(Mac);
    expect((await call("VerifyMac", { ...asked, Mac })).body).toEqual({ KeyId, MacValid: true, MacAlgorithm });
    const other = await newKey(`HMAC_${bits}`);
    for (const wrong of [
      { Message: b64("order 8") },
      { Mac: b64(fromBase64(Mac).map((byte, i) => (i === 0 ? byte ^ 1 : byte))) },
      { Mac: b64(fromBase64(Mac).slice(0, -1)) },
      { KeyId: other },
    ]) {
      const { status, error, message } = await call("VerifyMac", { ...asked, Mac, ...wrong });
      expect([status, error, message]).toEqual([400, "KMSInvalidMacException", null]);
    }
  });

  test("that was imported makes the MAC that its owner makes outside", async () => {
    const KeyUsage = "GENERATE_VERIFY_MAC";
    const made = await engine.call("CreateKey", { KeySpec: `HMAC_${bits}`, KeyUsage, Origin: "EXTERNAL" });
    const { Arn } = made.body["KeyMetadata"] as unknown as { Arn: string };
    const material = randomBytes(bits / 8);
    await call("ImportKeyMaterial", await importInput(engine, Arn, material));
    const { body } = await call("GenerateMac", { KeyId: Arn, MacAlgorithm, Message: b64("order 7") });
    expect(body["Mac"]).toBe(createHmac(`sha${bits}`, material).update("order 7").digest("base64"));
  });

  test("refuses every other MAC algorithm", async () => {
    const KeyId = await newKey(`HMAC_${bits}`);
    for (const other of [224, 256, 384, 512].filter((each) => each !== bits)) {
      const input = { KeyId, MacAlgorithm: `HMAC_SHA_${other}`, Message: b64("order 7"), Mac: b64("any") };
      for (const operation of ["GenerateMac", "VerifyMac"]) {
        const { error, message } = await call(operation, input);
        expect([error, message]).toEqual([
          "InvalidKeyUsageException",
          `Algorithm HMAC_SHA_${other} is incompatible with key spec HMAC_${bits}.`,
        ]);
      }
    }
  });

  test("shows the MAC in its trace, and nothing of its key", async () => {
    const KeyId = await newKey(`HMAC_${bits}`);
    const { hsm } = await trace(await call("GenerateMac", { KeyId, MacAlgorithm, Message: b64("order 7") }));
    expect(hsm.map(({ step, facts }) => [step, facts])).toEqual([
      ["mac", { algorithm: MacAlgorithm, bytesIn: 7, bytesOut: bits / 8 }],
    ]);
  });
});

test("a MAC algorithm that is none is refused with the list of those there are", async () => {
  const KeyId = await newKey("HMAC_256");
  const { message } = await call("GenerateMac", { KeyId, MacAlgorithm: "HMAC_MD5", Message: b64("order 7") });
  expect(message).toBe(
    "1 validation error detected: Value 'HMAC_MD5' at 'macAlgorithm' failed to satisfy constraint: Member must satisfy enum value set: [HMAC_SHA_384, HMAC_SHA_256, HMAC_SHA_224, HMAC_SHA_512]",
  );
});

test("an HMAC key has no public half", async () => {
  const { status, error, message } = await call("GetPublicKey", { KeyId: await newKey("HMAC_256") });
  expect([status, error, message]).toEqual([400, "UnsupportedOperationException", null]);
});
