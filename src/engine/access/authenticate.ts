/** Signature Version 4, the server's side: authorization.md 5.2, row by row in its order. The signing keys never leave this file. */
import { detached, equalTexts, hex, passingUtf8, utf8, type Bytes } from "#wire/bytes.ts";
import type { HttpRequest } from "#wire/http.ts";
import {
  ALGORITHM,
  basicTimestamp,
  canonicalRequest,
  parseBasicTimestamp,
  stringToSign,
  TERMINATOR,
  type Scope,
} from "#wire/sigv4.ts";
import type { SignatureStage } from "#glass/trace.ts";
import { KmsError } from "../errors.ts";
import type { AccessKeyRow, PrincipalRow } from "../world/rows.ts";
import { PLAIN, type Caller } from "./caller.ts";

/** What the world knows of an access key id; secrets opened. */
export interface Credential {
  readonly row: AccessKeyRow;
  readonly principal: PrincipalRow;
  readonly secret: string;
  readonly token: string | null;
}

export interface Authenticated {
  readonly caller: Caller;
  readonly region: string;
  readonly stage: SignatureStage;
}

/** A refusal that still shows what the server computed. */
export class SignatureRefused extends KmsError {
  readonly stage: SignatureStage;

  constructor(exception: string, sentence: string, stage: Partial<SignatureStage>) {
    super(exception, sentence);
    this.stage = { ...EMPTY, ...stage, verdict: "refused" };
  }
}

const EMPTY: SignatureStage = {
  verdict: "refused",
  accessKeyId: null,
  principalArn: null,
  scope: null,
  signedHeaders: [],
  canonicalRequest: null,
  stringToSign: null,
  provided: null,
  computed: null,
};

/** KMS and most JSON services accept five minutes either way. */
const SKEW_MS = 5 * 60_000;
/** Real time that a request may be under way while the clock is played; AWS's clock is never. */
const UNDER_WAY_MS = 5_000;

/** Neither signed in a header nor in the query. */
export const isUnsigned = ({ headers, target }: HttpRequest): boolean =>
  headers["authorization"] === undefined && !/[?&]X-Amz-(Algorithm|Signature)=/.test(target);

/** @throws SignatureRefused with AWS's sentence for the first row that does not hold. */
export async function authenticate(
  request: HttpRequest,
  world: {
    /** World time in ms: when role sessions end. */
    readonly now: number;
    /** What the signature must be fresh by. `rate`: its seconds per real second; played fast, five minutes are less than the way of a request. */
    readonly freshness: { readonly now: number; readonly rate: number };
    readonly regions: readonly string[];
    find(accessKeyId: string): Promise<Credential | null>;
  },
): Promise<Authenticated> {
  const header = request.headers["authorization"];
  if (header !== undefined && /[?&]X-Amz-Algorithm=/.test(request.target)) {
    throw new SignatureRefused(
      "InvalidSignatureException",
      "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
      {},
    );
  }
  if (header === undefined || !header.startsWith("AWS4-"))
    throw new SignatureRefused("MissingAuthenticationTokenException", "Missing Authentication Token", {});
  const { algorithm, credential, signedHeaders, signature } = readHeader(header, request);
  const timestamp = (request.headers["x-amz-date"] ?? request.headers["date"]) as string;
  const shown: Partial<SignatureStage> = { signedHeaders, provided: signature };

  const signedAt = parseBasicTimestamp(timestamp);
  if (signedAt === null) {
    throw new SignatureRefused(
      "IncompleteSignatureException",
      `Date must be in ISO-8601 'basic format'. Got '${timestamp}'. See http://en.wikipedia.org/wiki/ISO_8601`,
      shown,
    );
  }
  checkClock(signedAt, world.freshness, timestamp, shown);
  if (!signedHeaders.includes("host"))
    throw new SignatureRefused(
      "InvalidSignatureException",
      "'Host' must be a 'SignedHeader' in the AWS Authorization.",
      shown,
    );
  if (algorithm !== ALGORITHM)
    throw new SignatureRefused(
      "IncompleteSignatureException",
      `Unsupported AWS 'algorithm': '${algorithm}' (only AWS4-HMAC-SHA256 for now). `,
      shown,
    );
  const [accessKeyId, scope] = readCredential(credential, shown);
  checkScope(scope, timestamp, world.regions, shown);
  const known: Partial<SignatureStage> = {
    ...shown,
    accessKeyId: detached(accessKeyId),
    scope: detached(credential.slice(accessKeyId.length + 1)),
  };

  const found = await world.find(accessKeyId);
  if (found === null)
    throw new SignatureRefused(
      "UnrecognizedClientException",
      "The security token included in the request is invalid.",
      known,
    );
  const caller = callerOf(found);

  const canonical = canonicalRequest(request, signedHeaders, await sha256(request.body));
  const text = stringToSign(timestamp, scope, await sha256(canonical));
  const computed = hex(
    new Uint8Array(
      await crypto.subtle.sign("HMAC", await signingKey(found.secret, scope, accessKeyId), passingUtf8(text)),
    ),
  );
  const stage: SignatureStage = {
    ...EMPTY,
    ...known,
    verdict: "equal",
    principalArn: caller.arn,
    canonicalRequest: canonical,
    stringToSign: text,
    computed,
  };
  if (!equalTexts(computed, signature)) {
    throw new SignatureRefused(
      "InvalidSignatureException",
      "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. " +
        `Consult the service documentation for details.\n\nThe Canonical String for this request should have been\n'${canonical}'\n\nThe String-to-Sign should have been\n'${text}'\n`,
      // A refused caller does not learn the right signature from the pane either.
      { ...stage, computed: null },
    );
  }
  checkToken(request.headers["x-amz-security-token"], found, world.now - slackOf(world.freshness.rate), stage);
  return { caller, region: scope.region, stage };
}

const callers = new WeakMap<AccessKeyRow, { readonly principal: PrincipalRow; readonly caller: Caller }>();

/** The caller whom a credential stands for. Rows are replaced and never altered, so the same two rows are the same caller. */
export function callerOf({ row, principal }: Pick<Credential, "row" | "principal">): Caller {
  const known = callers.get(row);
  if (known?.principal === principal) return known.caller;
  const caller = makeCaller(row, principal);
  callers.set(row, { principal, caller });
  return caller;
}

function makeCaller(row: AccessKeyRow, principal: PrincipalRow): Caller {
  const { session } = row;
  const base = {
    ...PLAIN,
    account: principal.account,
    principalArn: principal.id,
    accessKeyId: row.id,
    label: `${principal.kind} ${principal.name}`,
  };
  if (session === null) {
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
    session: { name: session.name, issued: session.issued },
  };
}

function readHeader(
  header: string,
  request: HttpRequest,
): {
  algorithm: string;
  credential: string;
  signedHeaders: readonly string[];
  signature: string;
} {
  const space = header.indexOf(" ");
  const algorithm = space < 0 ? header : header.slice(0, space);
  const pairs = new Map<string, string>();
  for (const pair of space < 0 ? [] : header.slice(space + 1).split(",")) {
    const text = pair.trim();
    const equals = text.indexOf("=");
    if (equals < 0) {
      throw new SignatureRefused(
        "IncompleteSignatureException",
        `'${text}' not a valid key=value pair (missing equal-sign) in Authorization header: '${header}'.`,
        {},
      );
    }
    pairs.set(text.slice(0, equals), text.slice(equals + 1));
  }
  const missing = ["Credential", "Signature", "SignedHeaders"]
    .filter((name) => !pairs.get(name))
    .map((name) => `Authorization header requires '${name}' parameter.`);
  if ((request.headers["x-amz-date"] ?? request.headers["date"]) === undefined) {
    missing.push("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
  }
  if (missing.length > 0)
    throw new SignatureRefused("IncompleteSignatureException", `${missing.join(" ")} Authorization=${header}`, {});
  return {
    algorithm,
    credential: pairs.get("Credential") as string,
    signedHeaders: namesIn(pairs.get("SignedHeaders") as string),
    signature: pairs.get("Signature") as string,
  };
}

const lists = new Map<string, readonly string[]>();
const LISTS_KEPT = 100;

/** Lower-case names; clients send the same list with every call, and every trace shows it. */
function namesIn(list: string): readonly string[] {
  const known = lists.get(list);
  if (known !== undefined) return known;
  if (lists.size >= LISTS_KEPT) lists.clear();
  const text = detached(list);
  const names = text.split(";").map((name) => name.toLowerCase());
  lists.set(text, names);
  return names;
}

/** World ms by which a request may be late because it was under way. */
const slackOf = (rate: number): number => (rate > 1 ? rate * UNDER_WAY_MS : 0);

function checkClock(
  signedAt: number,
  { now, rate }: { readonly now: number; readonly rate: number },
  stamp: string,
  shown: Partial<SignatureStage>,
): void {
  const slack = slackOf(rate);
  const nowStamp = basicTimestamp(now);
  if (signedAt < now - SKEW_MS - slack) {
    const edge = basicTimestamp(now - SKEW_MS);
    throw new SignatureRefused(
      "InvalidSignatureException",
      `Signature expired: ${stamp} is now earlier than ${edge} (${nowStamp} - 5 min.)`,
      shown,
    );
  }
  if (signedAt > now + SKEW_MS + slack) {
    const edge = basicTimestamp(now + SKEW_MS);
    throw new SignatureRefused(
      "InvalidSignatureException",
      `Signature not yet current: ${stamp} is still later than ${edge} (${nowStamp} + 5 min.)`,
      shown,
    );
  }
}

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

function checkScope(scope: Scope, timestamp: string, regions: readonly string[], shown: Partial<SignatureStage>): void {
  const wrong: string[] = [];
  if (!regions.includes(scope.region))
    wrong.push(`Credential should be scoped to a valid region, not '${scope.region}'.`);
  if (scope.service !== "kms") wrong.push("Credential should be scoped to correct service: 'kms'.");
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

async function sha256(text: string): Promise<string> {
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", passingUtf8(text))));
}

const signingKeys = new Map<string, { readonly secret: string; readonly key: Promise<CryptoKey> }>();
const SIGNING_KEYS_KEPT = 500;

/** The end of the four-step chain, as a handle; good for one day, Region and service, so it is kept. */
function signingKey(secret: string, scope: Scope, accessKeyId: string): Promise<CryptoKey> {
  const name = `${accessKeyId}/${scope.date}/${scope.region}/${scope.service}`;
  const kept = signingKeys.get(name);
  if (kept !== undefined && kept.secret === secret) return kept.key;
  if (signingKeys.size >= SIGNING_KEYS_KEPT) signingKeys.clear();
  const key = chain(secret, [scope.date, scope.region, scope.service, scope.terminator]);
  signingKeys.set(name, { secret, key });
  return key;
}

async function chain(secret: string, links: readonly string[]): Promise<CryptoKey> {
  let key = await hmacKey(utf8(`AWS4${secret}`));
  for (const link of links) key = await hmacKey(new Uint8Array(await crypto.subtle.sign("HMAC", key, utf8(link))));
  return key;
}

async function hmacKey(bytes: Bytes): Promise<CryptoKey> {
  const key = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  bytes.fill(0);
  return key;
}
