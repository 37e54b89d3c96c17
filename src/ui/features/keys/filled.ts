import { writeUtf8 } from "#wire/bytes.ts";

/** The text made to be exactly `bytes` long in UTF-8: filled up with dots, or cut at whole characters. */
export function filled(text: string, bytes: number): string {
  const { read, written } = writeUtf8(text, new Uint8Array(bytes), 0);
  return text.slice(0, read) + ".".repeat(bytes - written);
}
