/**
 * The simulated Nitro hypervisor. The application asks for attestation documents at the metadata address, as an enclave asks its
 * security module; the first time makes the world's own root. Simulated: there is no enclave, so `image` is believed.
 */
import { base64, fromBase64 } from "#wire/bytes.ts";
import { isObject, member, parseJson, type JsonObject, type JsonValue } from "#wire/json.ts";
import type { Vault } from "../vault/vault.ts";
import type { NitroRow } from "./rows.ts";

/** POST: `{ "publicKey": base64 of a SubjectPublicKeyInfo, "image": text }`. */
export const ATTESTATION_PATH = "/keyglass/nitro/attestation";

export interface Attested {
  readonly body: JsonObject;
  /** The root, when it was made for this. */
  readonly root: NitroRow | null;
}

/** Null for a request that is none. */
export async function attestation(
  text: string,
  root: NitroRow | undefined,
  vault: Vault,
  now: number,
): Promise<Attested | null> {
  const asked = read(text);
  if (asked === null) return null;
  const enclaves = await vault.enclaves();
  const made = root ?? (await enclaves.newRoot(vault.safe, now));
  const document = await enclaves.attestationDocument(vault.safe, made, { ...asked, at: now });
  return {
    body: { attestationDocument: base64(document), rootCertificate: made.certificate },
    root: root === undefined ? made : null,
  };
}

function read(text: string) {
  let json: JsonValue;
  try {
    json = parseJson(text);
    if (!isObject(json)) return null;
    const [publicKey, image] = [member(json, "publicKey"), member(json, "image")];
    if (typeof publicKey !== "string" || typeof image !== "string") return null;
    return { publicKey: fromBase64(publicKey), image };
  } catch {
    return null;
  }
}
