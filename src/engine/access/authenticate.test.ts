import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseRequest, type HttpRequest } from "#wire/http.ts";
import { APP, createTestEngine, ZOE } from "../testing/engine.ts";
import { authenticate, type Credential } from "./authenticate.ts";

const body = JSON.stringify({ Limit: 1 });
const alter = (request: string, pattern: RegExp, replacement: string): string => {
  expect(request).toMatch(pattern);
  return request.replace(pattern, replacement);
};

test("a request signed by a role or by a user is let in", async () => {
  const { sign, raw } = await createTestEngine();
  for (const as of [APP, ZOE])
    expect((await raw(await sign("Encrypt", body, { as }))).error).toBe("ValidationException");
});

describe("a signature is refused in AWS's words", () => {
  const cases: readonly [name: string, alteration: (request: string) => string, error: string, message: RegExp][] = [
    [
      "no Authorization header",
      (r) => alter(r, /authorization: .*\r\n/, ""),
      "MissingAuthenticationTokenException",
      /^Missing Authentication Token$/,
    ],
    [
      "a header without Signature",
      (r) => alter(r, /, Signature=\w+/, ""),
      "IncompleteSignatureException",
      /^Authorization header requires 'Signature' parameter\. Authorization=/,
    ],
    [
      "a pair without an equal sign",
      (r) => alter(r, /SignedHeaders=/, "SignedHeaders"),
      "IncompleteSignatureException",
      /not a valid key=value pair \(missing equal-sign\)/,
    ],
    [
      "a date of another form",
      (r) => alter(r, /x-amz-date: \S+/, "x-amz-date: 2026-11-23"),
      "IncompleteSignatureException",
      /^Date must be in ISO-8601 'basic format'\. Got '2026-11-23'/,
    ],
    ["an unsigned host", (r) => alter(r, /host;/, ""), "InvalidSignatureException", /^'Host' must be a 'SignedHeader'/],
    [
      "another algorithm",
      (r) => alter(r, /AWS4-HMAC-SHA256 /, "AWS4-HMAC-SHA512 "),
      "IncompleteSignatureException",
      /^Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA512'/,
    ],
    [
      "a credential of four parts",
      (r) => alter(r, /\/kms\/aws4_request/, "/kms"),
      "IncompleteSignatureException",
      /^Credential must have exactly 5 slash-delimited elements/,
    ],
    [
      "another service's scope",
      (r) => alter(r, /\/kms\/aws4_request/, "/s3/aws4_request"),
      "InvalidSignatureException",
      /^Credential should be scoped to correct service: 'kms'\.$/,
    ],
    [
      "a Region of no such name",
      (r) => alter(r, /\/us-east-1\//, "/mars-1/"),
      "InvalidSignatureException",
      /valid region, not 'mars-1'/,
    ],
    [
      "an unknown access key id",
      (r) => alter(r, /Credential=\w+/, "Credential=AKIAUNKNOWN"),
      "UnrecognizedClientException",
      /^The security token included in the request is invalid\.$/,
    ],
    [
      "one changed byte of the body",
      (r) => alter(r, /"Limit":1/, '"Limit":2'),
      "InvalidSignatureException",
      /does not match the signature you provided[\s\S]*The Canonical String for this request should have been/,
    ],
    [
      "a changed target",
      (r) => alter(r, /TrentService\.Encrypt/, "TrentService.Decrypt"),
      "InvalidSignatureException",
      /does not match/,
    ],
    [
      "a session without its token",
      (r) => alter(alter(r, /x-amz-security-token: .*\r\n/, ""), /;x-amz-security-token/, ""),
      "InvalidSignatureException",
      /does not match/,
    ],
  ];
  for (const [name, alteration, error, message] of cases) {
    test(name, async () => {
      const { sign, raw } = await createTestEngine();
      const answer = await raw(alteration(await sign("Encrypt", body, { as: APP })));
      expect(answer).toMatchObject({ status: 400, error });
      expect(answer.message).toMatch(message);
    });
  }
});

test("a signature is good for five minutes of world time, either way", async () => {
  const { sign, raw, engine } = await createTestEngine();
  const request = await sign("Encrypt", body, { as: APP });
  await engine.glass.setClock({ advance: 4 * 60_000 });
  expect((await raw(request)).error).toBe("ValidationException");
  await engine.glass.setClock({ advance: 2 * 60_000 });
  expect((await raw(request)).message).toMatch(
    /^Signature expired: 20261123T120000Z is now earlier than 20261123T1201\d\dZ \(20261123T1206\d\dZ - 5 min\.\)$/,
  );
  await engine.glass.setClock({ advance: -12 * 60_000 });
  expect((await raw(request)).message).toMatch(/^Signature not yet current: /);
});

test("a refused caller leaves a trace that does not tell the right signature", async () => {
  const { sign, raw, trace } = await createTestEngine();
  const told = await trace(await raw(alter(await sign("Encrypt", body, { as: APP }), /"Limit":1/, '"Limit":2')));
  expect(told.frontDoor.signature).toMatchObject({
    verdict: "refused",
    computed: null,
  });
  expect(told.audit).toBeNull();
});

test("what the pane is told of a refusal holds no session token, though AWS's sentence quotes the whole request", async () => {
  const { sign, raw, trace, engine } = await createTestEngine();
  const request = alter(await sign("Encrypt", body, { as: APP }), /"Limit":1/, '"Limit":2');
  const token = /x-amz-security-token: (\S+)/.exec(request)?.[1] ?? "";
  const answer = await raw(request);
  expect(answer.message).toContain(token);
  const told = JSON.stringify([await trace(answer), await engine.glass.calls({}, null, 10)]);
  expect(told).toContain("does not match the signature you provided");
  expect(told).not.toContain(token);
});

interface Vector {
  readonly name: string;
  readonly mode: string;
  readonly method: string;
  readonly url: string;
  readonly body: string;
  readonly session_token: string | null;
  readonly headers: Readonly<Record<string, string>>;
}

describe("requests signed by botocore verify", () => {
  const { cases } = JSON.parse(readFileSync(new URL("../testing/data/sigv4-kms.json", import.meta.url), "utf8")) as {
    cases: readonly Vector[];
  };
  for (const vector of cases.filter(({ mode }) => mode === "header")) {
    test(vector.name, async () => {
      const url = new URL(vector.url);
      const lines = Object.entries({ host: url.host, ...vector.headers }).map(
        ([name, value]) => `${name}: ${value}\r\n`,
      );
      const request: HttpRequest = parseRequest(
        `${vector.method} ${url.pathname} HTTP/1.1\r\n${lines.join("")}\r\n${vector.body}`,
      );
      const principal = {
        id: "arn:aws:iam::111122223333:role/x",
        kind: "role",
        name: "x",
        account: "111122223333",
        uniqueId: "AROAX",
        policies: [],
      } as const;
      const session =
        vector.session_token === null
          ? null
          : {
              name: "s",
              sealedToken: "",
              issued: 0,
              expires: Number.MAX_VALUE,
            };
      const credential: Credential = {
        principal,
        row: {
          id: "AKIDEXAMPLE",
          principal: principal.id,
          account: principal.account,
          sealedSecret: "",
          session,
        },
        secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        token: vector.session_token,
      };
      const region = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(vector.headers["Authorization"] ?? "")?.[1] ?? "";
      const now = Date.UTC(2026, 10, 23, 12);
      const known = {
        now,
        freshness: { now, rate: 1 },
        regions: [region],
        find: async () => credential,
      };
      expect((await authenticate(request, known)).stage.verdict).toBe("equal");
    });
  }
});
