/**
 * "Why not?": the smallest edits that would turn a call's outcome, each of them run on a fork and told only when the call then goes the
 * other way. Nothing of it is in the world, its log, its audit trail, its quotas or on its disk.
 */
import { base64 } from "#wire/bytes.ts";
import { isObject, type JsonObject, type JsonValue } from "#wire/json.ts";
import type { ProbeCall, WhyNotQuestion } from "#glass/pane.ts";
import { secretLength } from "#glass/secret-text.ts";
import type { CallTrace } from "#glass/trace.ts";
import type { ProvedEdit, WhyNotView } from "#glass/why-not.ts";
import { isThere, type ForkParts } from "../forks.ts";
import { OPERATIONS } from "../operations/index.ts";
import type { Journal } from "../storage/journal.ts";
import { INTERNET } from "../world/network.ts";
import { ALLOWING, ALLOWING_TOGETHER } from "./allow/index.ts";
import type { Candidate, Maker } from "./candidate.ts";
import { DENYING } from "./deny/index.ts";
import { outcomeOf, prove } from "./prove.ts";
import { passes, situationOf, type Asked, type Situation } from "./situation.ts";

/** The log, as far as it is needed. */
type Calls = Pick<Journal, "callById" | "callsPage">;

/** Null for a call of the log that is not kept whole, or that nobody can make again. @throws RangeError for a probe of what is not there. */
export async function whyNot(parts: ForkParts, calls: Calls, of: WhyNotQuestion): Promise<WhyNotView | null> {
  const asked = "callId" in of ? await askedByLog(calls, of.callId) : askedByProbe(of);
  // Whoever made the call may have been deleted since.
  if (asked === null || ("callId" in of && !isThere(parts.state, asked.principal))) return null;
  return provedEdits(await situationOf(parts, asked, (keyArn) => pastCalls(calls, keyArn)));
}

/** So many calls back an encryption context is looked for. */
const PAST_CALLS = 200;

/** Traces of the newest calls that used the key, as far as they are kept whole. */
async function pastCalls(calls: Calls, key: string): Promise<readonly CallTrace[]> {
  const { items } = await calls.callsPage({ key, result: "ok" }, null, PAST_CALLS);
  const records = await Promise.all(items.filter(({ kind }) => kind === "crypto").map(({ id }) => calls.callById(id)));
  return records.flatMap((record) => record?.trace ?? []);
}

async function provedEdits(situation: Situation): Promise<WhyNotView> {
  const rounds = situation.allowed ? [DENYING] : [ALLOWING, ALLOWING_TOGETHER];
  const edits: ProvedEdit[] = [];
  let tried = 0;
  for (const makers of rounds) {
    // Edits of documents are what is asked for: another caller or another way makes none of them needless.
    if (edits.some(({ steps }) => steps.some((step) => step.do !== "ask"))) break;
    const candidates = await proposed(makers, situation);
    tried += candidates.length;
    for (const candidate of candidates) {
      const outcome = await prove(candidate, situation);
      if (outcome === null || passes(outcome) === situation.allowed) continue;
      const { about = {}, diffs = [], ...rest } = candidate;
      edits.push({ ...rest, about, diffs, proved: true, by: outcomeOf(outcome) });
      if (edits.length >= MOST) break;
    }
  }
  return {
    now: outcomeOf(situation.outcome),
    action: situation.decision?.action ?? null,
    keyArn: situation.key?.arn ?? null,
    edits: leastFirst(edits),
    tried,
  };
}

/** Nobody reads more of them. */
const MOST = 20;

async function proposed(makers: readonly Maker[], situation: Situation): Promise<readonly Candidate[]> {
  const all: Candidate[] = [];
  for (const make of makers) all.push(...(await make(situation)));
  return all;
}

/** By reach, then in the order of the kinds; the one context that opens a ciphertext makes all others needless. */
function leastFirst(edits: readonly ProvedEdit[]): readonly ProvedEdit[] {
  const last = (edit: ProvedEdit): number => (edit.kind === "other-caller" ? 1 : 0);
  const context = edits.find(({ kind }) => kind === "encryption-context");
  return edits
    .filter((edit) => edit.kind !== "encryption-context" || edit === context)
    .toSorted((a, b) => last(a) - last(b) || a.reach - b.reach || a.steps.length - b.steps.length);
}

/* ---- which call ---- */

const askedByProbe = ({ principal, region, operation, input, from = INTERNET, via }: ProbeCall): Asked => ({
  principal,
  accessKeyId: undefined,
  via,
  region,
  operation,
  input: rehearsed(operation, input),
  from,
});

async function askedByLog(calls: Calls, id: string): Promise<Asked | null> {
  const trace = (await calls.callById(id))?.trace ?? null;
  return trace === null ? null : askedByTrace(trace);
}

/** A call of the log, as it can be made again; null where nobody can: a service of AWS made it, or nobody that AWS knows. */
function askedByTrace({ summary, frontDoor, network, application }: CallTrace): Asked | null {
  const { principalArn, operation, region, service, source } = summary;
  const sent = isObject(frontDoor.input) ? frontDoor.input : (application?.composed.input ?? null);
  if (principalArn === null || service !== "kms" || source === "calendar" || sent === null) return null;
  if (!OPERATIONS.has(operation)) return null;
  return {
    principal: principalArn,
    accessKeyId: frontDoor.signature?.accessKeyId ?? undefined,
    via: network.path?.service?.replace(/\.amazonaws\.com$/, ""),
    region,
    operation,
    input: rehearsed(operation, unveiled(operation, sent)),
    from: network.from,
  };
}

/** With DryRun where the operation has it. */
function rehearsed(operation: string, input: JsonObject): JsonObject {
  return OPERATIONS.get(operation)?.input["DryRun"] === undefined ? input : { ...input, DryRun: true };
}

/** The trace keeps no secret: in its place stand zeros of its length, which is all that a rehearsal looks at. */
function unveiled(operation: string, input: JsonObject): JsonObject {
  const fields = OPERATIONS.get(operation)?.input ?? {};
  const open = (name: string, value: JsonValue | undefined): JsonValue | undefined => {
    const bytes = typeof value === "string" ? secretLength(value) : null;
    if (bytes === null || fields[name]?.view.secret !== true) return value;
    return fields[name].view.type === "blob" ? base64(new Uint8Array(bytes)) : "0".repeat(bytes);
  };
  return Object.fromEntries(Object.entries(input).map(([name, value]) => [name, open(name, value)]));
}
