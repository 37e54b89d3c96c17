import type { CheckRow } from "#glass/trace.ts";
import { keyNameOfId } from "./format.ts";

/** One sentence about a check that said no. */
export function checkWords({ check, subject, expected, actual, names }: CheckRow): string {
  if (names === null) return "KMS does not recognise the blob as one of its own.";
  if (names !== undefined)
    return `The request names ${keyNameOfId(subject)}, but ${keyNameOfId(names)} sealed the blob.`;
  // Only a multi-Region key is ever being updated.
  const multiRegion = subject.includes(":key/mrk-");
  const wanted = expected
    .split(", ")
    .filter((state) => check !== "state" || multiRegion || state !== "Updating")
    .join(" or ");
  return `${check === "state" ? "The KMS key is" : "It is"} ${actual}; this call needs ${wanted}.`;
}
