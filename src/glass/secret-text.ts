/** Which members of KMS's requests and answers are secret, and how a secret stands where a text is expected. */
import type { SecretPrint } from "./trace.ts";

/** Members of answers, for every operation. */
export const SECRET_OUTPUTS: ReadonlySet<string> = new Set([
  "Plaintext",
  "PrivateKeyPlaintext",
  "SharedSecret",
  "ImportToken",
]);

/** Members of requests and answers, nested ones too. The engine's fields mark the same ones of requests (its tests see to it). */
export const SECRET_MEMBERS: ReadonlySet<string> = new Set([
  ...SECRET_OUTPUTS,
  "EncryptedKeyMaterial",
  "KeyStorePassword",
  // Of an external key store's proxy.
  "AccessKeyId",
  "RawSecretAccessKey",
]);

/** E.g. `«32 bytes, print 7f3a 91c0»`. The marks are of Latin-1: a wider character would double the room of every text that it becomes a part of, a whole trace for one. */
export const secretText = ({ bytes, print }: SecretPrint): string => `«${bytes} bytes, print ${print}»`;

const SECRET_TEXT = /^«(\d+) bytes, print [0-9a-f]{4} [0-9a-f]{4}»$/;

/** How many bytes the secret has that the text stands for; null for any other text. */
export function secretLength(text: string): number | null {
  const bytes = SECRET_TEXT.exec(text)?.[1];
  return bytes === undefined ? null : Number(bytes);
}
