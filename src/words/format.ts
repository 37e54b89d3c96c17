/** Numbers, times and ids as text. World time is shown in UTC, so that everyone who looks at a world reads the same. */
import type { PrincipalView } from "#glass/views.ts";

const NUMBER = new Intl.NumberFormat("en-US");

/** `12,288`. */
export const number = (value: number): string => NUMBER.format(value);

/** `1 byte`, `4,097 bytes`, `2 policies`. */
export const count = (many: number, one: string, more = `${one}s`): string =>
  `${NUMBER.format(many)} ${many === 1 ? one : more}`;

const UNITS = [
  ["GB", 1e9],
  ["MB", 1e6],
  ["kB", 1e3],
] as const;

/** `74 B`, `12.0 MB`: decimal units, as disks and networks count. For narrow columns. */
export function shortSize(bytes: number): string {
  for (const [unit, factor] of UNITS) if (bytes >= factor) return `${(bytes / factor).toFixed(1)} ${unit}`;
  return `${NUMBER.format(bytes)} B`;
}

/** `0.4 ms`, `35 ms`, `1.3 s`, of real microseconds. */
export function micros(value: number): string {
  if (value < 1_000) return `${NUMBER.format(value)} µs`;
  if (value < 100_000) return `${(value / 1_000).toFixed(1)} ms`;
  if (value < 1_000_000) return `${Math.round(value / 1_000)} ms`;
  return `${(value / 1_000_000).toFixed(1)} s`;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;
const two = (value: number): string => String(value).padStart(2, "0");

/** `23 Nov 2026`. */
export function date(ms: number): string {
  const at = new Date(ms);
  return `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]} ${at.getUTCFullYear()}`;
}

/** `12:00`. */
export function time(ms: number): string {
  const at = new Date(ms);
  return `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
}

/** `12:00:05`. */
export const timeWithSeconds = (ms: number): string => `${time(ms)}:${two(new Date(ms).getUTCSeconds())}`;

/** `23 Nov 2026, 12:00`. */
export const dateTime = (ms: number): string => `${date(ms)}, ${time(ms)}`;

export const DAY = 86_400_000;

/** The same day and time in the next calendar year; 29 February becomes the 28th. */
export function yearLater(ms: number): number {
  const at = new Date(ms);
  const month = at.getUTCMonth();
  at.setUTCFullYear(at.getUTCFullYear() + 1);
  if (at.getUTCMonth() !== month) at.setUTCDate(0);
  return at.getTime();
}

const SPANS = [
  ["year", 365 * DAY],
  ["day", DAY],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1_000],
] as const;

/** `3 days`, `2 minutes`: the largest whole unit; `less than a second` below one. Years only from two on. */
export function span(ms: number): string {
  const length = Math.abs(ms);
  for (const [unit, factor] of SPANS) {
    const many = Math.floor(length / factor);
    if (many >= (unit === "year" ? 2 : 1)) return count(many, unit);
  }
  return "less than a second";
}

/** `2 minutes ago`, `in 6 days`, `just now`. */
export function relative(then: number, now: number): string {
  if (Math.abs(now - then) < 1_000) return "just now";
  return then < now ? `${span(now - then)} ago` : `in ${span(then - now)}`;
}

/** `1234abcd…90ab`; what is short stays whole. */
export const shortId = (id: string, head = 8, tail = 4): string =>
  id.length <= head + tail + 1 ? id : `${id.slice(0, head)}…${id.slice(-tail)}`;

/** `key 1234abcd…90ab`, `alias/orders`, of an ARN, a key id or an alias; other texts stay as they are. */
export function keyNameOfId(text: string): string {
  const arn = /^arn:[^:]*:kms:[^:]*:[^:]*:(.+)$/.exec(text);
  const resource = arn?.[1] ?? text;
  if (resource.startsWith("alias/")) return resource;
  return `key ${shortId(resource.startsWith("key/") ? resource.slice(4) : resource)}`;
}

/** `us-east-1/1234abcd…90ab/00002`: a row's key, its long parts shortened. */
export const rowName = (key: string): string =>
  key
    .split("/")
    .map((part) => shortId(part))
    .join("/");

/** `role App`, `user Zoe`, `account 111122223333`, `everyone`, of a principal as a policy or a trace writes it. */
export function principalName(text: string): string {
  if (text === "*") return "everyone";
  const role = /:assumed-role\/([^/]+)\//.exec(text) ?? /:role\/(?:.*\/)?([^/]+)$/.exec(text);
  if (role !== null) return `role ${role[1]}`;
  const user = /:user\/(?:.*\/)?([^/]+)$/.exec(text);
  if (user !== null) return `user ${user[1]}`;
  const account = /^arn:[^:]*:iam::(\d{12}):root$/.exec(text) ?? /^(\d{12})$/.exec(text);
  return account !== null ? `account ${account[1]}` : text;
}

/** `role App`, `user Zoe`, `the root user`, of a principal of the world. The engine labels callers in the same words. */
export const principalWords = ({ kind, name }: Pick<PrincipalView, "kind" | "name">): string =>
  kind === "root" ? "the root user" : `${kind} ${name}`;

/** `a`, `a and b`, `a, b and 3 more`: at most `most` are named. */
export function list(items: readonly string[], most = 3): string {
  if (items.length === 0) return "nothing";
  const shown = items.length > most ? [...items.slice(0, most), `${items.length - most} more`] : [...items];
  const last = shown.pop() as string;
  return shown.length === 0 ? last : `${shown.join(", ")} and ${last}`;
}

/** How a call ended, in one word: `OK`, or the error's name without its `Exception`. */
export const resultWord = (error: { readonly name: string } | null): string =>
  error === null ? "OK" : error.name.replace(/Exception$/, "");

export const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
