import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromBase64 } from "#wire/bytes.ts";
import type { JsonObject } from "#wire/json.ts";
import { ADMIN, APP, b64, createTestEngine, GREEN_ETL, REPORT } from "../testing/engine.ts";

async function start() {
  const engine = await createTestEngine();
  const { call, orders } = engine;
  return {
    ...engine,
    newKey: async () => ((await call("CreateKey")).body["KeyMetadata"] as unknown as { Arn: string }).Arn,
    seal: async (text: string, context: JsonObject = {}, KeyId = orders) =>
      String(
        (await call("Encrypt", { KeyId, Plaintext: b64(text), EncryptionContext: context })).body["CiphertextBlob"],
      ),
  };
}

/** Any text, and any id of a key material. */
const TEXT: unknown = expect.any(String);
const MATERIAL: unknown = expect.stringMatching(/^[0-9a-f]{64}$/);
const saying = (part: string): unknown => expect.stringContaining(part);

const DRY = "The request would have succeeded, but the DryRun option is set.";
const NO_SUCH_KEY = "1234abcd-12ab-34cd-56ef-1234567890ab";

describe("Encrypt", () => {
  test("returns the key's ARN, however the key was named", async () => {
    const { call, orders } = await start();
    const region = orders.split(":key/")[0];
    for (const KeyId of [orders, orders.split("/")[1]!, "alias/orders", `${region}:alias/orders`]) {
      const { body } = await call("Encrypt", { KeyId, Plaintext: b64("order 7") }, { as: APP });
      expect(body).toEqual({
        CiphertextBlob: TEXT,
        KeyId: orders,
        EncryptionAlgorithm: "SYMMETRIC_DEFAULT",
      });
    }
  });

  test("4,096 bytes are the wall", async () => {
    const { call, orders } = await start();
    const sealed = await call("Encrypt", { KeyId: orders, Plaintext: b64(new Uint8Array(4096)) });
    expect(sealed.error).toBeNull();
    expect((await call("Decrypt", { CiphertextBlob: sealed.body["CiphertextBlob"] })).body["Plaintext"]).toBe(
      b64(new Uint8Array(4096)),
    );
    const { status, error, message } = await call("Encrypt", { KeyId: orders, Plaintext: b64(new Uint8Array(4097)) });
    expect([status, error, message]).toEqual([
      400,
      "ValidationException",
      "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must have length less than or equal to 4096",
    ]);
  });

  test("tells everything that is wrong with the members at once, before it looks for the key", async () => {
    const { call } = await start();
    const { message } = await call("Encrypt", { KeyId: "", Plaintext: "", EncryptionAlgorithm: "ROT13" });
    expect(message).toBe(
      "3 validation errors detected: Value '' at 'keyId' failed to satisfy constraint: Member must have length greater than or equal to 1; " +
        "Value at 'plaintext' failed to satisfy constraint: Member must have length greater than or equal to 1; " +
        "Value 'ROT13' at 'encryptionAlgorithm' failed to satisfy constraint: Member must satisfy enum value set: [SYMMETRIC_DEFAULT, RSAES_OAEP_SHA_1, RSAES_OAEP_SHA_256, SM2PKE]",
    );
    expect((await call("Encrypt")).message).toBe(
      "2 validation errors detected: Value null at 'keyId' failed to satisfy constraint: Member must not be null; Value null at 'plaintext' failed to satisfy constraint: Member must not be null",
    );
  });

  test.each<[what: string, input: JsonObject, error: string, message: string | null]>([
    [
      "an algorithm of other keys",
      { EncryptionAlgorithm: "RSAES_OAEP_SHA_256" },
      "InvalidKeyUsageException",
      "Algorithm RSAES_OAEP_SHA_256 is incompatible with key spec SYMMETRIC_DEFAULT.",
    ],
    ["a grant token of no grant", { GrantTokens: ["AQpAM2RhZGVm"] }, "InvalidGrantTokenException", null],
    [
      "eleven grant tokens",
      { GrantTokens: Array.from({ length: 11 }, () => "t") },
      "ValidationException",
      "1 validation error detected: Value '[t, t, t, t, t, t, t, t, t, t, t]' at 'grantTokens' failed to satisfy constraint: Member must have length less than or equal to 10",
    ],
    ["a dry run, at its end", { DryRun: true }, "DryRunOperationException", DRY],
    [
      "a key that is not there",
      { KeyId: NO_SUCH_KEY },
      "NotFoundException",
      `Key 'arn:aws:kms:us-east-1:111122223333:key/${NO_SUCH_KEY}' does not exist`,
    ],
    [
      "null in the encryption context",
      { EncryptionContext: { tenant: null } },
      "ValidationException",
      "1 validation error detected: Value '{tenant=null}' at 'encryptionContext' failed to satisfy constraint: Map value must satisfy constraint: [Member must not be null]",
    ],
    [
      "half a character in the encryption context",
      { EncryptionContext: { tenant: "\ud83d" } },
      "SerializationException",
      "Invalid UTF-8 in a string.",
    ],
  ])("refuses %s", async (_, input, error, message) => {
    const { call, orders } = await start();
    const answer = await call("Encrypt", { KeyId: orders, Plaintext: b64("order 7"), ...input });
    expect([answer.status, answer.error, answer.message]).toEqual([400, error, message]);
  });

  test("refuses whom neither the key policy nor IAM allows", async () => {
    const { call, orders } = await start();
    const { error, message } = await call("Encrypt", { KeyId: orders, Plaintext: b64("order 7") }, { as: REPORT });
    expect([error, message]).toEqual([
      "AccessDeniedException",
      saying(
        `is not authorized to perform: kms:Encrypt on resource: ${orders} because no identity-based policy allows the kms:Encrypt action`,
      ),
    ]);
  });

  test("seals the same text differently each time", async () => {
    const { seal } = await start();
    expect(await seal("order 7")).not.toBe(await seal("order 7"));
  });
});

describe("Decrypt", () => {
  test("needs no key id: the ciphertext names its key", async () => {
    const { call, orders, seal } = await start();
    const { body } = await call("Decrypt", { CiphertextBlob: await seal("order 7") }, { as: APP });
    expect(body).toEqual({
      KeyId: orders,
      Plaintext: b64("order 7"),
      EncryptionAlgorithm: "SYMMETRIC_DEFAULT",
      KeyMaterialId: MATERIAL,
    });
  });

  test("opens whatever was sealed under the same context, whatever text and names", async () => {
    const { call, orders } = await start();
    // Whole code points: half a surrogate pair has no UTF-8.
    const words = fc.string({ unit: "binary", maxLength: 20 });
    const names = fc.oneof(words, fc.constantFrom("__proto__", "constructor", "toString", "", "aws:s3:arn"));
    const context = fc.array(fc.tuple(names, words), { maxLength: 5 }).map((pairs) => new Map(pairs));
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 4096 }), context, async (plaintext, pairs) => {
        const inOrder = Object.fromEntries(pairs);
        const reversed = Object.fromEntries([...pairs].toReversed());
        const sealed = await call("Encrypt", {
          KeyId: orders,
          Plaintext: b64(new Uint8Array(plaintext)),
          EncryptionContext: inOrder,
        });
        const opened = await call("Decrypt", {
          CiphertextBlob: sealed.body["CiphertextBlob"],
          EncryptionContext: reversed,
        });
        expect(opened.body["Plaintext"]).toBe(b64(new Uint8Array(plaintext)));
        const altered = await call("Decrypt", {
          CiphertextBlob: sealed.body["CiphertextBlob"],
          EncryptionContext: { ...inOrder, "one more": "" },
        });
        expect([altered.error, altered.message]).toEqual(["InvalidCiphertextException", null]);
      }),
      { numRuns: 60 },
    );
  });

  test.each<[what: string, context: JsonObject]>([
    ["no context", {}],
    ["another value", { tenant: "Green" }],
    ["another name", { Tenant: "Blue" }],
    ["a pair too many", { tenant: "Blue", more: "" }],
    ["the pair cut elsewhere", { tenan: "tBlue" }],
  ])("refuses %s than it was sealed with, without a word", async (_, EncryptionContext) => {
    const { call, seal } = await start();
    const { status, error, message } = await call("Decrypt", {
      CiphertextBlob: await seal("order 7", { tenant: "Blue" }),
      EncryptionContext,
    });
    expect([status, error, message]).toEqual([400, "InvalidCiphertextException", null]);
  });

  test("refuses a key that did not seal it", async () => {
    const { call, seal, newKey } = await start();
    const { error, message } = await call("Decrypt", { CiphertextBlob: await seal("order 7"), KeyId: await newKey() });
    expect([error, message]).toEqual([
      "IncorrectKeyException",
      "The key ID in the request does not identify a CMK that can perform this operation.",
    ]);
  });

  test.each<[what: string, input: JsonObject, error: string, message: string | null]>([
    [
      "what is no ciphertext",
      { CiphertextBlob: b64("some bytes that KMS has never seen") },
      "InvalidCiphertextException",
      null,
    ],
    [
      "nothing at all",
      {},
      "ValidationException",
      "1 validation error detected: Value null at 'ciphertextBlob' failed to satisfy constraint: Member must not be null",
    ],
    [
      "more than 6,144 bytes",
      { CiphertextBlob: b64(new Uint8Array(6145)) },
      "ValidationException",
      "1 validation error detected: Value at 'ciphertextBlob' failed to satisfy constraint: Member must have length less than or equal to 6144",
    ],
    [
      "a dry run that ignores the ciphertext and names no key",
      { DryRun: true, DryRunModifiers: ["IGNORE_CIPHERTEXT"] },
      "ValidationException",
      "1 validation error detected: Value null at 'keyId' failed to satisfy constraint: Member must not be null",
    ],
    [
      "a missing ciphertext that only a dry run could ignore",
      { KeyId: "alias/orders", DryRunModifiers: ["IGNORE_CIPHERTEXT"] },
      "ValidationException",
      "1 validation error detected: Value null at 'ciphertextBlob' failed to satisfy constraint: Member must not be null",
    ],
    [
      "a dry run that ignores the ciphertext, at its end",
      { KeyId: "alias/orders", DryRun: true, DryRunModifiers: ["IGNORE_CIPHERTEXT"] },
      "DryRunOperationException",
      DRY,
    ],
    [
      "a dry run that ignores a ciphertext which is none, at its end",
      {
        KeyId: "alias/orders",
        CiphertextBlob: b64("garbage"),
        DryRun: true,
        DryRunModifiers: ["IGNORE_CIPHERTEXT"],
      },
      "DryRunOperationException",
      DRY,
    ],
    [
      "a modifier that is none",
      { KeyId: "alias/orders", DryRunModifiers: ["HURRY"] },
      "ValidationException",
      "1 validation error detected: Value '[HURRY]' at 'dryRunModifiers' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [IGNORE_CIPHERTEXT]]",
    ],
  ])("refuses %s", async (_, input, error, message) => {
    const { call } = await start();
    const answer = await call("Decrypt", input);
    expect([answer.status, answer.error, answer.message]).toEqual([400, error, message]);
  });

  test("refuses other algorithms, recipients it cannot attest, and ends a dry run by saying so", async () => {
    const { call, seal } = await start();
    const CiphertextBlob = await seal("order 7");
    expect((await call("Decrypt", { CiphertextBlob, EncryptionAlgorithm: "RSAES_OAEP_SHA_1" })).error).toBe(
      "InvalidKeyUsageException",
    );
    expect((await call("Decrypt", { CiphertextBlob, Recipient: { AttestationDocument: b64("document") } })).error).toBe(
      "ValidationException",
    );
    expect((await call("Decrypt", { CiphertextBlob, DryRun: true })).error).toBe("DryRunOperationException");
  });

  test("another account opens it only when both sides say yes", async () => {
    const { call, orders, seal } = await start();
    const decrypt = async () => call("Decrypt", { CiphertextBlob: await seal("order 7") }, { as: GREEN_ETL });
    const refused = await decrypt();
    expect([refused.error, refused.message]).toEqual([
      "AccessDeniedException",
      saying(
        "kms:Decrypt on the resource associated with this ciphertext because the resource does not exist in this Region",
      ),
    ]);
    const statements = [ADMIN, GREEN_ETL].map((AWS) => ({
      Effect: "Allow",
      Principal: { AWS },
      Action: "kms:*",
      Resource: "*",
    }));
    await call("PutKeyPolicy", {
      KeyId: orders,
      Policy: JSON.stringify({ Version: "2012-10-17", Statement: statements }),
    });
    expect((await decrypt()).body["Plaintext"]).toBe(b64("order 7"));
  });

  test("in another Region the key is not there", async () => {
    const { call, seal } = await start();
    const { error } = await call("Decrypt", { CiphertextBlob: await seal("order 7") }, { region: "eu-west-1" });
    expect(error).toBe("AccessDeniedException");
  });
});

describe("ReEncrypt", () => {
  test("moves a ciphertext to another key and context, and says which materials took part", async () => {
    const { call, orders, seal, newKey, trace } = await start();
    const next = await newKey();
    const answer = await call("ReEncrypt", {
      CiphertextBlob: await seal("order 7", { tenant: "Blue" }),
      SourceEncryptionContext: { tenant: "Blue" },
      DestinationKeyId: next,
      DestinationEncryptionContext: { tenant: "Green" },
    });
    expect(answer.body).toEqual({
      CiphertextBlob: TEXT,
      SourceKeyId: orders,
      KeyId: next,
      SourceEncryptionAlgorithm: "SYMMETRIC_DEFAULT",
      DestinationEncryptionAlgorithm: "SYMMETRIC_DEFAULT",
      SourceKeyMaterialId: MATERIAL,
      DestinationKeyMaterialId: MATERIAL,
    });
    const opened = await call("Decrypt", {
      CiphertextBlob: answer.body["CiphertextBlob"],
      EncryptionContext: { tenant: "Green" },
    });
    expect([opened.body["KeyId"], opened.body["Plaintext"]]).toEqual([next, b64("order 7")]);
    const { authorize, summary } = await trace(answer);
    expect(authorize.map(({ action, resource }) => [action, resource])).toEqual([
      ["kms:ReEncryptFrom", orders],
      ["kms:ReEncryptTo", next],
    ]);
    expect(summary.keys).toEqual([orders, next]);
  });

  test("lifts an old blob to the current material of the same key", async () => {
    const { call, orders, seal } = await start();
    const blob = await seal("order 7");
    await call("RotateKeyOnDemand", { KeyId: orders });
    const { body } = await call("ReEncrypt", { CiphertextBlob: blob, DestinationKeyId: "alias/orders" });
    expect(body["SourceKeyMaterialId"]).not.toBe(body["DestinationKeyMaterialId"]);
    expect((await call("Decrypt", { CiphertextBlob: body["CiphertextBlob"] })).body["KeyMaterialId"]).toBe(
      body["DestinationKeyMaterialId"],
    );
  });

  test.each<[what: string, input: JsonObject, error: string]>([
    ["the wrong context of the source", { SourceEncryptionContext: { tenant: "Green" } }, "InvalidCiphertextException"],
    ["a destination that is not there", { DestinationKeyId: NO_SUCH_KEY }, "NotFoundException"],
    ["no destination", { DestinationKeyId: null }, "ValidationException"],
    ["no ciphertext", { CiphertextBlob: null }, "ValidationException"],
    ["an algorithm that does not suit the source", { SourceEncryptionAlgorithm: "SM2PKE" }, "InvalidKeyUsageException"],
    [
      "an algorithm that does not suit the destination",
      { DestinationEncryptionAlgorithm: "RSAES_OAEP_SHA_256" },
      "InvalidKeyUsageException",
    ],
    ["a grant token of no grant", { GrantTokens: ["token"] }, "InvalidGrantTokenException"],
    ["a dry run, at its end", { DryRun: true }, "DryRunOperationException"],
    [
      "a dry run without ciphertext, at its end",
      { CiphertextBlob: null, SourceKeyId: "alias/orders", DryRun: true, DryRunModifiers: ["IGNORE_CIPHERTEXT"] },
      "DryRunOperationException",
    ],
  ])("refuses %s", async (_, input, error) => {
    const { call, orders, seal } = await start();
    const answer = await call("ReEncrypt", {
      CiphertextBlob: await seal("order 7"),
      DestinationKeyId: orders,
      ...input,
    });
    expect([answer.status, answer.error]).toEqual([400, error]);
  });

  test("refuses a source key that did not seal it", async () => {
    const { call, orders, seal, newKey } = await start();
    const { error } = await call("ReEncrypt", {
      CiphertextBlob: await seal("order 7"),
      SourceKeyId: await newKey(),
      DestinationKeyId: orders,
    });
    expect(error).toBe("IncorrectKeyException");
  });
});

describe("GenerateDataKey", () => {
  test("its blob is told field by field, and what is encrypted in it is called so: no data key lies there to be read", async () => {
    const { call, trace, orders } = await start();
    const { hsm } = await trace(await call("GenerateDataKey", { KeyId: orders, KeySpec: "AES_256" }));
    const anatomy = hsm.find(({ step }) => step === "seal")?.anatomy;
    expect(anatomy?.fields.map(({ name }) => name)).toEqual([
      "magic",
      "version",
      "KMS key",
      "material",
      "nonce",
      "IV",
      "data key, encrypted",
      "tag",
    ]);
    expect(anatomy?.fields.at(-2)).toMatchObject({
      length: 32,
      meaning: "Encrypted, and exactly as long as it was in the clear.",
    });
  });

  test.each<[input: JsonObject, bytes: number]>([
    [{ KeySpec: "AES_256" }, 32],
    [{ KeySpec: "AES_128" }, 16],
    [{ NumberOfBytes: 1 }, 1],
    [{ NumberOfBytes: 1024 }, 1024],
  ])("makes the data key that %j asks for, in the clear and wrapped", async (input, bytes) => {
    const { call, orders } = await start();
    const { body } = await call("GenerateDataKey", {
      KeyId: "alias/orders",
      EncryptionContext: { file: "7" },
      ...input,
    });
    expect(Object.keys(body).toSorted()).toEqual(["CiphertextBlob", "KeyId", "KeyMaterialId", "Plaintext"]);
    expect(body["KeyId"]).toBe(orders);
    expect(fromBase64(String(body["Plaintext"]))).toHaveLength(bytes);
    const opened = await call("Decrypt", { CiphertextBlob: body["CiphertextBlob"], EncryptionContext: { file: "7" } });
    expect([opened.body["Plaintext"], opened.body["KeyMaterialId"]]).toEqual([
      body["Plaintext"],
      body["KeyMaterialId"],
    ]);
  });

  test("GenerateDataKeyWithoutPlaintext keeps the clear copy to itself", async () => {
    const { call, orders } = await start();
    const { body } = await call("GenerateDataKeyWithoutPlaintext", { KeyId: orders, NumberOfBytes: 64 });
    expect(Object.keys(body).toSorted()).toEqual(["CiphertextBlob", "KeyId", "KeyMaterialId"]);
    expect(
      fromBase64(String((await call("Decrypt", { CiphertextBlob: body["CiphertextBlob"] })).body["Plaintext"])),
    ).toHaveLength(64);
  });

  describe.each(["GenerateDataKey", "GenerateDataKeyWithoutPlaintext"])("%s", (operation) => {
    const BOTH_OR_NEITHER = "Please specify either number of bytes or key spec.";

    test.each<[what: string, input: JsonObject, error: string, message: string | null]>([
      ["no length", {}, "ValidationException", BOTH_OR_NEITHER],
      ["two lengths", { KeySpec: "AES_256", NumberOfBytes: 32 }, "ValidationException", BOTH_OR_NEITHER],
      [
        "1,025 bytes",
        { NumberOfBytes: 1025 },
        "ValidationException",
        "1 validation error detected: Value '1025' at 'numberOfBytes' failed to satisfy constraint: Member must have value less than or equal to 1024",
      ],
      [
        "a spec that is none",
        { KeySpec: "AES_192" },
        "ValidationException",
        "1 validation error detected: Value 'AES_192' at 'keySpec' failed to satisfy constraint: Member must satisfy enum value set: [AES_256, AES_128]",
      ],
      [
        "a key that is not there",
        { KeyId: "alias/none", KeySpec: "AES_256" },
        "NotFoundException",
        "Alias arn:aws:kms:us-east-1:111122223333:alias/none is not found.",
      ],
      ["a grant token of no grant", { KeySpec: "AES_256", GrantTokens: ["token"] }, "InvalidGrantTokenException", null],
      ["a dry run, at its end", { KeySpec: "AES_256", DryRun: true }, "DryRunOperationException", DRY],
    ])("refuses %s", async (_, input, error, message) => {
      const { call, orders } = await start();
      const answer = await call(operation, { KeyId: orders, ...input });
      expect([answer.status, answer.error, answer.message]).toEqual([400, error, message]);
    });
  });

  test("refuses a recipient it cannot attest", async () => {
    const { call, orders } = await start();
    const answer = await call("GenerateDataKey", {
      KeyId: orders,
      KeySpec: "AES_256",
      Recipient: { AttestationDocument: b64("document") },
    });
    expect(answer.error).toBe("ValidationException");
  });
});

describe("GenerateRandom", () => {
  test.each([1, 32, 1024])("returns %i bytes, others each time", async (NumberOfBytes) => {
    const { call } = await start();
    const [one, two] = [
      await call("GenerateRandom", { NumberOfBytes }),
      await call("GenerateRandom", { NumberOfBytes }),
    ];
    expect(fromBase64(String(one.body["Plaintext"]))).toHaveLength(NumberOfBytes);
    // A single byte may come twice.
    expect(NumberOfBytes === 1 || one.body["Plaintext"] !== two.body["Plaintext"]).toBe(true);
  });

  test.each<[what: string, input: JsonObject, error: string, message: string | null]>([
    ["no length", {}, "ValidationException", "NumberOfBytes is required."],
    [
      "no bytes",
      { NumberOfBytes: 0 },
      "ValidationException",
      "1 validation error detected: Value '0' at 'numberOfBytes' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ],
    [
      "1,025 bytes",
      { NumberOfBytes: 1025 },
      "ValidationException",
      "1 validation error detected: Value '1025' at 'numberOfBytes' failed to satisfy constraint: Member must have value less than or equal to 1024",
    ],
    [
      "a custom key store that is not there",
      { NumberOfBytes: 8, CustomKeyStoreId: "cks-1" },
      "CustomKeyStoreNotFoundException",
      null,
    ],
    [
      "a recipient it cannot attest",
      { NumberOfBytes: 8, Recipient: {} },
      "ValidationException",
      "The attestation document is not valid. It is missing.",
    ],
  ])("refuses %s", async (_, input, error, message) => {
    const { call } = await start();
    const answer = await call("GenerateRandom", input);
    expect([answer.status, answer.error, answer.message]).toEqual([400, error, message]);
  });

  test("needs its permission in IAM", async () => {
    const { call } = await start();
    expect((await call("GenerateRandom", { NumberOfBytes: 8 }, { as: APP })).message).toMatch(
      /kms:GenerateRandom because no identity-based policy allows the kms:GenerateRandom action$/,
    );
  });
});
