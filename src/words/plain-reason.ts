import type { CallTrace } from "#glass/trace.ts";
import { whoSaidNo } from "./envelope.ts";

/** Why KMS said no, where the trace tells more than AWS's own sentence does; null where it does not. */
export function plainReason(trace: CallTrace): string | null {
  const { error } = trace.summary;
  const reason = whoSaidNo(trace)?.reason;
  if (reason === undefined || error === null) return null;
  return reason === error.name || (error.message ?? "").includes(reason) ? null : reason;
}
