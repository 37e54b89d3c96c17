/** How a secret stands where a text is expected, e.g. `«32 bytes, print 7f3a 91c0»`. */
import type { SecretPrint } from "./trace.ts";

/** The marks are of Latin-1: a wider character would double the room of every text that it becomes a part of, a whole trace for one. */
export const secretText = ({ bytes, print }: SecretPrint): string => `«${bytes} bytes, print ${print}»`;

const SECRET_TEXT = /^«(\d+) bytes, print [0-9a-f]{4} [0-9a-f]{4}»$/;

/** How many bytes the secret has that the text stands for; null for any other text. */
export function secretLength(text: string): number | null {
  const bytes = SECRET_TEXT.exec(text)?.[1];
  return bytes === undefined ? null : Number(bytes);
}
