/**
 * Where each character of a text stands, worked out once for all the parts of patterns that are looked for in it. A part is looked for
 * by its characters: place by place where one of them is rare, and otherwise at 32 places at once by the bits of all of them. One search
 * takes (characters of the part) × (characters of the text) / 32 steps at most, mostly far fewer, and what lies before its place is not
 * read again for the next part. Comparing place by place could take text × pattern, and a policy of 32 KB a quarter of a second.
 * Where many longer parts are looked for, those with a rare run of characters are looked for by that run (`grams.ts`).
 */
import { GRAM, Grams, gramsOf } from "./grams.ts";

/** In a shorter text it is quicker to compare. */
const SHORT = 48;
const WORD = 32;
/** Of common characters it is remembered which of them meet, up to this distance: most parts that are nowhere are told by that. */
const MOST_COMMON = 8;
const NEAR = 64;
/** So many searches place by place, and it is worth knowing where runs of characters stand. */
const MANY = 16;

/** What is looked for: some characters at some distances, any others between them. */
export class Part {
  readonly text: string;
  /** Where any character will do; null: nowhere. */
  readonly wild: readonly boolean[] | null;
  #offsets: Uint32Array | null = null;
  #grams: Uint32Array | null = null;

  constructor(text: string, wild: readonly boolean[] | null) {
    this.text = text;
    this.wild = wild;
  }

  /** Of the characters that are no `?`: one of every kind before the others, so that different ones are asked first. */
  get offsets(): Uint32Array {
    if (this.#offsets !== null) return this.#offsets;
    const first: number[] = [];
    const more: number[] = [];
    const met = new Set<number>();
    for (let i = 0; i < this.text.length; i++) {
      if (this.wild?.[i] === true) continue;
      const character = this.text.charCodeAt(i);
      (met.has(character) ? more : first).push(i);
      met.add(character);
    }
    return (this.#offsets = Uint32Array.from([...first, ...more]));
  }

  /** Null when it has no run of characters that is long enough, or the runs are broken. */
  get grams(): Uint32Array | null {
    if (this.wild !== null || this.text.length < GRAM) return null;
    return (this.#grams ??= gramsOf(this.text));
  }

  standsAt(text: string, at: number): boolean {
    const { text: wanted, wild } = this;
    if (wild === null) return text.startsWith(wanted, at);
    if (at + wanted.length > text.length) return false;
    for (let i = 0; i < wanted.length; i++)
      if (wild[i] !== true && wanted.charCodeAt(i) !== text.charCodeAt(at + i)) return false;
    return true;
  }
}

/** A text in which many parts are looked for. */
export class Searched {
  readonly text: string;
  /** By character; null: it stands nowhere. */
  #places: Map<number, Places | null> | null = null;
  readonly #bits: Int32Array[] = [];
  #commonOnes = 0;
  /** Of two common characters at a distance: 0 not known, 1 somewhere, 2 nowhere. */
  #meetings: Uint8Array | null = null;
  #grams: Grams | null = null;
  #long = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** Where the part stands first, wholly between `from` and `end`; -1: nowhere. */
  seek(part: Part, from: number, end: number): number {
    const last = end - part.text.length;
    if (last < from) return -1;
    return this.text.length < SHORT ? this.#byPlace(part, from, last) : this.#byCharacters(part, from, last);
  }

  #byPlace(part: Part, from: number, last: number): number {
    if (part.wild === null) {
      const at = this.text.indexOf(part.text, from);
      return at > last ? -1 : at;
    }
    for (let at = from; at <= last; at++) if (part.standsAt(this.text, at)) return at;
    return -1;
  }

  #byCharacters(part: Part, from: number, last: number): number {
    const { offsets, text } = part;
    if (offsets.length === 0) return from;
    const bits = this.#bits;
    let rarest: Places | null = null;
    let offset = 0;
    for (let i = 0; i < offsets.length; i++) {
      const places = this.#placesOf(text.charCodeAt(offsets[i] as number));
      if (places === null) return -1;
      bits[i] = places.bits;
      if (rarest !== null && rarest.count <= places.count) continue;
      rarest = places;
      offset = offsets[i] as number;
    }
    const { list } = rarest as Places;
    if (list !== null) return this.#byList(list, offset, part, from, last);
    const known = this.#byGrams(part, from, last);
    if (known !== undefined) return known;
    return this.#neverMeet(part) ? -1 : byBits(bits, offsets, from, last);
  }

  /** Undefined when that is not the way. */
  #byGrams(part: Part, from: number, last: number): number | undefined {
    if (++this.#long <= MANY) return undefined;
    const { grams } = part;
    if (grams === null) return undefined;
    return (this.#grams ??= new Grams(this.text)).seek(part.text, grams, from, last, this.text.length / WORD);
  }

  /** Whether the part's first character and another one of it stand nowhere in the text at that distance. */
  #neverMeet({ text, offsets }: Part): boolean {
    const at = offsets[0] as number;
    const first = this.#placesOf(text.charCodeAt(at)) as Places;
    if (first.common < 0) return false;
    const meetings = (this.#meetings ??= new Uint8Array(MOST_COMMON * MOST_COMMON * 2 * NEAR));
    for (let i = 1; i < offsets.length; i++) {
      const distance = (offsets[i] as number) - at;
      if (distance >= NEAR || distance < -NEAR) continue;
      const other = this.#placesOf(text.charCodeAt(offsets[i] as number)) as Places;
      if (other.common < 0) continue;
      const cell = (first.common * MOST_COMMON + other.common) * 2 * NEAR + NEAR + distance;
      if (meetings[cell] === 0)
        meetings[cell] = (
          distance < 0 ? meet(other.bits, first.bits, -distance) : meet(first.bits, other.bits, distance)
        )
          ? 1
          : 2;
      if (meetings[cell] === 2) return true;
    }
    return false;
  }

  #byList(list: readonly number[], offset: number, part: Part, from: number, last: number): number {
    for (let i = firstFrom(list, from + offset); i < list.length; i++) {
      const at = (list[i] as number) - offset;
      if (at > last) return -1;
      if (part.standsAt(this.text, at)) return at;
    }
    return -1;
  }

  #placesOf(character: number): Places | null {
    const all = (this.#places ??= new Map<number, Places | null>());
    let known = all.get(character);
    if (known === undefined) {
      known = placesIn(this.text, character);
      if (known !== null && known.count > this.text.length / MOST_COMMON) known.common = this.#commonOnes++;
      all.set(character, known);
    }
    return known;
  }
}

interface Places {
  readonly count: number;
  /** One after another, of a character that stands at fewer than one place in 32; null of every other one. */
  readonly list: readonly number[] | null;
  /** One bit a place, where there is no list; a word more than the text has, for what is shifted in. */
  readonly bits: Int32Array;
  /** Its number among the characters that stand at more than one place in eight; -1 of others. */
  common: number;
}

const NONE = new Int32Array(0);

function placesIn(text: string, character: number): Places | null {
  const letter = String.fromCharCode(character);
  const list: number[] = [];
  const few = text.length / WORD;
  let at = text.indexOf(letter);
  for (; at >= 0 && list.length <= few; at = text.indexOf(letter, at + 1)) list.push(at);
  if (list.length === 0) return null;
  if (at < 0) return { count: list.length, list, bits: NONE, common: -1 };
  const bits = new Int32Array(Math.ceil(text.length / WORD) + 1);
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) !== character) continue;
    bits[i >>> 5] = (bits[i >>> 5] as number) | (1 << (i & 31));
    count++;
  }
  return { count, list: null, bits, common: -1 };
}

/** The index of the first place that is not before `from`. */
function firstFrom(list: readonly number[], from: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((list[middle] as number) < from) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether somewhere the second stands so far behind the first. */
function meet(first: Int32Array, second: Int32Array, distance: number): boolean {
  const shift = distance & 31;
  for (let word = 0, at = distance >>> 5; at + 1 < second.length; word++, at++)
    if (((first[word] as number) & shifted(second, at, shift)) !== 0) return true;
  return false;
}

/** The 32 bits that begin `shift` bits behind the begin of a word; twice, since a shift by 32 is none. */
const shifted = (bits: Int32Array, at: number, shift: number): number =>
  ((bits[at] as number) >>> shift) | (((bits[at + 1] as number) << 1) << (31 - shift));

/** 32 places a step: what is left of them when every character must stand at its distance. */
function byBits(bits: readonly Int32Array[], offsets: Uint32Array, from: number, last: number): number {
  let fitting = -1 << (from & 31);
  for (let word = from >>> 5; word <= last >>> 5; word++) {
    for (let i = 0; i < offsets.length && fitting !== 0; i++) {
      const offset = offsets[i] as number;
      fitting &= shifted(bits[i] as Int32Array, word + (offset >>> 5), offset & 31);
    }
    if (fitting !== 0) {
      const at = (word << 5) + 31 - Math.clz32(fitting & -fitting);
      return at <= last ? at : -1;
    }
    fitting = -1;
  }
  return -1;
}
