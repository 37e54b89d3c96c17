import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Bytes } from "#wire/bytes.ts";
import { parseRequest, type HttpRequest } from "#wire/http.ts";
import { APP, createTestEngine, signed, ZOE } from "../testing/engine.ts";
import { PLAIN } from "../world/rows.ts";
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

type Alteration = (request: string) => string;

const unsigned: Alteration = (r) => alter(r, /authorization: .*\r\n/, "");

/** authorization.md 5.2 in its order; several requests may break the same row. */
const ROWS: readonly (readonly [row: string, name: string, alteration: Alteration, error: string, message: RegExp])[] =
  [
    [
      "5.2 row 1",
      "both header and query auth",
      (r) => alter(r, /^POST \//, "POST /?X-Amz-Algorithm=AWS4-HMAC-SHA256"),
      "InvalidSignatureException",
      /^Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header\.$/,
    ],
    ["5.2 row 2", "none", unsigned, "MissingAuthenticationTokenException", /^Missing Authentication Token$/],
    [
      "5.2 row 2",
      "an Authorization of another kind",
      (r) => alter(r, /authorization: AWS4-/, "authorization: Bearer "),
      "MissingAuthenticationTokenException",
      /^Missing Authentication Token$/,
    ],
    [
      "5.2 row 3",
      "header lacks a part",
      (r) => alter(r, /, Signature=\w+/, ""),
      "IncompleteSignatureException",
      /^Authorization header requires 'Signature' parameter\. Authorization=AWS4-HMAC-SHA256 Credential=.*$/,
    ],
    [
      "5.2 row 3",
      "header lacks every part, and the date",
      (r) => alter(alter(r, /authorization: .*/, "authorization: AWS4-HMAC-SHA256"), /x-amz-date: .*\r\n/, ""),
      "IncompleteSignatureException",
      /^Authorization header requires 'Credential' parameter\. Authorization header requires 'Signature' parameter\. Authorization header requires 'SignedHeaders' parameter\. Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header\. Authorization=AWS4-HMAC-SHA256$/,
    ],
    [
      "5.2 row 3",
      "a pair without an equal sign",
      (r) => alter(r, /authorization: .*/, "authorization: AWS4-HMAC-SHA256 Credential"),
      "IncompleteSignatureException",
      /^'Credential' not a valid key=value pair \(missing equal-sign\) in Authorization header: 'AWS4-HMAC-SHA256 Credential'$/,
    ],
    [
      "5.2 row 4",
      "date form",
      (r) => alter(r, /x-amz-date: \S+/, "x-amz-date: 2026-11-23"),
      "IncompleteSignatureException",
      /^Date must be in ISO-8601 'basic format'\. Got '2026-11-23'\. See http:\/\/en\.wikipedia\.org\/wiki\/ISO_8601$/,
    ],
    [
      "5.2 row 5",
      "clock, too old",
      (r) => alter(r, /x-amz-date: \S+/, "x-amz-date: 20261123T115000Z"),
      "InvalidSignatureException",
      /^Signature expired: 20261123T115000Z is now earlier than 20261123T115500Z \(20261123T120000Z - 5 min\.\)$/,
    ],
    [
      "5.2 row 5",
      "clock, from the future",
      (r) => alter(r, /x-amz-date: \S+/, "x-amz-date: 20261123T120501Z"),
      "InvalidSignatureException",
      /^Signature not yet current: 20261123T120501Z is still later than 20261123T120500Z \(20261123T120000Z \+ 5 min\.\)$/,
    ],
    [
      "5.2 row 6",
      "host unsigned",
      (r) => alter(r, /host;/, ""),
      "InvalidSignatureException",
      /^'Host' must be a 'SignedHeader' in the AWS Authorization\.$/,
    ],
    [
      "5.2 row 7",
      "algorithm",
      (r) => alter(r, /AWS4-HMAC-SHA256 /, "AWS4-HMAC-SHA512 "),
      "IncompleteSignatureException",
      /^Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA512' \(only AWS4-HMAC-SHA256 for now\)\. $/,
    ],
    [
      "5.2 row 8",
      "credential shape",
      (r) => alter(r, /Credential=(\w+)\S+,/, "Credential=$1/20261123/us-east-1/kms,"),
      "IncompleteSignatureException",
      /^Credential must have exactly 5 slash-delimited elements, e\.g\. keyid\/date\/region\/service\/term, got '\w+\/20261123\/us-east-1\/kms'$/,
    ],
    [
      "5.2 row 9",
      "scope, all of it",
      (r) => alter(r, /Credential=(\w+)\S+,/, "Credential=$1/20261122/mars-1/s3/aws5_request,"),
      "InvalidSignatureException",
      /^Credential should be scoped to a valid region, not 'mars-1'\. Credential should be scoped to correct service: 'kms'\. Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5_request'\. Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20261122' != '20261123', from '20261123T120000Z'\.$/,
    ],
    [
      "5.2 row 9",
      "scope, another service",
      (r) => alter(r, /\/kms\/aws4_request/, "/s3/aws4_request"),
      "InvalidSignatureException",
      /^Credential should be scoped to correct service: 'kms'\.$/,
    ],
    [
      "5.2 row 10",
      "unknown key id",
      (r) => alter(r, /Credential=\w+/, "Credential=AKIAUNKNOWN"),
      "UnrecognizedClientException",
      /^The security token included in the request is invalid\.$/,
    ],
    [
      "5.2 row 11",
      "signature differs, by one byte of the body",
      (r) => alter(r, /"Limit":1/, '"Limit":2'),
      "InvalidSignatureException",
      /^The request signature we calculated does not match the signature you provided\. Check your AWS Secret Access Key and signing method\. Consult the service documentation for details\.\n\nThe Canonical String for this request should have been\n'POST\n\/\n\ncontent-type:[\s\S]*[0-9a-f]{64}'\n\nThe String-to-Sign should have been\n'AWS4-HMAC-SHA256\n20261123T120000Z\n20261123\/us-east-1\/kms\/aws4_request\n[0-9a-f]{64}'\n$/,
    ],
    [
      "5.2 row 11",
      "signature differs, by its target",
      (r) => alter(r, /TrentService\.Encrypt/, "TrentService.Decrypt"),
      "InvalidSignatureException",
      /does not match/,
    ],
    [
      "5.2 row 11",
      "signature differs, since a session's signed token was taken out",
      (r) => alter(alter(r, /x-amz-security-token: .*\r\n/, ""), /;x-amz-security-token/, ""),
      "InvalidSignatureException",
      /does not match/,
    ],
  ];

describe("a signature in a header is refused in AWS's words", () => {
  for (const [row, name, alteration, error, message] of ROWS) {
    test(`${row}: ${name}`, async () => {
      const { sign, raw } = await createTestEngine();
      const answer = await raw(alteration(await sign("Encrypt", body, { as: APP })));
      expect(answer).toMatchObject({ status: 400, error });
      expect(answer.message).toMatch(message);
    });
  }
});

describe("5.2 order: the rows are asked one after another", () => {
  // Row 2 leaves nothing that a later row could look at.
  const first = ROWS.filter(
    ([row, , alteration], i) => alteration !== unsigned && ROWS.findIndex(([r]) => r === row) >= i,
  );
  for (const [i, [row, , alteration, error, message]] of first.entries()) {
    const later = first[i + 1];
    if (later === undefined) continue;
    test(`${row} before ${later[0]}`, async () => {
      const { sign, raw } = await createTestEngine();
      const answer = await raw(alteration(later[2](await sign("Encrypt", body, { as: APP }))));
      expect(answer.error).toBe(error);
      expect(answer.message).toMatch(message);
    });
  }
});

test("5.2 front end: what cannot be read is refused before anybody asks for a signature", async () => {
  const { sign, raw } = await createTestEngine();
  const request = unsigned(await sign("Encrypt", body));
  expect((await raw(alter(request, /TrentService\.Encrypt/, "TrentService.Nothing"))).error).toBe(
    "UnknownOperationException",
  );
  expect((await raw(alter(request, /"Limit"/, "Limit"))).error).toBe("SerializationException");
});

describe("5.2 row 12: session token, when sent", () => {
  const refusal = "The security token included in the request is invalid";

  test("one that is another's is invalid, though the signature is right", async () => {
    const { call, requestAs } = await withTokens();
    expect(await call(await requestAs("another"))).toMatchObject({
      error: "UnrecognizedClientException",
      message: refusal,
    });
  });

  test("comes after row 11: with another's token, a changed body is refused for its signature", async () => {
    const { call, requestAs } = await withTokens();
    const request = alter(await requestAs("another"), /"Limit":1/, '"Limit":2');
    expect(await call(request)).toMatchObject({ error: "InvalidSignatureException" });
  });

  test("one that was left out of a session's request is missed", async () => {
    const { call, requestAs } = await withTokens();
    expect(await call(await requestAs(undefined))).toMatchObject({
      error: "UnrecognizedClientException",
      message: refusal,
    });
  });

  test("one of a session that has ended is expired", async () => {
    const { engine, call, requestAs, token } = await withTokens();
    await engine.glass.setClock({ advance: 61 * 60_000 });
    expect(await call(await requestAs(token))).toMatchObject({
      error: "ExpiredTokenException",
      message: "The security token included in the request is expired",
    });
  });
});

/** Requests with role App's credentials and any token, signed now. */
async function withTokens() {
  const test = await createTestEngine();
  const credentials = await test.credentials(APP);
  const requestAs = async (token: string | undefined): Promise<string> => {
    const { AccessKeyId, SecretAccessKey } = credentials;
    const { now } = (await test.engine.glass.world()).clock;
    const used = {
      AccessKeyId,
      SecretAccessKey,
      ...(token === undefined ? {} : { Token: token }),
    };
    return signed("Encrypt", body, "us-east-1", used, now);
  };
  return { ...test, call: test.raw, requestAs, token: credentials.Token };
}

describe("a request that is signed in its query", () => {
  const presigned = { as: APP, presigned: 3600 } as const;

  test("is let in, and the pane tells where its signature was", async () => {
    const { sign, raw, trace } = await createTestEngine();
    for (const as of [APP, ZOE]) {
      const answer = await raw(await sign("Encrypt", body, { ...presigned, as }));
      expect(answer.error).toBe("ValidationException");
      expect((await trace(answer)).frontDoor.signature).toMatchObject({
        verdict: "equal",
        carriedIn: "query",
      });
    }
  });

  const cases: readonly (readonly [name: string, alteration: Alteration, error: string, message: RegExp])[] = [
    [
      "5.2 row 3q: query lacks a part",
      (r) => alter(alter(r, /&X-Amz-Signature=\w+/, ""), /&X-Amz-Date=\w+/, ""),
      "IncompleteSignatureException",
      /^AWS query-string parameters must include 'X-Amz-Signature'\. AWS query-string parameters must include 'X-Amz-Date'\. Re-examine the query-string parameters\.$/,
    ],
    [
      "5.2 row 3q: query has nothing but the algorithm's name",
      (r) => alter(r, /^POST \/\S+/, "POST /?X-Amz-Algorithm"),
      "IncompleteSignatureException",
      /^AWS query-string parameters must include 'X-Amz-Algorithm'\. AWS query-string parameters must include 'X-Amz-Credential'\. AWS query-string parameters must include 'X-Amz-Signature'\. AWS query-string parameters must include 'X-Amz-SignedHeaders'\. AWS query-string parameters must include 'X-Amz-Date'\. Re-examine the query-string parameters\.$/,
    ],
    [
      "a life of more than a week",
      (r) => alter(r, /X-Amz-Expires=3600/, "X-Amz-Expires=604801"),
      "IncompleteSignatureException",
      /^X-Amz-Expires must be less than a week/,
    ],
    [
      "a life that is no number",
      (r) => alter(r, /X-Amz-Expires=3600/, "X-Amz-Expires=long"),
      "IncompleteSignatureException",
      /^X-Amz-Expires should be a number$/,
    ],
    [
      "5.2 row 4: date form",
      (r) => alter(r, /X-Amz-Date=\w+/, "X-Amz-Date=today"),
      "IncompleteSignatureException",
      /^Date must be in ISO-8601 'basic format'\. Got 'today'/,
    ],
    [
      "5.2 row 6: host unsigned",
      (r) => alter(r, /%3Bhost/, ""),
      "InvalidSignatureException",
      /^'Host' must be a 'SignedHeader'/,
    ],
    [
      "5.2 row 7: algorithm",
      (r) => alter(r, /AWS4-HMAC-SHA256/, "AWS4-ECDSA-P256-SHA256"),
      "IncompleteSignatureException",
      /^Unsupported AWS 'algorithm': 'AWS4-ECDSA-P256-SHA256'/,
    ],
    [
      "5.2 row 11: one changed byte of the body",
      (r) => alter(r, /"Limit":1/, '"Limit":2'),
      "InvalidSignatureException",
      /The Canonical String for this request should have been\n'POST\n\/\nX-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=\w+%2F20261123/,
    ],
    [
      "5.2 row 11: a longer life than was signed",
      (r) => alter(r, /X-Amz-Expires=3600/, "X-Amz-Expires=7200"),
      "InvalidSignatureException",
      /does not match/,
    ],
  ];
  for (const [name, alteration, error, message] of cases) {
    test(name, async () => {
      const { sign, raw } = await createTestEngine();
      const answer = await raw(alteration(await sign("Encrypt", body, presigned)));
      expect(answer).toMatchObject({ status: 400, error });
      expect(answer.message).toMatch(message);
    });
  }

  test("5.1 presigned: is good for as long as it says, and no longer", async () => {
    const { sign, raw, engine } = await createTestEngine();
    const [hour, seconds] = [
      await sign("Encrypt", body, presigned),
      await sign("Encrypt", body, { as: APP, presigned: 30 }),
    ];
    await engine.glass.setClock({ advance: 31_000 });
    expect((await raw(seconds)).message).toBe(
      "Signature expired: 20261123T120000Z is now earlier than 20261123T120001Z (20261123T120031Z - 30 sec.)",
    );
    await engine.glass.setClock({ advance: 59 * 60_000 });
    expect((await raw(hour)).error).toBe("ValidationException");
    await engine.glass.setClock({ advance: 60_000 });
    expect((await raw(hour)).message).toBe(
      "Signature expired: 20261123T120000Z is now earlier than 20261123T120031Z (20261123T130031Z - 60 min.)",
    );
  });

  test("shows its session token nowhere in the pane", async () => {
    const { sign, raw, trace, engine, credentials } = await createTestEngine();
    const answer = await raw(alter(await sign("Encrypt", body, presigned), /"Limit":1/, '"Limit":2'));
    const token = (await credentials(APP)).Token ?? "";
    expect(answer.message).toContain(encodeURIComponent(token));
    const told = JSON.stringify([await trace(answer), await engine.glass.calls({}, null, 10)]);
    expect(told).toContain("X-Amz-Security-Token=«128 bytes, print ");
    expect(told).not.toContain(encodeURIComponent(token));
    expect(told).not.toContain(token);
  });
});

test("5.2 row 5: a signature is good for five minutes of world time, either way", async () => {
  const { sign, raw, engine } = await createTestEngine();
  const request = await sign("Encrypt", body, { as: APP });
  await engine.glass.setClock({ advance: 5 * 60_000 });
  expect((await raw(request)).error).toBe("ValidationException");
  await engine.glass.setClock({ advance: 1000 });
  expect((await raw(request)).message).toMatch(/^Signature expired: /);
  await engine.glass.setClock({ advance: -10 * 60_000 - 1000 });
  expect((await raw(request)).error).toBe("ValidationException");
  await engine.glass.setClock({ advance: -1000 });
  expect((await raw(request)).message).toMatch(/^Signature not yet current: /);
});

test("the pane tells the whole computation of the server, its key chain as prints of what was fed in", async () => {
  const { sign, raw, trace, credentials } = await createTestEngine();
  const told = await trace(await raw(await sign("Encrypt", body, { as: APP })));
  const { signature } = told.frontDoor;
  expect(signature?.chain?.links.map(({ fed }) => fed)).toEqual(["20261123", "us-east-1", "kms", "aws4_request"]);
  const prints = [signature?.chain?.secret, ...(signature?.chain?.links.map(({ value }) => value) ?? [])];
  expect(prints.map((print) => print?.bytes)).toEqual([40, 32, 32, 32, 32]);
  expect(new Set(prints.map((print) => print?.print)).size).toBe(5);
  for (const print of prints) expect(print?.print).toMatch(/^[0-9a-f]{4} [0-9a-f]{4}$/);
  expect(JSON.stringify(told)).not.toContain((await credentials(APP)).SecretAccessKey);
});

test("a refused caller leaves a trace that does not tell the right signature", async () => {
  const { sign, raw, trace } = await createTestEngine();
  const told = await trace(await raw(alter(await sign("Encrypt", body, { as: APP }), /"Limit":1/, '"Limit":2')));
  expect(told.frontDoor.signature).toMatchObject({
    verdict: "refused",
    computed: null,
  });
  const { provided, computed } = told.frontDoor.signature?.differ ?? {};
  expect(provided?.print).not.toEqual(computed?.print);
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

const prints = {
  print: (secret: Bytes) => Promise.resolve({ bytes: secret.length, print: "" }),
};

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
        ...PLAIN,
        trust: null,
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
      const known = { now, freshness: { now, rate: 1 }, regions: [region], prints, find: async () => credential };
      expect((await authenticate(request, known)).stage.verdict).toBe("equal");
    });
  }
});
