/** Calls made in the name of a principal by a service of AWS, and by services as themselves: authorization.md 1.6, 1.9, 6.1 and 6.3. */
import { describe, expect, test } from "vitest";
import type { JsonObject } from "#wire/json.ts";
import {
  ADMIN,
  APP,
  b64,
  createTestEngine,
  NOON,
  signed,
  ZOE,
  type Answer,
  type Credentials,
} from "./testing/engine.ts";
import { asService, askedThrough, through } from "./testing/services.ts";
import { callWith, sts } from "./testing/sts.ts";

const BLUE = "111122223333";
const VIA_S3 = "s3.us-east-1.amazonaws.com";
const ROOT = {
  Effect: "Allow",
  Principal: { AWS: `arn:aws:iam::${BLUE}:root` },
  Action: "kms:*",
  Resource: "*",
};

async function withStatements(...statements: JsonObject[]) {
  const world = await createTestEngine();
  const put = async (...all: JsonObject[]): Promise<void> => {
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [ROOT, ...all] });
    const { message } = await world.call("PutKeyPolicy", { KeyId: world.orders, Policy });
    if (message !== null) throw new Error(message);
  };
  if (statements.length > 0) await put(...statements);
  const seal = (by: Credentials, more: JsonObject = {}): Promise<Answer> =>
    callWith(world, by, "Encrypt", { KeyId: world.orders, Plaintext: b64("x"), ...more });
  const via = (service: string, who = APP): Promise<Credentials> => through(world, service, who);
  return { ...world, put, seal, via };
}

const denyWhen = (Condition: JsonObject): JsonObject => ({
  Effect: "Deny",
  Principal: "*",
  Action: ["kms:Encrypt", "kms:Decrypt"],
  Resource: "*",
  Condition,
});

describe("a call that a service makes in the name of its caller", () => {
  test("is allowed by a key policy that allows only by way of that service", async () => {
    const world = await createTestEngine();
    const Statement = [
      { ...ROOT, Action: ["kms:Put*", "kms:Get*", "kms:Describe*"] },
      {
        Effect: "Allow",
        Principal: { AWS: ROOT.Principal.AWS },
        Action: "kms:*",
        Resource: "*",
        Condition: { StringEquals: { "kms:ViaService": VIA_S3 } },
      },
    ];
    await world.call("PutKeyPolicy", {
      KeyId: world.orders,
      Policy: JSON.stringify({ Version: "2012-10-17", Statement }),
    });
    const input = { KeyId: world.orders, Plaintext: b64("x") };
    const direct = await world.call("Encrypt", input, { as: APP });
    expect(direct.message).toMatch(/because no resource-based policy allows the kms:Encrypt action$/);
    const { authorize } = await world.trace(direct);
    const [, only] = authorize.at(-1)?.documents.find(({ layer }) => layer === "key-policy")?.statements ?? [];
    expect(only?.whyNot).toMatchObject({ element: "condition", key: "kms:ViaService", missing: true });

    expect((await callWith(world, await through(world, "s3", APP), "Encrypt", input)).error).toBeNull();
    const other = await callWith(world, await through(world, "sns", APP), "Encrypt", input);
    expect(other.error).toBe("AccessDeniedException");
  });

  test("is the principal's own call: its ARN, its IAM policies, its tags", async () => {
    const { seal, via, trace, engine } = await withStatements();
    const answer = await seal(await via("s3", ZOE));
    expect(answer.message).toMatch(new RegExp(`^User: ${ZOE} is not authorized to perform: kms:Encrypt on resource`));
    const text = JSON.stringify({ Version: "2012-10-17", Statement: { ...ROOT, Principal: undefined } });
    await engine.glass.changeWorld({ act: "PutInlinePolicy", arn: ZOE, name: "all", text });
    const allowed = await seal(await via("s3", ZOE));
    expect(allowed.error).toBeNull();
    const { summary, authorize } = await trace(allowed);
    expect(summary).toMatchObject({ who: "user Zoe via s3", principalArn: ZOE, account: BLUE });
    expect(authorize[0]).toMatchObject({ path: "kp-account" });
  });

  test("keeps the session's name and the policy that the session was made with", async () => {
    const world = await withStatements();
    const { engine, seal } = world;
    const trust = { Effect: "Allow", Principal: { AWS: ZOE }, Action: "sts:AssumeRole" };
    const text = JSON.stringify({ Version: "2012-10-17", Statement: trust });
    await engine.glass.changeWorld({ act: "UpdateAssumeRolePolicy", arn: ADMIN, text });
    const none = { Version: "2012-10-17", Statement: { Effect: "Allow", Action: "kms:ListKeys", Resource: "*" } };
    const assumed = await sts(
      world,
      { Action: "AssumeRole", RoleArn: ADMIN, RoleSessionName: "zoe", Policy: JSON.stringify(none) },
      ZOE,
    );
    const forward = await through(world, "s3", assumed.credentials as Credentials);
    expect((await seal(forward)).message).toBe(
      `User: arn:aws:sts::${BLUE}:assumed-role/Admin/zoe is not authorized to perform: kms:Encrypt on resource: ${world.orders} because no session policy allows the kms:Encrypt action`,
    );
  });

  test("meets the trap: StringNotEquals on kms:ViaService denies the direct call too, beside Null it does not", async () => {
    const { seal, via, put, credentials } = await withStatements(
      denyWhen({ StringNotEquals: { "kms:ViaService": VIA_S3 } }),
    );
    const [direct, s3, sns] = [await credentials(APP), await via("s3"), await via("sns")];
    const errors = async () => [(await seal(direct)).error, (await seal(s3)).error, (await seal(sns)).error];
    expect(await errors()).toEqual(["AccessDeniedException", null, "AccessDeniedException"]);
    await put(denyWhen({ StringNotEquals: { "kms:ViaService": VIA_S3 }, Null: { "kms:ViaService": "false" } }));
    expect(await errors()).toEqual([null, null, "AccessDeniedException"]);
  });

  test("comes neither from the principal's address nor by its VPC endpoint", async () => {
    const world = await withStatements(denyWhen({ NotIpAddress: { "aws:SourceIp": "192.0.2.0/24" } }));
    const { engine, seal, via, put, credentials } = world;
    expect((await seal(await credentials(APP))).error).toBeNull();
    expect((await seal(await via("s3"))).error).toBe("AccessDeniedException");
    await put(
      denyWhen({
        NotIpAddress: { "aws:SourceIp": "192.0.2.0/24" },
        Bool: { "aws:ViaAWSService": "false" },
      }),
    );
    const answer = await seal(await via("s3"));
    expect(answer.error).toBeNull();
    expect((await world.trace(answer)).network.path).toMatchObject({ via: "service", service: "s3.amazonaws.com" });

    // Told to have come from a VPC whose endpoint lets nobody through: the service's machines are not there.
    const place = { account: BLUE, region: "us-east-1", name: "Closed" } as const;
    const { vpcs } = await engine.glass.changeWorld({ act: "CreateVpc", ...place, internet: false });
    const vpc = vpcs[0]?.id as string;
    const text = JSON.stringify({
      Version: "2012-10-17",
      Statement: { Effect: "Deny", Principal: "*", Action: "*", Resource: "*" },
    });
    await engine.glass.changeWorld({ act: "CreateVpcEndpoint", vpc, privateDns: true });
    await engine.glass.changeWorld({ act: "ModifyVpcEndpoint", vpc, privateDns: true, text });
    const from = async (by: Credentials): Promise<string> =>
      engine.handle(await signed("DescribeKey", JSON.stringify({ KeyId: world.orders }), "us-east-1", by, NOON), {
        from: vpc,
      });
    expect(await from(await credentials(APP))).toContain("explicit deny in a VPC endpoint policy");
    expect(await from(await via("s3"))).toContain("HTTP/1.1 200");
  });

  test("is told by aws:CalledVia and by the service's own user agent", async () => {
    const { seal, via, put } = await withStatements();
    const allOf = {
      "ForAnyValue:StringEquals": { "aws:CalledVia": "dynamodb.amazonaws.com" },
      StringEquals: {
        "aws:CalledViaFirst": "dynamodb.amazonaws.com",
        "aws:CalledViaLast": "dynamodb.amazonaws.com",
        "aws:UserAgent": "fas.dynamodb.amazonaws.com",
      },
    };
    await put(denyWhen(allOf));
    expect((await seal(await via("dynamodb"))).error).toBe("AccessDeniedException");
    expect((await seal(await via("s3"))).error).toBeNull();
  });

  test("opens and seals with the service's AWS managed key, which nobody can use directly", async () => {
    const world = await createTestEngine();
    await world.engine.glass.changeWorld({
      act: "MakeManagedKey",
      account: BLUE,
      region: "us-east-1",
      service: "s3",
    });
    const input = { KeyId: "alias/aws/s3", KeySpec: "AES_256" };
    const direct = await world.call("GenerateDataKey", input);
    expect(direct.message).toMatch(/ because no resource-based policy allows the kms:GenerateDataKey action$/);
    const made = await callWith(world, await through(world, "s3", ADMIN), "GenerateDataKey", input);
    expect(made.error).toBeNull();
    const sealed = { CiphertextBlob: made.body["CiphertextBlob"] };
    expect((await world.call("Decrypt", sealed)).error).toBe("AccessDeniedException");
    expect((await callWith(world, await through(world, "s3", ADMIN), "Decrypt", sealed)).error).toBeNull();
    expect((await callWith(world, await through(world, "ec2", ADMIN), "Decrypt", sealed)).error).not.toBeNull();
  });

  test("may make grants where a policy asks for kms:GrantIsForAWSResource, and the direct call may not", async () => {
    const world = await withStatements({
      Effect: "Deny",
      Principal: "*",
      Action: "kms:CreateGrant",
      Resource: "*",
      Condition: {
        BoolIfExists: { "kms:GrantIsForAWSResource": "false" },
        Null: { "kms:GrantIsForAWSResource": "true" },
      },
    });
    const input = { KeyId: world.orders, GranteePrincipal: APP, Operations: ["Decrypt"] };
    expect((await world.call("CreateGrant", input)).error).toBe("AccessDeniedException");
    const { body, error } = await callWith(world, await through(world, "ec2", ADMIN), "CreateGrant", input);
    expect(error).toBeNull();
    const listed = await world.call("ListGrants", { KeyId: world.orders, GrantId: body["GrantId"] as never });
    expect(listed.body).toMatchObject({ Grants: [{ IssuingAccount: `arn:aws:iam::${BLUE}:root` }] });
  });

  test("stands in CloudTrail as the principal's, invoked by the service", async () => {
    const { seal, via, trace } = await withStatements();
    const { audit } = await trace(
      await seal(await via("s3"), { EncryptionContext: { "aws:s3:arn": "arn:aws:s3:::b" } }),
    );
    expect(audit).toMatchObject({
      userIdentity: {
        type: "AssumedRole",
        arn: `arn:aws:sts::${BLUE}:assumed-role/App/keyglass`,
        invokedBy: "fas.s3.amazonaws.com",
      },
      sourceIPAddress: "fas.s3.amazonaws.com",
      userAgent: "fas.s3.amazonaws.com",
      requestParameters: { encryptionContext: { "aws:s3:arn": "arn:aws:s3:::b" } },
      recipientAccountId: BLUE,
    });
    expect(audit?.["resources"]).toHaveLength(1);
    const refused = (await trace(await seal(await via("s3", ZOE)))).audit;
    expect(refused).toMatchObject({
      userIdentity: { type: "IAMUser", userName: "Zoe", invokedBy: "fas.s3.amazonaws.com" },
      errorCode: "AccessDenied",
      requestParameters: null,
    });
    expect(refused).not.toHaveProperty("resources");
  });
});

describe("what is asked about such a call", () => {
  test("the matrix answers as if every call came by way of the service, as the calls themselves do", async () => {
    const { orders, engine, seal, via, put } = await withStatements();
    await put(denyWhen({ StringEquals: { "kms:ViaService": VIA_S3 } }));
    const cell = async (service?: string) => {
      const matrix = await engine.glass.accessTo(orders, service === undefined ? {} : { via: service });
      if (matrix.refused !== null) throw new Error("refused");
      const row = matrix.principals.findIndex(({ arn }) => arn === APP);
      return matrix.cells[row]?.[matrix.actions.findIndex(({ action }) => action === "kms:Encrypt")]?.allowed;
    };
    expect([await cell(), await cell("s3"), await cell("ec2")]).toEqual([true, false, true]);
    expect((await seal(await via("s3"))).error).toBe("AccessDeniedException");
  });

  test("why not is proved with the service in between, also when its session has long ended", async () => {
    const { engine, seal, via, put } = await withStatements();
    await put(denyWhen({ StringEquals: { "kms:ViaService": VIA_S3 } }));
    const { headers } = await seal(await via("s3"));
    await engine.glass.setClock({ advance: 86_400_000 });
    const view = await engine.glass.whyNot({ callId: headers["x-amzn-requestid"] ?? "" });
    expect(view?.now).toMatchObject({ allowed: false, decided: { layer: "key-policy", denial: "explicit" } });
    expect(view?.edits.some(({ by }) => by.allowed)).toBe(true);
  });
});

describe("a forward access session", () => {
  test("is nobody's who cannot sign as the principal", async () => {
    const world = await createTestEngine();
    const zoe = await world.credentials(ZOE);
    const code = async (by: Credentials, signedFor?: string): Promise<string | null> => {
      const { body } = await askedThrough(world, "s3", by, signedFor);
      return (JSON.parse(body) as { __type?: string }).__type ?? null;
    };
    expect(await code(zoe)).toBeNull();
    // Zoe's secret under the id of App's session, with and without its token.
    const app = await world.credentials(APP);
    const forged = { ...app, SecretAccessKey: zoe.SecretAccessKey };
    expect(await code(forged)).toBe("InvalidSignatureException");
    expect(await code({ AccessKeyId: app.AccessKeyId, SecretAccessKey: app.SecretAccessKey })).toBe(
      "UnrecognizedClientException",
    );
    // A request that App signed to another service, shown to this one.
    expect(await code(app, "sns")).toBe("InvalidSignatureException");
    const unsigned = `GET /latest/keyglass/forward-access-sessions/s3 HTTP/1.1\r\nhost: 169.254.169.254\r\nx-principal: ${APP}\r\n\r\n`;
    expect(await world.engine.handle(unsigned, { from: "internet" })).toContain("MissingAuthenticationTokenException");
  });

  test("is not had by a header on a call to KMS", async () => {
    const world = await withStatements(denyWhen({ Null: { "kms:ViaService": "true" } }));
    const direct = await world.sign("Encrypt", JSON.stringify({ KeyId: world.orders, Plaintext: b64("x") }));
    const told = direct.replace("\r\n", `\r\nx-amz-via-service: ${VIA_S3}\r\nuser-agent: fas.s3.amazonaws.com\r\n`);
    expect((await world.raw(told)).error).toBe("AccessDeniedException");
  });

  test("is not carried on to a second service, takes no role, and is of no service that nobody knows", async () => {
    const world = await createTestEngine();
    const forward = await through(world, "s3", ADMIN);
    expect((await askedThrough(world, "dynamodb", forward)).status).toBe(404);
    expect((await askedThrough(world, "no-service", await world.credentials(ADMIN))).status).toBe(404);
    const answer = await sts(world, { Action: "AssumeRole", RoleArn: APP, RoleSessionName: "s3" }, forward);
    expect(answer.element("Code")).toBe("AccessDenied");
  });

  test("is one for an hour at most, and ends with what it was made from", async () => {
    const world = await withStatements();
    const { engine, seal, via } = world;
    const [app, again] = [await via("s3"), await via("s3")];
    expect(again.AccessKeyId).toBe(app.AccessKeyId);
    expect((await seal(app)).error).toBeNull();
    await engine.glass.setClock({ set: NOON + 3_600_000 });
    expect((await seal(app)).error).toBe("ExpiredTokenException");

    const zoe = await world.credentials(ZOE);
    const forward = await via("s3", ZOE);
    await engine.glass.changeWorld({ act: "UpdateAccessKey", key: zoe.AccessKeyId, active: false });
    expect((await seal(forward)).error).toBe("UnrecognizedClientException");
    const { accounts } = await engine.glass.surroundings();
    const keys = accounts[0]?.users.find(({ arn }) => arn === ZOE)?.accessKeys;
    expect(keys?.map(({ id }) => id)).toEqual([zoe.AccessKeyId]);
  });
});

describe("a service that acts as itself", () => {
  const LOGS = "logs.us-east-1.amazonaws.com";
  const GROUP = `arn:aws:logs:us-east-1:${BLUE}:log-group:orders`;
  const statement = (Condition?: JsonObject): JsonObject => ({
    Effect: "Allow",
    Principal: { Service: LOGS },
    Action: ["kms:Encrypt", "kms:DescribeKey"],
    Resource: "*",
    ...(Condition === undefined ? {} : { Condition }),
  });

  test("is allowed as a principal of the key policy, and nobody else by that statement", async () => {
    const world = await withStatements(statement());
    const { seal, trace } = world;
    const answer = await seal(await asService(world, LOGS));
    expect(answer.error).toBeNull();
    const { summary, authorize, network } = await trace(answer);
    expect(authorize[0]).toMatchObject({ path: "kp-direct", crossAccount: false });
    expect(summary).toMatchObject({ who: LOGS, principalArn: LOGS, account: BLUE });
    expect(network.path).toMatchObject({ via: "service", service: LOGS });
    const other = await seal(await asService(world, "cloudtrail.amazonaws.com"));
    expect(other.message).toBe(
      `User: cloudtrail.amazonaws.com is not authorized to perform: kms:Encrypt on resource: ${world.orders} because no resource-based policy allows the kms:Encrypt action`,
    );
    const listed = await callWith(world, await asService(world, LOGS), "ListKeys", {});
    expect(listed.error).toBe("AccessDeniedException");
  });

  test.each<[said: string, source: { SourceArn?: string; SourceAccount?: string }, error: string | null]>([
    ["right", { SourceArn: GROUP, SourceAccount: BLUE }, null],
    ["wrong", { SourceArn: `${GROUP}-of-another`, SourceAccount: BLUE }, "AccessDeniedException"],
    ["of another account", { SourceArn: GROUP, SourceAccount: "444455556666" }, "AccessDeniedException"],
    ["missing", {}, "AccessDeniedException"],
  ])("is held to aws:SourceArn and aws:SourceAccount: %s", async (_, source, error) => {
    const world = await withStatements(
      statement({ ArnEquals: { "aws:SourceArn": GROUP }, StringEquals: { "aws:SourceAccount": BLUE } }),
    );
    expect((await world.seal(await asService(world, LOGS, source))).error).toBe(error);
  });

  test("is told by aws:PrincipalIsAWSService and aws:PrincipalServiceName", async () => {
    const named = { Bool: { "aws:PrincipalIsAWSService": "true" }, StringEquals: { "aws:PrincipalServiceName": LOGS } };
    const world = await withStatements(statement(), denyWhen(named));
    expect((await world.seal(await asService(world, LOGS))).error).toBe("AccessDeniedException");
    expect((await world.seal(await world.credentials(APP))).error).toBeNull();
  });

  test("uses a grant to it, for the resource that the grant is constrained to", async () => {
    const world = await createTestEngine();
    const { body, message } = await world.call("CreateGrant", {
      KeyId: world.orders,
      GranteeServicePrincipal: LOGS,
      RetiringServicePrincipal: LOGS,
      Operations: ["Encrypt"],
      Constraints: { SourceArn: GROUP },
    });
    expect(message).toBeNull();
    const input = { KeyId: world.orders, Plaintext: b64("x"), GrantTokens: [body["GrantToken"]] };
    const by = async (source: Parameters<typeof asService>[2]) =>
      callWith(world, await asService(world, LOGS, source), "Encrypt", input);
    const answer = await by({ SourceArn: GROUP });
    expect(answer.error).toBeNull();
    expect((await world.trace(answer)).authorize[0]).toMatchObject({ path: "grant-direct", layer: "grant" });
    expect((await by({ SourceArn: `${GROUP}2` })).error).toBe("AccessDeniedException");
    expect((await by({})).error).toBe("AccessDeniedException");
  });

  test("stands in the trail of the key's account, as a service", async () => {
    const world = await withStatements(statement());
    const { seal, trace } = world;
    const { audit, auditCopies } = await trace(await seal(await asService(world, LOGS)));
    expect(audit).toMatchObject({
      userIdentity: { type: "AWSService", invokedBy: LOGS },
      sourceIPAddress: LOGS,
      userAgent: LOGS,
      recipientAccountId: BLUE,
    });
    expect(Object.keys(audit?.["userIdentity"] as JsonObject)).toEqual(["type", "invokedBy"]);
    expect(audit).not.toHaveProperty("sharedEventID");
    expect(auditCopies).toBeUndefined();
  });

  test("has a service's name, and tells an ARN and an account where it tells them", async () => {
    const world = await createTestEngine();
    await expect(asService(world, "zoe.example.com")).rejects.toThrow("404");
    await expect(asService(world, LOGS, { SourceArn: "orders" })).rejects.toThrow("404");
    await expect(asService(world, LOGS, { SourceAccount: "Blue" })).rejects.toThrow("404");
  });
});
