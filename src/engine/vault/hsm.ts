import { concat, fromBase64, hex, type Bytes } from "#wire/bytes.ts";
import type { Anatomy, HsmStep, SecretPrint } from "#glass/trace.ts";
import { invalidCiphertext, invalidMac, invalidSignature, unsupported, validation } from "../errors.ts";
import type { MessageType } from "../keys/messages.ts";
import type { KeyRow, KeySpec, MaterialRow } from "../keys/rows.ts";
import { isAsymmetric, roomRefusal } from "../keys/specs.ts";
import { cryptoRefusal } from "../keystores/failures.ts";
import type { NitroRow } from "../world/rows.ts";
import { kemAnatomy, macAnatomy, oaepAnatomy, publicKeyAnatomy, signatureAnatomy } from "./anatomy.ts";
import { BLOB_IV_BYTES, blobAnatomy, canonicalContext, NONCE_BYTES, parseHeader, type BlobHeader } from "./blob.ts";
import { doubleAnatomy, doubleHeader, encodeDouble, innerBlob, innerPart, isDouble, parseDouble } from "./double.ts";
import type { Delivered, Recipient } from "./enclaves.ts";
import type { OuterLayer } from "./external.ts";
import type { KeyMaterial, KeyPairBytes } from "./families/family.ts";
import { familyOf } from "./families/index.ts";
import type { WrappingKey } from "./imports.ts";
import { newMaterial, type MadeMaterial } from "./new-material.ts";
import { STEPS } from "./steps.ts";
import type { Vault } from "./vault.ts";

type Verb = keyof KeyMaterial;
type Context = ReadonlyMap<string, string> | undefined;

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

/** What a material did; blobs are counted. */
export type Use = "sealed" | "opened" | "used";
const NO_FACTS = {};

/** What a material did in a call; such notes ride beside the log. */
export interface MaterialUse {
  readonly key: KeyRow;
  readonly materialId: string;
  readonly what: Use;
  readonly operation: string;
}

/** The HSM of one call: verbs that record their steps. Simulated: the walls are a worker's, the cryptography is real. */
export class Hsm {
  readonly #vault: Vault;
  readonly #materials: Materials;
  readonly #backing: Backing;
  readonly #random: (bytes: number) => Bytes;
  readonly #says: Readonly<Record<string, string>>;
  readonly #nitroRoot: () => NitroRow | undefined;
  readonly #note: (key: KeyRow, materialId: string, what: Use) => void;
  readonly #made: Map<string, Promise<MadeMaterial>>;
  /** What the call has in the clear. */
  readonly #clear: Bytes[] = [];
  readonly #steps: HsmStep[];

  constructor(parts: {
    vault: Vault;
    materials: Materials;
    backing: Backing;
    random: (bytes: number) => Bytes;
    says: Readonly<Record<string, string>>;
    /** Where its steps are recorded, in order with those of whatever stands behind it. */
    steps: HsmStep[];
    nitroRoot: () => NitroRow | undefined;
    note: (key: KeyRow, materialId: string, what: Use) => void;
    /** By key row: what this call has made already. An RSA key takes a second, and a call that lost a race must not make it again. */
    made: Map<string, Promise<MadeMaterial>>;
  }) {
    this.#vault = parts.vault;
    this.#materials = parts.materials;
    this.#backing = parts.backing;
    this.#random = parts.random;
    this.#says = parts.says;
    this.#steps = parts.steps;
    this.#note = parts.note;
    this.#nitroRoot = parts.nitroRoot;
    this.#made = parts.made;
  }

  /** Random bytes for the caller: a data key, GenerateRandom. */
  async randomBytes(count: number): Promise<Bytes> {
    const bytes = this.#passing(this.#random(count));
    this.#step("random", { bytes: count, print: await this.#vault.print(bytes) });
    return bytes;
  }

  /** New material with its id, for a new key or a rotation; the same one when the call is run again. */
  async newMaterial({ id, spec }: Pick<KeyRow, "id" | "spec">): Promise<MadeMaterial> {
    let made = this.#made.get(id);
    if (made === undefined)
      this.#made.set(id, (made = newMaterial({ id, spec }, { vault: this.#vault, random: this.#random })));
    const material = await made;
    this.#step("generate", { material: material.materialId, spec });
    return material;
  }

  /** An RSA key pair to import material under, and its token. @throws KmsError UnsupportedOperationException. */
  async newWrappingKey(
    { id, spec }: Pick<KeyRow, "id" | "spec">,
    algorithm: string,
    wrappingSpec: string,
    expires: number,
  ): Promise<WrappingKey> {
    const { carries, newWrappingKey } = await import("./imports.ts");
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
    const { IMPORT_REFUSALS, importMaterial } = await import("./imports.ts");
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
    const { row, material } = await this.#current(key, "seal");
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
    this.#step("forget", NO_FACTS);
    this.#note(key, row.materialId, "sealed");
    return { blob, materialId: row.materialId };
  }

  /**
   * Opens a blob that `key` sealed, with whichever of its materials did.
   * @throws KmsError InvalidCiphertextException, whatever is wrong; KMSInvalidStateException for what is wrong with a blob of a key in
   * an external key store.
   */
  async open(
    key: KeyRow,
    blob: Bytes,
    context: Context,
  ): Promise<{ readonly plaintext: Bytes; readonly materialId: string }> {
    const header = parseHeader(blob);
    // The checks have parsed it already and compared the keys.
    if (header?.keyId !== key.keyId) throw invalidCiphertext();
    if (isDouble(blob) !== isExternal(key)) throw invalidCiphertext();
    this.#reach(key);
    const row = this.#materials.byId(key, header.materialId);
    this.#step(
      "parse",
      { key: header.keyId, material: header.materialId, known: row !== undefined },
      (isDouble(blob) ? doubleAnatomy : blobAnatomy)(blob, "content", context?.size ?? 0),
    );
    if (row === undefined) throw invalidCiphertext();
    const material = able(await this.#vault.material(key.spec, row), "open");
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
    return { plaintext: this.#passing(plaintext), materialId: row.materialId };
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
    return { clear: null, sealed };
  }

  #reach(key: KeyRow): void {
    if (key.customKeyStoreId !== null) this.#backing.reach(key);
  }

  /** Double encryption: KMS first, then the external key manager. */
  async #sealAgain(key: KeyRow, header: BlobHeader, inner: Bytes, context: Context, what: string): Promise<Bytes> {
    const aad = concat(doubleHeader(header), canonicalContext(context));
    const part = innerPart(inner);
    const blob = encodeDouble(header, await this.#backing.encrypt(key, part, aad));
    const facts = { bytesIn: part.length, bytesOut: blob.length, externalKey: key.xksKeyId ?? "" };
    this.#step("double", facts, doubleAnatomy(blob, what, context?.size ?? 0));
    return blob;
  }

  async #openOuter(key: KeyRow, header: BlobHeader, blob: Bytes, context: Context): Promise<Bytes> {
    const outer = parseDouble(blob);
    if (outer === null) throw invalidCiphertext();
    const aad = concat(doubleHeader(header), canonicalContext(context));
    const part = await this.#backing.decrypt(key, outer, aad);
    this.#step("undouble", { bytesOut: part.length, externalKey: key.xksKeyId ?? "" });
    return innerBlob(header, part);
  }

  /* ---- asymmetric keys and MACs ---- */

  async sign(key: KeyRow, algorithm: string, type: MessageType, message: Bytes): Promise<Bytes> {
    const { row, material } = await this.#current(key, "sign");
    const signature = await material.sign(algorithm, type, message);
    const facts = { algorithm, messageType: type, bytesIn: message.length, bytesOut: signature.length };
    this.#step("sign", facts, signatureAnatomy(key.spec, signature));
    this.#note(key, row.materialId, "used");
    return signature;
  }

  /** @throws KmsError KMSInvalidSignatureException. */
  async verify(key: KeyRow, algorithm: string, type: MessageType, message: Bytes, signature: Bytes): Promise<void> {
    const { row, material } = await this.#current(key, "verify");
    const holds = await material.verify(algorithm, type, message, signature);
    this.#step("verify", { algorithm, messageType: type, bytesIn: message.length, holds });
    if (!holds) throw invalidSignature();
    this.#note(key, row.materialId, "used");
  }

  async mac(key: KeyRow, algorithm: string, message: Bytes): Promise<Bytes> {
    const { row, material } = await this.#current(key, "mac");
    const mac = await material.mac(message);
    this.#step("mac", { algorithm, bytesIn: message.length, bytesOut: mac.length }, macAnatomy(mac));
    this.#note(key, row.materialId, "used");
    return mac;
  }

  /** @throws KmsError KMSInvalidMacException. */
  async verifyMac(key: KeyRow, algorithm: string, message: Bytes, mac: Bytes): Promise<void> {
    const { row, material } = await this.#current(key, "verifyMac");
    const holds = await material.verifyMac(message, mac);
    this.#step("check mac", { algorithm, bytesIn: message.length, holds });
    if (!holds) throw invalidMac();
    this.#note(key, row.materialId, "used");
  }

  /** SubjectPublicKeyInfo. */
  async publicKey(key: KeyRow): Promise<Bytes> {
    const row = this.#materials.current(key);
    // Taking it into use proves that both halves are those that were stored.
    await this.#vault.material(key.spec, row);
    const publicKey = fromBase64(row.publicKey as string);
    this.#step("public key", { bytesOut: publicKey.length }, publicKeyAnatomy(publicKey));
    return publicKey;
  }

  /** As the key's spec does it: a blob under a one-time key, or RSAES-OAEP. */
  async encrypt(
    key: KeyRow,
    algorithm: string,
    plaintext: Bytes,
    context: Context,
    what: string,
  ): Promise<{ readonly blob: Bytes; readonly materialId: string | undefined }> {
    if (!isAsymmetric(key.spec)) return this.seal(key, plaintext, context, what);
    const refusal = roomRefusal(key.spec, algorithm, plaintext.length);
    if (refusal !== null) throw refusal;
    const { row, material } = await this.#current(key, "encrypt");
    const blob = await material.encrypt(algorithm, plaintext);
    const facts = { algorithm, bytesIn: plaintext.length, bytesOut: blob.length };
    this.#step("encrypt", facts, oaepAnatomy(blob, what));
    this.#note(key, row.materialId, "used");
    return { blob, materialId: undefined };
  }

  /** The other way. @throws KmsError InvalidCiphertextException. */
  async decrypt(
    key: KeyRow,
    algorithm: string,
    blob: Bytes,
    context: Context,
  ): Promise<{ readonly plaintext: Bytes; readonly materialId: string | undefined }> {
    if (!isAsymmetric(key.spec)) return this.open(key, blob, context);
    const { row, material } = await this.#current(key, "decrypt");
    const plaintext = await material.decrypt(algorithm, blob);
    this.#step("decrypt", { algorithm, bytesIn: blob.length, holds: plaintext !== null });
    if (plaintext === null) throw invalidCiphertext();
    this.#note(key, row.materialId, "used");
    return { plaintext: this.#passing(plaintext), materialId: undefined };
  }

  /** The raw secret that both sides compute. @throws KmsError ValidationException for a public key that is none of the same curve. */
  async agree(key: KeyRow, algorithm: string, peer: Bytes): Promise<Bytes> {
    const { row, material } = await this.#current(key, "agree");
    const secret = await material.agree(peer);
    // @NOTE AWS: sentence not public, our reading.
    if (secret === null) throw validation(`The public key is not a valid public key of key spec ${key.spec}.`);
    this.#step("agree", { algorithm, bytesIn: peer.length, secret: await this.#vault.print(secret) });
    this.#note(key, row.materialId, "used");
    return this.#passing(secret);
  }

  async encapsulate(key: KeyRow, algorithm: string) {
    const { row, material } = await this.#current(key, "encapsulate");
    const made = await material.encapsulate();
    this.#passing(made.sharedSecret);
    const facts = { algorithm, secret: await this.#vault.print(made.sharedSecret), bytesOut: made.ciphertext.length };
    this.#step("encapsulate", facts, kemAnatomy(key.spec, made.ciphertext));
    this.#note(key, row.materialId, "used");
    return made;
  }

  /** @throws KmsError InvalidCiphertextException for a wrong length; any other wrong ciphertext gives another secret. */
  async decapsulate(key: KeyRow, algorithm: string, ciphertext: Bytes): Promise<Bytes> {
    const { row, material } = await this.#current(key, "decapsulate");
    const secret = await material.decapsulate(ciphertext);
    if (secret === null) throw invalidCiphertext();
    const facts = { algorithm, bytesIn: ciphertext.length, secret: await this.#vault.print(secret) };
    this.#step("decapsulate", facts, kemAnatomy(key.spec, ciphertext));
    this.#note(key, row.materialId, "used");
    return this.#passing(secret);
  }

  /** A key pair for the caller. */
  async newPair(spec: KeySpec): Promise<KeyPairBytes> {
    const { pair } = familyOf(spec);
    if (pair === undefined) throw new Error(`There are no data key pairs of ${spec}.`);
    const made = await pair(spec);
    this.#passing(made.privateKey);
    this.#step("pair", { spec, private: await this.#vault.print(made.privateKey) }, publicKeyAnatomy(made.publicKey));
    return made;
  }

  /** The call is over: overwrites what it had in the clear. */
  forget(): void {
    for (const bytes of this.#clear.splice(0)) bytes.fill(0);
  }

  #passing(secret: Bytes): Bytes {
    this.#clear.push(secret);
    return secret;
  }

  async #current<V extends Verb>(key: KeyRow, verb: V) {
    const row = this.#materials.current(key);
    return { row, material: able(await this.#vault.material(key.spec, row), verb) };
  }

  #step(
    step: string,
    facts: Readonly<Record<string, string | number | boolean | SecretPrint>>,
    anatomy: Anatomy | null = null,
  ): void {
    this.#steps.push({ step, says: this.#says[step] ?? STEPS[step] ?? step, facts, anatomy });
  }
}

/** The checks have made sure that the key's spec has the verb. */
function able<V extends Verb>(material: KeyMaterial, verb: V): Required<Pick<KeyMaterial, V>> {
  if (material[verb] === undefined) throw new Error(`Key material of another kind: it has no verb ${verb}.`);
  return material as Required<Pick<KeyMaterial, V>>;
}

const isExternal = (key: KeyRow): boolean => key.origin === "EXTERNAL_KEY_STORE";

/** The key that a blob names, for locating it before anything is opened. Null for what is no blob. */
export function keyNamedBy(blob: Bytes): string | null {
  return parseHeader(blob)?.keyId ?? null;
}
