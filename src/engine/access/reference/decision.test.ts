/** The order of a decision (authorization.md 1.3) and its sentences (1.12), as a caller meets them at the front door. */
import { describe, expect, test } from "vitest";
import type { JsonObject } from "#wire/json.ts";
import { ADMIN, APP, b64, createTestEngine, GREEN_ETL, REPORT, ZOE, type TestEngine } from "../../testing/engine.ts";
import { BLUE, BLUE_ROOT, GREEN, GREEN_ROOT, may, mayNot, text, to } from "../../testing/trial.ts";

const NOWHERE = "00000000-0000-4000-8000-000000000000";
const ghost = (account: string): string => `arn:aws:kms:us-east-1:${account}:key/${NOWHERE}`;
const seal = (KeyId: string): JsonObject => ({ KeyId, Plaintext: b64("order 7") });

async function keyOf({ call }: TestEngine, members: JsonObject = {}): Promise<string> {
  const { body } = await call("CreateKey", members);
  return (body["KeyMetadata"] as unknown as { Arn: string }).Arn;
}

describe("before anybody is asked", () => {
  test("1.3 step 0: after a signature that fails nothing else is looked at", async () => {
    const { sign, raw, trace } = await createTestEngine();
    const request = await sign("Encrypt", JSON.stringify({ KeyId: ghost(BLUE), Plaintext: "" }));
    const answer = await raw(request.replace(/Signature=\w+/, `Signature=${"0".repeat(64)}`));
    expect(answer.error).toBe("InvalidSignatureException");
    expect(await trace(answer)).toMatchObject({ locate: [], authorize: [], checks: [], hsm: [] });
  });

  test("1.3 step 1 parameters: a bad one is told before the key is looked for", async () => {
    const { call, trace } = await createTestEngine();
    const answer = await call("Encrypt", { KeyId: ghost(BLUE), Plaintext: "" }, { as: REPORT });
    expect(answer.error).toBe("ValidationException");
    expect(await trace(answer)).toMatchObject({ locate: [], authorize: [] });
  });

  test("1.3 step 1 resolution: ids and alias names are of the caller's account and the request's Region, ARNs of the endpoint's", async () => {
    const { call, orders } = await createTestEngine();
    const describeKey = async (KeyId: string, options = {}) => {
      const { error, message } = await call("DescribeKey", { KeyId }, options);
      return error === null ? "found" : `${error}: ${message}`;
    };
    for (const name of [orders, orders.slice(-36), "alias/orders", `arn:aws:kms:us-east-1:${BLUE}:alias/orders`])
      expect(await describeKey(name)).toBe("found");
    const as = { as: GREEN_ETL };
    expect(await describeKey(orders.slice(-36), as)).toBe(
      `NotFoundException: Key 'arn:aws:kms:us-east-1:${GREEN}:key/${orders.slice(-36)}' does not exist`,
    );
    expect(await describeKey("alias/orders", { region: "eu-west-1" })).toBe(
      `NotFoundException: Alias arn:aws:kms:eu-west-1:${BLUE}:alias/orders is not found.`,
    );
    expect(await describeKey(orders, { region: "eu-west-1" })).toMatch(/^NotFoundException: Invalid arn/);
  });

  test("1.3 step 1 ciphertext: Decrypt and ReEncrypt find the key that the ciphertext names", async () => {
    const engine = await createTestEngine();
    const { call, trace, orders } = engine;
    const DestinationKeyId = await keyOf(engine);
    const CiphertextBlob = String((await call("Encrypt", seal(orders))).body["CiphertextBlob"]);
    for (const [operation, input] of [
      ["Decrypt", { CiphertextBlob }],
      ["ReEncrypt", { CiphertextBlob, DestinationKeyId }],
    ] as const) {
      const { locate } = await trace(await call(operation, input));
      expect(locate[0]).toMatchObject({ by: "ciphertext", keyArn: orders });
    }
  });

  test("1.3 step 1 unknown key and 1.12 NotFoundException and 1.12 form C: not there at home, not told in another account", async () => {
    const { call } = await createTestEngine();
    const home = await call("Encrypt", seal(ghost(BLUE)));
    expect([home.error, home.message]).toEqual(["NotFoundException", `Key '${ghost(BLUE)}' does not exist`]);
    const elsewhere = await call("Encrypt", seal(ghost(GREEN)));
    expect([elsewhere.error, elsewhere.message]).toEqual([
      "AccessDeniedException",
      `User: arn:aws:sts::${BLUE}:assumed-role/Admin/keyglass is not authorized to perform: kms:Encrypt on this resource because ` +
        "the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access",
    ]);
  });
});

test("1.3 step 2 ReEncrypt: ReEncryptFrom of the source, then ReEncryptTo of the destination; both must pass", async () => {
  const engine = await createTestEngine();
  const { call, trace, orders } = engine;
  const other = await keyOf(engine);
  const CiphertextBlob = String((await call("Encrypt", seal(orders))).body["CiphertextBlob"]);
  const answer = await call("ReEncrypt", { CiphertextBlob, DestinationKeyId: other });
  expect((await trace(answer)).authorize.map(({ action, resource }) => [action, resource])).toEqual([
    ["kms:ReEncryptFrom", orders],
    ["kms:ReEncryptTo", other],
  ]);
  // App may use the orders key alone.
  const refused = await call("ReEncrypt", { CiphertextBlob, DestinationKeyId: other }, { as: APP });
  expect(refused.message).toMatch(/kms:ReEncryptTo on resource: .* because no identity-based policy/);
});

describe("after it is allowed", () => {
  test("1.3 step 10 and 1.12 DisabledException and 1.12 KMSInvalidStateException: state is told to whom the key is allowed, and to nobody else", async () => {
    const { call, orders } = await createTestEngine();
    const told = async (as: string) => {
      const { error, message } = await call("Encrypt", seal(orders), { as });
      return [error, message];
    };
    await call("DisableKey", { KeyId: orders });
    expect(await told(ADMIN)).toEqual(["DisabledException", `${orders} is disabled.`]);
    expect((await told(REPORT))[0]).toBe("AccessDeniedException");
    await call("ScheduleKeyDeletion", { KeyId: orders });
    expect(await told(ADMIN)).toEqual(["KMSInvalidStateException", `${orders} is pending deletion.`]);
    expect((await told(REPORT))[0]).toBe("AccessDeniedException");
  });

  test("1.3 step 10: usage and spec come after it too", async () => {
    const engine = await createTestEngine();
    const mac = await keyOf(engine, { KeySpec: "HMAC_256", KeyUsage: "GENERATE_VERIFY_MAC" });
    const by = async (as: string) => (await engine.call("Encrypt", seal(mac), { as })).error;
    expect([await by(ADMIN), await by(REPORT)]).toEqual(["InvalidKeyUsageException", "AccessDeniedException"]);
  });

  test("1.3 step 10: a rehearsal that would pass says so, one that would not says why", async () => {
    const { call, orders } = await createTestEngine();
    const rehearsed = async (as: string) => {
      const { error, message } = await call("Encrypt", { ...seal(orders), DryRun: true }, { as });
      return [error, message];
    };
    expect(await rehearsed(APP)).toEqual([
      "DryRunOperationException",
      "The request would have succeeded, but the DryRun option is set.",
    ]);
    expect((await rehearsed(REPORT))[0]).toBe("AccessDeniedException");
  });
});

test("1.3 no key: ListRetirableGrants asks IAM of the retiring principal, and only at home", async () => {
  const { call, engine } = await createTestEngine();
  const Statement = text([may("kms:ListRetirableGrants", { Resource: ZOE })]);
  await engine.glass.changeWorld({ act: "PutInlinePolicy", arn: REPORT, name: "list", text: Statement });
  const list = async (RetiringPrincipal: string) =>
    (await call("ListRetirableGrants", { RetiringPrincipal }, { as: REPORT })).error;
  expect([await list(ZOE), await list(APP), await list(GREEN_ETL)]).toEqual([
    null,
    "AccessDeniedException",
    "AccessDeniedException",
  ]);
});

describe("RetireGrant", () => {
  const granted = async (engine: TestEngine, members: JsonObject = {}) => {
    const input = { KeyId: engine.orders, GranteePrincipal: APP, Operations: ["Decrypt"], ...members };
    const { body } = await engine.call("CreateGrant", input);
    return { GrantToken: String(body["GrantToken"]) };
  };

  test("1.3 RetireGrant ii: a key policy neither gives it nor takes it away", async () => {
    const engine = await createTestEngine();
    const { call, orders } = engine;
    const put = (...statements: JsonObject[]) =>
      call("PutKeyPolicy", { KeyId: orders, Policy: text([to(ADMIN, "kms:*"), ...statements]) });
    await put(to(REPORT, "kms:RetireGrant"));
    expect((await call("RetireGrant", await granted(engine), { as: REPORT })).error).toBe("AccessDeniedException");
    await put({ ...to(ZOE, "kms:RetireGrant"), Effect: "Deny" });
    const theirs = await granted(engine, { RetiringPrincipal: ZOE });
    expect((await call("RetireGrant", theirs, { as: ZOE })).error).toBeNull();
  });

  test("1.3 RetireGrant iv and 1.11 RCP: an RCP that denies everything does not touch it", async () => {
    const engine = await createTestEngine();
    const { call, orders } = engine;
    const { changeWorld } = engine.engine.glass;
    const theirs = await granted(engine, { RetiringPrincipal: ZOE });
    const { organization } = await changeWorld({ act: "CreateOrganization", management: GREEN });
    const root = organization!.root;
    await changeWorld({ act: "MoveAccount", account: BLUE, parent: root });
    await changeWorld({ act: "EnablePolicyType", type: "RESOURCE_CONTROL_POLICY" });
    const type = "RESOURCE_CONTROL_POLICY" as const;
    const made = await changeWorld({
      act: "CreateOrganizationPolicy",
      type,
      name: "Nothing",
      text: text([mayNot("kms:*", { Principal: "*" })]),
    });
    const policy = made.organization!.policies.find(({ name }) => name === "Nothing")!.id;
    await changeWorld({ act: "AttachOrganizationPolicy", policy, target: root });
    const denied = await call("DescribeKey", { KeyId: orders });
    expect(denied.message).toMatch(/with an explicit deny in a resource control policy: arn:aws:organizations::/);
    expect((await call("RetireGrant", theirs, { as: ZOE })).error).toBeNull();
  });

  test("1.7 DescribeKey and RetireGrant: the constraint on the encryption context is asked of neither", async () => {
    const engine = await createTestEngine();
    await engine.engine.glass.setGrantDelay(0);
    const { call, orders } = engine;
    const Constraints = { EncryptionContextEquals: { Dept: "IT" } };
    const Operations = ["Encrypt", "DescribeKey", "RetireGrant"];
    const token = await granted(engine, { GranteePrincipal: REPORT, Operations, Constraints });
    expect((await call("Encrypt", seal(orders), { as: REPORT })).error).toBe("AccessDeniedException");
    expect((await call("DescribeKey", { KeyId: orders }, { as: REPORT })).error).toBeNull();
    expect((await call("RetireGrant", token, { as: REPORT })).error).toBeNull();
  });
});

describe("the answer", () => {
  test("1.12 shape: HTTP 400, its name in the header and in __type, and Message with a capital M", async () => {
    const { call, orders } = await createTestEngine();
    const { status, headers, body } = await call("Encrypt", seal(orders), { as: REPORT });
    expect([status, headers["x-amzn-errortype"]]).toEqual([400, "AccessDeniedException"]);
    expect(body).toEqual({
      __type: "AccessDeniedException",
      Message: `User: arn:aws:sts::${BLUE}:assumed-role/Report/keyglass is not authorized to perform: kms:Encrypt on resource: ${orders} because no identity-based policy allows the kms:Encrypt action`,
    });
  });

  test("1.12 NotFoundException: of a key, of an alias and of what is no ARN", async () => {
    const { call } = await createTestEngine();
    const told = async (KeyId: string) => (await call("DescribeKey", { KeyId })).message;
    expect(await told(NOWHERE)).toBe(`Key '${ghost(BLUE)}' does not exist`);
    expect(await told("alias/nobody")).toBe(`Alias arn:aws:kms:us-east-1:${BLUE}:alias/nobody is not found.`);
    expect(await told("arn:aws:s3:::orders")).toBe("Invalid arn arn:aws:s3:::orders");
  });

  test("1.12 UnsupportedOperationException: rotation of an HMAC key, without a word", async () => {
    const engine = await createTestEngine();
    const KeyId = await keyOf(engine, { KeySpec: "HMAC_256", KeyUsage: "GENERATE_VERIFY_MAC" });
    const { error, message } = await engine.call("EnableKeyRotation", { KeyId });
    expect([error, message]).toEqual(["UnsupportedOperationException", null]);
  });

  test("1.12 InvalidArnException: a principal that is not there, and what is no ARN", async () => {
    const { call, orders } = await createTestEngine();
    const told = async (GranteePrincipal: string) => {
      const { error, message } = await call("CreateGrant", {
        KeyId: orders,
        GranteePrincipal,
        Operations: ["Decrypt"],
      });
      return [error, message];
    };
    const nobody = `arn:aws:iam::${BLUE}:role/Nobody`;
    expect(await told(nobody)).toEqual(["InvalidArnException", `ARN does not refer to a valid principal: ${nobody}`]);
    expect(await told("Nobody")).toEqual(["InvalidArnException", "ARN is not valid: Nobody"]);
  });
});

test("1.1 two sides and 1.1 one policy: a key policy that names another account is half of it", async () => {
  const { call, orders, engine } = await createTestEngine();
  const CiphertextBlob = String((await call("Encrypt", seal(orders))).body["CiphertextBlob"]);
  const open = async () => (await call("Decrypt", { CiphertextBlob }, { as: GREEN_ETL })).message;
  // The other account's own word is there from the start.
  expect(await open()).toMatch(/on the resource associated with this ciphertext because the resource does not exist/);
  await call("PutKeyPolicy", { KeyId: orders, Policy: text([to(BLUE_ROOT, "kms:*"), to(GREEN_ROOT, "kms:Decrypt")]) });
  expect(await open()).toBeNull();
  await engine.glass.changeWorld({
    act: "PutInlinePolicy",
    arn: GREEN_ETL,
    name: "orders-etl",
    text: text([may("s3:GetObject")]),
  });
  expect(await open()).toMatch(/because no identity-based policy allows the kms:Decrypt action$/);
});
