import type { CallTrace } from "#glass/trace.ts";
import { ourReading } from "#words/signature.ts";

/** Where the front door's sentence comes from, if not from KMS itself. */
export function OurReading({ trace }: { readonly trace: CallTrace }) {
  const says = ourReading(trace);
  return says === null ? null : <p className="text-xs text-soft">{says}</p>;
}
