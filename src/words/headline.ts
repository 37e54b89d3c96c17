import type { CallTrace } from "#glass/trace.ts";
import { endedAt, hasStages } from "./ended-at.ts";
import { capital, keyNameOfId, micros, principalName } from "./format.ts";
import { stages, type StageView } from "./stages.ts";

/** What happened, in one sentence, for the head of a page about this call. `located`: what the key is called, for a call that named it by no alias. */
export function headline(trace: CallTrace, located: string | null = null): string {
  const { summary } = trace;
  // A service's name stays as it is, whatever it begins.
  const who = `${/^\S+\.amazonaws\.com$/.test(summary.who) ? summary.who : capital(summary.who)} asked for`;
  const key = calledKey(summary.named, located);
  const on = key === null ? "" : ` on ${key}`;
  if (summary.source === "calendar") return `KMS did ${summary.operation}${on} by itself when its day came.`;
  if (summary.service === "sts") return atSts(summary);
  const ended = hasStages(trace) ? endedAt(trace) : null;
  if (summary.error !== null && ended === null)
    return `${who} ${summary.operation}${on}, and was refused: ${summary.error.name}.`;
  if (ended === null) return `${who} ${summary.operation}${on}, and got it within ${micros(summary.micros)}.`;
  const stage = stages(trace)[ended - 1] as StageView;
  return `${who} ${summary.operation}${on}, and stage ${ended} (${stage.title}) said no: ${summary.error?.name ?? "refused"}.`;
}

/** `named` is the role that somebody asked for; the platform that fetches a role's credentials names none. */
function atSts({ operation, who, named, principalArn, error }: CallTrace["summary"]): string {
  if (error !== null) return `${capital(who)} asked AWS STS for ${operation}, and was refused: ${error.name}.`;
  if (operation !== "AssumeRole") return `${capital(who)} asked AWS STS for ${operation}, and got it.`;
  const role = principalName(named ?? principalArn ?? who);
  const by = named === null ? "" : `, asked by ${who}`;
  return `AWS STS gave the application new temporary credentials of ${role}: ${operation}${by}.`;
}

/** Whether it is an alias, or the ARN of one. */
export const isAlias = (text: string): boolean => /^(arn:[^:]*:kms:[^:]*:[^:]*:)?alias\//.test(text);

/**
 * One key looks as one wherever it stands: by the alias that the caller used, else as it is called (`located`), else as the caller named it.
 */
export function calledKey(named: string | null, located: string | null): string | null {
  if (named !== null && isAlias(named)) return keyNameOfId(named);
  return located ?? (named === null ? null : keyNameOfId(named));
}
