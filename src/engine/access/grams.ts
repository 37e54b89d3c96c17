/**
 * Where the runs of eight characters of a text stand, by their hash: a longer part stands only where its rarest run does. To read 8 KB
 * takes some 50 µs, so that it is worth it for many parts only.
 */
export const GRAM = 8;

const BITS = 14;
/** Any odd number that spreads well; this one is 2^32 over the golden ratio. */
const BASE = 0x9e3779b1;
const FIRST_OUT = power(BASE, GRAM - 1);

/** Of a text: which places have a run of that hash, in order. */
export class Grams {
  readonly #text: string;
  readonly #counts = new Uint32Array(1 << BITS);
  /** The first place of a hash, and the next one with the same hash; both one more than the place, 0: none. */
  readonly #first = new Uint32Array(1 << BITS);
  readonly #next: Uint32Array;

  constructor(text: string) {
    this.#text = text;
    this.#next = new Uint32Array(text.length);
    eachBackwards(text, (at, hash) => {
      this.#next[at] = this.#first[hash] as number;
      this.#first[hash] = at + 1;
      this.#counts[hash] = (this.#counts[hash] as number) + 1;
    });
  }

  /**
   * Where `part` stands first, beginning between `from` and `last`; -1: nowhere. Undefined when each of its runs stands at more than
   * `most` places: then there are quicker ways. `hashes`: `gramsOf(part)`.
   */
  seek(part: string, hashes: Uint32Array, from: number, last: number, most: number): number | undefined {
    let offset = 0;
    let fewest = Number.MAX_SAFE_INTEGER;
    for (let i = 0; i < hashes.length && fewest > 0; i++) {
      const count = this.#counts[hashes[i] as number] as number;
      if (count >= fewest) continue;
      fewest = count;
      offset = i;
    }
    if (fewest > most) return undefined;
    for (let next = this.#first[hashes[offset] as number] as number; next > 0; next = this.#next[next - 1] as number) {
      const at = next - 1 - offset;
      if (at > last) return -1;
      if (at >= from && this.#text.startsWith(part, at)) return at;
    }
    return -1;
  }
}

/** The hash of the run at each place of a text but the last seven. */
export function gramsOf(text: string): Uint32Array {
  const hashes = new Uint32Array(Math.max(0, text.length - GRAM + 1));
  eachBackwards(text, (at, hash) => {
    hashes[at] = hash;
  });
  return hashes;
}

/** A rolling hash: each run from the one behind it. */
function eachBackwards(text: string, tell: (at: number, hash: number) => void): void {
  let sum = 0;
  for (let at = text.length - 1; at >= 0; at--) {
    if (at + GRAM < text.length) sum = (sum - Math.imul(text.charCodeAt(at + GRAM), FIRST_OUT)) | 0;
    sum = (Math.imul(sum, BASE) + text.charCodeAt(at)) | 0;
    if (at + GRAM <= text.length) tell(at, Math.imul(sum ^ (sum >>> 15), BASE) >>> (32 - BITS));
  }
}

function power(base: number, times: number): number {
  let product = 1;
  for (let i = 0; i < times; i++) product = Math.imul(product, base);
  return product;
}
