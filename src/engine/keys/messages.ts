import { validation, type KmsError } from "../errors.ts";
import type { KeySpec } from "./rows.ts";
import { SPECS } from "./specs.ts";

/** What Sign and Verify are given: the message itself, its digest, or ML-DSA's mu (FIPS 204 section 6.2). */
export const MESSAGE_TYPES = ["RAW", "DIGEST", "EXTERNAL_MU"] as const;
export type MessageType = (typeof MESSAGE_TYPES)[number];

/** Algorithms that do not take both the message and its digest (kms-api.md 1.2). */
const TAKES: Readonly<Record<string, readonly MessageType[]>> = {
  ED25519_SHA_512: ["RAW"],
  ED25519_PH_SHA_512: ["DIGEST"],
  ML_DSA_SHAKE_256: ["RAW", "EXTERNAL_MU"],
};
const BOTH: readonly MessageType[] = ["RAW", "DIGEST"];
/** Bytes of mu. */
const MU = 64;

export const messageTypesOf = (algorithm: string): readonly MessageType[] => TAKES[algorithm] ?? BOTH;

/** The message's type, then the length that this type has (kms-api.md 1.4, 2); measured sentences. Null when both suit. */
export function messageRefusal(spec: KeySpec, algorithm: string, type: MessageType, bytes: number): KmsError | null {
  if (!messageTypesOf(algorithm).includes(type)) {
    const other = SPECS[spec].family === "ml-dsa" ? `key spec ${spec}` : `algorithm ${algorithm}`;
    return validation(`Message type ${type} is incompatible with ${other}.`);
  }
  // @NOTE AWS: the sentence for a mu of another length is not public, our reading.
  const length = type === "DIGEST" ? Number(algorithm.slice(-3)) / 8 : type === "EXTERNAL_MU" ? MU : bytes;
  return bytes === length ? null : validation(`Digest is invalid length for algorithm ${algorithm}.`);
}
