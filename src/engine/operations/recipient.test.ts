import { execFileSync } from "node:child_process";
import { constants, createDecipheriv, generateKeyPairSync, privateDecrypt, type KeyObject } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ContentInfo, EnvelopedData } from "@peculiar/asn1-cms";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import { describe, expect, test } from "vitest";
import { base64, fromBase64 } from "#wire/bytes.ts";
import { formatRequest, parseResponse } from "#wire/http.ts";
import type { JsonObject } from "#wire/json.ts";
import { b64, createTestEngine, type TestEngine } from "../testing/engine.ts";

const enclave = generateKeyPairSync("rsa", { modulusLength: 2048 });

/** What the enclave's security module would give it. */
async function attested({ engine }: TestEngine, key: KeyObject = enclave.publicKey): Promise<string> {
  const publicKey = key.export({ format: "der", type: "spki" }).toString("base64");
  const request = formatRequest({
    method: "POST",
    target: "/keyglass/nitro/attestation",
    headers: { host: "169.254.169.254" },
    body: JSON.stringify({ publicKey, image: "orders:1" }),
  });
  const { status, body } = parseResponse(await engine.handle(request, { from: "internet" }));
  expect(status).toBe(200);
  return (JSON.parse(body) as { attestationDocument: string }).attestationDocument;
}

const recipient = (AttestationDocument: string): JsonObject => ({
  Recipient: { KeyEncryptionAlgorithm: "RSAES_OAEP_SHA_256", AttestationDocument },
});

/** The enclave's side, by Node's own cryptography. */
function opened(ciphertext: unknown, key: KeyObject = enclave.privateKey): Buffer {
  const { content } = AsnConvert.parse(fromBase64(ciphertext as string), ContentInfo);
  const { recipientInfos, encryptedContentInfo } = AsnConvert.parse(content, EnvelopedData);
  const transported = Buffer.from(recipientInfos[0]!.ktri!.encryptedKey.buffer);
  const aesKey = privateDecrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" }, transported);
  const iv = AsnConvert.parse(encryptedContentInfo.contentEncryptionAlgorithm.parameters!, OctetString);
  const decipher = createDecipheriv("aes-256-cbc", aesKey, Buffer.from(iv.buffer));
  return Buffer.concat([
    decipher.update(Buffer.from(encryptedContentInfo.encryptedContent!.value!.buffer)),
    decipher.final(),
  ]);
}

describe("An attested enclave", () => {
  test("gets the data key that its caller never sees, and the wrapped key opens to the same bytes", async () => {
    const test = await createTestEngine();
    const document = await attested(test);
    const made = await test.call("GenerateDataKey", { KeyId: test.orders, KeySpec: "AES_256", ...recipient(document) });
    expect(made.status).toBe(200);
    expect(made.body["Plaintext"]).toBeNull();
    expect(made.body).not.toHaveProperty("KeyMaterialId");
    const dataKey = opened(made.body["CiphertextForRecipient"]);
    expect(dataKey).toHaveLength(32);

    const CiphertextBlob: unknown = made.body["CiphertextBlob"];
    const again = await test.call("Decrypt", { CiphertextBlob: CiphertextBlob as string, ...recipient(document) });
    expect(again.body["Plaintext"]).toBeNull();
    expect(opened(again.body["CiphertextForRecipient"])).toEqual(dataKey);
    const clear = await test.call("Decrypt", { CiphertextBlob: CiphertextBlob as string });
    expect(clear.body["Plaintext"]).toBe(dataKey.toString("base64"));

    const { hsm } = await test.trace(made);
    expect(hsm.map(({ step }) => step)).toEqual(expect.arrayContaining(["attest", "envelop"]));
    expect(hsm.find(({ step }) => step === "attest")?.facts["pcr0"]).toMatch(/^[0-9a-f]{96}$/);
  });

  test("is named in CloudTrail: its module, and the digest of its image", async () => {
    const test = await createTestEngine();
    const asked = { KeyId: test.orders, KeySpec: "AES_256" };
    const made = await test.trace(await test.call("GenerateDataKey", { ...asked, ...recipient(await attested(test)) }));
    const { module, pcr0 } = made.hsm.find(({ step }) => step === "attest")!.facts;
    expect(made.audit?.["additionalEventData"]).toMatchObject({
      recipient: { attestationDocumentModuleId: module, attestationDocumentEnclaveImageDigest: pcr0 },
    });
    expect(module).toMatch(/^i-[0-9a-f]+-enc[0-9a-f]+$/);
    const plain = await test.trace(await test.call("GenerateDataKey", asked));
    expect(JSON.stringify(plain.audit)).not.toContain('recipient":');
  });

  test("gets random bytes of its own", async () => {
    const test = await createTestEngine();
    const { body } = await test.call("GenerateRandom", { NumberOfBytes: 24, ...recipient(await attested(test)) });
    expect(body["Plaintext"]).toBeNull();
    expect(opened(body["CiphertextForRecipient"])).toHaveLength(24);
  });

  test("opens its answer with openssl too", async ({ skip }) => {
    try {
      execFileSync("openssl", ["version"]);
    } catch {
      skip("there is no openssl on this machine");
    }
    const test = await createTestEngine();
    const sealed = await test.call("Encrypt", { KeyId: test.orders, Plaintext: b64("order 7") });
    const CiphertextBlob: unknown = sealed.body["CiphertextBlob"];
    const { body } = await test.call("Decrypt", {
      CiphertextBlob: CiphertextBlob as string,
      ...recipient(await attested(test)),
    });
    const folder = mkdtempSync(path.join(tmpdir(), "keyglass-enclave-"));
    const [key, message] = [path.join(folder, "key.pem"), path.join(folder, "message.der")];
    writeFileSync(key, enclave.privateKey.export({ format: "pem", type: "pkcs8" }));
    writeFileSync(message, Buffer.from(String(body["CiphertextForRecipient"] as unknown), "base64"));
    const said = execFileSync("openssl", ["cms", "-decrypt", "-inform", "DER", "-in", message, "-inkey", key]);
    expect(said.toString()).toBe("order 7");
  });
});

describe("An attestation document is refused", () => {
  const ask = async (engine: TestEngine, document: string) => {
    const before = await engine.snapshot();
    const asked = { KeyId: engine.orders, KeySpec: "AES_256", ...recipient(document) };
    const { error, message, body } = await engine.call("GenerateDataKey", asked);
    expect(error).toBe("ValidationException");
    expect(body).not.toHaveProperty("CiphertextBlob");
    expect(await engine.snapshot()).toBe(before);
    return message;
  };

  test("when a byte of it was altered, wherever", async () => {
    const engine = await createTestEngine();
    const bytes = fromBase64(await attested(engine));
    for (let at = 0; at < bytes.length; at += 97) {
      const altered = bytes.slice();
      altered[at] = (altered[at] ?? 0) ^ 1;
      expect(await ask(engine, base64(altered)), `byte ${at}`).toMatch(/^The attestation document is not valid\. /);
    }
  });

  test("when another world's root signed it, when it is old, and when it is none", async () => {
    const [engine, other] = [await createTestEngine({ seed: 1 }), await createTestEngine({ seed: 2 })];
    const document = await attested(engine);
    expect(await ask(engine, await attested(other))).toContain("no root that KMS trusts");
    expect(await ask(engine, b64("no document"))).toContain("no COSE_Sign1");
    await engine.engine.glass.setClock({ advance: 6 * 60_000 });
    expect(await ask(engine, document)).toContain("older than five minutes");
  });

  test("when its key is no RSA key", async () => {
    const engine = await createTestEngine();
    const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    expect(await ask(engine, await attested(engine, publicKey))).toContain("no RSA key");
  });
});
