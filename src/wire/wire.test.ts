import * as fc from "fast-check";
import { expect, test } from "vitest";
import { base64, concat, equalBytes, fromBase64, fromHex, hex, strictText, text, utf8, utf8Length } from "./bytes.ts";
import { formatRequest, formatResponse, parseRequest, parseResponse, requestBytes } from "./http.ts";
import { MAX_DEPTH, member, parseJson, type JsonObject } from "./json.ts";

const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => new Uint8Array(array));

test("base64, hex and UTF-8 come back as they went", () => {
  fc.assert(
    fc.property(bytes, fc.string({ unit: "grapheme" }), (some, words) => {
      expect(fromBase64(base64(some))).toEqual(some);
      expect(fromHex(hex(some))).toEqual(some);
      expect(text(utf8(words))).toBe(words.toWellFormed?.() ?? words);
    }),
  );
});

test("a byte order mark is a part of the text, and what is no UTF-8 is no text", () => {
  expect(strictText(utf8("\ufeffbom"))).toBe("\ufeffbom");
  expect(() => strictText(Uint8Array.of(0xff))).toThrow(TypeError);
});

test("the length of a text's UTF-8 is known without making it, lone surrogates included", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (words) => utf8Length(words) === utf8(words).length));
  for (const odd of ["\ud800", "a\udc00b", "\ud83d\ude00", "é€\ud800x"]) expect(utf8Length(odd)).toBe(utf8(odd).length);
});

test("base64 with white space, without padding or of other letters is refused", () => {
  for (const bad of ["aGVs bG8=", "aGVsbG8", "aGVsbG8=\n", "aGV$bG8=", "=", "a"])
    expect(() => fromBase64(bad)).toThrow(Error);
});

test("two byte strings are equal when every byte is", () => {
  fc.assert(fc.property(bytes, bytes, (a, b) => equalBytes(a, b) === (hex(a) === hex(b))));
  expect(hex(concat(fromHex("01"), fromHex("0203")))).toBe("010203");
});

test("an HTTP request and response come back as they went, whatever the body", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (body) => {
      const headers = { host: "kms.us-east-1.amazonaws.com", "x-amz-target": "TrentService.Encrypt" };
      expect(parseRequest(formatRequest({ method: "POST", target: "/", headers, body }))).toMatchObject({
        method: "POST",
        target: "/",
        body,
        headers,
      });
      expect(parseResponse(formatResponse({ status: 400, headers, body }))).toMatchObject({
        status: 400,
        body,
        headers,
      });
    }),
  );
});

test("the length of a request on the wire is known without writing it", () => {
  const request = { method: "POST", target: "/?a=b", headers: { host: "kms", date: "now" }, body: "é" };
  expect(requestBytes(request)).toBe(utf8Length(formatRequest(request)));
});

test("text that is no HTTP is refused", () => {
  for (const bad of ["", "POST / HTTP/1.1", "POST /\r\n\r\n", "HTTP/1.1 200\r\n: x\r\n\r\n"])
    expect(() => parseRequest(bad)).toThrow(SyntaxError);
});

test("headers of one name are one list in their order", () => {
  expect(parseRequest("GET / HTTP/1.1\r\nA: 1\r\na: 2\r\n\r\n").headers["a"]).toBe("1,2");
});

test("JSON nested past the limit is refused before it is parsed, and brackets inside strings do not count", () => {
  expect(() => parseJson("[".repeat(1_000_000))).toThrow("nested too deeply");
  expect(() => parseJson("[".repeat(MAX_DEPTH + 1) + "]".repeat(MAX_DEPTH + 1))).toThrow("nested too deeply");
  expect(parseJson(JSON.stringify("[".repeat(1000)))).toBe("[".repeat(1000));
});

test("a member named __proto__ is only a name", () => {
  const json = parseJson('{"__proto__":{"admin":true}}') as JsonObject;
  expect(member(json, "admin")).toBeUndefined();
  expect(member(json, "__proto__")).toEqual({ admin: true });
  expect(member(json, "toString")).toBeUndefined();
});
