import type { CallOutcome } from "#client/face.ts";
import type { SecretPrint } from "#glass/trace.ts";
import { isObject, member } from "#wire/json.ts";

/** A secret member of an answer, as the page sees it; null when there is none. */
export function secretIn({ output }: CallOutcome, name: string): SecretPrint | null {
  const value = output[name];
  if (value === undefined || !isObject(value)) return null;
  const [bytes, print] = [member(value, "bytes"), member(value, "print")];
  return typeof bytes === "number" && typeof print === "string" ? { bytes, print } : null;
}

/** A public blob of an answer, in base64; empty when there is none. */
export function blobIn({ output }: CallOutcome, name: string): string {
  const value = output[name];
  return typeof value === "string" ? value : "";
}
