/** Bring your own key: material made or read here, wrapped for KMS here, imported, and kept in memory so that it can be imported again. */
import type { Bytes } from "#wire/bytes.ts";
import { BadInput } from "./call-input.ts";
import type { CallOutcome, ImportOutcome, ImportRequest } from "./face.ts";
import type { KmsAnswer } from "./kms.ts";
import { asPrint, withoutSecrets } from "./secret-members.ts";
import { describe } from "./shelf.ts";
import type { Workbench } from "./workbench.ts";

/**
 * An RSA_2048 key wraps 190 bytes under OAEP with SHA-256 (RFC 8017 section 7.1.1), which any secret key is; an RSA_3072 key, slower to
 * make, has room for the private key of the largest curve.
 */
const wrapping = (bytes: number) => ({
  WrappingAlgorithm: "RSAES_OAEP_SHA_256",
  WrappingKeySpec: bytes <= 190 ? "RSA_2048" : "RSA_3072",
});

/** Bytes of a secret key, by spec. */
const RANDOM: Readonly<Record<string, number>> = {
  SYMMETRIC_DEFAULT: 32,
  HMAC_224: 28,
  HMAC_256: 32,
  HMAC_384: 48,
  HMAC_512: 64,
};
/** Private keys of these come as PKCS #8. */
const CURVES: Readonly<Record<string, string>> = {
  ECC_NIST_P256: "P-256",
  ECC_NIST_P384: "P-384",
  ECC_NIST_P521: "P-521",
};

/** @throws what `Kms.call` throws, BadInput, NoSuchArtefact, MayNotLeave, and the browser's OperationError for more bytes than can be wrapped */
export async function importMaterial(bench: Workbench, request: ImportRequest): Promise<ImportOutcome> {
  const { shelf, kms, seat } = bench;
  const { keyId, material, validTo, importType } = request;
  const begun = performance.now();
  const bytes = "artefact" in material ? await shelf.bytes(material.artefact) : await newMaterial(material.spec);
  try {
    const asked = await kms.call(
      seat,
      "GetParametersForImport",
      { KeyId: keyId, ...wrapping(bytes.length) },
      { run: null },
    );
    if (asked.error !== null)
      return { operation: "GetParametersForImport", outcome: await outcomeOf(bench, asked, begun), material: null };
    const { PublicKey, ImportToken } = asked.output as { PublicKey: Bytes; ImportToken: Bytes };
    const input = {
      KeyId: keyId,
      ImportToken,
      EncryptedKeyMaterial: await wrap(PublicKey, bytes),
      ...(validTo === undefined
        ? { ExpirationModel: "KEY_MATERIAL_DOES_NOT_EXPIRE" }
        : { ExpirationModel: "KEY_MATERIAL_EXPIRES", ValidTo: new Date(validTo) }),
      ...(importType !== undefined && { ImportType: importType }),
    };
    const answer = await kms.call(seat, "ImportKeyMaterial", input, { run: null });
    const outcome = await outcomeOf(bench, answer, begun);
    const kept = answer.error === null ? await keep(bench, request, bytes, answer) : null;
    return { operation: "ImportKeyMaterial", outcome, material: kept };
  } finally {
    bytes.fill(0);
  }
}

/** Material that the application held already keeps its name. @returns the artefact's id */
async function keep(
  { shelf, prints }: Workbench,
  { material, name }: ImportRequest,
  bytes: Bytes,
  { output, requestId }: KmsAnswer,
): Promise<string> {
  const held = "artefact" in material ? await shelf.find(material.artefact) : null;
  if (held?.kind === "key-material") return held.id;
  const facts = { name, kind: "key-material", place: "memory", bytes: bytes.length } as const;
  const print = (await prints()).of(bytes);
  const artefact = describe({ ...facts, print, keyArn: output["KeyId"] as string, requestId });
  shelf.hold(artefact, bytes.slice());
  return artefact.id;
}

async function wrap(publicKey: Bytes, bytes: Bytes): Promise<Bytes> {
  const key = await crypto.subtle.importKey("spki", publicKey, { name: "RSA-OAEP", hash: "SHA-256" }, false, [
    "encrypt",
  ]);
  return new Uint8Array(await crypto.subtle.encrypt("RSA-OAEP", key, bytes));
}

async function newMaterial(spec: string): Promise<Bytes> {
  const length = RANDOM[spec];
  if (length !== undefined) return crypto.getRandomValues(new Uint8Array(length));
  const namedCurve = CURVES[spec];
  if (namedCurve === undefined) throw new BadInput(`The application makes no material for ${spec}; give it a file.`);
  const { privateKey } = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve }, true, ["sign", "verify"]);
  return new Uint8Array(await crypto.subtle.exportKey("pkcs8", privateKey));
}

async function outcomeOf({ prints }: Workbench, answer: KmsAnswer, begun: number): Promise<CallOutcome> {
  const { requestId, status, error } = answer;
  const known = await prints();
  const output = withoutSecrets(answer.output, (secret) => asPrint(known.of(secret)));
  return { requestId, ok: error === null, status, error, output, kept: {}, ms: performance.now() - begun };
}
