/** Words of keys with imported material, and of multi-Region keys: what stands, and what to do next. Pure. */
import type { KeyDetail, RelatedKeyView } from "#glass/views.ts";
import { count, dateTime } from "./format.ts";
import { keyName, sealedBlobs, spelled } from "./keys.ts";

/** Specs for which the application makes material by itself. */
export const makesMaterial = (spec: string): boolean => /^(SYMMETRIC_DEFAULT|HMAC_\d+|ECC_NIST_P\d+)$/.test(spec);

/** What new material is, by spec: `32 random bytes`. */
export function newMaterialWords(spec: string): string {
  if (spec.startsWith("ECC_")) return "A new private key on this curve, made in the application";
  const bits = spec === "SYMMETRIC_DEFAULT" ? 256 : Number(spec.slice("HMAC_".length));
  return `${bits / 8} new random bytes, made in the application`;
}

/** The command line's way for material that the application does not make. */
export const importCommand = ({ keyId }: Pick<KeyDetail, "keyId">): string =>
  [
    `aws kms get-parameters-for-import --key-id ${keyId} --wrapping-algorithm RSA_AES_KEY_WRAP_SHA_256 --wrapping-key-spec RSA_4096`,
    `aws kms import-key-material --key-id ${keyId} --import-token fileb://token.bin --encrypted-key-material fileb://wrapped.bin --expiration-model KEY_MATERIAL_DOES_NOT_EXPIRE`,
  ].join("\n");

/** Why a key waits for material, and what is the next step. `held`: names of what the application still has of this key's; undefined: not known yet. */
export function waitingWords(key: Pick<KeyDetail, "materialRing">, held?: readonly string[]): string {
  if (key.materialRing.length === 0)
    return "The key is there, with its policy and its names, but without material nobody can use it. Import some.";
  const lost = "Its material was deleted or has expired. Only the very same bytes bring it back.";
  if (held === undefined) return lost;
  const again =
    held.length === 0
      ? "The application holds them no more: take them from a file of yours. If nobody has them, what was sealed is lost."
      : `Your application still holds ${held.join(" and ")}.`;
  return `${lost} ${again}`;
}

export function importedLead({ materialRing }: Pick<KeyDetail, "materialRing">): string {
  const ends = materialRing.flatMap(({ present, expires }) => (present && expires !== null ? [expires] : []));
  const until =
    ends.length === 0
      ? "It does not expire."
      : `On ${dateTime(Math.min(...ends))} KMS deletes it by itself; the key then waits for the same bytes.`;
  return `You brought it. KMS uses its copy and gives it to nobody, you included: keep the original. ${until}`;
}

export function deleteMaterialWill(key: KeyDetail): string {
  const sealed = sealedBlobs(key);
  const blobs = sealed === 0 ? "What is sealed under it" : `${count(sealed, "blob")} that this world knows of`;
  return `At once, with no waiting period: from the next call on nobody can use ${keyName(key)}. ${blobs} stays closed until the same bytes are imported again.`;
}

/** Related keys in one sentence: where the primary is. */
export function regionsLead(related: readonly RelatedKeyView[], here: string): string {
  const primary = related.find(({ primary }) => primary)?.region ?? "";
  const place =
    primary === here
      ? "This is the primary key: it makes replicas and hands its place on."
      : `This is a replica; the primary key is in ${primary}, and only there can replicas be made or the primary change.`;
  return `One key id and the same material in ${related.length === 1 ? "one Region so far" : `${spelled(related.length)} Regions`}, so each opens what another sealed. Policy, aliases and state are each Region’s own. ${place}`;
}

export const makePrimaryWill = (region: string): string =>
  `The key in ${region} becomes the primary key and this one a replica. For a moment both are Updating. Nothing that is sealed changes.`;
