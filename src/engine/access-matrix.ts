/** Who may do what with a key: every cell is the evaluator's own decision, on a fork that holds the draft, if there is one. */
import type {
  AccessAnswer,
  AccessCell,
  AccessMatrix,
  AccessQuestionView,
  AccessWhy,
  ActionGroup,
  Circumstances,
  DraftRefusal,
} from "#glass/access.ts";
import type { Decision } from "#glass/trace.ts";
import { isObject } from "#wire/json.ts";
import { applyDraft } from "./access-draft.ts";
import { denialSentence } from "./access/denial.ts";
import { PERMISSIONS } from "./access/permissions.ts";
import { callerAs, Fork, rootRow, type ForkParts } from "./forks.ts";
import { keyByArn } from "./keys/arns.ts";
import type { KeyRow } from "./keys/rows.ts";
import { decider, KEY_ACTIONS, routeTo, type Circumstance, type KeyAction } from "./may.ts";
import type { Reads } from "./storage/state.ts";
import { INTERNET } from "./world/network.ts";
import { hasRegion } from "./world/regions.ts";
import type { PrincipalRow } from "./world/rows.ts";

const ALL = Number.MAX_SAFE_INTEGER;

/** @throws RangeError for a key that is not there. */
export async function accessTo(
  parts: ForkParts,
  keyArn: string,
  circumstances: Circumstances = {},
): Promise<AccessAnswer<AccessMatrix>> {
  const { fork, key, refused } = await forkWith(parts, keyArn, circumstances);
  if (refused !== null) return { refused };
  const { rows, now } = fork;
  const around = circumstance(rows, key, now, circumstances);
  const principals = principalsOf(rows, key);
  const { via, from } = circumstances;
  return {
    refused: null,
    keyArn: key.arn,
    actions: COLUMNS.map(({ action, group }) => ({ action, group })),
    principals: principals.map(({ id, kind, name, account }) => ({ arn: id, kind, name, account })),
    cells: principals.map(({ id, account }) => {
      const caller = callerAs(rows, { principal: id, via, from }, now);
      const across = account === key.account ? null : "X";
      const decide = decider(rows, caller, key, around);
      return COLUMNS.map((column) => cell(decide(column), across));
    }),
  };
}

/** @throws RangeError for a key, a principal or an action that is not there. */
export async function why(parts: ForkParts, asked: AccessQuestionView): Promise<AccessAnswer<AccessWhy>> {
  const column = KEY_ACTIONS.get(asked.action);
  if (column === undefined) throw new RangeError(`No permission on keys is named ${asked.action}`);
  const { fork, key, refused } = await forkWith(parts, asked.keyArn, asked);
  if (refused !== null) return { refused };
  const { rows, now } = fork;
  const caller = callerAs(rows, asked, now);
  const decisions = decider(rows, caller, key, circumstance(rows, key, now, asked))(column);
  const decision = decisions.at(-1) as Decision;
  const sentence = decision.allowed ? null : denialSentence(decision, caller, "key");
  return { refused: null, decisions, decision, sentence };
}

async function forkWith(parts: ForkParts, keyArn: string, { draft }: Circumstances) {
  const fork = new Fork(parts);
  const named = keyAt(fork.rows, keyArn);
  const made = draft?.newKeyBy === undefined ? named : await keyLike(fork, named, draft.newKeyBy);
  if (!("arn" in made)) return { fork, key: named, refused: made };
  const refused = draft === undefined ? null : await applyDraft(fork, parts, made, draft);
  return { fork, key: made, refused };
}

/** Makes a key of the same spec and usage on the fork, by a real call of this principal. */
async function keyLike(fork: Fork, { region, spec, usage }: KeyRow, by: string): Promise<KeyRow | DraftRefusal> {
  const caller = callerAs(fork.rows, { principal: by }, fork.now);
  const input = { KeySpec: spec, KeyUsage: usage };
  const { body, trace } = await fork.call({ caller, region, operation: "CreateKey", input, from: INTERNET });
  const { error } = trace.summary;
  if (error !== null) return { name: error.name, message: error.message, of: "new-key", line: null };
  const arn = isObject(body["KeyMetadata"]) ? body["KeyMetadata"]["Arn"] : null;
  return keyAt(fork.rows, typeof arn === "string" ? arn : "");
}

/** @throws RangeError for a key that is not there. */
export function keyAt(rows: Reads, arn: string): KeyRow {
  const key = keyByArn(rows, arn);
  if (key === undefined) throw new RangeError(`No key ${arn}`);
  return key;
}

function circumstance(
  rows: Reads,
  key: KeyRow,
  now: number,
  asked: Circumstances & Pick<Partial<AccessQuestionView>, "input">,
): Circumstance {
  const { context, from = INTERNET, viaAlias, input = {} } = asked;
  return {
    now,
    route: routeTo(rows, key, from),
    viaAlias: viaAlias ?? null,
    context: context === undefined ? null : new Map(Object.entries(context)),
    input,
  };
}

/* ---- rows and columns ---- */

type Column = KeyAction & { readonly group: ActionGroup };

const GROUPS: readonly ActionGroup[] = ["use", "manage", "grants", "policy"];
const GRANTS: ReadonlySet<string> = new Set([
  "kms:CreateGrant",
  "kms:ListGrants",
  "kms:RetireGrant",
  "kms:RevokeGrant",
]);
const POLICY: ReadonlySet<string> = new Set(["kms:GetKeyPolicy", "kms:ListKeyPolicies", "kms:PutKeyPolicy"]);

/** What a grant can give is use, grants themselves aside. */
function groupOf(action: string): ActionGroup {
  if (GRANTS.has(action)) return "grants";
  if (POLICY.has(action)) return "policy";
  return PERMISSIONS.get(action)?.grantable === true ? "use" : "manage";
}

const COLUMNS: readonly Column[] = GROUPS.flatMap((group) =>
  [...KEY_ACTIONS.values()].filter(({ action }) => groupOf(action) === group).map((each) => ({ ...each, group })),
);

/** Everybody who can sign: the key's own account first. */
export function principalsOf(
  rows: Reads,
  { account: own, region }: Pick<KeyRow, "account" | "region">,
): readonly PrincipalRow[] {
  // Who does not have the Region cannot call there at all (authorization.md 1.4).
  const accounts = rows
    .range("accounts", "all", null, ALL)
    .map(({ id }) => id)
    .filter((id) => hasRegion(id, region, rows));
  return [own, ...accounts.filter((id) => id !== own)].flatMap((account) => {
    const there = rows.range("principalsOf", account, null, ALL);
    const of = (kind: PrincipalRow["kind"]) => there.filter((row) => row.kind === kind);
    const roots = of("root");
    return [...(roots.length > 0 ? roots : [rootRow(account)]), ...of("user"), ...of("role")];
  });
}

function cell(decisions: readonly Decision[], across: AccessCell["across"]): AccessCell {
  const { allowed, layer, denial, path } = decisions.at(-1) as Decision;
  return { allowed, layer, denial, path, across };
}
