import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { canonicalRequest, parseBasicTimestamp, stringToSign } from "./sigv4.ts";

interface Case {
  readonly name: string;
  readonly context: {
    readonly region: string;
    readonly service: string;
    readonly timestamp: string;
    readonly normalize: boolean;
    readonly credentials: { readonly token?: string };
  };
  readonly request: string;
  readonly header?: { readonly canonical_request: string; readonly string_to_sign: string };
}

const read = (name: string): string => readFileSync(new URL(`../engine/testing/data/${name}`, import.meta.url), "utf8");
const { cases } = JSON.parse(read("sigv4-cases.json")) as { cases: readonly Case[] };
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

describe("the official Signature Version 4 cases, header signing", () => {
  for (const { name, context, request, header } of cases) {
    // The un-normalised variants are S3's rule; KMS normalises paths.
    if (header === undefined || !context.normalize) continue;
    test(name, () => {
      const timestamp = context.timestamp.replace(/[-:]/g, "");
      const [head, body] = split(request);
      const [first = "", ...lines] = head.split("\n");
      const target = first.replace(/^\S+ /, "").replace(/ HTTP\/1\.1$/, "");
      const headers: Record<string, string> = {};
      let last = "";
      for (const line of lines) {
        if (/^\s/.test(line)) headers[last] += ` ${line.trim()}`;
        else {
          last = line.slice(0, line.indexOf(":")).toLowerCase();
          const value = line.slice(line.indexOf(":") + 1).trim();
          headers[last] = last in headers ? `${headers[last]},${value}` : value;
        }
      }
      headers["x-amz-date"] ??= timestamp;
      const signed = header.canonical_request.split("\n").at(-2)?.split(";") ?? [];
      const added: Readonly<Record<string, string | undefined>> = {
        "x-amz-security-token": context.credentials.token,
        "x-amz-content-sha256": sha256(body),
      };
      for (const each of signed) headers[each] ??= added[each] ?? "";
      const canonical = canonicalRequest({ method: first.split(" ")[0] ?? "", target, headers }, signed, sha256(body));
      expect(canonical).toBe(header.canonical_request);
      const scope = {
        date: timestamp.slice(0, 8),
        region: context.region,
        service: context.service,
        terminator: "aws4_request",
      };
      expect(stringToSign(timestamp, scope, sha256(canonical))).toBe(header.string_to_sign);
    });
  }
});

test("a timestamp of another form is no timestamp", () => {
  expect(parseBasicTimestamp("20261123T120000Z")).toBe(Date.UTC(2026, 10, 23, 12));
  for (const text of ["2026-11-23T12:00:00Z", "20261123", "20261323T120000Z", ""])
    expect(parseBasicTimestamp(text)).toBeNull();
});

function split(request: string): [string, string] {
  const end = request.indexOf("\n\n");
  return end < 0 ? [request.trimEnd(), ""] : [request.slice(0, end), request.slice(end + 2)];
}
