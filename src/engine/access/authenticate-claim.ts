/** What a request claims of its signature, read from its Authorization header or from its query (rows 1 to 3 of authorization.md 5.2). */
import { detached } from "#wire/bytes.ts";
import type { HttpRequest } from "#wire/http.ts";
import { queryOf } from "#wire/sigv4.ts";
import { SignatureRefused } from "./signature-refused.ts";

export interface Claim {
  readonly carriedIn: "header" | "query";
  readonly algorithm: string;
  readonly credential: string;
  /** Lower-case names. */
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** As sent, of whatever form. */
  readonly timestamp: string;
  /** Seconds that a presigned request is good for, or null. */
  readonly expires: number | null;
  readonly token: string | undefined;
}

/** Its presence, even without a value, makes a request one that is signed in its query. */
export const ALGORITHM_PARAMETER = "X-Amz-Algorithm";

/** @throws SignatureRefused */
export function readClaim(request: HttpRequest): Claim {
  const header = request.headers["authorization"];
  const query = queryOf(request.target);
  const presigned = query.has(ALGORITHM_PARAMETER);
  if (header !== undefined && presigned) {
    throw new SignatureRefused(
      "InvalidSignatureException",
      "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
      {},
    );
  }
  if (presigned) return readQuery(query);
  if (header === undefined || !header.startsWith("AWS4-"))
    throw new SignatureRefused("MissingAuthenticationTokenException", "Missing Authentication Token", {});
  return readHeader(header, request);
}

function readHeader(header: string, { headers }: HttpRequest): Claim {
  const space = header.indexOf(" ");
  const algorithm = space < 0 ? header : header.slice(0, space);
  const pairs = new Map<string, string>();
  for (const pair of space < 0 ? [] : header.slice(space + 1).split(",")) {
    const text = pair.trim();
    const equals = text.indexOf("=");
    if (equals < 0) {
      throw new SignatureRefused(
        "IncompleteSignatureException",
        `'${text}' not a valid key=value pair (missing equal-sign) in Authorization header: '${header}'`,
        { carriedIn: "header" },
      );
    }
    pairs.set(text.slice(0, equals), text.slice(equals + 1));
  }
  const timestamp = headers["x-amz-date"] ?? headers["date"];
  const missing = ["Credential", "Signature", "SignedHeaders"]
    .filter((name) => !pairs.get(name))
    .map((name) => `Authorization header requires '${name}' parameter.`);
  if (timestamp === undefined)
    missing.push("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
  if (missing.length > 0)
    throw new SignatureRefused("IncompleteSignatureException", `${missing.join(" ")} Authorization=${header}`, {
      carriedIn: "header",
    });
  return {
    carriedIn: "header",
    algorithm,
    credential: pairs.get("Credential") as string,
    signedHeaders: namesIn(pairs.get("SignedHeaders") as string),
    signature: pairs.get("Signature") as string,
    timestamp: timestamp as string,
    expires: null,
    token: headers["x-amz-security-token"],
  };
}

const REQUIRED = [
  ALGORITHM_PARAMETER,
  "X-Amz-Credential",
  "X-Amz-Signature",
  "X-Amz-SignedHeaders",
  "X-Amz-Date",
] as const;

/** A week. */
const LONGEST_LIFE = 604_800;

function readQuery(query: ReadonlyMap<string, string>): Claim {
  const missing = REQUIRED.filter((name) => !query.get(name)).map(
    (name) => `AWS query-string parameters must include '${name}'.`,
  );
  if (missing.length > 0)
    throw new SignatureRefused(
      "IncompleteSignatureException",
      `${missing.join(" ")} Re-examine the query-string parameters.`,
      { carriedIn: "query" },
    );
  return {
    carriedIn: "query",
    algorithm: query.get(ALGORITHM_PARAMETER) as string,
    credential: query.get("X-Amz-Credential") as string,
    signedHeaders: namesIn(query.get("X-Amz-SignedHeaders") as string),
    signature: query.get("X-Amz-Signature") as string,
    timestamp: query.get("X-Amz-Date") as string,
    expires: readLife(query.get("X-Amz-Expires")),
    token: query.get("X-Amz-Security-Token"),
  };
}

/** @NOTE AWS: KMS's words for a life that is none are not public; these are S3's. Without one, five minutes hold as for a header. */
function readLife(text: string | undefined): number | null {
  if (text === undefined) return null;
  const refused = (sentence: string): SignatureRefused =>
    new SignatureRefused("IncompleteSignatureException", sentence, {
      carriedIn: "query",
    });
  if (!/^\d+$/.test(text)) throw refused("X-Amz-Expires should be a number");
  const seconds = Number(text);
  if (seconds > LONGEST_LIFE)
    throw refused(
      "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds",
    );
  if (seconds < 1) throw refused("X-Amz-Expires must be greater than 0");
  return seconds;
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
