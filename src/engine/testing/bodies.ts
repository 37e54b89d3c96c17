/** Request bodies made from the declared members of operations: right ones, ones at the bounds, and every kind of wrong. */
import { base64 } from "#wire/bytes.ts";
import type { JsonObject } from "#wire/json.ts";
import type { Field, Fields } from "../fields.ts";
import type { Operation } from "../operation.ts";

/** A small generator (mulberry32): the same seed gives the same bodies. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 up to but without 1. */
  roll(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  }

  chance(share: number): boolean {
    return this.roll() < share;
  }

  /** A whole number from `min` to `max`, both included. */
  whole(min: number, max: number): number {
    return min + Math.floor(this.roll() * (max - min + 1));
  }

  one<T>(values: readonly T[]): T {
    return values[Math.floor(this.roll() * values.length)] as T;
  }
}

/** Texts that a world has used for a member: real ids, blobs, tokens, markers. */
export type Known = (member: string) => readonly string[];

/** What is no value of any member, as JSON text. */
const STRANGERS: readonly string[] = [
  "null",
  "true",
  "0",
  "-1",
  "1e400",
  "-1e308",
  "9007199254740993",
  "0.5",
  '""',
  '" "',
  '"\\ud800"',
  '"\\udfff\\ud800"',
  '"\\u0000"',
  '"__proto__"',
  '"💎\\u202e"',
  "[]",
  "[[]]",
  "[null]",
  "{}",
  '{"__proto__":{"polluted":"yes"}}',
  '{"constructor":{"prototype":{"a":"b"}}}',
  '{"toString":"a","__proto__":"b","":"c"}',
  '{"\\ud800":"a"}',
  '{"a":null}',
];
const nested = (open: string, close: string, depth: number): string => open.repeat(depth) + close.repeat(depth);

/** For members whose shape a pattern tells; others take any letters. */
const SAMPLES: Readonly<Record<string, readonly string[]>> = {
  AliasName: ["alias/orders", "alias/new", "alias/aws/s3", "alias/", "orders"],
  Policy: [
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"kms:*","Resource":"*"}}',
    '{"Statement":[]}',
    "{",
  ],
  PolicyName: ["default", "other"],
  SourceArn: ["arn:aws:s3:us-east-1:111122223333:bucket/orders"],
  GranteeServicePrincipal: ["logs.us-east-1.amazonaws.com"],
  RetiringServicePrincipal: ["logs.us-east-1.amazonaws.com"],
  ReplicaRegion: ["eu-west-1", "ap-southeast-2", "us-east-1", "mars-north-1"],
  PrimaryRegion: ["eu-west-1", "us-east-1", "mars-north-1"],
  TagKey: ["Team", "aws:team", "Area"],
};

/** Most often one of these, so that some bodies fit together. */
const USUAL: Readonly<Record<string, readonly string[]>> = {
  Operations: ["Decrypt", "Encrypt", "DescribeKey", "RetireGrant", "CreateGrant"],
};
/** Members that may be left out and seldom should be. */
const USEFUL = /^(GranteePrincipal|RetiringPrincipal|GrantToken|CiphertextBlob|NumberOfBytes)$/;

/** Calls that take a real RSA key's making may last. */
export const makesRsaKeys = ({ name }: Operation, body: string): boolean =>
  /^(CreateKey|GenerateDataKeyPair|GetParametersForImport)/.test(name) && body.includes("RSA_");

/** `right`: requests that the operation would accept of an administrator. */
export function makeBody(operation: Operation, dice: Dice, known: Known, right: readonly JsonObject[]): string {
  if (dice.chance(0.01)) return dice.one(["", "null", "[]", "{", '"', nested("[", "]", 5_000), "\u0000"]);
  if (right.length > 0 && dice.chance(0.4)) return nearlyRightText(operation, dice, known, dice.one(right));
  // Every other body has nothing wrong in it that its maker knows of.
  const text = structureText(operation.input, dice, known, dice.chance(0.5) ? 0 : 0.25);
  if (!dice.chance(0.02)) return text;
  const at = dice.whole(0, text.length);
  return dice.chance(0.5)
    ? text.slice(0, at)
    : text.slice(0, at) + dice.one(["\\", '"', "}", "9", "\u2028"]) + text.slice(at);
}

/** A right request, or one with a single member otherwise. */
function nearlyRightText({ input }: Operation, dice: Dice, known: Known, right: JsonObject): string {
  if (dice.chance(0.5)) return JSON.stringify(right);
  const other = dice.one(Object.keys(input));
  const members = Object.entries({ ...right, [other]: null })
    .filter(([name]) => name !== other || dice.chance(0.9))
    .map(([name, value]) => {
      const text =
        name === other ? memberText(name, input[name] as Field<unknown>, dice, known, 0.5) : JSON.stringify(value);
      return `${JSON.stringify(name)}:${text}`;
    });
  return `{${members.join(",")}}`;
}

function structureText(fields: Fields, dice: Dice, known: Known, wrong: number): string {
  const members: string[] = [];
  for (const [name, field] of Object.entries(fields)) {
    const there = field.view.required ? !dice.chance(wrong / 4) : dice.chance(USEFUL.test(name) ? 0.8 : 0.25);
    if (there) members.push(`${JSON.stringify(name)}:${memberText(name, field, dice, known, wrong)}`);
  }
  if (dice.chance(0.1)) members.push(dice.one(['"Colour":"blue"', '"__proto__":{"KeyId":"x"}', '"keyId":7', '"":[]']));
  if (members.length > 0 && dice.chance(wrong / 5)) members.push(dice.one(members));
  if (dice.chance(0.5)) members.reverse();
  return `{${members.join(",")}}`;
}

function memberText(name: string, field: Field<unknown>, dice: Dice, known: Known, wrong: number): string {
  if (dice.chance(wrong)) {
    if (dice.chance(0.05)) return nested("[", "]", dice.whole(2, 500));
    if (dice.chance(0.05)) return nested('{"a":', "1}", 1).replace("1", nested('{"a":', "}", 0) + nested("[", "]", 60));
    if (dice.chance(0.4)) return dice.one(STRANGERS);
    return boundaryText(name, field, dice, known);
  }
  return rightText(name, field, dice, known, wrong);
}

function rightText(name: string, field: Field<unknown>, dice: Dice, known: Known, wrong: number): string {
  const { type, values, min = 0, max = 64 } = field.view;
  switch (type) {
    case "boolean":
      return String(dice.chance(0.5));
    case "integer":
      return String(dice.whole(min, dice.chance(0.5) ? max : Math.min(max, min + 40)));
    case "timestamp":
      return String(1_795_000_000 + dice.whole(0, 40_000_000));
    case "string":
      if (USUAL[name] !== undefined && dice.chance(0.8)) return JSON.stringify(dice.one(USUAL[name]));
      if (values !== undefined) return JSON.stringify(dice.one(values));
      return JSON.stringify(knownText(name, dice, known) ?? letters(dice, Math.max(min, 1), Math.min(max, 24)));
    case "blob":
      return JSON.stringify(knownText(name, dice, known) ?? bytes(dice, dice.whole(min, Math.min(max, 64))));
    case "map":
      return contextText(dice, dice.whole(0, 4));
    case "list": {
      const count = dice.whole(min, Math.min(max, min + 3));
      const item = (): string => memberText(name, field.item as Field<unknown>, dice, known, wrong);
      return `[${Array.from({ length: count }, item).join(",")}]`;
    }
    case "structure":
      return structureText(field.members ?? {}, dice, known, wrong);
  }
}

/** At a bound, or one beyond it. */
function boundaryText(name: string, field: Field<unknown>, dice: Dice, known: Known): string {
  const { type, min = 0, max = 256 } = field.view;
  const size = Math.max(0, dice.one([min, max, min - 1, max + 1]));
  switch (type) {
    case "integer":
      return String(dice.one([min, max, min - 1, max + 1, 2 ** 31, -(2 ** 63)]));
    case "string":
      return JSON.stringify(dice.one(["a", "é", "\ud83d", "/"]).repeat(Math.min(size, 9_000)));
    case "blob":
      return dice.chance(0.2) ? '"*no base64*"' : JSON.stringify(bytes(dice, Math.min(size, 9_000)));
    case "map":
      return contextText(dice, dice.one([0, 9, 200]));
    case "list": {
      const item = field.item as Field<unknown>;
      const count = dice.one([0, field.view.max ?? 10, (field.view.max ?? 10) + 1]);
      return `[${Array.from({ length: count }, () => rightText(name, item, dice, known, 0)).join(",")}]`;
    }
    default:
      return dice.one(STRANGERS);
  }
}

function knownText(name: string, dice: Dice, known: Known): string | null {
  const samples = SAMPLES[name];
  if (samples !== undefined && dice.chance(0.5)) return dice.one(samples);
  const texts = known(name);
  return texts.length > 0 && dice.chance(0.9) ? dice.one(texts) : null;
}

const LETTERS = "abcdefghijklmnop0123456789-".split("");

const letters = (dice: Dice, min: number, max: number): string =>
  Array.from({ length: dice.whole(min, Math.max(min, max)) }, () => dice.one(LETTERS)).join("");

const bytes = (dice: Dice, count: number): string =>
  base64(Uint8Array.from({ length: count }, () => dice.whole(0, 255)));

function contextText(dice: Dice, pairs: number): string {
  const name = (): string => (dice.chance(0.1) ? dice.one(["__proto__", "constructor", ""]) : letters(dice, 1, 8));
  const pair = (): string => `${JSON.stringify(name())}:${JSON.stringify(letters(dice, 0, 8))}`;
  return `{${Array.from({ length: pairs }, pair).join(",")}}`;
}
