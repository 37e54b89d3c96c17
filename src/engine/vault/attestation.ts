/**
 * Attestation documents of a simulated Nitro enclave: COSE_Sign1 over CBOR, signed under a certificate that leads to a root of this
 * world's own. AWS's root and hypervisor are hardware; everything else is as in AWS's documents
 * (aws-nitro-enclaves-nsm-api, docs/attestation_process.md).
 */
import { decode, encode } from "cborg";
import { equalBytes, hex, utf8, type Bytes } from "#wire/bytes.ts";
import { DAY_MS } from "../world/clock.ts";
import { certifiedKey, certify, P384, P384_SHA384 } from "./certificates.ts";

/** What an enclave asks the hypervisor to attest. */
export interface AttestationRequest {
  /** SubjectPublicKeyInfo of the enclave's RSA key. */
  readonly publicKey: Bytes;
  /** What runs in the enclave: PCR 0 is its hash. */
  readonly image: string;
  /** World time in ms. */
  readonly at: number;
}

export interface Attestation {
  readonly moduleId: string;
  readonly publicKey: Bytes;
  /** World time in ms. */
  readonly at: number;
  /** By register: hex. */
  readonly pcrs: Readonly<Record<string, string>>;
}

/** The hypervisor's root: its certificate (DER) and the handle that signs. */
export interface NitroRoot {
  readonly certificate: Bytes;
  readonly key: CryptoKey;
}

const ROOT_NAME = "Keyglass simulated Nitro root";
const YEARS_MS = 30 * 365 * DAY_MS;
const HOURS_MS = 3 * 3_600_000;
/** AWS KMS takes no document that is older than this. */
const FRESH_MS = 5 * 60_000;
const COSE_ALGORITHM = 1;
const ES384 = -35;
const SHA384_BYTES = 48;

/** A new root; `key` can be exported, for the vault to wrap. */
export async function newNitroRoot(at: number): Promise<NitroRoot> {
  const { publicKey, privateKey } = await crypto.subtle.generateKey(P384, true, ["sign", "verify"]);
  const validity = { from: at - DAY_MS, to: at + YEARS_MS };
  const names = { subject: ROOT_NAME, issuer: ROOT_NAME };
  return { certificate: await certify({ ...names, ...validity, publicKey, signWith: privateKey }), key: privateKey };
}

/** A document as the Nitro Security Module gives it. */
export async function attest(root: NitroRoot, { publicKey, image, at }: AttestationRequest): Promise<Bytes> {
  const pair = await crypto.subtle.generateKey(P384, false, ["sign", "verify"]);
  const moduleId = `i-${hex(crypto.getRandomValues(new Uint8Array(8)))}-enc${hex(crypto.getRandomValues(new Uint8Array(8)))}`;
  const certificate = await certify({
    subject: moduleId,
    issuer: ROOT_NAME,
    publicKey: pair.publicKey,
    signWith: root.key,
    from: at - 60_000,
    to: at + HOURS_MS,
  });
  const digest = async (text: string): Promise<Bytes> =>
    new Uint8Array(await crypto.subtle.digest("SHA-384", utf8(text)));
  const pcrs = new Map<number, Bytes>();
  for (let register = 0; register < 16; register++) pcrs.set(register, new Uint8Array(SHA384_BYTES));
  pcrs
    .set(0, await digest(image))
    .set(1, await digest("kernel"))
    .set(2, await digest(`application of ${image}`));
  const payload = encode({
    module_id: moduleId,
    digest: "SHA384",
    timestamp: at,
    pcrs,
    certificate,
    cabundle: [root.certificate],
    public_key: publicKey,
    user_data: null,
    nonce: null,
  });
  const head = encode(new Map([[COSE_ALGORITHM, ES384]]));
  const signature = await crypto.subtle.sign(P384_SHA384, pair.privateKey, signedText(head, payload));
  return encode([head, new Map(), payload, new Uint8Array(signature)]).slice();
}

/** What a document attests at world time `now`, or what is wrong with it. */
export async function readAttestation(
  document: Bytes,
  rootCertificate: Bytes,
  now: number,
): Promise<Attestation | string> {
  const parts = read(document);
  if (!Array.isArray(parts) || parts.length !== 4) return "It is no COSE_Sign1 message.";
  const [head, , payload, signature] = parts as unknown[];
  if (!isBytes(head) || !isBytes(payload) || !isBytes(signature)) return "It is no COSE_Sign1 message.";
  const claims = read(payload);
  if (!(claims instanceof Map)) return "Its payload is no attestation document.";
  const { certificate, cabundle, publicKey, timestamp, pcrs, moduleId } = claimsOf(claims);
  if (!isBytes(certificate) || !isBytes(publicKey) || !(pcrs instanceof Map) || !Array.isArray(cabundle))
    return "Its payload lacks a member.";
  const [root] = cabundle as unknown[];
  if (!isBytes(root) || !equalBytes(root, rootCertificate)) return "Its certificates lead to no root that KMS trusts.";
  const key = await certifiedKey(certificate.slice(), rootCertificate, now);
  if (key === null) return "Its certificate does not hold.";
  const text = signedText(head, payload);
  if (!(await crypto.subtle.verify(P384_SHA384, key, signature.slice(), text))) return "Its signature does not hold.";
  const at = Number(timestamp);
  if (!(Math.abs(now - at) <= FRESH_MS)) return "It is older than five minutes.";
  const shown = Object.fromEntries(
    [...(pcrs as Map<number, unknown>)].flatMap(([n, value]) => (isBytes(value) ? [[n, hex(value)]] : [])),
  );
  return { moduleId: String(moduleId), publicKey: publicKey.slice(), at, pcrs: shown };
}

/** What COSE signs (RFC 9052 section 4.4). */
const signedText = (head: Uint8Array, payload: Uint8Array): Bytes =>
  encode(["Signature1", head, new Uint8Array(0), payload]).slice();

function read(bytes: Uint8Array): unknown {
  try {
    return decode(bytes, { useMaps: true, tags: [] });
  } catch {
    return null;
  }
}

const isBytes = (value: unknown): value is Uint8Array => value instanceof Uint8Array;

function claimsOf(claims: Map<unknown, unknown>) {
  return {
    certificate: claims.get("certificate"),
    cabundle: claims.get("cabundle"),
    publicKey: claims.get("public_key"),
    timestamp: claims.get("timestamp"),
    pcrs: claims.get("pcrs"),
    moduleId: claims.get("module_id"),
  };
}
