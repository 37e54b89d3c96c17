/** One call in one line, for a terminal: when, where, who, what, how it ended, and why. */
import type { CallTrace } from "#glass/trace.ts";
import { endedAt } from "./ended-at.ts";
import { keyNameOfId, micros, timeWithSeconds } from "./format.ts";
import { stages } from "./stages.ts";

/** `12:00:05 us-east-1 · role App · GenerateDataKey alias/orders → 200 in 430 µs · allowed by orders-app · random, derive, seal`. */
export function callLine(trace: CallTrace): string {
  const { summary, hsm } = trace;
  const { at, region, who, operation, named, keys } = summary;
  const on = named ?? keys[0] ?? null;
  const asked = on === null ? operation : `${operation} ${keyNameOfId(on)}`;
  const parts = [
    `${timeWithSeconds(at)} ${region}`,
    who,
    `${asked} → ${summary.status} in ${micros(summary.micros)}`,
    ...(summary.error === null ? [allowedBy(trace), hsm.map(({ step }) => step).join(", ")] : [refusal(trace)]),
  ];
  return parts.filter((part) => part !== null && part !== "").join(" · ");
}

function refusal(trace: CallTrace): string {
  const { name = "", message = null } = trace.summary.error ?? {};
  const ended = endedAt(trace) ?? 0;
  const stage = stages(trace)[ended - 1];
  const where = stage === undefined ? "" : `stage ${ended} (${stage.title}): `;
  // AWS's sentence about a signature goes on with the whole canonical request.
  const sentence = message?.split("\n")[0] ?? "";
  return `${where}${name}${sentence === "" ? "" : `: ${sentence}`}`;
}

/** The document whose statement decided, of each permission once. */
function allowedBy({ authorize }: CallTrace): string | null {
  const names = authorize.map(({ documents, decisive }) =>
    decisive === null ? "the account itself" : (documents[decisive.document]?.name ?? ""),
  );
  return names.length === 0 ? null : `allowed by ${[...new Set(names)].join(" and ")}`;
}
