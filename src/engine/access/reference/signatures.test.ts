/** The canonical form of Signature Version 4 (authorization.md 5.1), by AWS's own cases and by KMS's front door. */
import { createHash, generateKeyPairSync, sign as signWith, verify } from "node:crypto";
import { expect, test } from "vitest";
import { canonicalRequest, formatScope, stringToSign } from "#wire/sigv4.ts";
import { APP, createTestEngine } from "../../testing/engine.ts";
import { officialCases } from "../../testing/sigv4-cases.ts";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const CASES = new Map(officialCases("header").map((each) => [each.name, each]));

const canonical = (name: string): string => {
  const { request, signedHeaders, body, pathRule } = CASES.get(name)!;
  return canonicalRequest(request, signedHeaders, sha256(body), pathRule);
};

test.each<[rule: string, cases: readonly string[], part: (lines: readonly string[]) => string, value: string]>([
  ["5.1 canonical URI: of an empty path", ["get-vanilla"], ([, uri]) => uri!, "/"],
  [
    "5.1 canonical URI: without its dots and double slashes",
    ["get-relative-normalized", "get-slash-dot-slash-normalized", "get-slash-normalized"],
    ([, uri]) => uri!,
    "/",
  ],
  ["5.1 canonical URI: encoded once more", ["get-space-normalized"], ([, uri]) => uri!, "/example%20space/"],
  [
    "5.1 canonical query: sorted by name",
    ["get-vanilla-query-order-key-case"],
    ([, , query]) => query!,
    "Param1=value1&Param2=value2",
  ],
  [
    "5.1 canonical query: unreserved characters stay",
    ["get-vanilla-query-unreserved"],
    ([, , query]) => query!,
    "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz=-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
  ],
  [
    "5.1 canonical headers: trimmed, inner runs of spaces one",
    ["get-header-value-trim"],
    (lines) => lines.filter((line) => line.startsWith("my-header")).join(),
    'my-header1:value1,my-header2:"a b c"',
  ],
  [
    "5.1 canonical headers: the same name joined in order",
    ["get-header-key-duplicate"],
    (lines) => lines.filter((line) => line.startsWith("my-header")).join(),
    "my-header1:value2,value2,value1",
  ],
  [
    "5.1 signed headers: lower-case, sorted",
    ["post-header-key-sort"],
    (lines) => lines.at(-2)!,
    "host;my-header1;x-amz-date",
  ],
])("%s", (_, cases, part, value) => {
  for (const name of cases) {
    expect(canonical(name)).toBe(CASES.get(name)!.expected.canonicalRequest);
    expect(part(canonical(name).split("\n"))).toBe(value);
  }
});

test("5.1 canonical query: a name without a value", () => {
  const line = (query: string): string =>
    canonicalRequest({ method: "GET", target: `/?${query}`, headers: {} }, [], "").split("\n")[2]!;
  expect([line("b&a=2&a=1"), line("a=b%20c"), line("a=%C3%A9*")]).toEqual(["a=1&a=2&b=", "a=b%20c", "a=%C3%A9%2A"]);
});

test("5.1 string to sign: algorithm, time, scope, and the hash of the canonical request", () => {
  for (const { name, timestamp, scope, expected } of CASES.values()) {
    expect([name, stringToSign(timestamp, scope, sha256(canonical(name)))]).toEqual([name, expected.stringToSign]);
    expect(expected.stringToSign.split("\n")).toEqual([
      "AWS4-HMAC-SHA256",
      timestamp,
      formatScope(scope),
      sha256(expected.canonicalRequest),
    ]);
  }
});

test("5.1 KMS request: POST, JSON 1.1 and the operation in its target; what is signed is told", async () => {
  const { sign, raw, trace } = await createTestEngine();
  const told = await trace(await raw(await sign("ListKeys", "{}", { as: APP })));
  expect(told.frontDoor.signature?.canonicalRequest?.split("\n")).toMatchObject([
    "POST",
    "/",
    "",
    "content-type:application/x-amz-json-1.1",
    "host:kms.us-east-1.amazonaws.com",
    "x-amz-date:20261123T120000Z",
    expect.stringMatching(/^x-amz-security-token:/),
    "x-amz-target:TrentService.ListKeys",
    "",
    "content-type;host;x-amz-date;x-amz-security-token;x-amz-target",
    sha256("{}"),
  ]);
});

test("5.1 session token: sent and signed; without it the session's request is refused", async () => {
  const { sign, raw } = await createTestEngine();
  const request = await sign("ListKeys", "{}", { as: APP });
  expect((await raw(request)).error).toBe("AccessDeniedException");
  const without = request.replace(/x-amz-security-token: .*\r\n/, "");
  expect((await raw(without)).error).toBe("InvalidSignatureException");
  const another = request.replace(/x-amz-security-token: ..../, "x-amz-security-token: AAAA");
  expect((await raw(another)).error).toBe("InvalidSignatureException");
});

test("5.1 presigned: the signature is over the rest of the query, and its life has bounds", async () => {
  const { sign, raw, trace } = await createTestEngine();
  const request = await sign("ListKeys", "{}", { as: APP, presigned: 60 });
  const answer = await raw(request);
  expect(answer.error).toBe("AccessDeniedException");
  const query = (await trace(answer)).frontDoor.signature?.canonicalRequest?.split("\n")[2] ?? "";
  expect(query.split("&").map((pair) => pair.split("=")[0])).toEqual(
    "Algorithm Credential Date Expires Security-Token SignedHeaders".split(" ").map((name) => `X-Amz-${name}`),
  );
  for (const life of [0, 604_801]) {
    const { error } = await raw(await sign("ListKeys", "{}", { as: APP, presigned: life }));
    expect([life, error]).toEqual([life, "IncompleteSignatureException"]);
  }
  expect((await raw(await sign("ListKeys", "{}", { as: APP, presigned: 604_800 }))).error).toBe(
    "AccessDeniedException",
  );
});

test("5.1 SigV4a: anybody with the public key can verify it, and KMS's front end does not take it", async () => {
  const { raw, credentials } = await createTestEngine();
  const { AccessKeyId } = await credentials(APP);
  const stamp = "20261123T120000Z";
  const headers = {
    host: "kms.us-east-1.amazonaws.com",
    "x-amz-date": stamp,
    "x-amz-region-set": "us-east-1,eu-west-1",
    "x-amz-target": "TrentService.ListKeys",
  };
  const names = Object.keys(headers);
  const scope = "20261123/kms/aws4_request";
  const request = canonicalRequest({ method: "POST", target: "/", headers }, names, sha256("{}"));
  const toSign = ["AWS4-ECDSA-P256-SHA256", stamp, scope, sha256(request)].join("\n");
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const signature = signWith("sha256", Buffer.from(toSign), privateKey);
  expect(verify("sha256", Buffer.from(toSign), publicKey, signature)).toBe(true);
  const authorization = `AWS4-ECDSA-P256-SHA256 Credential=${AccessKeyId}/${scope}, SignedHeaders=${names.join(";")}, Signature=${signature.toString("hex")}`;
  const lines = Object.entries({ ...headers, authorization }).map(([name, value]) => `${name}: ${value}\r\n`);
  expect(await raw(`POST / HTTP/1.1\r\n${lines.join("")}\r\n{}`)).toMatchObject({
    status: 400,
    error: "IncompleteSignatureException",
    message: "Unsupported AWS 'algorithm': 'AWS4-ECDSA-P256-SHA256' (only AWS4-HMAC-SHA256 for now). ",
  });
});

test("5.2 front end: what is no POST is not found, signed or not", async () => {
  const { sign, raw } = await createTestEngine();
  const request = await sign("ListKeys", "{}");
  expect((await raw(request.replace(/^POST/, "GET"))).status).toBe(404);
});
