/** The call that is asked about, how it goes at present, and what the makers of edits want to know of the world around it. */
import type { CallTrace, Decision, DocumentVerdict, StatementVerdict } from "#glass/trace.ts";
import type { JsonObject } from "#wire/json.ts";
import type { Caller } from "../access/caller.ts";
import { keyAt, principalsOf } from "../access-matrix.ts";
import { Fork, callerAs, type ForkOutcome, type ForkParts } from "../forks.ts";
import type { KeyRow } from "../keys/rows.ts";
import { decider, KEY_ACTIONS, routeTo } from "../may.ts";
import type { KeyRole, Operation } from "../operation.ts";
import { OPERATIONS } from "../operations/index.ts";
import type { Reads } from "../storage/state.ts";

/** A call as it can be run again: by whom, from where, with which members. */
export interface Asked {
  readonly principal: string;
  readonly accessKeyId: string | undefined;
  /** The service that calls in the principal's name: `s3`. */
  readonly via: string | undefined;
  readonly region: string;
  readonly operation: string;
  readonly input: JsonObject;
  readonly from: string;
}

export interface Situation {
  readonly parts: ForkParts;
  readonly asked: Asked;
  readonly operation: Operation;
  readonly caller: Caller;
  /** The world as it is. */
  readonly rows: Reads;
  readonly now: number;
  readonly outcome: ForkOutcome;
  readonly allowed: boolean;
  /** AWS's exception, when the call is refused. */
  readonly error: string | null;
  /** Of stage 6, the last one: the refusal, or the last permission that was given. */
  readonly decision: Decision | null;
  /** The key that it was about, else the first that the call named. */
  readonly key: KeyRow | null;
  /** How the operation declares that key. */
  readonly role: KeyRole | null;
  /** Traces of the newest calls that used the key, newest first. */
  past(): Promise<readonly CallTrace[]>;
  /** ARN of somebody of the key's account who may do this with the key; null when nobody can. */
  doer(action: string): string | null;
}

/** Runs the call once. `past`: as in `Situation`, of any key. */
export async function situationOf(
  parts: ForkParts,
  asked: Asked,
  past: (keyArn: string) => Promise<readonly CallTrace[]>,
): Promise<Situation> {
  const operation = OPERATIONS.get(asked.operation);
  if (operation === undefined) throw new RangeError(`No operation ${asked.operation}`);
  const fork = new Fork(parts);
  const { now } = fork;
  const { state: rows } = parts;
  const caller = callerAs(rows, asked, now);
  const outcome = await fork.call({ ...asked, caller });
  const { trace } = outcome;
  const decision = trace.authorize.at(-1) ?? null;
  const named = trace.locate.map(({ keyArn }) => keyArn).filter((arn) => arn !== null);
  const arn = decision !== null && named.includes(decision.resource) ? decision.resource : (named[0] ?? null);
  const key = arn === null ? null : keyAt(rows, arn);
  const roleName = trace.locate.find(({ keyArn }) => keyArn === arn)?.role;
  const doers = new Map<string, string | null>();
  return {
    parts,
    asked,
    operation,
    caller,
    rows,
    now,
    outcome,
    allowed: passes(outcome),
    error: trace.summary.error?.name ?? null,
    decision,
    key,
    role: roleName === undefined ? null : (operation.keys[roleName] ?? null),
    past: async () => (arn === null ? [] : past(arn)),
    doer(action) {
      if (!doers.has(action)) doers.set(action, key === null ? null : findDoer(rows, key, action, now));
      return doers.get(action) ?? null;
    },
  };
}

/** Succeeded, or would have. */
export const passes = ({ status, trace }: Pick<ForkOutcome, "status" | "trace">): boolean =>
  status === 200 || trace.summary.error?.name === "DryRunOperationException";

function findDoer(rows: Reads, key: KeyRow, action: string, now: number): string | null {
  const column = KEY_ACTIONS.get(action);
  if (column === undefined) return null;
  const plain = { now, route: routeTo(rows, key, "internet"), viaAlias: null, context: null, input: {} };
  const found = principalsOf(rows, key).find(({ id, account, kind }) => {
    if (account !== key.account || (kind === "root" && rows.get("principals", id) === undefined)) return false;
    return decider(rows, callerAs(rows, { principal: id }, now), key, plain)(column).at(-1)?.allowed === true;
  });
  return found?.id ?? null;
}

/* ---- what the decision says ---- */

export interface Told {
  readonly document: DocumentVerdict;
  readonly statement: StatementVerdict;
}

/** All statements of all documents. */
export const statementsOf = (decision: Decision | null): readonly Told[] =>
  decision?.documents.flatMap((document) => document.statements.map((statement) => ({ document, statement }))) ?? [];

/** Whether stage 6 said no. */
export const isDenied = ({ decision }: Situation): boolean => decision !== null && !decision.allowed;

/** `2`, or `2, Allow use of the key`. */
export const statementName = ({ index, sid }: StatementVerdict): string =>
  sid === null ? String(index + 1) : `${index + 1}, ${sid}`;
