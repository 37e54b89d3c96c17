/** ISO 8601 (a date alone, no zone meaning UTC, fractions to milliseconds) or seconds since 1970 (2.4). */
import { ordering } from "./operator.ts";

const FORM =
  /^(\d{4})-(\d{2})(?:-(\d{2})(?:[Tt](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?([Zz]|[+-]\d{2}:?\d{2})?)?)?$/;

/** Ms since 1970. */
function readDate(text: string): number | undefined {
  if (/^\+?\d+(\.\d*)?$/.test(text)) return Math.trunc(Number(text) * 1000);
  const match = FORM.exec(text);
  if (match === null) return undefined;
  const [, year, month, day = "1", hour = "0", minute = "0", second = "0", fraction = "", zone = "Z"] = match;
  const [y, mo, d, h, mi, s] = [year, month, day, hour, minute, second].map(Number) as unknown as Six;
  if (h > 23 || mi > 59 || s > 59) return undefined;
  const midnight = new Date(Date.UTC(y, mo - 1, d));
  // 30 February would be 2 March.
  if (midnight.getUTCMonth() !== mo - 1 || midnight.getUTCDate() !== d) return undefined;
  const ms = Number(fraction.padEnd(3, "0").slice(0, 3));
  return midnight.getTime() + ((h * 60 + mi) * 60 + s) * 1000 + ms - offset(zone);
}

type Six = readonly [number, number, number, number, number, number];

/** Ms that clocks of this zone are ahead of UTC. */
function offset(zone: string): number {
  if (zone === "Z" || zone === "z") return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith("-") ? -minutes : minutes) * 60_000;
}

export const dated = ordering(readDate, (a, b) => a - b);
