/** What the acts put around a key is asked when the key is used. */
import { describe, expect, test } from "vitest";
import { ADMIN, APP, b64, createTestEngine, GREEN_ETL, ZOE } from "../../testing/engine.ts";

const BLUE = "111122223333";
const GREEN = "444455556666";
const document = (Effect: string, Action: string, more: object = {}): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect, Action, Resource: "*", ...more }] });
const seal = { KeyId: "alias/orders", Plaintext: b64("x") };

describe("a user", () => {
  test("may what its groups may, inline and managed, as long as it is in them", async () => {
    const { engine, call } = await createTestEngine();
    const { changeWorld } = engine.glass;
    const group = `arn:aws:iam::${BLUE}:group/Ops`;
    const policy = `arn:aws:iam::${BLUE}:policy/Describe`;
    await changeWorld({ act: "CreateGroup", account: BLUE, name: "Ops" });
    await changeWorld({ act: "PutInlinePolicy", arn: group, name: "seal", text: document("Allow", "kms:Encrypt") });
    await changeWorld({
      act: "CreatePolicy",
      account: BLUE,
      name: "Describe",
      text: document("Allow", "kms:DescribeKey"),
    });
    const may = async (): Promise<number[]> => [
      (await call("Encrypt", seal, { as: ZOE })).status,
      (await call("DescribeKey", { KeyId: seal.KeyId }, { as: ZOE })).status,
    ];
    expect(await may()).toEqual([400, 400]);
    await changeWorld({ act: "AddUserToGroup", group, user: ZOE });
    expect(await may()).toEqual([200, 400]);
    await changeWorld({ act: "AttachPolicy", arn: group, policy });
    expect(await may()).toEqual([200, 200]);
    await changeWorld({ act: "CreatePolicyVersion", policy, text: document("Deny", "kms:Encrypt") });
    const denied = await call("Encrypt", seal, { as: ZOE });
    expect(denied.message).toContain("with an explicit deny in an identity-based policy");
    await changeWorld({ act: "RemoveUserFromGroup", group, user: ZOE });
    expect(await may()).toEqual([400, 400]);
    await changeWorld({ act: "AttachPolicy", arn: ZOE, policy: "arn:aws:iam::aws:policy/AdministratorAccess" });
    expect(await may()).toEqual([200, 200]);
  });
});

test("1.11 permissions boundary: a permissions boundary cuts what the account's IAM allows", async () => {
  const { engine, call } = await createTestEngine();
  const { changeWorld } = engine.glass;
  const policy = `arn:aws:iam::${BLUE}:policy/OnlyRead`;
  await changeWorld({ act: "CreatePolicy", account: BLUE, name: "OnlyRead", text: document("Allow", "kms:Describe*") });
  expect((await call("Encrypt", seal, { as: APP })).status).toBe(200);
  await changeWorld({ act: "PutPermissionsBoundary", arn: APP, policy });
  expect((await call("Encrypt", seal, { as: APP })).message).toContain(
    "because no permissions boundary allows the kms:Encrypt action",
  );
  await changeWorld({ act: "DeletePermissionsBoundary", arn: APP });
  expect((await call("Encrypt", seal, { as: APP })).status).toBe(200);
});

describe("the organization", () => {
  test("1.11 SCP: an SCP must allow at every level, and does not touch the management account", async () => {
    const { engine, call, orders } = await createTestEngine();
    const { changeWorld } = engine.glass;
    const Policy = JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { AWS: [BLUE, GREEN].map((id) => `arn:aws:iam::${id}:root`) },
          Action: "kms:*",
          Resource: "*",
        },
      ],
    });
    await call("PutKeyPolicy", { KeyId: orders, Policy });
    const sealed = await call("Encrypt", seal, { as: ADMIN });
    const open = () => call("Decrypt", { CiphertextBlob: sealed.body["CiphertextBlob"] }, { as: GREEN_ETL });
    expect((await open()).status).toBe(200);
    const root = (await changeWorld({ act: "CreateOrganization", management: BLUE })).organization?.root as string;
    const unit = (await changeWorld({ act: "CreateOrganizationalUnit", parent: root, name: "Data" })).organization
      ?.units[0]?.id as string;
    await changeWorld({ act: "MoveAccount", account: GREEN, parent: unit });
    expect((await open()).status).toBe(200);
    await changeWorld({
      act: "CreateOrganizationPolicy",
      type: "SERVICE_CONTROL_POLICY",
      name: "OnlyS3",
      text: document("Allow", "s3:*"),
    });
    const view = await engine.glass.surroundings();
    const policy = view.organization?.policies.find(({ name }) => name === "OnlyS3")?.id as string;
    await changeWorld({ act: "AttachOrganizationPolicy", policy, target: unit });
    expect((await open()).status).toBe(200);
    await changeWorld({ act: "DetachOrganizationPolicy", policy: "p-FullAWSAccess", target: unit });
    expect((await open()).status).toBe(400);
    expect((await call("Encrypt", seal, { as: APP })).status).toBe(200);
    await changeWorld({ act: "DisablePolicyType", type: "SERVICE_CONTROL_POLICY" });
    expect((await open()).status).toBe(200);
  });

  test("1.11 RCP: an RCP denies whoever uses a key of a member account", async () => {
    const { engine, call } = await createTestEngine();
    const { changeWorld } = engine.glass;
    const root = (await changeWorld({ act: "CreateOrganization", management: GREEN })).organization?.root as string;
    await changeWorld({ act: "MoveAccount", account: BLUE, parent: root });
    await changeWorld({ act: "EnablePolicyType", type: "RESOURCE_CONTROL_POLICY" });
    const text = document("Deny", "kms:Encrypt", { Principal: "*" });
    await changeWorld({ act: "CreateOrganizationPolicy", type: "RESOURCE_CONTROL_POLICY", name: "NoSeal", text });
    const policy = (await engine.glass.surroundings()).organization?.policies.find(({ name }) => name === "NoSeal")
      ?.id as string;
    expect((await call("Encrypt", seal, { as: APP })).status).toBe(200);
    await changeWorld({ act: "AttachOrganizationPolicy", policy, target: root });
    const denied = await call("Encrypt", seal, { as: APP });
    expect(denied.message).toContain("with an explicit deny in a resource control policy");
  });
});

describe("an endpoint policy", () => {
  const office = { account: BLUE, region: "us-east-1", name: "Office", internet: false } as const;

  test("1.11 endpoint policy: must allow what comes by its endpoint, and has no say in other calls", async () => {
    const { engine, call } = await createTestEngine();
    const { changeWorld } = engine.glass;
    const vpc = (await changeWorld({ act: "CreateVpc", ...office })).vpcs[0]?.id as string;
    await changeWorld({ act: "CreateVpcEndpoint", vpc, privateDns: true });
    const text = document("Allow", "kms:Decrypt", { Principal: "*" });
    expect((await call("Encrypt", seal, { as: APP, from: vpc })).status).toBe(200);
    await changeWorld({ act: "ModifyVpcEndpoint", vpc, privateDns: true, text });
    expect((await call("Encrypt", seal, { as: APP, from: vpc })).message).toMatch(
      /because no VPC endpoint policy allows the kms:Encrypt action/,
    );
    expect((await call("Encrypt", seal, { as: APP })).status).toBe(200);
  });

  test("1.11 endpoint conditions: and a key policy can hold calls to an endpoint, a VPC, or an address", async () => {
    const { engine, call, orders } = await createTestEngine();
    const { changeWorld } = engine.glass;
    const vpc = (await changeWorld({ act: "CreateVpc", ...office })).vpcs[0]?.id as string;
    const made = await changeWorld({ act: "CreateVpcEndpoint", vpc, privateDns: true });
    const deny = (Condition: object): string =>
      JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${BLUE}:root` }, Action: "kms:*", Resource: "*" },
          { Effect: "Deny", Principal: "*", Action: "kms:Encrypt", Resource: "*", Condition },
        ],
      });
    const both = async (): Promise<number[]> => [
      (await call("Encrypt", seal, { as: APP, from: vpc })).status,
      (await call("Encrypt", seal, { as: APP })).status,
    ];
    const put = (Condition: object) => call("PutKeyPolicy", { KeyId: orders, Policy: deny(Condition) });
    await put({ StringNotEquals: { "aws:SourceVpce": made.vpcs[0]?.endpoint?.id } });
    expect(await both()).toEqual([200, 400]);
    await put({ StringEquals: { "aws:SourceVpc": vpc } });
    expect(await both()).toEqual([400, 200]);
    await put({ IpAddress: { "aws:SourceIp": "192.0.2.0/24" } });
    expect(await both()).toEqual([200, 400]);
    await put({ IpAddress: { "aws:VpcSourceIp": "10.0.0.0/16" } });
    expect(await both()).toEqual([400, 200]);
  });
});

test("tags of a principal and its organization are there for conditions", async () => {
  const { engine, call, orders } = await createTestEngine();
  const { changeWorld } = engine.glass;
  const organization = (await changeWorld({ act: "CreateOrganization", management: GREEN })).organization;
  const statement = (Action: string, Condition: object) => ({
    Effect: "Allow",
    Principal: "*",
    Action,
    Resource: "*",
    Condition,
  });
  const Policy = JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Principal: { AWS: ADMIN }, Action: "kms:*", Resource: "*" },
      statement("kms:Encrypt", { StringEquals: { "aws:PrincipalTag/team": "blue" } }),
      statement("kms:DescribeKey", { StringEquals: { "aws:PrincipalOrgID": organization?.id } }),
    ],
  });
  await call("PutKeyPolicy", { KeyId: orders, Policy });
  const may = async (): Promise<number[]> => [
    (await call("Encrypt", seal, { as: ZOE })).status,
    (await call("DescribeKey", { KeyId: orders }, { as: ZOE })).status,
  ];
  expect(await may()).toEqual([400, 400]);
  await changeWorld({ act: "TagPrincipal", arn: ZOE, tags: [{ TagKey: "team", TagValue: "blue" }] });
  expect(await may()).toEqual([200, 400]);
  await changeWorld({ act: "MoveAccount", account: BLUE, parent: organization?.root as string });
  expect(await may()).toEqual([200, 200]);
});
