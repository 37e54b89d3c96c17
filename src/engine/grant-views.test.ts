import { expect, test } from "vitest";
import { b64, createTestEngine, NOON, REPORT, ZOE } from "./testing/engine.ts";

test("the grants of a key: who may what, known when, last used by which call", async () => {
  const { engine, call, orders } = await createTestEngine();
  const grant = { KeyId: orders, Operations: ["Encrypt"] };
  await call("CreateGrant", { ...grant, GranteePrincipal: ZOE, Name: "zoe" });
  const Constraints = { EncryptionContextSubset: { order: "7" } };
  const { body } = await call("CreateGrant", {
    ...grant,
    GranteePrincipal: REPORT,
    RetiringPrincipal: ZOE,
    Constraints,
  });
  const view = await engine.glass.grants(orders);
  expect(view.grants).toHaveLength(2);
  expect(view.grants.find(({ name }) => name === "zoe")).toMatchObject({
    grantee: ZOE,
    retiring: null,
    issuingAccount: "111122223333",
    operations: ["Encrypt"],
    constraints: null,
    created: NOON,
    knownAt: NOON + 5_000,
    lastUse: null,
  });
  expect(view.grants.find(({ grantId }) => grantId === (body["GrantId"] as unknown as string))).toMatchObject({
    name: null,
    retiring: ZOE,
    constraints: { equals: null, subset: { order: "7" }, sourceArn: null },
  });
  expect(view.operations).toContain("GenerateDataKey");
  expect(JSON.stringify(view)).not.toContain(body["GrantToken"] as unknown as string);

  await engine.glass.setClock({ advance: 5_000 });
  const used = await call("Encrypt", { KeyId: orders, Plaintext: b64("x") }, { as: ZOE });
  expect(used.status).toBe(200);
  const again = await engine.glass.grants(orders);
  expect(again.grants.find(({ name }) => name === "zoe")?.lastUse).toEqual({
    at: NOON + 5_000,
    callId: used.headers["x-amzn-requestid"],
    operation: "Encrypt",
  });
  await expect(engine.glass.grants(`${orders}x`)).rejects.toThrow(RangeError);
});
