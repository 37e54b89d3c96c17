/** Signature Version 4, the server's side: authorization.md 5.2, row by row in its order. */
import { equalTexts, hex, passingUtf8, shared, utf8 } from "#wire/bytes.ts";
import type { HttpRequest } from "#wire/http.ts";
import {
  ALGORITHM,
  basicTimestamp,
  canonicalRequest,
  formatScope,
  parseBasicTimestamp,
  queryOf,
  stringToSign,
  TERMINATOR,
  type Scope,
} from "#wire/sigv4.ts";
import type { SignatureStage } from "#glass/trace.ts";
import type { Regions } from "../world/regions.ts";
import type { AccessKeyRow, PrincipalRow } from "../world/rows.ts";
import { signingKey, type Printer } from "./authenticate-chain.ts";
import { ALGORITHM_PARAMETER, readClaim, type Claim } from "./authenticate-claim.ts";
import { PLAIN, through, type Caller, type CallerSession } from "./caller.ts";
import { SignatureRefused } from "./signature-refused.ts";

/** What the world knows of an access key id; secrets opened. */
export interface Credential {
  readonly row: AccessKeyRow;
  /** Null for a service of AWS that acts as itself. */
  readonly principal: PrincipalRow | null;
  readonly secret: string;
  readonly token: string | null;
}

export interface Authenticated {
  readonly caller: Caller;
  readonly region: string;
  readonly stage: SignatureStage;
}

/** Of credentials that nobody knows, or that are not good in this Region. */
export const UNKNOWN_CREDENTIALS = "The security token included in the request is invalid.";
/** Looked for once: each look through a worker's globals costs as much as a small part of a hash. */
const { subtle } = crypto;

/** KMS and most JSON services accept five minutes either way. */
const SKEW_MS = 5 * 60_000;
/** Real time that a request may be under way while the clock is played; AWS's clock is never. */
const UNDER_WAY_MS = 5_000;

/** Neither signed in a header nor in the query. */
export const isUnsigned = ({ headers, target }: HttpRequest): boolean =>
  headers["authorization"] === undefined && !queryOf(target).has(ALGORITHM_PARAMETER);

/** @throws SignatureRefused with AWS's sentence for the first row that does not hold. */
export async function authenticate(
  request: HttpRequest,
  world: {
    /** World time in ms: when role sessions end. */
    readonly now: number;
    /** What the signature must be fresh by. `rate`: its seconds per real second; played fast, five minutes are less than the way of a request. */
    readonly freshness: { readonly now: number; readonly rate: number };
    readonly regions: Pick<Regions, "includes">;
    /** The service whose front door this is, as it stands in the scope: KMS's when left out. */
    readonly service?: string;
    readonly prints: Printer;
    find(accessKeyId: string, region: string): Promise<Credential | null>;
  },
): Promise<Authenticated> {
  const claim = readClaim(request);
  const { signedHeaders, timestamp, signature } = claim;
  const shown = { carriedIn: claim.carriedIn, signedHeaders, provided: signature };

  checkClock(claim, world.freshness, shown);
  if (!signedHeaders.includes("host"))
    throw new SignatureRefused(
      "InvalidSignatureException",
      "'Host' must be a 'SignedHeader' in the AWS Authorization.",
      shown,
    );
  if (claim.algorithm !== ALGORITHM)
    throw new SignatureRefused(
      "IncompleteSignatureException",
      `Unsupported AWS 'algorithm': '${claim.algorithm}' (only AWS4-HMAC-SHA256 for now). `,
      shown,
    );
  const [accessKeyId, scope] = readCredential(claim.credential, shown);
  checkScope(scope, timestamp, world.regions, world.service ?? "kms", shown);
  const known = {
    ...shown,
    accessKeyId: shared(accessKeyId),
    scope: shared(formatScope(scope)),
  };

  const found = await world.find(accessKeyId, scope.region);
  if (found === null) throw new SignatureRefused("UnrecognizedClientException", UNKNOWN_CREDENTIALS, known);
  const caller = callerOf(found);

  const bodyHash = hex(new Uint8Array(await sha256(request.body)));
  const canonical = canonicalRequest(request, signedHeaders, bodyHash);
  const text = stringToSign(timestamp, scope, hex(new Uint8Array(await sha256(canonical))));
  const { key, chain } = await signingKey(found.secret, scope, accessKeyId, world.prints);
  const computed = hex(new Uint8Array(await subtle.sign("HMAC", key, passingUtf8(text))));
  const stage: SignatureStage = {
    ...known,
    verdict: "equal",
    principalArn: caller.arn,
    canonicalRequest: canonical,
    stringToSign: text,
    chain,
    computed,
    differ: null,
  };
  if (!equalTexts(computed, signature)) {
    throw new SignatureRefused(
      "InvalidSignatureException",
      "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. " +
        `Consult the service documentation for details.\n\nThe Canonical String for this request should have been\n'${canonical}'\n\nThe String-to-Sign should have been\n'${text}'\n`,
      // A refused caller does not learn the right signature from the pane either, only that it is another one.
      {
        ...stage,
        computed: null,
        differ: {
          provided: await world.prints.print(utf8(signature)),
          computed: await world.prints.print(utf8(computed)),
        },
      },
    );
  }
  checkToken(claim.token, found, world.now - slackOf(world.freshness.rate), stage);
  return { caller, region: scope.region, stage };
}

const callers = new WeakMap<AccessKeyRow, { readonly principal: PrincipalRow | null; readonly caller: Caller }>();

/** The caller whom a credential stands for. Rows are replaced and never altered, so the same two rows are the same caller. */
export function callerOf({ row, principal }: Pick<Credential, "row" | "principal">): Caller {
  const known = callers.get(row);
  if (known?.principal === principal) return known.caller;
  const direct = principal === null ? serviceCaller(row) : makeCaller(row, principal);
  const caller = row.forward === undefined ? direct : through(direct, row.forward.service);
  callers.set(row, { principal, caller });
  return caller;
}

/** A service as itself: of nobody's account, known by its name alone. */
function serviceCaller({ id, principal: name, source }: AccessKeyRow): Caller {
  const named = { arn: name, principalArn: name, uniqueId: name, label: name };
  const rest = { account: "", accessKeyId: id, session: null, source: source ?? null };
  return { ...PLAIN, ...named, ...rest, kind: "service" };
}

function makeCaller(row: AccessKeyRow, principal: PrincipalRow): Caller {
  const { session } = row;
  const base = {
    ...PLAIN,
    tags: tagsOf(principal, row),
    account: principal.account,
    principalArn: principal.id,
    accessKeyId: row.id,
    label: principal.kind === "root" ? "the root user" : `${principal.kind} ${principal.name}`,
  };
  // A user's forward access session is temporary, and its caller the user all the same.
  if (session === null || principal.kind !== "role") {
    const kind = principal.kind === "root" ? "root" : "user";
    return {
      ...base,
      kind,
      arn: principal.id,
      uniqueId: principal.uniqueId,
      session: null,
    };
  }
  return {
    ...base,
    kind: "role-session",
    arn: `arn:aws:sts::${principal.account}:assumed-role/${principal.name}/${session.name}`,
    uniqueId: `${principal.uniqueId}:${session.name}`,
    session: callerSession(session),
  };
}

function callerSession({ name, issued, assumed, delivered }: NonNullable<AccessKeyRow["session"]>): CallerSession {
  const { sourceIdentity, mfa } = assumed ?? {};
  return {
    name,
    issued,
    ...(sourceIdentity !== undefined && { sourceIdentity }),
    ...(mfa && { mfa }),
    ...(delivered && { delivered }),
  };
}

const NO_TAGS: Caller["tags"] = new Map();

/** The session's own tags win. */
function tagsOf({ tags }: PrincipalRow, { session }: AccessKeyRow): Caller["tags"] {
  const all = [...tags, ...(session?.assumed?.tags ?? [])];
  return all.length === 0 ? NO_TAGS : new Map(all.map(({ TagKey, TagValue }) => [TagKey, TagValue]));
}

/** World ms by which a request may be late because it was under way. */
const slackOf = (rate: number): number => (rate > 1 ? rate * UNDER_WAY_MS : 0);

function checkClock(
  { timestamp: stamp, expires }: Claim,
  { now, rate }: { readonly now: number; readonly rate: number },
  shown: Partial<SignatureStage>,
): void {
  const signedAt = parseBasicTimestamp(stamp);
  if (signedAt === null) {
    throw new SignatureRefused(
      "IncompleteSignatureException",
      `Date must be in ISO-8601 'basic format'. Got '${stamp}'. See http://en.wikipedia.org/wiki/ISO_8601`,
      shown,
    );
  }
  const slack = slackOf(rate);
  const life = expires === null ? SKEW_MS : expires * 1000;
  if (signedAt < now - life - slack) {
    const edge = basicTimestamp(now - life);
    throw new SignatureRefused(
      "InvalidSignatureException",
      `Signature expired: ${stamp} is now earlier than ${edge} (${basicTimestamp(now)} - ${lifeText(life)})`,
      shown,
    );
  }
  if (signedAt > now + SKEW_MS + slack) {
    const edge = basicTimestamp(now + SKEW_MS);
    throw new SignatureRefused(
      "InvalidSignatureException",
      `Signature not yet current: ${stamp} is still later than ${edge} (${basicTimestamp(now)} + ${lifeText(SKEW_MS)})`,
      shown,
    );
  }
}

/** @NOTE AWS: recorded as `5 min.` and `15 min.`; how AWS writes the seconds of a presigned request's life is not public. */
const lifeText = (ms: number): string => (ms % 60_000 === 0 ? `${ms / 60_000} min.` : `${ms / 1000} sec.`);

function readCredential(credential: string, shown: Partial<SignatureStage>): [accessKeyId: string, scope: Scope] {
  const parts = credential.split("/");
  if (parts.length !== 5) {
    throw new SignatureRefused(
      "IncompleteSignatureException",
      `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${credential}'`,
      shown,
    );
  }
  const [accessKeyId, date, region, service, terminator] = parts as [string, string, string, string, string];
  return [accessKeyId, { date, region, service, terminator }];
}

function checkScope(
  scope: Scope,
  timestamp: string,
  regions: Pick<Regions, "includes">,
  service: string,
  shown: Partial<SignatureStage>,
): void {
  const wrong: string[] = [];
  if (!regions.includes(scope.region))
    wrong.push(`Credential should be scoped to a valid region, not '${scope.region}'.`);
  if (scope.service !== service) wrong.push(`Credential should be scoped to correct service: '${service}'.`);
  if (scope.terminator !== TERMINATOR)
    wrong.push(`Credential should be scoped with a valid terminator: 'aws4_request', not '${scope.terminator}'.`);
  const day = timestamp.slice(0, 8);
  if (scope.date !== day) {
    wrong.push(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${scope.date}' != '${day}', from '${timestamp}'.`,
    );
  }
  if (wrong.length > 0) throw new SignatureRefused("InvalidSignatureException", wrong.join(" "), shown);
}

function checkToken(
  token: string | undefined,
  { row, token: expected }: Credential,
  now: number,
  stage: SignatureStage,
): void {
  const invalid = (): SignatureRefused =>
    new SignatureRefused("UnrecognizedClientException", "The security token included in the request is invalid", stage);
  if (token !== undefined && (expected === null || token !== expected)) throw invalid();
  if (row.session === null) return;
  if (token === undefined && expected !== null) throw invalid();
  if (now >= row.session.expires)
    throw new SignatureRefused("ExpiredTokenException", "The security token included in the request is expired", stage);
}

const sha256 = (text: string): Promise<ArrayBuffer> => subtle.digest("SHA-256", passingUtf8(text));
