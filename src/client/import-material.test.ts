import { expect, test } from "vitest";
import { base64, hex } from "#wire/bytes.ts";
import { ADMIN } from "#engine/testing/engine.ts";
import type { ApplicationFace } from "./face.ts";
import { createTestApplication } from "./testing/application.ts";

async function forImport(application: ApplicationFace, members: object = {}): Promise<string> {
  const made = await application.call("CreateKey", { Origin: "EXTERNAL", ...members });
  return (made.output["KeyMetadata"] as unknown as { KeyId: string }).KeyId;
}

test("material made in the application is imported, deleted, and imported again; the page never has its bytes", async () => {
  const { application, seat, requests, events } = await createTestApplication();
  await application.sit({ ...seat, principalArn: ADMIN });
  const keyId = await forImport(application);
  const first = await application.importMaterial({ keyId, material: { spec: "SYMMETRIC_DEFAULT" }, name: "mine" });
  expect(first).toMatchObject({ operation: "ImportKeyMaterial", outcome: { ok: true } });
  const artefact = first.material ?? "";
  expect(await application.artefact(artefact)).toMatchObject({
    kind: "key-material",
    place: "memory",
    bytes: 32,
    base64: null,
  });
  expect(await application.readText(artefact)).toBeNull();
  await expect(application.download(artefact)).rejects.toMatchObject({ name: "MayNotLeave" });

  const sealed = await application.call(
    "Encrypt",
    { KeyId: keyId, Plaintext: { text: "note" } },
    { keep: { CiphertextBlob: "sealed" } },
  );
  const CiphertextBlob = { artefact: sealed.kept["CiphertextBlob"] ?? "" };
  await application.call("DeleteImportedKeyMaterial", { KeyId: keyId });
  expect((await application.call("Decrypt", { CiphertextBlob })).error?.name).toBe("KMSInvalidStateException");
  const other = await application.importMaterial({ keyId, material: { spec: "SYMMETRIC_DEFAULT" }, name: "other" });
  expect(other).toMatchObject({ outcome: { error: { name: "IncorrectKeyMaterialException" } }, material: null });
  const again = await application.importMaterial({ keyId, material: { artefact }, name: "mine" });
  expect(again.material).toBe(artefact);
  expect((await application.call("Decrypt", { CiphertextBlob })).ok).toBe(true);

  expect(JSON.stringify([first, other, again, events])).not.toContain("EncryptedKeyMaterial");
  const page = requests.map(({ sent }) => String(sent)).join("\n");
  expect(page).toMatch(/"EncryptedKeyMaterial":"«256 bytes, print/);
  expect(page).toMatch(/"ImportToken":"«\d+ bytes, print/);
});

test("a file's bytes are imported as they are, and expire when they shall", async () => {
  const { application, seat, test: world } = await createTestApplication();
  await application.sit({ ...seat, principalArn: ADMIN });
  const keyId = await forImport(application, { KeySpec: "HMAC_256", KeyUsage: "GENERATE_VERIFY_MAC" });
  const bytes = Uint8Array.from({ length: 32 }, (_, i) => i + 7);
  const file = await application.pick(new File([bytes], "mac.bin"));
  const { now } = (await world.engine.glass.world()).clock;
  const validTo = new Date(now + 86_400_000).toISOString();
  const imported = await application.importMaterial({ keyId, material: { artefact: file.id }, name: "mac", validTo });
  expect(imported.outcome.ok).toBe(true);
  expect(JSON.stringify(imported)).not.toContain(base64(bytes));
  const mac = { KeyId: keyId, Message: { text: "m" }, MacAlgorithm: "HMAC_SHA_256" };
  expect((await application.call("GenerateMac", mac)).ok).toBe(true);
  await world.engine.glass.setClock({ advance: 2 * 86_400_000 });
  expect((await application.call("GenerateMac", mac)).error?.name).toBe("KMSInvalidStateException");
});

test("a private key of a curve is imported; what the application cannot make, it says", async () => {
  const { application, seat } = await createTestApplication();
  await application.sit({ ...seat, principalArn: ADMIN });
  const keyId = await forImport(application, { KeySpec: "ECC_NIST_P521", KeyUsage: "SIGN_VERIFY" });
  const imported = await application.importMaterial({ keyId, material: { spec: "ECC_NIST_P521" }, name: "curve" });
  expect(imported.outcome.ok).toBe(true);
  const signed = { KeyId: keyId, SigningAlgorithm: "ECDSA_SHA_512", MessageType: "DIGEST" };
  const Message = { text: "a text of any length", digest: "SHA-512" };
  const { output } = await application.call("Sign", { ...signed, Message });
  const Signature = { base64: output["Signature"] as string };
  expect((await application.call("Verify", { ...signed, Message, Signature })).output["SignatureValid"]).toBe(true);
  const coin = await forImport(application, { KeySpec: "ECC_SECG_P256K1", KeyUsage: "SIGN_VERIFY" });
  const refused = application.importMaterial({ keyId: coin, material: { spec: "ECC_SECG_P256K1" }, name: "coin" });
  await expect(refused).rejects.toMatchObject({ name: "BadInput" });
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode("abc"));
  expect(await application.sha256(base64(new TextEncoder().encode("abc")))).toBe(hex(new Uint8Array(digest)));
});
