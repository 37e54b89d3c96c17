/** A decision as AWS's flow chart tells it (authorization.md 1.3): a few gates from top to bottom, each with the statements it looked at. */
import type { Decision, DocumentVerdict, Layer, StatementVerdict } from "#glass/trace.ts";
import { SIDES, shortAction } from "./decision.ts";
import { capital, count, list } from "./format.ts";
import { OUR_READINGS } from "./our-readings.ts";
import { documentName, matchWords, statementName, whyNotFacts, whyNotWords } from "./statement.ts";

/** `yes`: the call passes this gate; `no`: it ends here; `none`: not asked, or not needed. */
export type GateMark = "yes" | "no" | "none";

export interface Gate {
  readonly title: string;
  readonly mark: GateMark;
  readonly says: string;
  /** The gate at which the answer was found. */
  readonly decisive: boolean;
  readonly lines: readonly StatementLine[];
}

export interface StatementLine {
  /** `Key policy 2, Allow use of the key`. */
  readonly name: string;
  /** `yes`: allows; `no`: denies; `none`: does not apply. */
  readonly mark: GateMark;
  readonly says: string;
  readonly decisive: boolean;
  /** What was compared, for a statement that does not apply. */
  readonly facts: readonly { readonly name: string; readonly value: string }[];
}

export interface DecisionChart {
  readonly gates: readonly Gate[];
  /** What of it AWS neither documents nor was seen to do, a sentence each. */
  readonly readings: readonly string[];
}

export function decisionChart(decision: Decision): DecisionChart {
  const gates = [
    denyGate(decision),
    limitGate(decision, "scp", "The organization", "lets the account do this"),
    limitGate(decision, "vpc-endpoint", "The VPC endpoint", "lets it through"),
    keyGate(decision),
    callerGate(decision),
  ].filter((gate) => gate !== null);
  return { gates, readings: [decision.ourReading ?? []].flat().map((rule) => OUR_READINGS[rule].says) };
}

/* ---- the gates ---- */

function denyGate(decision: Decision): Gate {
  const lines = linesOf(decision, () => true, "Deny");
  const denies = decision.documents.filter(({ verdict }) => verdict === "deny");
  return {
    title: denies.length === 0 ? "No explicit deny" : "An explicit deny",
    mark: denies.length === 0 ? "yes" : "no",
    says:
      denies.length === 0
        ? `None in ${count(decision.documents.length, "document")}.`
        : `${capital(list([...new Set(denies.map(({ layer }) => SIDES[layer]))]))} denies it, and that is final.`,
    decisive: decision.denial === "explicit",
    lines,
  };
}

/** A layer that only limits: null where there is none of it. */
function limitGate(decision: Decision, layer: "scp" | "vpc-endpoint", title: string, yes: string): Gate | null {
  if (!decision.documents.some((document) => document.layer === layer)) return null;
  const stops = decision.denial === "implicit" && decision.layer === layer;
  const reached = decision.denial !== "explicit";
  return {
    title,
    mark: stops ? "no" : reached ? "yes" : "none",
    says: stops
      ? `${capital(SIDES[layer])} must allow ${shortAction(decision.action)}, and none does.`
      : reached
        ? `${capital(yes)}.`
        : NOT_REACHED,
    decisive: stops,
    lines: linesOf(decision, ({ layer: of }) => of === layer || (layer === "scp" && of === "rcp"), "Allow"),
  };
}

const NOT_REACHED = "Not asked any more.";

const KEY_SIDE: readonly Layer[] = ["key-policy", "grant"];
const CALLER_SIDE: readonly Layer[] = ["identity", "boundary", "session"];

function keyGate(decision: Decision): Gate | null {
  const { documents, path, denial, layer, allowed } = decision;
  if (path === "identity" || !documents.some(({ layer: of }) => KEY_SIDE.includes(of))) return null;
  const stops = denial === "implicit" && KEY_SIDE.includes(layer);
  const base = { title: "The key’s side", lines: linesOf(decision, ({ layer: of }) => KEY_SIDE.includes(of), "Allow") };
  if (ended(decision)) return { ...base, mark: "none", says: NOT_REACHED, decisive: false };
  if (stops)
    return { ...base, mark: "no", says: "Neither the key policy nor a grant says yes to this caller.", decisive: true };
  const way = path ?? bestWay(documents);
  return { ...base, mark: "yes", says: WAYS[way] ?? "", decisive: allowed && holdsDecisive(decision, KEY_SIDE) };
}

const WAYS: Readonly<Record<string, string>> = {
  "kp-direct": "The key policy names the caller itself.",
  "kp-role": "The key policy names the caller’s role.",
  "kp-account": "The key policy hands the question to the caller’s account, that is, to its IAM.",
  "grant-direct": "A grant on the key names the caller.",
  "grant-role": "A grant on the key names the caller’s role.",
  "grant-account": "A grant on the key names the caller’s account.",
};

/** Of a call that was refused later: the strongest way in which the key's side said yes. */
function bestWay(documents: readonly DocumentVerdict[]): string {
  for (const via of ["direct", "role", "account"] as const) {
    for (const [layer, prefix] of [
      ["key-policy", "kp"],
      ["grant", "grant"],
    ] as const) {
      const found = documents.some(
        (document) =>
          document.layer === layer &&
          document.statements.some(
            (statement) => statement.matched && statement.effect === "Allow" && statement.via === via,
          ),
      );
      if (found) return `${prefix}-${via}`;
    }
  }
  return "kp-account";
}

function callerGate(decision: Decision): Gate {
  const { documents, path, denial, layer, crossAccount, allowed, action } = decision;
  const stops = denial === "implicit" && CALLER_SIDE.includes(layer);
  const iam = documents.some((document) => document.layer === "identity" && document.verdict === "allow");
  const asked = documents.some((document) => CALLER_SIDE.includes(document.layer));
  const base = {
    title: crossAccount ? "The caller’s own account" : "The caller’s side",
    lines: linesOf(decision, ({ layer: of }) => CALLER_SIDE.includes(of), "Allow"),
  };
  if (stops) return { ...base, mark: "no", says: stopWords(decision), decisive: true };
  if (ended(decision)) return { ...base, mark: "none", says: NOT_REACHED, decisive: false };
  if (!allowed) {
    const says = iam
      ? `IAM says yes to ${shortAction(action)}, but that alone is not enough.`
      : asked
        ? `IAM does not say yes to ${shortAction(action)} either.`
        : "Behind the caller stands no policy that could be asked.";
    return { ...base, mark: "none", says, decisive: false };
  }
  const decisive = holdsDecisive(decision, CALLER_SIDE);
  if (!crossAccount && path !== null && path !== "identity" && !path.endsWith("-account"))
    return {
      ...base,
      mark: "none",
      says: `Not needed: ${asked ? "within one account " : ""}the key’s own word is enough.`,
      decisive,
    };
  if (!iam) return { ...base, mark: "yes", says: rootOrGrant(decision), decisive };
  const limits = documents.some((document) => document.layer === "boundary" || document.layer === "session");
  return {
    ...base,
    mark: "yes",
    says: limits
      ? "An IAM policy of the caller allows it, within its limits."
      : "An IAM policy of the caller allows it.",
    decisive,
  };
}

const rootOrGrant = ({ path }: Decision): string =>
  path?.startsWith("grant-") === true
    ? "The caller’s own account made the grant, which vouches for the caller."
    : "The caller is the account itself; IAM never limits it.";

function stopWords({ layer, documents, action }: Decision): string {
  const name = shortAction(action);
  if (layer === "identity")
    return documents.some((document) => document.layer === "identity")
      ? `No IAM policy of the caller allows ${name}.`
      : `The caller has no IAM policy at all, so nothing allows ${name}.`;
  return `${capital(SIDES[layer])} limits the caller, and does not allow ${name}.`;
}

/** An earlier gate has ended the call. */
const ended = ({ denial, layer }: Decision): boolean =>
  denial === "explicit" || (denial === "implicit" && (layer === "scp" || layer === "vpc-endpoint"));

function holdsDecisive({ decisive, documents }: Decision, layers: readonly Layer[]): boolean {
  const layer = decisive === null ? undefined : documents[decisive.document]?.layer;
  return layer !== undefined && layers.includes(layer);
}

/* ---- the statements ---- */

function linesOf(
  decision: Decision,
  wanted: (document: DocumentVerdict) => boolean,
  effect: StatementVerdict["effect"],
): readonly StatementLine[] {
  return decision.documents.flatMap((document, at) =>
    wanted(document)
      ? document.statements
          .filter((statement) => statement.effect === effect)
          .map((statement) => lineOf(decision, document, statement, at))
      : [],
  );
}

function lineOf(decision: Decision, document: DocumentVerdict, statement: StatementVerdict, at: number): StatementLine {
  const { decisive } = decision;
  const place = document.statements.indexOf(statement);
  return {
    name:
      document.statements.length === 1 && statement.sid === null
        ? documentName(document)
        : statementName(document, statement),
    mark: !statement.matched ? "none" : statement.effect === "Allow" ? "yes" : "no",
    says: statement.matched ? matchWords(decision, document, statement) : whyNotWords(statement.whyNot, document.layer),
    decisive: decisive?.document === at && decisive.statement === place,
    facts: statement.whyNot === null ? [] : whyNotFacts(statement.whyNot),
  };
}
