import type { CallTrace } from "#glass/trace.ts";
import { endedAt, hasStages } from "./ended-at.ts";
import { capital, keyNameOfId, micros } from "./format.ts";
import { stages, type StageView } from "./stages.ts";

/** What happened, in one sentence, for the head of a page about this call. */
export function headline(trace: CallTrace): string {
  const { summary } = trace;
  // A service's name stays as it is, whatever it begins.
  const who = `${/^\S+\.amazonaws\.com$/.test(summary.who) ? summary.who : capital(summary.who)} asked for`;
  const on = summary.named === null ? "" : ` on ${keyNameOfId(summary.named)}`;
  if (summary.source === "calendar") return `KMS did ${summary.operation}${on} by itself when its day came.`;
  if (summary.service === "sts")
    return `AWS STS gave the application new temporary credentials of ${summary.who}: ${summary.operation}.`;
  const ended = hasStages(trace) ? endedAt(trace) : null;
  if (summary.error !== null && ended === null)
    return `${who} ${summary.operation}${on}, and was refused: ${summary.error.name}.`;
  if (ended === null) return `${who} ${summary.operation}${on}, and got it within ${micros(summary.micros)}.`;
  const stage = stages(trace)[ended - 1] as StageView;
  return `${who} ${summary.operation}${on}, and stage ${ended} (${stage.title}) said no: ${summary.error?.name ?? "refused"}.`;
}
