import * as fc from "fast-check";
import { expect, test } from "vitest";
import { concat, utf8, type Bytes } from "#wire/bytes.ts";
import {
  encodeFixedPart,
  encodeFrameHead,
  encodeWrap,
  FormatError,
  frameFields,
  frameLength,
  HEADER_TAG_LENGTH,
  parseFrameHead,
  parseHeader,
  sortedPairs,
  type FixedPart,
  type Wrap,
} from "./format.ts";

const bytes = (minLength: number, maxLength: number): fc.Arbitrary<Bytes> =>
  fc.uint8Array({ minLength, maxLength }).map((array) => new Uint8Array(array));
const wellFormed = fc.string({ unit: "binary", maxLength: 40 }).filter((text) => text.isWellFormed());
const context = fc
  .array(
    fc.tuple(fc.oneof(wellFormed, fc.constantFrom("__proto__", "constructor", "\ufeffbom", "10", "9")), wellFormed),
    { maxLength: 6 },
  )
  .map((pairs) => Object.fromEntries(pairs));
const fixedPart: fc.Arbitrary<FixedPart> = fc.record({
  frameSize: fc.integer({ min: 16, max: 1_048_576 }),
  id: bytes(32, 32),
  links: fc.array(bytes(60, 60), { maxLength: 4 }),
  label: bytes(17, 300),
});
const wrap: fc.Arbitrary<Wrap> = fc.record({ keyArn: wellFormed, context, wrappedKey: bytes(0, 400) });

const encode = (fixed: FixedPart, tag: Bytes, wrap: Wrap): Bytes =>
  concat(encodeFixedPart(fixed).bytes, tag, encodeWrap(wrap).bytes);

test("what was encoded is parsed again, whatever follows it", () => {
  fc.assert(
    fc.property(fixedPart, bytes(32, 32), wrap, bytes(0, 50), (fixed, tag, wrap, rest) => {
      const header = encode(fixed, tag, wrap);
      const parsed = parseHeader(concat(header, rest));
      expect(parsed.fixed).toEqual(fixed);
      expect(sortedPairs(parsed.wrap.context)).toEqual(sortedPairs(wrap.context));
      expect({ ...parsed.wrap, context: null }).toEqual({ ...wrap, context: null });
      expect(parsed.tag).toEqual(tag);
      expect(parsed.untagged).toEqual(encodeFixedPart(fixed).bytes);
      expect(parsed.length).toBe(header.length);
    }),
  );
});

test("one set of facts has one encoding: what is parsed is encoded to the same bytes", () => {
  fc.assert(
    fc.property(fixedPart, bytes(32, 32), wrap, (fixed, tag, wrap) => {
      const header = encode(fixed, tag, wrap);
      const parsed = parseHeader(header);
      expect(encode(parsed.fixed, parsed.tag, parsed.wrap)).toEqual(header);
    }),
  );
});

test("the fields cover every byte once, and the encoder and the parser publish the same", () => {
  fc.assert(
    fc.property(fixedPart, bytes(32, 32), wrap, (fixed, tag, wrap) => {
      const { fields, length } = parseHeader(encode(fixed, tag, wrap));
      let at = 0;
      for (const field of fields) {
        expect(field.offset).toBe(at);
        at += field.length;
      }
      expect(at).toBe(length);
      const first = encodeFixedPart(fixed);
      const shift = first.bytes.length + HEADER_TAG_LENGTH;
      const rest = encodeWrap(wrap).fields.map((field) => ({ ...field, offset: field.offset + shift }));
      expect(fields.filter(({ name }) => name !== "header tag")).toEqual([...first.fields, ...rest]);
    }),
  );
});

test("any bytes at all are parsed or refused by name, never anything else", () => {
  const start = fc.constantFrom(utf8("KGEV\u0001\u0001\u0001"), utf8("KGEV"), utf8(""));
  fc.assert(
    fc.property(start, bytes(0, 600), (start, rest) => {
      const parse = (): unknown => {
        try {
          return parseHeader(concat(start, rest));
        } catch (error) {
          return error;
        }
      };
      const outcome = parse();
      expect(outcome instanceof FormatError || (outcome as { length: number }).length <= 607).toBe(true);
    }),
  );
});

test("a header that is cut anywhere is refused", () => {
  const header = encode(
    { frameSize: 262_144, id: new Uint8Array(32), links: [new Uint8Array(60)], label: new Uint8Array(60) },
    new Uint8Array(32),
    { keyArn: "arn", context: { order: "1001" }, wrappedKey: new Uint8Array(184) },
  );
  for (let length = 0; length < header.length; length++) {
    expect(() => parseHeader(header.slice(0, length))).toThrow(FormatError);
  }
});

test("what does not fit is not encoded", () => {
  const fixed = { frameSize: 16, id: new Uint8Array(32), links: [], label: new Uint8Array(20) };
  const link = new Uint8Array(60);
  expect(() => encodeFixedPart({ ...fixed, links: [link, link, link, link, link] })).toThrow("at most 5 keys");
  expect(() => encodeFixedPart({ ...fixed, frameSize: 15 })).toThrow(FormatError);
  expect(() => encodeFixedPart({ ...fixed, id: new Uint8Array(31) })).toThrow(FormatError);
  expect(() => encodeWrap({ keyArn: "a", context: { a: "\ud800" }, wrappedKey: new Uint8Array(1) })).toThrow(
    "surrogate",
  );
  expect(() => encodeWrap({ keyArn: "a", context: {}, wrappedKey: new Uint8Array(65_536) })).toThrow(FormatError);
});

test("frame heads keep number, last and length", () => {
  fc.assert(
    fc.property(fc.nat(0xffff_ffff), fc.boolean(), fc.nat(1_048_576), (number, last, length) => {
      expect(parseFrameHead(encodeFrameHead({ number, last, length }))).toEqual({ number, last, length });
    }),
  );
  expect(parseFrameHead(Uint8Array.of(0, 0, 0, 0, 2, 0, 0, 0))).toBeNull();
  const fields = frameFields(1000, 7, 100);
  expect(fields[0]).toMatchObject({ offset: 1000, group: "frame 7", name: "number" });
  expect(fields.reduce((sum, { length }) => sum + length, 0)).toBe(frameLength(100));
});
