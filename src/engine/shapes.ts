/** Rules that members keep together, for the operations' `shape`. */
import type { Bytes } from "#wire/bytes.ts";
import { unsupported, validation } from "./errors.ts";
import { nullMember } from "./fields.ts";
import type { KeySpec } from "./keys/rows.ts";
import type { KeySpecName } from "./keys/specs.ts";

export { interchangeable, newKeyKind } from "./keys/specs.ts";
export { newKeyStoreShape, newStoreShape, oneStoreName } from "./keystores/members.ts";

/** Length of the data key that is asked for. @throws KmsError unless exactly one member says it. */
export function dataKeyBytes(input: {
  readonly KeySpec: "AES_128" | "AES_256" | undefined;
  readonly NumberOfBytes: number | undefined;
}): number {
  const { KeySpec, NumberOfBytes } = input;
  if ((NumberOfBytes === undefined) === (KeySpec === undefined))
    throw validation("Please specify either number of bytes or key spec.");
  return NumberOfBytes ?? (KeySpec === "AES_128" ? 16 : 32);
}

/** @throws KmsError UnsupportedOperationException for SM2, which exists in China only. @NOTE AWS: the sentence is that of CreateKey. */
export function dataKeyPairSpec({ KeyPairSpec }: { readonly KeyPairSpec: KeySpecName }): KeySpec {
  if (KeyPairSpec === "SM2") throw unsupported(`KeyPairSpec ${KeyPairSpec} is not supported in this Region`);
  return KeyPairSpec;
}

/**
 * A ciphertext must be there, but in a dry run that ignores it; the key must then be named (kms-api.md 1.4, 6).
 * @NOTE AWS: sentence not public since the member became optional; this is the one it had as a required member.
 */
export function needCiphertext(
  blob: Bytes | undefined,
  key: { readonly member: string; readonly given: string | undefined },
  dryRun: { readonly DryRun: boolean | undefined; readonly DryRunModifiers: readonly string[] | undefined },
): void {
  const ignored = dryRun.DryRun === true && dryRun.DryRunModifiers?.includes("IGNORE_CIPHERTEXT") === true;
  const missing = ignored
    ? key.given === undefined
      ? key.member
      : null
    : blob === undefined
      ? "ciphertextBlob"
      : null;
  if (missing !== null) throw nullMember(missing);
}
