import { utf8Length } from "./bytes.ts";

/** An HTTP message of the wire. Header names are lower-case; the body is text, since AWS JSON 1.1 is. */
export interface HttpRequest {
  readonly method: string;
  /** Path with query, e.g. `/`. */
  readonly target: string;
  readonly headers: Headers;
  readonly body: string;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** Where KMS answers in a Region. */
export const kmsHost = (region: string): string => `kms.${region}.amazonaws.com`;

export type Headers = Readonly<Record<string, string>>;

/** What travels beside a request: facts about the path that a caller must not be able to forge as a header. */
export interface Beside {
  /** Where the call comes from: `internet`, or the id of a VPC. */
  readonly from: string;
  /** What the application reports of its own stages, JSON text without secrets; kept for the pane, never read by a check. */
  readonly sent?: string;
}

export function formatRequest(request: HttpRequest): string {
  return `${request.method} ${request.target} HTTP/1.1\r\n${formatHeaders(request.headers)}\r\n${request.body}`;
}

/** Its length on the wire, as `formatRequest` writes it. */
export function requestBytes({ method, target, headers, body }: HttpRequest): number {
  // Of the request line and of the empty one: two spaces, the version, two line ends.
  let bytes = method.length + target.length + 14 + utf8Length(body);
  for (const name in headers) bytes += name.length + (headers[name] as string).length + 4;
  return bytes;
}

/** @throws SyntaxError when the text is not an HTTP/1.1 request. */
export function parseRequest(message: string): HttpRequest {
  const { first, headers, body } = split(message);
  const match = /^([A-Z]+) (\S+) HTTP\/1\.1$/.exec(first);
  if (match === null) throw new SyntaxError("not an HTTP/1.1 request line");
  return { method: match[1] as string, target: match[2] as string, headers, body };
}

/** In place of a status: no connection came about, so nobody answered. */
export const UNREACHED = 0;

export function formatResponse(response: HttpResponse): string {
  return `HTTP/1.1 ${String(response.status).padStart(3, "0")}\r\n${formatHeaders(response.headers)}\r\n${response.body}`;
}

/** @throws SyntaxError when the text is not an HTTP/1.1 response. */
export function parseResponse(message: string): HttpResponse {
  const { first, headers, body } = split(message);
  const match = /^HTTP\/1\.1 (\d{3})$/.exec(first);
  if (match === null) throw new SyntaxError("not an HTTP/1.1 status line");
  return { status: Number(match[1]), headers, body };
}

function formatHeaders(headers: Headers): string {
  let out = "";
  for (const name of Object.keys(headers)) out += `${name}: ${headers[name]}\r\n`;
  return out;
}

function split(message: string): { first: string; headers: Headers; body: string } {
  const end = message.indexOf("\r\n\r\n");
  if (end < 0) throw new SyntaxError("HTTP head without end");
  const [first = "", ...lines] = message.slice(0, end).split("\r\n");
  return { first, headers: parseHeaders(lines), body: message.slice(end + 4) };
}

/** @throws SyntaxError for a line without a name. */
export function parseHeaders(lines: readonly string[]): Headers {
  const headers: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const line of lines) {
    const colon = line.indexOf(":");
    if (colon <= 0) throw new SyntaxError("HTTP header without a name");
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    // Same-name headers are one list in order (RFC 9110 section 5.3); SigV4 canonicalises them the same way.
    headers[name] = name in headers ? `${headers[name]},${value}` : value;
  }
  return headers;
}

let second = Number.NaN;
let secondText = "";

/** RFC 9110 section 5.6.7: `Mon, 23 Nov 2026 12:00:00 GMT`. The last one is kept: answers of one second have the same. */
export function httpDate(ms: number): string {
  const at = Math.floor(ms / 1000);
  if (at !== second) {
    second = at;
    secondText = new Date(at * 1000).toUTCString();
  }
  return secondText;
}
