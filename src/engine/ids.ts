import { hex, type Bytes } from "#wire/bytes.ts";

const GROUPS = /^(.{8})(.{4})(.{4})(.{4})/;

/** RFC 9562 version 4, from injected randomness. One flat text: every record is written with two of them, and pieces are slow to write. */
export function uuid(random: (bytes: number) => Bytes): string {
  const bytes = random(16);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  return hex(bytes).replace(GROUPS, "$1-$2-$3-$4-");
}

/** Upper-case base32 text, as AWS's unique ids and access key ids are made of. */
export function letters(random: (bytes: number) => Bytes, count: number): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  return Array.from(random(count), (byte) => alphabet[byte & 31]).join("");
}

const POOL_BYTES = 16_384;

/**
 * Random bytes in small draws from a pool that `fill` renews: a browser's generator costs 2 µs a call, whatever the length. What was
 * handed out is overwritten in the pool.
 */
export function drawFrom(fill: (pool: Bytes) => Bytes): (bytes: number) => Bytes {
  const pool = new Uint8Array(POOL_BYTES);
  let used = POOL_BYTES;
  return (bytes) => {
    if (bytes > POOL_BYTES) return fill(new Uint8Array(bytes));
    if (used + bytes > POOL_BYTES) {
      fill(pool);
      used = 0;
    }
    const drawn = pool.slice(used, used + bytes);
    pool.fill(0, used, (used += bytes));
    return drawn;
  };
}
