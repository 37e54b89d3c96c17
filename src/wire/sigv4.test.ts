import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { officialCases } from "#engine/testing/sigv4-cases.ts";
import { canonicalRequest, parseBasicTimestamp, queryOf, stringToSign } from "./sigv4.ts";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

for (const carriedIn of ["header", "query"] as const) {
  describe(`the official Signature Version 4 cases, signed in the ${carriedIn}`, () => {
    for (const { name, request, signedHeaders, body, pathRule, timestamp, scope, expected } of officialCases(
      carriedIn,
    )) {
      test(name, () => {
        const canonical = canonicalRequest(request, signedHeaders, sha256(body), pathRule);
        expect(canonical).toBe(expected.canonicalRequest);
        expect(stringToSign(timestamp, scope, sha256(canonical))).toBe(expected.stringToSign);
      });
    }
  });
}

test("a query is read decoded, and the first of two parameters of a name counts", () => {
  const query = queryOf("/?X-Amz-Credential=A%2F20261123&flag&a=1&a=2");
  expect([...query]).toEqual([
    ["X-Amz-Credential", "A/20261123"],
    ["flag", ""],
    ["a", "1"],
  ]);
  expect(queryOf("/").size).toBe(0);
});

test("a timestamp of another form is no timestamp", () => {
  expect(parseBasicTimestamp("20261123T120000Z")).toBe(Date.UTC(2026, 10, 23, 12));
  for (const text of ["2026-11-23T12:00:00Z", "20261123", "20261323T120000Z", ""])
    expect(parseBasicTimestamp(text)).toBeNull();
});
