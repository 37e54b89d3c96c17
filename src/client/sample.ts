/** The sample file: orders of a year as CSV, 12,000,000 bytes, always the same, written while it is read and not shipped. */
import { utf8, type Bytes } from "#wire/bytes.ts";

export const SAMPLE = { name: "orders-2026.csv", type: "text/csv", bytes: 12_000_000 } as const;

/** In pieces of `size` bytes, the last one shorter. One buffer serves them all: a piece is gone once the next is asked for. */
export function* writeSample(size: number): Generator<Bytes, void, undefined> {
  const block = thousandRows();
  const bytes = new Uint8Array(size + block.length);
  let filled = 0;
  for (let thousand = 0; thousand < BLOCKS; thousand++) {
    writeBlock(bytes, filled, block, thousand);
    if (thousand === 0) bytes.set(utf8(HEADER));
    filled += block.length;
    while (filled >= size) {
      yield bytes.subarray(0, size);
      bytes.copyWithin(0, size, filled);
      filled -= size;
    }
  }
  if (filled > 0) yield bytes.subarray(0, filled);
}

/** A thousand made-up orders, over and over, each time with the next numbers and the next day. */
function writeBlock(bytes: Bytes, start: number, block: Bytes, thousand: number): void {
  const day = Math.floor((thousand * 365) / BLOCKS);
  const month = FIRST_DAYS.findLastIndex((first) => first <= day);
  const dayOfMonth = day - (FIRST_DAYS[month] as number) + 1;
  bytes.set(block, start);
  for (let at = start; at < start + block.length; at += ROW) {
    digits(bytes, at + 3, 4, thousand);
    digits(bytes, at + 14, 2, month + 1);
    digits(bytes, at + 17, 2, dayOfMonth);
  }
}

const HEADER = "number,placed,customer,land,article,count,total\n";
/** Bytes of a row, the header's too. */
const ROW = HEADER.length;
/** A block is a thousand rows. */
const BLOCKS = SAMPLE.bytes / (1000 * ROW);
const LANDS = ["DE", "FR", "IT", "NL", "PL", "SE", "ES", "AT"];
const FIRST_DAYS = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

/** Orders of a number that ends in 000 to 999, without their thousands and their day. */
function thousandRows(): Bytes {
  const rows: string[] = [];
  let random = 20_260_101;
  const below = (limit: number): number => {
    random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0;
    return (random >>> 8) % limit;
  };
  const decimal = (value: number, width: number): string => String(value).padStart(width, "0");
  for (let row = 0; row < 1000; row++) {
    const total = `${decimal(below(2000), 4)}.${decimal(below(100), 2)}`;
    rows.push(
      `0000${decimal(row, 3)},2026-00-00,C-${decimal(below(90_000), 5)},${LANDS[below(8)]},A-${1000 + below(4000)},${decimal(1 + below(12), 2)},${total}\n`,
    );
  }
  return utf8(rows.join(""));
}

/** Writes the last `count` decimal digits of `value`, the lowest at `end`. */
function digits(bytes: Bytes, end: number, count: number, value: number): void {
  let rest = value;
  for (let at = end; at > end - count; at--) {
    bytes[at] = 48 + (rest % 10);
    rest = (rest / 10) | 0;
  }
}
