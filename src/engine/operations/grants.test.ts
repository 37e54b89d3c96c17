/** Grants as rows: made, listed, named by token, retired, revoked. What they allow is asked in access/. */
import { describe, expect, test } from "vitest";
import type { JsonObject } from "#wire/json.ts";
import type { GrantRow } from "../keys/rows.ts";
import { QUOTAS } from "../quotas.ts";
import { MemoryStorage } from "../storage/memory.ts";
import { ADMIN, APP, b64, createTestEngine, GREEN_ETL, REPORT, ZOE, type CallOptions } from "../testing/engine.ts";
import type { PrincipalRow, SettingsRow } from "../world/rows.ts";

const SESSION = "arn:aws:sts::111122223333:assumed-role/Report/night";
const BLUE_ROOT = "arn:aws:iam::111122223333:root";
const GREEN_ROOT = "arn:aws:iam::444455556666:root";
const SOURCE = "arn:aws:s3:us-east-1:111122223333:bucket/orders";

interface Grant extends JsonObject {
  readonly GrantId: string;
  readonly GranteePrincipal: string;
}

async function start(storage?: MemoryStorage) {
  const engine = await createTestEngine(storage === undefined ? {} : { storage });
  const { call, orders } = engine;
  const members = (more: JsonObject = {}): JsonObject => ({
    KeyId: orders,
    GranteePrincipal: REPORT,
    Operations: ["Decrypt"],
    ...more,
  });
  const grant = async (more: JsonObject = {}, options?: CallOptions) => {
    const { body, error, message } = await call("CreateGrant", members(more), options);
    expect([error, message]).toEqual([null, null]);
    return { id: String(body["GrantId"]), token: String(body["GrantToken"]) };
  };
  const listed = async (more: JsonObject = {}): Promise<readonly Grant[]> =>
    (await call("ListGrants", { KeyId: orders, ...more })).body["Grants"] as unknown as Grant[];
  return { ...engine, members, grant, listed };
}

describe("CreateGrant", () => {
  test("1.7 shape: answers with an id and a token, and ListGrants tells all of it", async () => {
    const { call, members, listed, orders } = await start();
    const { body } = await call(
      "CreateGrant",
      members({
        Operations: ["Encrypt", "Decrypt", "Encrypt"],
        RetiringPrincipal: "111122223333",
        Name: "nightly",
        Constraints: { EncryptionContextSubset: { tenant: "blue", area: "north" } },
      }),
    );
    expect(Object.keys(body)).toEqual(["GrantToken", "GrantId"]);
    expect(body["GrantId"]).toMatch(/^[0-9a-f]{64}$/);
    expect(body["GrantToken"]).toMatch(/^[A-Za-z0-9+/=]{100,8192}$/);
    expect(await listed()).toEqual([
      {
        KeyId: orders,
        GrantId: body["GrantId"],
        Name: "nightly",
        CreationDate: expect.any(Number) as number,
        GranteePrincipal: REPORT,
        RetiringPrincipal: BLUE_ROOT,
        IssuingAccount: BLUE_ROOT,
        Operations: ["Decrypt", "Encrypt"],
        Constraints: { EncryptionContextSubset: { area: "north", tenant: "blue" } },
      },
    ]);
  });

  test("1.7 Name: with the same Name and parameters answers with the same grant and a new token; both tokens are of it", async () => {
    const { grant, listed, call, orders } = await start();
    const named = { Name: "retry", Operations: ["Decrypt", "Encrypt"] };
    const first = await grant(named);
    const second = await grant({ ...named, Operations: ["Encrypt", "Decrypt"] });
    expect(second.id).toBe(first.id);
    expect(second.token).not.toBe(first.token);
    expect(await listed()).toHaveLength(1);
    for (const { token } of [first, second])
      expect((await call("DescribeKey", { KeyId: orders, GrantTokens: [token] })).error).toBeNull();
  });

  test.each<[what: string, more: JsonObject]>([
    ["other operations", { Operations: ["Encrypt"] }],
    ["another grantee", { GranteePrincipal: APP }],
    ["a retiring principal", { RetiringPrincipal: ZOE }],
    ["a constraint", { Constraints: { EncryptionContextEquals: { tenant: "blue" } } }],
    ["another name", { Name: "other" }],
  ])("with the same Name but %s makes another grant", async (_, more) => {
    const { grant, listed } = await start();
    const first = await grant({ Name: "retry" });
    expect((await grant({ Name: "retry", ...more })).id).not.toBe(first.id);
    expect(await listed()).toHaveLength(2);
  });

  test("without a Name makes another grant each time", async () => {
    const { grant, listed } = await start();
    await grant();
    await grant();
    expect(await listed()).toHaveLength(2);
  });

  test("for a service principal wants a source and somebody who may retire it", async () => {
    const { call, orders, listed } = await start();
    const service = { KeyId: orders, GranteeServicePrincipal: "logs.us-east-1.amazonaws.com", Operations: ["Decrypt"] };
    const missing = await Promise.all([
      call("CreateGrant", service),
      call("CreateGrant", { ...service, Constraints: { SourceArn: SOURCE } }),
      call("CreateGrant", { ...service, GranteePrincipal: APP, Constraints: { SourceArn: SOURCE } }),
    ]);
    expect(missing.map(({ error }) => error)).toEqual(Array(3).fill("ValidationException"));
    const whole = {
      ...service,
      Constraints: { SourceArn: SOURCE },
      RetiringServicePrincipal: "logs.us-east-1.amazonaws.com",
    };
    expect((await call("CreateGrant", whole)).error).toBeNull();
    expect((await listed())[0]).toMatchObject({
      GranteeServicePrincipal: "logs.us-east-1.amazonaws.com",
      RetiringServicePrincipal: "logs.us-east-1.amazonaws.com",
      Constraints: { SourceArn: SOURCE },
    });
  });

  test("1.7 resolution: finds users, roles, sessions that were not issued yet, accounts and bare ids", async () => {
    const { grant, listed, call, orders } = await start();
    for (const GranteePrincipal of [ZOE, REPORT, SESSION, BLUE_ROOT, "444455556666", GREEN_ETL])
      await grant({ GranteePrincipal });
    const shown = (await listed()).map(({ GranteePrincipal }) => GranteePrincipal);
    expect(new Set(shown)).toEqual(new Set([ZOE, REPORT, SESSION, BLUE_ROOT, GREEN_ROOT, GREEN_ETL]));
    const session = (await listed({ GranteePrincipal: SESSION })).length;
    expect([session, (await listed({ GranteePrincipal: REPORT })).length]).toEqual([1, 1]);
    expect((await call("ListGrants", { KeyId: orders, GranteePrincipal: "AROAAAAAAAAAAAAAAAAAA" })).error).toBe(
      "InvalidArnException",
    );
  });

  const nobody = "arn:aws:iam::111122223333:role/Nobody";
  const suits = "CreateGrant, RetireGrant, DescribeKey, Decrypt, Encrypt, ReEncryptFrom, ReEncryptTo, GenerateDataKey";
  const pairs = (count: number): JsonObject =>
    Object.fromEntries(Array.from({ length: count }, (_, n) => [`name${n}`, "value"]));
  test.each<[what: string, more: JsonObject, error: string, message: string | RegExp | null]>([
    [
      "a principal that is not there",
      { GranteePrincipal: nobody },
      "InvalidArnException",
      `ARN does not refer to a valid principal: ${nobody}`,
    ],
    ["a retiring principal that is not there", { RetiringPrincipal: nobody }, "InvalidArnException", /valid principal/],
    ["what is no ARN", { GranteePrincipal: "Report" }, "InvalidArnException", "ARN is not valid: Report"],
    ["a group", { GranteePrincipal: "arn:aws:iam::111122223333:group/All" }, "InvalidArnException", /valid principal/],
    ["an alias", { KeyId: "alias/orders" }, "InvalidArnException", "Key Aliases are not supported for this operation."],
    [
      "an operation by its shouted name",
      { Operations: ["DECRYPT"] },
      "ValidationException",
      /^1 validation error .*at 'operations'/,
    ],
    ["no operation", { Operations: [] }, "ValidationException", "You must specify at least one grant operation."],
    [
      "an operation that the key cannot do",
      { Operations: ["Decrypt", "Sign"] },
      "ValidationException",
      new RegExp(
        `^Operations \\[Sign\\] are not supported when creating a grant for a symmetric KMS key with key usage ENCRYPT_DECRYPT\\. Valid operations are \\[${suits}`,
      ),
    ],
    [
      "no grantee",
      { GranteePrincipal: null },
      "ValidationException",
      "You must specify GranteePrincipal or GranteeServicePrincipal.",
    ],
    [
      "two context constraints",
      { Constraints: { EncryptionContextEquals: { a: "b" }, EncryptionContextSubset: { a: "b" } } },
      "ValidationException",
      /not both/,
    ],
    ["nine pairs", { Constraints: { EncryptionContextEquals: pairs(9) } }, "ValidationException", /1 to 8 pairs/],
    [
      "a long value",
      { Constraints: { EncryptionContextSubset: { a: "x".repeat(385) } } },
      "ValidationException",
      /384/,
    ],
    [
      "a source that is no ARN",
      { Constraints: { SourceArn: "orders-of-the-bucket-here" } },
      "ValidationException",
      /at 'constraints\.sourceArn'/,
    ],
    ["a name with blanks", { Name: "for the night" }, "ValidationException", /at 'name'/],
    ["eleven tokens", { GrantTokens: Array(11).fill("t") }, "ValidationException", /at 'grantTokens'/],
    ["a token of no grant", { GrantTokens: ["AQpA"] }, "InvalidGrantTokenException", null],
  ])("refuses %s and changes nothing, in a rehearsal as well", async (_, more, error, message) => {
    const { call, members, snapshot } = await start();
    const before = await snapshot();
    for (const rehearsal of [{}, { DryRun: true }]) {
      const answer = await call("CreateGrant", members({ ...more, ...rehearsal }));
      expect([answer.status, answer.error]).toEqual([400, error]);
      expect(says(answer.message, message), String(answer.message)).toBe(true);
    }
    expect(await snapshot()).toBe(before);
  });

  test("an empty encryption context beside the other constrains nothing: Terraform always sends both", async () => {
    const { grant, listed } = await start();
    await grant({ Constraints: { EncryptionContextEquals: { tenant: "blue" }, EncryptionContextSubset: {} } });
    expect((await listed())[0]!["Constraints"]).toEqual({ EncryptionContextEquals: { tenant: "blue" } });
  });

  test("1.7 eight pairs: takes eight pairs, whatever their names", async () => {
    const { grant, listed } = await start();
    const context = JSON.parse('{"__proto__":"a","constructor":"b"}') as JsonObject;
    await grant({ Constraints: { EncryptionContextEquals: { ...pairs(6), ...context, ["__proto__"]: "a" } } });
    const { EncryptionContextEquals } = (await listed())[0]!["Constraints"] as unknown as Record<string, JsonObject>;
    expect(Object.keys(EncryptionContextEquals!)).toHaveLength(8);
    expect(Object.hasOwn(EncryptionContextEquals!, "__proto__")).toBe(true);
  });

  test("of a rehearsal that would succeed says so and makes nothing", async () => {
    const { call, members, listed } = await start();
    const { error, message } = await call("CreateGrant", members({ DryRun: true }));
    expect([error, message]).toEqual([
      "DryRunOperationException",
      "The request would have succeeded, but the DryRun option is set.",
    ]);
    expect(await listed()).toEqual([]);
  });

  test("is told without its token in the audit log, and its constraint with the names as they are", async () => {
    const { call, members, trace } = await start();
    const answer = await call(
      "CreateGrant",
      members({ Constraints: { EncryptionContextSubset: { Tenant: "blue" } }, GrantTokens: [] }),
    );
    const { audit } = await trace(answer);
    expect(audit?.["responseElements"]).toEqual({
      grantId: answer.body["GrantId"],
      keyId: expect.stringMatching(/^arn:/) as string,
    });
    expect(audit?.["requestParameters"]).toMatchObject({
      granteePrincipal: REPORT,
      operations: ["Decrypt"],
      constraints: { encryptionContextSubset: { Tenant: "blue" } },
    });
    expect(JSON.stringify(audit)).not.toContain(String(answer.body["GrantToken"]));
  });
});

test("where any principal is taken to exist, a grant may name any well-formed one", async () => {
  const { rows, ...world } = (await (await createTestEngine()).storage.load())!;
  const open = new MemoryStorage();
  await open.create({
    ...world,
    rows: rows.map((entry) =>
      entry.table === "settings"
        ? { table: entry.table, row: { ...(entry.row as SettingsRow), anyPrincipal: true } }
        : entry,
    ),
  });
  const { grant, listed, call, members } = await start(open);
  const elsewhere = "arn:aws:iam::999988887777";
  for (const name of [`${elsewhere}:role/team/Anybody`, `${elsewhere}:root`, REPORT])
    await grant({ GranteePrincipal: name });
  await grant({ GranteePrincipal: "arn:aws:sts::999988887777:assumed-role/Anybody/night" });
  expect(await listed({ GranteePrincipal: `${elsewhere}:role/team/Anybody` })).toHaveLength(1);
  expect(await listed()).toHaveLength(4);
  expect((await call("CreateGrant", members({ GranteePrincipal: `${elsewhere}:group/All` }))).error).toBe(
    "InvalidArnException",
  );
});

test("1.7 quota: a key has room for 50,000 grants", async () => {
  const { storage, engine, grant } = await start();
  const { id: first } = await grant({ Name: "first" });
  await engine.flush();
  const { rows, ...world } = (await storage.load())!;
  const one = rows.find(({ table }) => table === "grants")!.row as GrantRow;
  const more = Array.from({ length: QUOTAS.grantsPerKey - 1 }, (_, n) => {
    const grantId = n.toString(16).padStart(64, "0");
    return { table: "grants" as const, row: { ...one, id: `${one.keyRow}/${grantId}`, grantId, name: null } };
  });
  const full = new MemoryStorage();
  await full.create({ ...world, rows: [...rows, ...more] });
  const { call, members, grant: again } = await start(full);
  const { status, error, message } = await call("CreateGrant", members());
  expect([status, error, message]).toEqual([400, "LimitExceededException", null]);
  expect((await again({ Name: "first" })).id, "a retry makes none").toBe(first);
});

describe("A grant token", () => {
  test("is taken by every call that takes tokens, until its grant is gone", async () => {
    const { call, engine, grant, orders } = await start();
    const { id, token } = await grant();
    const seal = { KeyId: orders, Plaintext: b64("order 7"), GrantTokens: [token, token] };
    expect((await call("Encrypt", seal)).error).toBeNull();
    await call("RevokeGrant", { KeyId: orders, GrantId: id });
    expect((await call("Encrypt", seal)).error).toBeNull();
    await engine.glass.setClock({ advance: 5_000 });
    expect((await call("Encrypt", seal)).error).toBe("InvalidGrantTokenException");
  });

  test("is of its own Region only", async () => {
    const { call, grant } = await start();
    const { token } = await grant();
    const there = await call("RetireGrant", { GrantToken: token }, { region: "eu-west-1" });
    expect(there.error).toBe("InvalidGrantTokenException");
  });
});

describe("ListGrants", () => {
  test("gives 50 a page, at most 100, and each grant once", async () => {
    const { call, grant, orders } = await start();
    for (let n = 0; n < 120; n++) await grant();
    const ids = new Set<string>();
    const lengths: number[] = [];
    let Marker: string | undefined;
    do {
      const { body } = await call("ListGrants", { KeyId: orders, ...(Marker === undefined ? {} : { Marker }) });
      const page = body["Grants"] as unknown as Grant[];
      lengths.push(page.length);
      for (const { GrantId } of page) ids.add(GrantId);
      Marker = body["NextMarker"];
      expect(body["Truncated"]).toBe(Marker !== undefined);
    } while (Marker !== undefined);
    expect([lengths, ids.size]).toEqual([[50, 50, 20], 120]);
    expect((await call("ListGrants", { KeyId: orders, Limit: 101 })).error).toBe("ValidationException");
    expect((await call("ListGrants", { KeyId: orders, Marker: "nonsense" })).error).toBe("InvalidMarkerException");
  });

  test("finds by id and by grantee, and by both", async () => {
    const { call, grant, listed, orders } = await start();
    const { id } = await grant();
    const other = await grant({ GranteePrincipal: APP });
    expect((await listed({ GrantId: id })).map(({ GrantId }) => GrantId)).toEqual([id]);
    expect((await listed({ GranteePrincipal: APP })).map(({ GrantId }) => GrantId)).toEqual([other.id]);
    expect(await listed({ GrantId: id, GranteePrincipal: APP })).toEqual([]);
    expect(await listed({ GrantId: "0".repeat(64) })).toEqual([]);
    expect((await call("ListGrants", { KeyId: orders, GrantId: "mine" })).error).toBe("InvalidGrantIdException");
    const byService = await call("ListGrants", {
      KeyId: orders,
      GranteeServicePrincipal: "logs.us-east-1.amazonaws.com",
    });
    expect(byService.error).toBe("ValidationException");
  });

  test("shows a principal that was deleted as its bare id", async () => {
    const { grant, storage, engine } = await start();
    await grant();
    await engine.flush();
    const without = await changed(storage as MemoryStorage, (row) => (row.id === REPORT ? null : row));
    const { listed } = await start(without);
    expect((await listed())[0]?.GranteePrincipal).toMatch(/^AROA[A-Z2-7]{17}$/);
  });
});

describe("ListRetirableGrants", () => {
  test("lists the grants of all keys of the Region that one principal of the account may retire", async () => {
    const { call, grant } = await start();
    const made = (await call("CreateKey")).body["KeyMetadata"] as unknown as JsonObject;
    const ids = [
      await grant({ RetiringPrincipal: ZOE }),
      await grant({ RetiringPrincipal: ZOE, KeyId: made["Arn"] as string }),
    ].map(({ id }) => id);
    await grant({ RetiringPrincipal: APP });
    await grant();
    const { body } = await call("ListRetirableGrants", { RetiringPrincipal: ZOE });
    expect(body).toMatchObject({ Truncated: false });
    const told = body["Grants"] as unknown as Grant[];
    expect(new Set(told.map(({ GrantId }) => GrantId))).toEqual(new Set(ids));
    expect(new Set(told.map(({ KeyId }) => KeyId)).size).toBe(2);
    const page = await call("ListRetirableGrants", { RetiringPrincipal: ZOE, Limit: 1 });
    expect(page.body["Truncated"]).toBe(true);
    const rest = await call("ListRetirableGrants", { RetiringPrincipal: ZOE, Marker: page.body["NextMarker"] });
    expect(rest.body["Grants"]).toHaveLength(1);
    const elsewhere = await call("ListRetirableGrants", { RetiringPrincipal: ZOE }, { region: "eu-west-1" });
    expect(elsewhere.body["Grants"]).toEqual([]);
  });

  test.each<[what: string, members: JsonObject, error: string]>([
    ["nobody", {}, "ValidationException"],
    ["two at once", { RetiringPrincipal: ZOE, RetiringServicePrincipal: "a.b.c" }, "ValidationException"],
    ["a service", { RetiringServicePrincipal: "logs.us-east-1.amazonaws.com" }, "ValidationException"],
    ["somebody of another account", { RetiringPrincipal: GREEN_ETL }, "AccessDeniedException"],
    ["nobody known", { RetiringPrincipal: "arn:aws:iam::111122223333:user/Nobody" }, "InvalidArnException"],
  ])("does not list for %s", async (_, members, error) => {
    const { call } = await start();
    expect((await call("ListRetirableGrants", members)).error).toBe(error);
  });

  test("is asked of the account's IAM, with the retiring principal as the resource", async () => {
    const { call } = await start();
    const { message } = await call("ListRetirableGrants", { RetiringPrincipal: ZOE }, { as: APP });
    expect(message).toContain(`is not authorized to perform: kms:ListRetirableGrants on resource: ${ZOE} because no`);
  });
});

describe("RetireGrant", () => {
  test.each<[who: string, as: string, more: JsonObject]>([
    ["the retiring principal", ZOE, { RetiringPrincipal: ZOE }],
    ["the retiring principal's sessions", REPORT, { RetiringPrincipal: REPORT, GranteePrincipal: APP }],
    ["the grantee when the grant says so", ZOE, { GranteePrincipal: ZOE, Operations: ["Decrypt", "RetireGrant"] }],
    ["whom the account's IAM allows it", ADMIN, {}],
  ])("1.3 RetireGrant i: is done by %s", async (_, as, more) => {
    const { call, grant, listed, orders } = await start();
    const { token } = await grant(more);
    expect((await call("RetireGrant", { GrantToken: token, DryRun: true }, { as })).error).toBe(
      "DryRunOperationException",
    );
    expect((await call("RetireGrant", { GrantToken: token }, { as })).body).toEqual({});
    const { id } = await grant(more);
    expect((await call("RetireGrant", { KeyId: orders, GrantId: id }, { as })).error).toBeNull();
    expect(await listed()).toEqual([]);
  });

  test.each<[who: string, as: string, more: JsonObject]>([
    ["somebody else of the account", APP, { RetiringPrincipal: ZOE }],
    ["the grantee of a grant that does not say so", ZOE, { GranteePrincipal: ZOE }],
    [
      "somebody of an account that may retire it, without the word of IAM",
      REPORT,
      { RetiringPrincipal: BLUE_ROOT, GranteePrincipal: APP },
    ],
    [
      "a retiring principal of another account without the word of its own IAM",
      GREEN_ETL,
      { RetiringPrincipal: GREEN_ETL },
    ],
  ])("is refused to %s", async (_, as, more) => {
    const { call, grant, listed, trace } = await start();
    const { token } = await grant(more);
    const answer = await call("RetireGrant", { GrantToken: token }, { as });
    expect(answer.error).toBe("AccessDeniedException");
    expect(answer.message).toMatch(
      /kms:RetireGrant .*because no identity-based policy allows the kms:RetireGrant action$/,
    );
    expect((await trace(answer)).authorize).toMatchObject([{ action: "kms:RetireGrant", allowed: false }]);
    expect(await listed()).toHaveLength(1);
  });

  const policy = (Effect: "Allow" | "Deny"): PrincipalRow["policies"] => {
    const Statement = { Effect, Action: "kms:RetireGrant", Resource: "*" };
    return [{ name: "retire", version: 1, text: JSON.stringify({ Version: "2012-10-17", Statement }) }];
  };

  test("1.3 RetireGrant iii: is done by a party of another account when its own IAM allows it, and by no stranger there", async () => {
    const storage = await worldWhere((row) => (row.id === GREEN_ETL ? { ...row, policies: policy("Allow") } : row));
    const { call, grant, listed, orders } = await start(storage);
    const theirs = await grant({ RetiringPrincipal: GREEN_ETL });
    expect((await call("RetireGrant", { GrantToken: theirs.token }, { as: GREEN_ETL })).error).toBeNull();
    const ours = await grant();
    const stranger = await call("RetireGrant", { KeyId: orders, GrantId: ours.id }, { as: GREEN_ETL });
    const missing = await call("RetireGrant", { KeyId: orders, GrantId: "0".repeat(64) }, { as: GREEN_ETL });
    expect([stranger.error, missing.error]).toEqual(["AccessDeniedException", "AccessDeniedException"]);
    expect(stranger.message).toBe(missing.message);
    expect(await listed()).toHaveLength(1);
  });

  test("1.3 RetireGrant ii: is forbidden by a Deny, even to the retiring principal", async () => {
    const storage = await worldWhere((row) => (row.id === ZOE ? { ...row, policies: policy("Deny") } : row));
    const { call, grant } = await start(storage);
    const { token } = await grant({ RetiringPrincipal: ZOE });
    const { message } = await call("RetireGrant", { GrantToken: token }, { as: ZOE });
    expect(message).toMatch(/with an explicit deny in an identity-based policy$/);
  });

  test.each<
    [
      what: string,
      members: (id: string, token: string, orders: string) => JsonObject,
      error: string,
      message: string | RegExp | null,
    ]
  >([
    ["nothing", () => ({}), "ValidationException", /either a GrantToken, or a KeyId and a GrantId/],
    ["a key alone", (_, __, orders) => ({ KeyId: orders }), "ValidationException", /either a GrantToken/],
    [
      "all three",
      (id, token, orders) => ({ KeyId: orders, GrantId: id, GrantToken: token }),
      "ValidationException",
      /either/,
    ],
    ["a token of no grant", () => ({ GrantToken: "AQpA" }), "InvalidGrantTokenException", null],
    [
      "a bare key id",
      (id, _, orders) => ({ KeyId: orders.slice(-36), GrantId: id }),
      "NotFoundException",
      /^Invalid arn [0-9a-f-]{36}$/,
    ],
    ["an alias", (id) => ({ KeyId: "alias/orders", GrantId: id }), "InvalidArnException", /Aliases/],
    [
      "what is no id of a grant",
      (_, __, orders) => ({ KeyId: orders, GrantId: "mine" }),
      "InvalidGrantIdException",
      null,
    ],
    [
      "a grant that is not there",
      (_, __, orders) => ({ KeyId: orders, GrantId: "0".repeat(64) }),
      "NotFoundException",
      /not found/,
    ],
  ])("1.3 RetireGrant names: refuses %s", async (_, members, error, message) => {
    const { call, grant, snapshot, orders } = await start();
    const { id, token } = await grant();
    const before = await snapshot();
    const answer = await call("RetireGrant", members(id, token, orders));
    expect([answer.status, answer.error]).toEqual([400, error]);
    expect(says(answer.message, message), String(answer.message)).toBe(true);
    expect(await snapshot()).toBe(before);
  });

  test("is told without any parameter in the audit log", async () => {
    const { call, grant, trace } = await start();
    const { token, id } = await grant();
    const { audit } = await trace(await call("RetireGrant", { GrantToken: token }));
    expect(audit).toMatchObject({ requestParameters: null, additionalEventData: { grantId: id } });
    expect(JSON.stringify(audit)).not.toContain(token);
  });
});

describe("RevokeGrant", () => {
  test("takes the grant and its tokens away, at once where the world is told not to wait", async () => {
    const { call, engine, grant, listed, orders, snapshot } = await start();
    await engine.glass.setGrantDelay(0);
    await call("GenerateRandom", { NumberOfBytes: 1 });
    const before = await snapshot();
    const { id } = await grant({ Name: "twice" });
    await grant({ Name: "twice" });
    expect((await call("RevokeGrant", { KeyId: orders, GrantId: id, DryRun: true })).error).toBe(
      "DryRunOperationException",
    );
    expect((await call("RevokeGrant", { KeyId: orders.slice(-36), GrantId: id })).body).toEqual({});
    expect(await listed()).toEqual([]);
    expect(await snapshot()).toBe(before);
  });

  test("refuses what is not there, in a rehearsal as well", async () => {
    const { call, orders } = await start();
    for (const more of [{}, { DryRun: true }]) {
      const gone = await call("RevokeGrant", { KeyId: orders, GrantId: "0".repeat(64), ...more });
      const wrong = await call("RevokeGrant", { KeyId: orders, GrantId: "mine", ...more });
      expect([gone.error, wrong.error]).toEqual(["NotFoundException", "InvalidGrantIdException"]);
    }
  });

  test("is a matter of policies: being named in the grant is not enough", async () => {
    const { call, grant, orders } = await start();
    const { id } = await grant({ GranteePrincipal: ZOE, RetiringPrincipal: ZOE });
    expect((await call("RevokeGrant", { KeyId: orders, GrantId: id }, { as: ZOE })).error).toBe(
      "AccessDeniedException",
    );
  });
});

test("a key's grants and their tokens end with the key", async () => {
  const { call, engine, snapshot, grant } = await start();
  const made = (await call("CreateKey")).body["KeyMetadata"] as unknown as JsonObject;
  const KeyId = made["Arn"] as string;
  for (const Name of ["a", "b"]) await grant({ KeyId, Name, RetiringPrincipal: ZOE });
  await call("ScheduleKeyDeletion", { KeyId, PendingWindowInDays: 7 });
  await engine.glass.setClock({ advance: 8 * 86_400_000 });
  expect((await call("ListRetirableGrants", { RetiringPrincipal: ZOE })).body["Grants"]).toEqual([]);
  expect(await snapshot()).not.toContain("grantTokens");
});

test("a grant that was made can be taken back, and done again with the same id", async () => {
  const { engine, grant, listed } = await start();
  const { id } = await grant();
  await engine.glass.undo();
  expect(await listed()).toEqual([]);
  await engine.glass.redo();
  expect((await listed()).map(({ GrantId }) => GrantId)).toEqual([id]);
});

const says = (told: string | null, wanted: string | RegExp | null): boolean =>
  wanted instanceof RegExp ? told !== null && wanted.test(told) : told === wanted;

/** The default world with some of its principals changed, or gone. */
const worldWhere = async (change: (row: PrincipalRow) => PrincipalRow | null): Promise<MemoryStorage> =>
  changed((await createTestEngine()).storage as MemoryStorage, change);

async function changed(
  storage: MemoryStorage,
  change: (row: PrincipalRow) => PrincipalRow | null,
): Promise<MemoryStorage> {
  const { epoch, keyring, clock, rows } = (await storage.load())!;
  const copy = new MemoryStorage();
  await copy.create({
    epoch,
    keyring,
    clock,
    rows: rows.flatMap((entry) => {
      if (entry.table !== "principals") return [entry];
      const row = change(entry.row as PrincipalRow);
      return row === null ? [] : [{ table: entry.table, row }];
    }),
  });
  return copy;
}
