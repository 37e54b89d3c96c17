import type { Headers } from "./http.ts";

/** The text forms of Signature Version 4 (authorization.md 5.1). Hashes and HMACs are computed by whoever may hold keys. */
export const ALGORITHM = "AWS4-HMAC-SHA256";
export const TERMINATOR = "aws4_request";

export interface Scope {
  /** YYYYMMDD. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly terminator: string;
}

export interface Signable {
  readonly method: string;
  /** Path with query, as sent. */
  readonly target: string;
  readonly headers: Headers;
}

/** Every service but S3 normalises a path (`.`, `..`, `//`); S3 takes it as it was sent, since a key may hold dots and slashes. */
export type PathRule = "normalised" | "as sent";

/** `bodyHash`: lower-case hex SHA-256 of the body. `signed`: lower-case header names. */
export function canonicalRequest(
  request: Signable,
  signed: readonly string[],
  bodyHash: string,
  rule: PathRule = "normalised",
): string {
  const names = inOrder(signed) ? signed : signed.toSorted();
  const [path, query] = splitTarget(request.target);
  const lines = [request.method, canonicalPath(path, rule), canonicalQuery(query)];
  for (const name of names) lines.push(`${name}:${oneSpaced(request.headers[name] ?? "")}`);
  lines.push("", names.join(";"), bodyHash);
  return lines.join("\n");
}

const inOrder = (names: readonly string[]): boolean =>
  names.every((name, i) => i === 0 || (names[i - 1] ?? "") <= name);

/** A header's value as it is signed: trimmed, runs of spaces as one. */
export const oneSpaced = (value: string): string =>
  value.includes("  ") ? value.trim().replace(/ +/g, " ") : value.trim();

export function stringToSign(timestamp: string, scope: Scope, canonicalHash: string): string {
  return [ALGORITHM, timestamp, formatScope(scope), canonicalHash].join("\n");
}

export const formatScope = (scope: Scope): string =>
  `${scope.date}/${scope.region}/${scope.service}/${scope.terminator}`;

/** `20261123T120000Z` of a time in ms since 1970. */
export function basicTimestamp(ms: number): string {
  return new Date(ms).toISOString().replace(/[-:]|\.\d{3}/g, "");
}

/** The time in ms of `20261123T120000Z`, or null when the text is not of that form. */
export function parseBasicTimestamp(stamp: string): number | null {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(stamp);
  if (match === null) return null;
  const ms = Date.parse(`${match[1]}-${match[2]}-${match[3]}T${match[4]}:${match[5]}:${match[6]}Z`);
  return Number.isNaN(ms) ? null : ms;
}

function splitTarget(target: string): [path: string, query: string] {
  const mark = target.indexOf("?");
  return mark < 0 ? [target, ""] : [target.slice(0, mark), target.slice(mark + 1)];
}

const NO_QUERY: ReadonlyMap<string, string> = new Map();

/** The parameters of a target's query, decoded; of one that comes twice, the first. */
export function queryOf(target: string): ReadonlyMap<string, string> {
  const [, query] = splitTarget(target);
  if (query === "") return NO_QUERY;
  const parameters = new Map<string, string>();
  for (const [name, value] of pairsOf(query)) if (!parameters.has(name)) parameters.set(name, value);
  return parameters;
}

/** Percent-encoded once more, and normalised where the rule says so. */
function canonicalPath(path: string, rule: PathRule): string {
  if (path === "/") return path;
  if (rule === "as sent") return path.split("/").map(encode).join("/");
  const kept: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "" || segment === ".") continue;
    if (segment === "..") kept.pop();
    else kept.push(segment);
  }
  const tail = kept.length > 0 && path.endsWith("/") ? "/" : "";
  return `/${kept.map(encode).join("/")}${tail}`;
}

function canonicalQuery(query: string): string {
  if (query === "") return "";
  // A presigned request's signature is the one parameter that it cannot be over.
  const pairs = pairsOf(query)
    .filter(([name]) => name !== "X-Amz-Signature")
    .map(([name, value]): [string, string] => [encode(name), encode(value)]);
  pairs.sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : x > y ? 1 : 0));
  return pairs.map(([name, value]) => `${name}=${value}`).join("&");
}

const pairsOf = (query: string): [name: string, value: string][] =>
  query
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => {
      const equals = pair.indexOf("=");
      const [name, value] = equals < 0 ? [pair, ""] : [pair.slice(0, equals), pair.slice(equals + 1)];
      return [decode(name), decode(value)];
    });

function decode(component: string): string {
  try {
    return decodeURIComponent(component);
  } catch {
    return component;
  }
}

/** RFC 3986: everything but unreserved characters, upper-case hex. */
const encode = (component: string): string =>
  encodeURIComponent(component).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
