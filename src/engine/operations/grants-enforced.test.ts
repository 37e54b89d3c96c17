/** Grants and conditions as a caller meets them: through the front door, on the world's clock. */
import { describe, expect, test } from "vitest";
import type { JsonObject } from "#wire/json.ts";
import { b64, createTestEngine, GREEN_ETL, NOON, REPORT, ZOE } from "../testing/engine.ts";

async function start() {
  const engine = await createTestEngine();
  const { call, orders } = engine;
  const seal = (more: JsonObject = {}, as = REPORT) =>
    call("Encrypt", { KeyId: orders, Plaintext: b64("x"), ...more }, { as });
  const grant = async (more: JsonObject = {}, as?: string) => {
    const input = { KeyId: orders, GranteePrincipal: REPORT, Operations: ["Encrypt"], ...more };
    const { body, error, message } = await call("CreateGrant", input, as === undefined ? {} : { as });
    return { id: String(body["GrantId"]), token: String(body["GrantToken"]), error, message };
  };
  const known = () => engine.engine.glass.setClock({ advance: 5_000 });
  return { ...engine, seal, grant, known };
}

describe("1.7 consistency: a grant that is over", () => {
  const ends = async (how: "RetireGrant" | "RevokeGrant") => {
    const world = await start();
    const { id, token } = await world.grant();
    await world.known();
    const ended = await world.call(how, { KeyId: world.orders, GrantId: id });
    expect(ended.error).toBeNull();
    const pass = (advance: number) => world.engine.glass.setClock({ advance });
    return { ...world, id, token, pass };
  };

  test.each([
    ["RetireGrant", "retired"],
    ["RevokeGrant", "revoked"],
  ] as const)("by %s goes on allowing until everybody knows, and the trace says why", async (operation, how) => {
    const { seal, pass, trace, id } = await ends(operation);
    await pass(2_000);
    const meanwhile = await seal();
    expect(meanwhile.error).toBeNull();
    const { authorize, audit } = await trace(meanwhile);
    expect(authorize[0]).toMatchObject({ allowed: true, layer: "grant", grantId: id, ourReading: ["grant-end"] });
    const ending = authorize[0]?.documents.find(({ layer }) => layer === "grant")?.ending;
    expect(ending).toEqual({ how, at: NOON + 5_000, left: 3_000 });
    expect(audit?.["additionalEventData"]).toMatchObject({ grantId: id });
    await pass(2_999);
    expect((await seal()).error).toBeNull();
    await pass(1);
    const after = await seal();
    expect(after.message).toMatch(/because no identity-based policy allows the kms:Encrypt action$/);
    expect((await trace(after)).authorize[0]?.documents.map(({ layer }) => layer)).not.toContain("grant");
  });

  test("is gone at once for whoever lists grants or names this one", async () => {
    const { call, orders, id, token } = await ends("RevokeGrant");
    const listed = async (more: JsonObject) => (await call("ListGrants", { KeyId: orders, ...more })).body["Grants"];
    for (const more of [{}, { GrantId: id }, { GranteePrincipal: REPORT }]) expect(await listed(more)).toEqual([]);
    const again = await call("RevokeGrant", { KeyId: orders, GrantId: id });
    const retired = await call("RetireGrant", { GrantToken: token });
    expect([again.error, retired.error]).toEqual(["NotFoundException", "InvalidGrantTokenException"]);
  });

  test("counts with its token as long as it counts, even where not everybody knew of it", async () => {
    const { call, grant, seal, engine, orders } = await start();
    const { id, token } = await grant();
    await call("RevokeGrant", { KeyId: orders, GrantId: id });
    expect((await seal({ GrantTokens: [token] })).error).toBeNull();
    expect((await seal()).error).toBe("AccessDeniedException");
    await engine.glass.setClock({ advance: 5_000 });
    expect((await seal({ GrantTokens: [token] })).error).toBe("AccessDeniedException");
  });

  test("is over at once where the world is told not to wait", async () => {
    const { call, grant, seal, engine, orders } = await start();
    await engine.glass.setGrantDelay(0);
    const { id } = await grant();
    expect((await seal()).error).toBeNull();
    await call("RevokeGrant", { KeyId: orders, GrantId: id });
    expect((await seal()).error).toBe("AccessDeniedException");
  });

  test("does not come back when the world is told of a longer delay, and is swept away with the next change", async () => {
    const { seal, pass, grant, snapshot, engine, id } = await ends("RevokeGrant");
    await pass(5_000);
    await engine.glass.setGrantDelay(300_000);
    expect((await seal()).error).toBe("AccessDeniedException");
    await grant();
    expect(await snapshot()).not.toContain(id);
  });

  test("is again in force when its end is taken back", async () => {
    const { seal, pass, engine, call, orders } = await ends("RevokeGrant");
    await engine.glass.undo();
    await pass(60_000);
    expect((await seal()).error).toBeNull();
    expect((await call("ListGrants", { KeyId: orders })).body["Grants"]).toHaveLength(1);
  });

  test("makes room: a new one of the same name is another grant", async () => {
    const { call, grant, orders } = await start();
    const first = await grant({ Name: "twice" });
    await call("RevokeGrant", { KeyId: orders, GrantId: first.id });
    expect((await grant({ Name: "twice" })).id).not.toBe(first.id);
  });

  test("goes with its key", async () => {
    const { call, grant, engine, snapshot } = await start();
    const { Arn } = (await call("CreateKey")).body["KeyMetadata"] as unknown as { Arn: string };
    await engine.glass.setGrantDelay(300_000);
    const { id } = await grant({ KeyId: Arn });
    await call("RevokeGrant", { KeyId: Arn, GrantId: id });
    await call("ScheduleKeyDeletion", { KeyId: Arn, PendingWindowInDays: 7 });
    await engine.glass.setClock({ advance: 8 * 86_400_000 });
    await call("ListKeys");
    expect(await snapshot()).not.toContain(id);
  });

  test("is told on the pane as long as it counts", async () => {
    const { engine, orders, pass, id } = await ends("RetireGrant");
    const view = await engine.glass.grants(orders);
    expect(view.grants).toEqual([]);
    expect(view.ending).toMatchObject([{ grantId: id, how: "retired", at: NOON + 5_000, until: NOON + 10_000 }]);
    await pass(5_000);
    expect((await engine.glass.grants(orders)).ending).toEqual([]);
  });
});

describe("a grant", () => {
  test("counts at once with its token, and without it once it is known everywhere", async () => {
    const { seal, grant, known, trace } = await start();
    expect((await seal()).error).toBe("AccessDeniedException");
    const { token } = await grant();
    const early = await seal();
    expect(early.message).toMatch(/because no identity-based policy allows the kms:Encrypt action$/);
    expect((await trace(early)).authorize[0]?.documents[1]?.statements[0]?.whyNot).toMatchObject({
      element: "not-yet-known",
    });
    expect((await seal({ GrantTokens: [token] })).error).toBeNull();
    await known();
    const late = await seal();
    expect(late.error).toBeNull();
    expect((await trace(late)).authorize[0]).toMatchObject({ path: "grant-role", layer: "grant" });
  });
  test("counts at once where the world is told not to wait, and the delay can be no longer than AWS promises", async () => {
    const { seal, grant, engine } = await start();
    await grant();
    expect((await seal()).error).toBe("AccessDeniedException");
    expect((await engine.glass.setGrantDelay(0)).grantDelay).toBe(0);
    expect((await seal()).error).toBeNull();
    await expect(engine.glass.setGrantDelay(300_001)).rejects.toThrow(RangeError);
  });
  test("holds to its constraint", async () => {
    const { seal, grant } = await start();
    const { token } = await grant({ Constraints: { EncryptionContextSubset: { Dept: "Finance" } } });
    const by = async (EncryptionContext: JsonObject) => (await seal({ EncryptionContext, GrantTokens: [token] })).error;
    expect(await by({ Dept: "Finance", order: "7" })).toBeNull();
    expect(await by({ dept: "Finance" })).toBe("AccessDeniedException");
    expect(await by({})).toBe("AccessDeniedException");
  });
  test("of another account needs that account's word, unless that account made it", async () => {
    const { seal, grant } = await start();
    const { token } = await grant({ GranteePrincipal: GREEN_ETL });
    expect((await seal({ GrantTokens: [token] }, GREEN_ETL)).message).toMatch(
      /on this resource because no identity-based policy allows the kms:Encrypt action$/,
    );
  });
  test("with CreateGrant lets its grantee give on what it has, and no more", async () => {
    const { seal, grant, known } = await start();
    await grant({ Operations: ["CreateGrant", "Encrypt"] });
    await known();
    const wider = await grant({ GranteePrincipal: ZOE, Operations: ["Encrypt", "Decrypt"] }, REPORT);
    expect(wider.message).toMatch(/because no identity-based policy allows the kms:CreateGrant action$/);
    const { token } = await grant({ GranteePrincipal: ZOE }, REPORT);
    expect((await seal({ GrantTokens: [token] }, ZOE)).error).toBeNull();
  });
});

describe("a condition in the key policy", () => {
  const ADMIN_TOO = {
    Effect: "Allow",
    Principal: { AWS: "arn:aws:iam::111122223333:root" },
    Action: "kms:*",
    Resource: "*",
  };
  const withCondition = async (Condition: JsonObject) => {
    const world = await start();
    const statement = { Effect: "Allow", Principal: { AWS: REPORT }, Action: "kms:*", Resource: "*", Condition };
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [ADMIN_TOO, statement] });
    expect((await world.call("PutKeyPolicy", { KeyId: world.orders, Policy })).error).toBeNull();
    return world;
  };
  test("on the encryption context decides each call anew, and the trace says what was missing", async () => {
    const { seal, trace } = await withCondition({ StringEquals: { "kms:EncryptionContext:Dept": "Finance" } });
    expect((await seal({ EncryptionContext: { Dept: "Finance" } })).error).toBeNull();
    const refused = await seal();
    expect(refused.error).toBe("AccessDeniedException");
    expect((await trace(refused)).authorize[0]?.documents[0]?.statements[1]?.whyNot).toEqual({
      element: "condition",
      operator: "StringEquals",
      key: "kms:EncryptionContext:Dept",
      request: [],
      policy: ["Finance"],
      missing: true,
    });
    expect((await seal({ EncryptionContext: { Dept: "HR" } })).error).toBe("AccessDeniedException");
    expect((await seal({ EncryptionContext: { Dept: "Finance" } })).error).toBeNull();
  });
  test("on the alias wants the key to be called by it", async () => {
    const { seal } = await withCondition({ StringEquals: { "kms:RequestAlias": "alias/orders" } });
    expect((await seal({ KeyId: "alias/orders" })).error).toBeNull();
    expect((await seal()).error).toBe("AccessDeniedException");
  });
  test("on the time ends when the clock says so", async () => {
    const { seal, engine } = await withCondition({ DateLessThan: { "aws:CurrentTime": "2026-11-24" } });
    expect((await seal()).error).toBeNull();
    await engine.glass.setClock({ advance: 86_400_000 });
    expect((await seal()).error).toBe("AccessDeniedException");
  });
  test("on a service in between fails a direct call", async () => {
    const { seal } = await withCondition({ StringEquals: { "kms:ViaService": "s3.us-east-1.amazonaws.com" } });
    expect((await seal()).error).toBe("AccessDeniedException");
  });
  test("on the network sees the caller's address", async () => {
    const { seal } = await withCondition({ IpAddress: { "aws:SourceIp": "192.0.2.0/24" } });
    expect((await seal()).error).toBeNull();
  });
});
