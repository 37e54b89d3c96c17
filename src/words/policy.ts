/**
 * A key policy in words: who may do what, on which condition. Pure; every name and number comes from the document. It explains what
 * the text says, not whether a given call passes: that is the decision's own story in the X-ray.
 */

import { conditionWords } from "./condition.ts";
import { jsonFault } from "./json-fault.ts";
import { actionsNamed, actionWords } from "./policy-actions.ts";

/** A piece of a sentence; the strong ones are what a hurried reader must not miss. */
export interface Run {
  readonly text: string;
  readonly strong?: true;
}

export interface StatementWords {
  /** From 1, as people count. */
  readonly number: number;
  readonly sid: string | null;
  readonly effect: "Allow" | "Deny" | null;
  readonly runs: readonly Run[];
  /** KMS actions that the statement's patterns cover. */
  readonly actions: readonly string[];
  readonly hasCondition: boolean;
}

export interface PolicyWords {
  readonly statements: readonly StatementWords[];
  /** Why the text cannot be read, with the place of the fault where the parser tells it. */
  readonly fault: { readonly message: string; readonly line: number | null; readonly column: number | null } | null;
}

/** What the words may name besides the document: the key's own account and the names of accounts. */
export interface Around {
  readonly account: string;
  readonly accounts?: Readonly<Record<string, string>>;
}

export function explainPolicy(text: string, around: Around): PolicyWords {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { statements: [], fault: jsonFault(text) ?? { message: "This is not JSON.", line: null, column: null } };
  }
  if (!isRecord(json))
    return { statements: [], fault: { message: "A policy is one JSON object.", line: null, column: null } };
  const statement = own(json, "Statement");
  const list: readonly unknown[] = Array.isArray(statement) ? statement : statement === undefined ? [] : [statement];
  if (list.length === 0)
    return { statements: [], fault: { message: "A policy needs at least one statement.", line: null, column: null } };
  return { statements: list.map((each, i) => explainStatement(each, i + 1, around)), fault: null };
}

export const plain = (runs: readonly Run[]): string => runs.map(({ text }) => text).join("");

function explainStatement(json: unknown, number: number, around: Around): StatementWords {
  const bare = { number, sid: null, effect: null, actions: [], hasCondition: false } as const;
  if (!isRecord(json)) return { ...bare, runs: [{ text: "This is no statement: it is not a JSON object." }] };
  const sid = own(json, "Sid");
  const effect = own(json, "Effect");
  const condition = own(json, "Condition");
  const conditions = isRecord(condition) ? conditionsOf(condition) : [];
  const actions = actionsOf(json);
  const head = {
    number,
    sid: typeof sid === "string" ? sid : null,
    effect: effect === "Allow" || effect === "Deny" ? effect : null,
    actions: actions ?? [],
    hasCondition: conditions.length > 0,
  } as const;
  if (head.effect === null) return { ...head, runs: [{ text: "Its Effect is neither Allow nor Deny." }] };
  const missing = ["Action", "Resource"].find(
    (name) => own(json, name) === undefined && own(json, `Not${name}`) === undefined,
  );
  if (missing !== undefined) return { ...head, runs: [{ text: `It has no ${missing}, so it has no effect.` }] };
  const principals = principalsOf(json, around);
  if (principals.length === 0) return { ...head, runs: [{ text: "It names nobody, so it has no effect." }] };
  const resource = list(own(json, "Resource") ?? own(json, "NotResource"));
  const elsewhere = own(json, "NotResource") === undefined && resource.length > 0 && !resource.includes("*");
  const runs = sentence(
    head.effect,
    principals,
    own(json, "NotPrincipal") !== undefined,
    actions ?? [],
    conditions,
    around,
  );
  return {
    ...head,
    runs: elsewhere
      ? [...runs, { text: " It counts only if its Resource is this key’s own ARN; “*” would mean this key." }]
      : runs,
  };
}

/* ---- the sentence ---- */

function sentence(
  effect: "Allow" | "Deny",
  principals: readonly Who[],
  not: boolean,
  actions: readonly string[],
  conditions: readonly string[],
  around: Around,
): Run[] {
  const what = actionWords(actions);
  const only: Run[] =
    conditions.length === 0 ? [] : [{ text: ", " }, { text: `only if ${conditions.join(", and ")}`, strong: true }];
  const who = joined(principals.map(({ runs }) => runs));
  if (not) {
    return effect === "Deny"
      ? [
          { text: "Everyone is " },
          { text: "refused", strong: true },
          { text: ` to ${what}, except ` },
          ...who,
          ...only,
          { text: "." },
        ]
      : [
          { text: "Everyone in the world may ", strong: true },
          { text: `${what}, except ` },
          ...who,
          ...only,
          { text: ". This is almost never what was meant." },
        ];
  }
  if (effect === "Deny") {
    return [
      ...capital(who),
      { text: " may " },
      { text: "never", strong: true },
      {
        text: ` ${what}${conditions.length === 0 ? "" : ` when ${conditions.join(" and ")}`}, whatever else says yes.`,
      },
    ];
  }
  return allowed(principals, who, what, only, actions, around);
}

function allowed(
  principals: readonly Who[],
  who: readonly Run[],
  what: string,
  only: readonly Run[],
  actions: readonly string[],
  { account }: Around,
): Run[] {
  const accounts = principals.filter(({ kind }) => kind === "account");
  const runs: Run[] = [...capital(who), { text: ` may ${what}` }];
  if (accounts.length === principals.length) {
    const there = accounts.length === 1 ? "there" : "of theirs";
    const names =
      accounts.length === 1 ? "This line names the account, not a person." : "This line names accounts, not persons.";
    return [
      ...runs,
      { text: " " },
      { text: `if an IAM policy ${there} also says so`, strong: true },
      ...only,
      { text: `. ${names}` },
    ];
  }
  const tail: string[] = [];
  if (accounts.length > 0) tail.push("For an account this counts only if an IAM policy there also says so.");
  const foreign = principals.some((one) => one.account !== null && one.account !== account && one.kind !== "account");
  if (foreign || principals.some(({ kind }) => kind === "everyone")) {
    tail.push(`Callers of other accounts also need ${foreign ? "their own" : "an"} IAM policy that says so.`);
  }
  tail.push(...powerWords(actions, principals.length > 1));
  return [...runs, ...only, { text: `.${tail.map((each) => ` ${each}`).join("")}` }];
}

/** What an administrator's list of actions really gives: use, or the pen that writes the policy. */
function powerWords(actions: readonly string[], several: boolean): readonly string[] {
  const it = several ? "They" : "It";
  const has = (name: string): boolean => actions.includes(name);
  if (has("Encrypt") || has("Decrypt")) return [];
  if (has("PutKeyPolicy"))
    return [`${it} may not encrypt or decrypt, but ${it.toLowerCase()} may rewrite this policy.`];
  return has("CreateGrant") && has("ScheduleKeyDeletion")
    ? [`${it} may not encrypt or decrypt, but ${it.toLowerCase()} may grant others use.`]
    : [];
}

/* ---- who ---- */

interface Who {
  readonly kind: "account" | "everyone" | "user" | "role" | "session" | "service" | "gone" | "unknown";
  readonly account: string | null;
  readonly runs: readonly Run[];
}

function principalsOf(statement: Json, around: Around): readonly Who[] {
  const value = own(statement, "Principal") ?? own(statement, "NotPrincipal");
  if (value === "*") return [whoOf("*", around)];
  if (!isRecord(value)) return [];
  return [
    ...list(own(value, "AWS")).map((name) => whoOf(name, around)),
    ...list(own(value, "Service")).map((name): Who => ({
      kind: "service",
      account: null,
      runs: [{ text: "the service " }, { text: name, strong: true }],
    })),
    ...list(own(value, "Federated")).map((name): Who => ({
      kind: "unknown",
      account: null,
      runs: [{ text: `sessions of ${name}` }],
    })),
  ];
}

function whoOf(name: string, around: Around): Who {
  if (name === "*")
    return { kind: "everyone", account: null, runs: [{ text: "everyone, in every AWS account,", strong: true }] };
  if (/^\d{12}$/.test(name)) return accountWho(name, around);
  if (/^(AIDA|AROA)[A-Z0-9]+/.test(name)) {
    const what = name.startsWith("AIDA") ? "a user" : "a role";
    return { kind: "gone", account: null, runs: [{ text: `${what} that no longer exists (${name})` }] };
  }
  const [, service = "", account = "", resource = ""] = /^arn:aws[\w-]*:(iam|sts)::(\d{12}):(.+)$/.exec(name) ?? [];
  if (service === "") return { kind: "unknown", account: null, runs: [{ text: `“${name}”` }] };
  if (resource === "root") return accountWho(account, around);
  const [type = "", ...rest] = resource.split("/");
  const last = rest.at(-1) ?? "";
  const of = account === around.account ? "" : ` of ${accountName(account, around)}`;
  if (type === "role")
    return { kind: "role", account, runs: [{ text: "role " }, { text: last, strong: true }, ...text(of)] };
  if (type === "user")
    return { kind: "user", account, runs: [{ text: "user " }, { text: last, strong: true }, ...text(of)] };
  if (type === "assumed-role") {
    return {
      kind: "session",
      account,
      runs: [{ text: "only the session " }, { text: last, strong: true }, { text: ` of role ${rest[0] ?? ""}${of}` }],
    };
  }
  if (type === "federated-user")
    return {
      kind: "session",
      account,
      runs: [{ text: "the federated user " }, { text: last, strong: true }, ...text(of)],
    };
  return { kind: "unknown", account, runs: [{ text: `“${name}”` }] };
}

const accountWho = (id: string, around: Around): Who => ({
  kind: "account",
  account: id,
  runs: [{ text: `anyone in ${accountName(id, around)}` }],
});

const text = (words: string): Run[] => (words === "" ? [] : [{ text: words }]);

function accountName(id: string, { accounts }: Around): string {
  const name = accounts !== undefined && Object.hasOwn(accounts, id) ? accounts[id] : undefined;
  return name === undefined ? `account ${id}` : `account ${id} (${name})`;
}

/* ---- what, and on which condition ---- */

/** Null when the statement has neither Action nor NotAction. */
function actionsOf(statement: Json): readonly string[] | null {
  const not = own(statement, "NotAction");
  const given = own(statement, "Action") ?? not;
  return given === undefined ? null : actionsNamed(list(given), not !== undefined);
}

function conditionsOf(condition: Json): readonly string[] {
  return Object.entries(condition).flatMap(([operator, keys]) =>
    isRecord(keys) ? Object.entries(keys).map(([key, values]) => conditionWords(operator, key, list(values))) : [],
  );
}

/* ---- small things ---- */

type Json = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const own = (json: Json, name: string): unknown => (Object.hasOwn(json, name) ? json[name] : undefined);

function list(value: unknown): readonly string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return values
    .filter((each) => typeof each === "string" || typeof each === "boolean" || typeof each === "number")
    .map(String);
}

function joined(names: readonly (readonly Run[])[]): Run[] {
  return names.flatMap((runs, i) => (i === 0 ? runs : [{ text: i === names.length - 1 ? " and " : ", " }, ...runs]));
}

function capital(runs: readonly Run[]): Run[] {
  const [first, ...rest] = runs;
  return first === undefined
    ? []
    : [{ ...first, text: first.text.charAt(0).toUpperCase() + first.text.slice(1) }, ...rest];
}
