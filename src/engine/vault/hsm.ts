import { concat, hex, type Bytes } from "#wire/bytes.ts";
import type { Anatomy, HsmStep, SecretPrint } from "#glass/trace.ts";
import {
  expiredImportToken,
  incorrectKey,
  incorrectKeyMaterial,
  invalidCiphertext,
  invalidImportToken,
  unsupported,
  validation,
} from "../errors.ts";
import type { KeyRow, MaterialRow } from "../keys/rows.ts";
import type { NitroRow } from "../world/rows.ts";
import { cryptoRefusal } from "../keystores/failures.ts";
import { BLOB_IV_BYTES, blobAnatomy, canonicalContext, NONCE_BYTES, parseHeader, type BlobHeader } from "./blob.ts";
import { doubleAnatomy, doubleHeader, encodeDouble, innerBlob, innerPart, isDouble, parseDouble } from "./double.ts";
import type { OuterLayer } from "./external.ts";
import type { WrappedMaterial } from "./families/family.ts";
import { familyOf } from "./families/index.ts";
import { carries, importMaterial, newWrappingKey, type Imported, type WrappingKey } from "./imports.ts";
import type { Vault } from "./vault.ts";

/** What an HSM does, one sentence a step. An operation may say its own instead. */
export const STEPS: Readonly<Record<string, string>> = {
  random: "Draws random bytes.",
  generate: "Makes new key material; it leaves the HSM only wrapped under the domain key.",
  material: "Takes the key's current material into use.",
  derive: "Derives a one-time key from the material and a fresh nonce (HKDF-SHA-256).",
  seal: "Encrypts with AES-256-GCM under the one-time key; the context is authenticated, not encrypted.",
  parse: "Reads from the blob which key and which material sealed it.",
  open: "Checks the tag over header, context and ciphertext, and decrypts.",
  attest:
    "Checks the enclave's attestation document: its certificate, its signature, its age. The Nitro root is simulated.",
  envelop: "Seals the secret for the enclave's own RSA key (CMS EnvelopedData); nobody else can open it.",
  double: "Puts the external key manager's layer around its own: only both together open it.",
  undouble: "Takes from the blob the external key manager's layer, which that one alone can open.",
  forget: "Forgets the one-time key and the plaintext; KMS keeps neither.",
};

const IMPORT_REFUSALS: Readonly<Record<Extract<Imported, string>, () => Error>> = {
  "wrong token": invalidImportToken,
  "expired token": expiredImportToken,
  "wrong ciphertext": invalidCiphertext,
  "wrong material": incorrectKeyMaterial,
};

type Context = ReadonlyMap<string, string> | undefined;

/** The Recipient member of a request. */
export interface Recipient {
  readonly KeyEncryptionAlgorithm: "RSAES_OAEP_SHA_256" | undefined;
  readonly AttestationDocument: Bytes | undefined;
}

/** Exactly one of them is there. */
export interface Delivered {
  readonly clear: Bytes | null;
  readonly sealed: Bytes | undefined;
}

/** A material that is to become a row. */
export interface MadeMaterial extends WrappedMaterial {
  readonly materialId: string;
}

/** The materials of a key, as the state has them. */
export interface Materials {
  current(key: KeyRow): MaterialRow;
  byId(key: KeyRow, materialId: string): MaterialRow | undefined;
}

/** What stands behind the keys of custom key stores. Each verb records its own steps. */
export interface Backing {
  /** Before any use of the key's material: whatever holds it answers. @throws KmsError. */
  reach(key: KeyRow): void;
  /** The outer layer, by the external key manager. `aad`: authenticated, not encrypted. @throws KmsError. */
  encrypt(key: KeyRow, plaintext: Bytes, aad: Bytes): Promise<OuterLayer>;
  decrypt(key: KeyRow, outer: OuterLayer, aad: Bytes): Promise<Bytes>;
}

/** Counts what materials do; the counts ride beside the log. */
export type UsageNote = (key: KeyRow, materialId: string, what: "sealed" | "opened", operation: string) => void;

/** The HSM of one call: verbs that record their steps. Simulated: the walls are a worker's, the cryptography is real. */
export class Hsm {
  readonly #vault: Vault;
  readonly #materials: Materials;
  readonly #backing: Backing | null;
  readonly #random: (bytes: number) => Bytes;
  readonly #says: Readonly<Record<string, string>>;
  readonly #nitroRoot: () => NitroRow | undefined;
  readonly #note: (key: KeyRow, materialId: string, what: "sealed" | "opened") => void;
  readonly steps: HsmStep[] = [];

  constructor(parts: {
    vault: Vault;
    materials: Materials;
    /** Null where no key of a custom key store can be in play. */
    backing: Backing | null;
    random: (bytes: number) => Bytes;
    says: Readonly<Record<string, string>>;
    note: (key: KeyRow, materialId: string, what: "sealed" | "opened") => void;
    nitroRoot: () => NitroRow | undefined;
  }) {
    this.#vault = parts.vault;
    this.#materials = parts.materials;
    this.#backing = parts.backing;
    this.#random = parts.random;
    this.#says = parts.says;
    this.#note = parts.note;
    this.#nitroRoot = parts.nitroRoot;
  }

  /** Random bytes for the caller: a data key, GenerateRandom. */
  async randomBytes(count: number): Promise<Bytes> {
    const bytes = this.#random(count);
    this.#step("random", { bytes: count, print: await this.#vault.print(bytes) });
    return bytes;
  }

  /** New material with its id, for a new key or a rotation. */
  async newMaterial({ id, spec }: Pick<KeyRow, "id" | "spec">): Promise<MadeMaterial> {
    const materialId = hex(this.#random(32));
    const made = await familyOf(spec).generate(this.#vault.safe, spec, { keyRow: id, materialId });
    this.#step("generate", { material: materialId, spec });
    return { materialId, ...made };
  }

  /** An RSA key pair to import material under, and its token. @throws KmsError UnsupportedOperationException. */
  async newWrappingKey(
    { id, spec }: Pick<KeyRow, "id" | "spec">,
    algorithm: string,
    wrappingSpec: string,
    expires: number,
  ): Promise<WrappingKey> {
    const bits = Number(wrappingSpec.replace("RSA_", ""));
    // @NOTE AWS: sentence not public, our reading.
    if (Number.isNaN(bits) || !carries(algorithm, bits, spec))
      throw unsupported(`${algorithm} with ${wrappingSpec} cannot be used to import key material of key spec ${spec}.`);
    const asked = { keyRow: id, algorithm, bits, expires };
    const made = await newWrappingKey(this.#vault.safe, asked, hex(this.#random(32)));
    this.#step("wrapping", { algorithm, bits });
    return made;
  }

  /** @throws KmsError what AWS answers to a wrong token, encryption or material. */
  async importMaterial(key: KeyRow, token: Bytes, encrypted: Bytes, now: number): Promise<MadeMaterial> {
    const imported = await importMaterial(this.#vault.safe, key, token, encrypted, now);
    if (typeof imported === "string") {
      this.#step("import", { outcome: imported });
      throw IMPORT_REFUSALS[imported]();
    }
    this.#step("import", { outcome: "taken", material: imported.materialId });
    return { materialId: imported.materialId, ...imported.made };
  }

  /** Seals under the key's current material. `what` names the plaintext in the anatomy: `data key`, `plaintext`. */
  async seal(
    key: KeyRow,
    plaintext: Bytes,
    context: Context,
    what: string,
  ): Promise<{ readonly blob: Bytes; readonly materialId: string }> {
    this.#reach(key);
    const row = this.#materials.current(key);
    const material = await this.#vault.material(key.spec, row);
    if (material.seal === undefined) throw new Error(`${key.spec} seals nothing.`);
    const nonce = this.#random(NONCE_BYTES);
    const header = { keyId: key.keyId, materialId: row.materialId, nonce, iv: this.#random(BLOB_IV_BYTES) };
    const inner = await material.seal(header, canonicalContext(context), plaintext);
    this.#step("derive", { material: row.materialId, ordinal: row.ordinal, nonce: hex(nonce) });
    this.#step(
      "seal",
      { bytesIn: plaintext.length, bytesOut: inner.length, contextPairs: context?.size ?? 0 },
      blobAnatomy(inner, what, context?.size ?? 0),
    );
    const blob = isExternal(key) ? await this.#sealAgain(key, header, inner, context, what) : inner;
    this.#step("forget", {});
    this.#note(key, row.materialId, "sealed");
    return { blob, materialId: row.materialId };
  }

  /**
   * Opens a blob that `key` sealed, with whichever of its materials did.
   * @throws KmsError IncorrectKeyException when another key sealed it, InvalidCiphertextException for everything else that is wrong;
   * KMSInvalidStateException for what is wrong with a blob of a key in an external key store.
   */
  async open(
    key: KeyRow,
    blob: Bytes,
    context: Context,
  ): Promise<{ readonly plaintext: Bytes; readonly materialId: string }> {
    const header = parseHeader(blob);
    if (header === null) throw invalidCiphertext();
    if (header.keyId !== key.keyId) {
      throw incorrectKey("The key ID in the request does not identify a CMK that can perform this operation.");
    }
    if (isDouble(blob) !== isExternal(key)) throw invalidCiphertext();
    this.#reach(key);
    const row = this.#materials.byId(key, header.materialId);
    this.#step(
      "parse",
      { key: header.keyId, material: header.materialId, known: row !== undefined },
      (isDouble(blob) ? doubleAnatomy : blobAnatomy)(blob, "sealed content", context?.size ?? 0),
    );
    if (row === undefined) throw invalidCiphertext();
    const material = await this.#vault.material(key.spec, row);
    if (material.open === undefined) throw new Error(`${key.spec} opens nothing.`);
    const inner = isExternal(key) ? await this.#openOuter(key, header, blob, context) : blob;
    this.#step("derive", { material: row.materialId, ordinal: row.ordinal, nonce: hex(header.nonce) });
    const plaintext = await material.open(header, canonicalContext(context), inner);
    this.#step("open", {
      tagHolds: plaintext !== null,
      contextPairs: context?.size ?? 0,
      bytesOut: plaintext?.length ?? 0,
    });
    if (plaintext === null) throw isExternal(key) ? cryptoRefusal("wrong-answer") : invalidCiphertext();
    this.#note(key, row.materialId, "opened");
    return { plaintext, materialId: row.materialId };
  }

  /**
   * A secret on its way out: to the caller, or sealed for an attested enclave, and the caller then gets none.
   * @throws KmsError ValidationException for a document that does not hold. @NOTE AWS: sentence not public, our reading.
   */
  async deliver(secret: Bytes, recipient: Recipient | undefined, now: number): Promise<Delivered> {
    if (recipient === undefined) return { clear: secret, sealed: undefined };
    const { AttestationDocument: document } = recipient;
    const { attested, sealedFor } = await this.#vault.enclaves();
    const said = document === undefined ? "It is missing." : await attested(this.#nitroRoot(), document, now);
    const holds = typeof said !== "string";
    this.#step("attest", holds ? { module: said.moduleId, pcr0: said.pcrs["0"] ?? "" } : { fault: said });
    if (!holds) throw validation(`The attestation document is not valid. ${said}`);
    const sealed = await sealedFor(said, secret);
    if (sealed === null) throw validation("The attestation document is not valid. Its public key is no RSA key.");
    this.#step("envelop", { bytesIn: secret.length, bytesOut: sealed.length });
    secret.fill(0);
    return { clear: null, sealed };
  }

  #reach(key: KeyRow): void {
    if (key.customKeyStoreId !== null) this.#behind().reach(key);
  }

  #behind(): Backing {
    if (this.#backing === null) throw new Error("Nothing stands behind a custom key store here.");
    return this.#backing;
  }

  /** Double encryption: KMS first, then the external key manager. */
  async #sealAgain(key: KeyRow, header: BlobHeader, inner: Bytes, context: Context, what: string): Promise<Bytes> {
    const aad = concat(doubleHeader(header), canonicalContext(context));
    const part = innerPart(inner);
    const blob = encodeDouble(header, await this.#behind().encrypt(key, part, aad));
    const facts = { bytesIn: part.length, bytesOut: blob.length, externalKey: key.xksKeyId ?? "" };
    this.#step("double", facts, doubleAnatomy(blob, what, context?.size ?? 0));
    return blob;
  }

  async #openOuter(key: KeyRow, header: BlobHeader, blob: Bytes, context: Context): Promise<Bytes> {
    const outer = parseDouble(blob);
    if (outer === null) throw invalidCiphertext();
    const aad = concat(doubleHeader(header), canonicalContext(context));
    const part = await this.#behind().decrypt(key, outer, aad);
    this.#step("undouble", { bytesOut: part.length, externalKey: key.xksKeyId ?? "" });
    return innerBlob(header, part);
  }

  #step(
    step: string,
    facts: Readonly<Record<string, string | number | boolean | SecretPrint>>,
    anatomy: Anatomy | null = null,
  ): void {
    this.steps.push({ step, says: this.#says[step] ?? STEPS[step] ?? step, facts, anatomy });
  }
}

const isExternal = (key: KeyRow): boolean => key.origin === "EXTERNAL_KEY_STORE";

/** The key that a blob names, for locating it before anything is opened. Null for what is no blob. */
export function keyNamedBy(blob: Bytes): string | null {
  return parseHeader(blob)?.keyId ?? null;
}
