/** The hypervisor of simulated Nitro enclaves, and KMS's answers to them. Loaded when the first of them is wanted. */
import { base64, fromBase64, type Bytes } from "#wire/bytes.ts";
import type { NitroRow } from "../world/rows.ts";
import { attest, newNitroRoot, readAttestation, type Attestation, type AttestationRequest } from "./attestation.ts";
import { P384 } from "./certificates.ts";
import { envelopFor } from "./enveloped-data.ts";
import { unwrapUnder, wrapUnder } from "./families/family.ts";
import type { Safe } from "./keyring.ts";

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

/** What the root's key is bound to while it is wrapped. */
const BINDING = { keyRow: "nitro/root", materialId: "root" };

/** The row of a world's own root. */
export async function newRoot(safe: Safe, at: number): Promise<NitroRow> {
  const { certificate, key } = await newNitroRoot(at);
  const { wrapped } = await wrapUnder(safe, BINDING, "pkcs8", key);
  return { id: "root", certificate: base64(certificate), wrapped };
}

export async function attestationDocument(safe: Safe, root: NitroRow, request: AttestationRequest): Promise<Bytes> {
  const key = await unwrapUnder(safe, { ...BINDING, wrapped: root.wrapped }, "pkcs8", P384, ["sign"]);
  return attest({ certificate: fromBase64(root.certificate), key }, request);
}

/** What the document attests, or what is wrong with it. Without a root no document can be right. */
export async function attested(
  root: NitroRow | undefined,
  document: Bytes,
  now: number,
): Promise<Attestation | string> {
  const certificate = root === undefined ? new Uint8Array(0) : fromBase64(root.certificate);
  return readAttestation(document, certificate, now);
}

/** Null when the attested key is no RSA key. */
export async function sealedFor({ publicKey }: Attestation, content: Bytes): Promise<Bytes | null> {
  try {
    return await envelopFor(publicKey, content);
  } catch {
    return null;
  }
}
