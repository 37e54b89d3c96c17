/** From the verdicts on all documents to the decision: authorization.md 1.3, steps 3 to 9, in their order. */
import type { AllowPath, Decision, DocumentVerdict, Layer, OurReading, StatementVerdict } from "#glass/trace.ts";
import type { AccessQuestion, GrantFacts } from "./question.ts";

export interface Verdict extends Pick<Decision, "allowed" | "layer" | "denial" | "path" | "decisive" | "crossAccount"> {
  readonly grantId?: string;
  readonly ourReading?: readonly OurReading[];
}
type Decisive = NonNullable<Decision["decisive"]>;

export function combine(question: AccessQuestion, documents: readonly DocumentVerdict[]): Verdict {
  const { caller, key } = question;
  // A service that acts as itself belongs to nobody's account.
  const crossAccount = key !== null && caller.kind !== "service" && key.account !== caller.account;
  const verdict =
    denied(documents) ?? // 3
    organisation(question, documents) ?? // 4, and 5, which can only deny
    endpoint(question, documents) ?? // 6
    (key === null ? withoutKey(question, documents) : withKey(question, documents, crossAccount)); // 7 to 9
  return { ...verdict, crossAccount };
}

type Outcome = Omit<Verdict, "crossAccount">;

const refuse = (layer: Layer): Outcome => ({ allowed: false, layer, denial: "implicit", path: null, decisive: null });

/** A Deny anywhere decides, whatever else allows. With several, the first layer is named (1.12, our reading). */
function denied(documents: readonly DocumentVerdict[]): Outcome | null {
  const decisive = find(documents, (statement) => statement.effect === "Deny");
  if (decisive === null) return null;
  const denies = documents.filter(({ verdict }) => verdict === "deny");
  // A sentence names the layer, and of a managed policy its ARN.
  const named = new Set(denies.map(({ layer: of, arn }) => `${of} ${arn}`));
  const layer = (documents[decisive.document] as DocumentVerdict).layer;
  const outcome = { allowed: false, layer, denial: "explicit", path: null, decisive } as const;
  return named.size > 1 ? { ...outcome, ourReading: ["several-denies"] } : outcome;
}

/** Every level from the root of the organisation to the account must have an Allow. */
function organisation({ scps }: AccessQuestion, documents: readonly DocumentVerdict[]): Outcome | null {
  const allowed = (level: number): boolean =>
    documents.some((document) => document.layer === "scp" && document.level === level && document.verdict === "allow");
  return scps.every((_, level) => allowed(level)) ? null : refuse("scp");
}

function endpoint({ vpcEndpoint }: AccessQuestion, documents: readonly DocumentVerdict[]): Outcome | null {
  if (vpcEndpoint === null) return null;
  // What an endpoint policy allows to an account it allows to everybody in it.
  return documents.some(({ layer, verdict }) => layer === "vpc-endpoint" && verdict !== "silent")
    ? null
    : refuse("vpc-endpoint");
}

/* ---- the caller's side ---- */

interface CallerSide {
  /** ID, and the statement; a root user needs none. */
  readonly identity: boolean;
  readonly decisive: Decisive | null;
  /** BD and SP: nothing limits, or what limits allows. */
  readonly boundary: boolean;
  readonly session: boolean;
}

function callerSide({ caller, boundary, session }: AccessQuestion, documents: readonly DocumentVerdict[]): CallerSide {
  const decisive = find(documents, isAllow, "identity");
  const allowed = (layer: Layer): number =>
    documents.filter((document) => document.layer === layer && document.verdict === "allow").length;
  // A federated session has what its session policy gives, of what its user has; without one, nothing.
  const source = caller.kind !== "federated-user" || session.length > 0;
  return {
    identity: caller.kind === "root" || (decisive !== null && source),
    decisive,
    boundary: boundary === null || allowed("boundary") > 0,
    session: allowed("session") === session.length,
  };
}

const isAllow = ({ effect }: StatementVerdict): boolean => effect === "Allow";

/** The first of these layers that does not allow; null: all do. */
const stop = (side: CallerSide, layers: readonly ("identity" | "boundary" | "session")[]): Layer | null =>
  layers.find((layer) => !side[layer]) ?? null;

/** In this order they are named (1.12). */
const ALL_OF_IT = ["identity", "boundary", "session"] as const;
const LIMITS = ["session", "boundary"] as const;

function withoutKey(question: AccessQuestion, documents: readonly DocumentVerdict[]): Outcome {
  const side = callerSide(question, documents);
  const stopped = stop(side, ALL_OF_IT);
  if (stopped !== null) return refuse(stopped);
  return { allowed: true, layer: "identity", denial: null, path: "identity", decisive: side.decisive };
}

/* ---- the key's side, and both together ---- */

interface Way {
  readonly path: AllowPath;
  readonly decisive: Decisive;
  /** Null: by the key policy. */
  readonly grant: GrantFacts | null;
  /** A grant that the caller's own account made vouches for the caller as well (trust b). */
  readonly vouched: boolean;
}

/** Strongest first; of those that fail, the one that got furthest is the first in this order too. */
const PATHS = [
  ["kp-direct", "key-policy", "direct"],
  ["grant-direct", "grant", "direct"],
  ["kp-role", "key-policy", "role"],
  ["grant-role", "grant", "role"],
  ["kp-account", "key-policy", "account"],
  ["grant-account", "grant", "account"],
] as const satisfies readonly (readonly [AllowPath, Layer, StatementVerdict["via"]])[];

function waysOf({ grants, caller }: AccessQuestion, documents: readonly DocumentVerdict[]): readonly Way[] {
  const first = documents.findIndex(({ layer }) => layer === "grant");
  return PATHS.flatMap(([path, layer, via]) =>
    findAll(documents, (statement) => isAllow(statement) && statement.via === via, layer).map((decisive): Way => {
      const grant = layer === "grant" ? (grants[decisive.document - first] ?? null) : null;
      return { path, decisive, grant, vouched: grant?.grant.issuingAccount === caller.account };
    }),
  );
}

function withKey(question: AccessQuestion, documents: readonly DocumentVerdict[], crossAccount: boolean): Outcome {
  const ways = waysOf(question, documents);
  if (crossAccount && !question.crossAccountAllowed)
    return { ...refuse("key-policy"), ourReading: ["not-cross-account"] };
  const side = callerSide(question, documents);
  const stops = ways.map((way) => stop(side, crossAccount ? foreignNeeds(way) : ownNeeds(way)));
  const open = stops.indexOf(null);
  const way = ways[Math.max(open, 0)];
  if (way === undefined) return refuse("key-policy");
  const ourReading: OurReading[] = way.path === "grant-account" ? ["grant-account"] : [];
  if (open < 0) {
    // That a limit on a role's grant is named before what stops the account's way was seen (SA8 to SA10, X4).
    if (new Set(stops).size > 1 && way.path !== "grant-role") ourReading.push("furthest-path");
    return { ...refuse(stops[0] as Layer), ourReading };
  }
  if (way.grant?.ending != null) ourReading.push("grant-end");
  const byIdentity = way.path.endsWith("-account") || (crossAccount && !way.vouched);
  return {
    allowed: true,
    layer: layerOf(way.path),
    denial: null,
    path: way.path,
    decisive: byIdentity ? (side.decisive ?? way.decisive) : way.decisive,
    ...(way.grant === null ? {} : { grantId: way.grant.grant.grantId }),
    ourReading,
  };
}

/** What must hold besides, for this way to be enough (step 9). */
function ownNeeds({ path }: Way): readonly ("identity" | "boundary" | "session")[] {
  if (path.endsWith("-direct")) return [];
  return path.endsWith("-role") ? LIMITS : ALL_OF_IT;
}

/** Across accounts the caller's own account must vouch: by its IAM, or by a grant that it made. */
function foreignNeeds(way: Way): readonly ("identity" | "boundary" | "session")[] {
  if (way.vouched && !way.path.endsWith("-account")) return ownNeeds(way);
  // A session policy or boundary that cuts the role off is named even when IAM lacks the Allow too (X4).
  return way.path.endsWith("-role") ? [...LIMITS, "identity"] : ALL_OF_IT;
}

function layerOf(path: AllowPath): Layer {
  if (path === "kp-account") return "identity";
  return path.startsWith("grant-") ? "grant" : "key-policy";
}

/* ---- statements that matched ---- */

function find(
  documents: readonly DocumentVerdict[],
  wanted: (statement: StatementVerdict) => boolean,
  layer?: Layer,
): Decisive | null {
  for (const [document, { layer: of, statements }] of documents.entries()) {
    if (layer !== undefined && of !== layer) continue;
    const statement = statements.findIndex((each) => each.matched && wanted(each));
    if (statement >= 0) return { document, statement };
  }
  return null;
}

/** One a document. */
function findAll(
  documents: readonly DocumentVerdict[],
  wanted: (statement: StatementVerdict) => boolean,
  layer: Layer,
): readonly Decisive[] {
  return documents.flatMap(({ layer: of, statements }, document) => {
    const statement = of === layer ? statements.findIndex((each) => each.matched && wanted(each)) : -1;
    return statement < 0 ? [] : [{ document, statement }];
  });
}
