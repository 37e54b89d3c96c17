/** How a request or an answer looks without its secrets. */
import { SECRET_MEMBERS } from "#glass/secret-text.ts";
import type { SecretPrint } from "#glass/trace.ts";
import { base64, type Bytes } from "#wire/bytes.ts";
import type { JsonObject, JsonValue } from "#wire/json.ts";

type Show = (secret: Bytes | string) => JsonValue;

/** `value`: input or output of the SDK. Public blobs become base64, dates ISO text, secrets what `show` makes of them. */
export function withoutSecrets(value: object, show: Show): JsonObject {
  const shown: [string, JsonValue][] = [];
  for (const [name, member] of Object.entries(value) as [string, unknown][]) {
    if (name === "$metadata" || member === undefined) continue;
    const secret = SECRET_MEMBERS.has(name) && (member instanceof Uint8Array || typeof member === "string");
    // The names inside an encryption context are the caller's own.
    const asIs = name.includes("EncryptionContext");
    shown.push([name, secret ? show(member as Bytes | string) : asIs ? (member as JsonObject) : plain(member, show)]);
  }
  return Object.fromEntries(shown);
}

function plain(value: unknown, show: Show): JsonValue {
  if (value instanceof Uint8Array) return base64(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((item) => plain(item, show));
  if (typeof value === "object" && value !== null) return withoutSecrets(value, show);
  return value as JsonValue;
}

/** A secret as the page sees it in an answer. */
export const asPrint = (print: SecretPrint): JsonObject => ({ bytes: print.bytes, print: print.print });
