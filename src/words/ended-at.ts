import type { CallTrace } from "#glass/trace.ts";

/** The stage at which a call was refused; null for one that went through. */
export function endedAt(trace: CallTrace): number | null {
  const { summary, frontDoor, locate, authorize, checks } = trace;
  if (summary.error === null) return null;
  if (trace.network.path?.via === "nowhere") return 3;
  if (!frontDoor.parsed || frontDoor.signature?.verdict === "refused" || summary.principalArn === null) return 4;
  if (frontDoor.violations.length > 0) return 4;
  if (authorize.some(({ allowed }) => !allowed)) return 6;
  if (authorize.length === 0 && checks.length === 0 && trace.hsm.length === 0) return 5;
  if (summary.error.name === "InvalidGrantTokenException") return 6;
  if (locate.some(({ keyArn }) => keyArn === null)) return 5;
  if (checks.some(({ ok }) => !ok) || summary.error.name === "DryRunOperationException") return 7;
  return 8;
}

/** Whether the stages of this call are at hand, or only its line and its audit record. */
export const hasStages = (trace: CallTrace): boolean =>
  trace.summary.source === "calendar" || trace.network.host !== "";
