/** The sample file: orders of a year as CSV, 12,000,000 bytes, always the same, written in a few milliseconds and not shipped. */
import { utf8, type Bytes } from "#wire/bytes.ts";

export const SAMPLE = { name: "orders-2026.csv", type: "text/csv", bytes: 12_000_000 } as const;

export function writeSample(): Bytes {
  const rows = SAMPLE.bytes / ROW;
  const bytes = new Uint8Array(SAMPLE.bytes);
  bytes.set(utf8("number,placed,customer,land,article,count,total\n"));
  bytes.set(utf8("0000000,2026-00-00,C-00000,XX,A-0000,00,0000.00\n"), ROW);
  for (let filled = 2 * ROW; filled < bytes.length; filled += Math.min(filled - ROW, bytes.length - filled)) {
    bytes.copyWithin(filled, ROW, Math.min(filled, ROW + bytes.length - filled));
  }
  let random = 20_260_101;
  for (let row = 1; row < rows; row++) {
    const at = row * ROW;
    random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0;
    const day = Math.floor((row * 365) / rows);
    const month = MONTH_OF_DAY[day] as number;
    const lot = random >>> 16;
    const land = LANDS[lot % LANDS.length] as readonly [number, number];
    digits(bytes, at + 6, 7, row);
    digits(bytes, at + 14, 2, month + 1);
    digits(bytes, at + 17, 2, day - (FIRST_DAYS[month] as number) + 1);
    digits(bytes, at + 25, 5, random % 90_000);
    bytes[at + 27] = land[0];
    bytes[at + 28] = land[1];
    digits(bytes, at + 35, 4, 1000 + (lot % 4096));
    digits(bytes, at + 38, 2, 1 + (random % 12));
    digits(bytes, at + 43, 4, lot % 2000);
    digits(bytes, at + 46, 2, random % 100);
  }
  return bytes;
}

/** Bytes of a row, the header's too. */
const ROW = 48;
const LANDS = ["DE", "FR", "IT", "NL", "PL", "SE", "ES", "AT"].map((land) => [...utf8(land)] as unknown as [number, number]);
const FIRST_DAYS = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
const MONTH_OF_DAY = Array.from({ length: 365 }, (_, day) => FIRST_DAYS.findLastIndex((first) => first <= day));

/** Writes the last `count` decimal digits of `value`, the lowest at `end`. */
function digits(bytes: Bytes, end: number, count: number, value: number): void {
  let rest = value;
  for (let at = end; at > end - count; at--) {
    bytes[at] = 48 + (rest % 10);
    rest = (rest / 10) | 0;
  }
}
