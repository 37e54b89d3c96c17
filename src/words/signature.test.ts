import { describe, expect, test } from "vitest";
import type { Alteration, CallTrace, SigningChain, SignatureStage } from "#glass/trace.ts";
import { sampleTrace } from "./sample-trace.ts";
import {
  alteredSentence,
  canonicalDiff,
  canonicalLines,
  comparison,
  ourReading,
  toSignLines,
  verdictSentence,
} from "./signature.ts";

const canonical = (target: string): string =>
  ["POST", "/", "", "host:kms", `x-amz-target:TrentService.${target}`, "", "host;x-amz-target", "e3b0"].join("\n");

const toSign = (hash: string): string =>
  ["AWS4-HMAC-SHA256", "20261123T120005Z", "20261123/us-east-1/kms/aws4_request", hash].join("\n");

const chain = (lead: string): SigningChain => ({
  secret: { bytes: 40, print: `${lead}000 0000` },
  links: ["20261123", "us-east-1", "kms", "aws4_request"].map((fed, at) => ({
    fed,
    value: { bytes: 32, print: `${lead}00${at + 1} 0000` },
  })),
});

/** A call that was signed over `DescribeKey`, and what the front door made of it. */
function told(altered: Alteration, stage: Partial<SignatureStage>, error: string | null): CallTrace {
  const { application, frontDoor } = sampleTrace();
  if (application?.signed == null || frontDoor.signature === null) throw new Error("the sample was signed");
  return sampleTrace({
    summary: { error: error === null ? null : { name: error, message: null } },
    application: {
      ...application,
      altered,
      signed: {
        ...application.signed,
        canonicalRequest: canonical("DescribeKey"),
        stringToSign: toSign("aa".repeat(32)),
        chain: chain("a"),
      },
    },
    frontDoor: {
      ...frontDoor,
      signature: { ...frontDoor.signature, canonicalRequest: null, stringToSign: null, computed: null, ...stage },
    },
  });
}

const HEADER: Alteration = {
  kind: "header",
  name: "x-amz-target",
  before: "TrentService.DescribeKey",
  after: "TrentService.ListKeys",
};
const refused = { verdict: "refused" } as const;

test("each line of the two texts says what it is", () => {
  expect(canonicalLines(canonical("ListKeys")).map(({ part }) => part)).toEqual([
    "Method",
    "Path",
    "Query",
    "Header",
    "Header",
    "Empty line",
    "Signed headers",
    "SHA-256 of the body",
  ]);
  expect(toSignLines(toSign("00")).map(({ part }) => part)).toEqual([
    "Algorithm",
    "Time",
    "Scope",
    "SHA-256 of the canonical request",
  ]);
});

test("of two canonical requests the first line that differs is marked, and only that", () => {
  const lines = canonicalDiff(canonical("DescribeKey"), canonical("ListKeys").replace("e3b0", "ffff"));
  expect(lines.filter(({ same }) => !same).map(({ first }) => first)).toEqual([true, false]);
  expect(lines[4]).toEqual({
    part: "Header",
    signed: "x-amz-target:TrentService.DescribeKey",
    arrived: "x-amz-target:TrentService.ListKeys",
    same: false,
    first: true,
  });
});

describe("both computations stand side by side", () => {
  test("equal all the way", () => {
    const stage = { verdict: "equal", stringToSign: toSign("aa".repeat(32)), chain: chain("a") } as const;
    const rows = comparison(told(HEADER, { ...stage, computed: "ab".repeat(32) }, null));
    expect(rows.map(({ name }) => name)).toEqual([
      "Hash of the canonical request",
      "Time in the string to sign",
      "Secret access key",
      "Date key",
      "Region key",
      "Service key",
      "Terminator key",
      "Signature",
    ]);
    expect(rows.every(({ same }) => same)).toBe(true);
    expect(rows[4]).toEqual({
      name: "Region key",
      fed: "us-east-1",
      application: "print a002 0000",
      kms: "print a002 0000",
      same: true,
    });
  });

  test("another secret: no key is the same, and of the right signature there is only the print", () => {
    const differ = { provided: { bytes: 64, print: "1111 1111" }, computed: { bytes: 64, print: "2222 2222" } };
    const stage = { ...refused, stringToSign: toSign("aa".repeat(32)), chain: chain("b"), differ };
    const rows = comparison(told({ kind: "secret" }, stage, "InvalidSignatureException"));
    expect(rows.map(({ same }) => same)).toEqual([true, true, false, false, false, false, false, false]);
    expect(rows.at(-1)).toMatchObject({ application: "print 1111 1111", kms: "print 2222 2222" });
  });

  test("nothing is compared that KMS never computed", () => {
    const rows = comparison(told({ kind: "clock", minutes: -6 }, refused, "InvalidSignatureException"));
    expect(rows.every(({ same, kms }) => same === null && kms === null)).toBe(true);
  });
});

describe("what came of it, in one sentence:", () => {
  test("a changed header", () => {
    const trace = told(HEADER, { ...refused, canonicalRequest: canonical("ListKeys") }, "InvalidSignatureException");
    expect(verdictSentence(trace)).toMatch(/^The two canonical requests part in line 5, the header x-amz-target\./);
  });

  test("another body", () => {
    const stage = { ...refused, canonicalRequest: canonical("DescribeKey").replace("e3b0", "ffff") };
    const trace = told({ kind: "body", at: 1, before: "a", after: "b" }, stage, "InvalidSignatureException");
    expect(verdictSentence(trace)).toMatch(/part in line 8, SHA-256 of the body\./);
  });

  test("another secret", () => {
    const stage = { ...refused, canonicalRequest: canonical("DescribeKey") };
    const trace = told({ kind: "secret" }, stage, "InvalidSignatureException");
    expect(verdictSentence(trace)).toMatch(/^Both canonical requests are the same/);
  });

  test("a clock too slow, and one that is slow enough", () => {
    const altered = { kind: "clock", minutes: -6 } as const;
    expect(verdictSentence(told(altered, refused, "InvalidSignatureException"))).toMatch(
      /^KMS looks at the time before/,
    );
    expect(verdictSentence(told({ kind: "clock", minutes: 4 }, { verdict: "equal" }, null))).toBe(
      "KMS accepts the signature: 4 minutes are within the five that it allows.",
    );
  });

  test("a header that is not signed", () => {
    const altered = { ...HEADER, name: "user-agent" };
    expect(verdictSentence(told(altered, { verdict: "equal" }, "AccessDeniedException"))).toBe(
      "KMS accepts the signature: user-agent is not among the signed headers, so nobody notices when it is changed. What it then answered, AccessDeniedException, has other reasons.",
    );
  });
});

test("a sentence that nobody has recorded at KMS itself is called our reading", () => {
  expect(ourReading(told({ kind: "secret" }, refused, "InvalidSignatureException"))).toMatch(/^Our reading: /);
  expect(ourReading(told({ kind: "secret" }, refused, "UnrecognizedClientException"))).toBeNull();
  expect(ourReading(told(HEADER, { verdict: "equal" }, "AccessDeniedException"))).toBeNull();
  expect(ourReading(told(HEADER, { verdict: "equal" }, "SerializationException"))).toMatch(/^Our reading: /);
  expect(ourReading(told(HEADER, { verdict: "equal" }, "RequestEntityTooLargeException"))).toBeNull();
});

test("what was altered is said in words", () => {
  expect(alteredSentence(HEADER)).toContain("“TrentService.DescribeKey” to “TrentService.ListKeys”");
  expect(alteredSentence({ kind: "body", at: 1, before: "", after: " " })).toContain("a space was put into the body");
  expect(alteredSentence({ kind: "body", at: 10, before: "a", after: "b" })).toContain("byte 10 of the body");
  expect(alteredSentence({ kind: "clock", minutes: -6 })).toContain("6 minutes slow");
  expect(alteredSentence({ kind: "clock", minutes: 6 })).toContain("6 minutes fast");
  expect(alteredSentence({ kind: "secret" })).toContain("one bit was flipped");
});
