import { describe, expect, test } from "vitest";
import type { SurroundingAccount, WorldAct } from "#glass/surroundings.ts";
import { ADMIN, APP, b64, createTestEngine, REPORT, ZOE, type TestEngine } from "../../testing/engine.ts";
import { MemoryStorage } from "../../storage/memory.ts";

const BLUE = "111122223333";
const allow = (action: string | string[], resource: string | string[] = "*"): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: action, Resource: resource }] });

const blue = async ({ engine }: TestEngine): Promise<SurroundingAccount> =>
  (await engine.glass.surroundings()).accounts.find(({ id }) => id === BLUE) as SurroundingAccount;
/** The code and the sentence of a refusal, which changes nothing. */
const refusal = async (world: TestEngine, act: WorldAct): Promise<readonly unknown[]> => {
  const before = await world.snapshot();
  const error = await world.engine.glass.changeWorld(act).then(
    () => null,
    (thrown: Error) => thrown,
  );
  const unchanged = (await world.snapshot()) === before;
  return [error?.name, error?.message, ...(unchanged ? [] : ["but it changed something"])];
};

describe("users, roles and groups", () => {
  test("are made with IAM's unique ids, at their paths, and undone act by act", async () => {
    const world = await createTestEngine();
    const { glass } = world.engine;
    const before = await world.snapshot();
    await glass.changeWorld({ act: "CreateUser", account: BLUE, name: "Ann", path: "/ops/" });
    await glass.changeWorld({ act: "CreateGroup", account: BLUE, name: "Ops" });
    await glass.changeWorld({ act: "CreateRole", account: BLUE, name: "Batch" });
    const group = `arn:aws:iam::${BLUE}:group/Ops`;
    const ann = `arn:aws:iam::${BLUE}:user/ops/Ann`;
    await glass.changeWorld({ act: "AddUserToGroup", group, user: ann });
    await glass.changeWorld({ act: "PutInlinePolicy", arn: group, name: "use", text: allow("kms:*") });
    await glass.changeWorld({ act: "CreatePolicy", account: BLUE, name: "Read", text: allow("kms:Get*") });
    const { users, roles, groups, policies } = await blue(world);
    expect(users.find(({ arn }) => arn === ann)).toMatchObject({ path: "/ops/", groups: [group] });
    expect(groups).toMatchObject([{ name: "Ops", users: [ann], inline: [{ name: "use", version: 1 }] }]);
    const ids = [
      users.find(({ arn }) => arn === ann)?.uniqueId,
      roles.find(({ name }) => name === "Batch")?.uniqueId,
      groups[0]?.uniqueId,
      policies[0]?.uniqueId,
    ];
    expect(ids.map((id) => id?.slice(0, 4))).toEqual(["AIDA", "AROA", "AGPA", "ANPA"]);
    for (const name of [
      "CreatePolicy",
      "PutInlinePolicy",
      "AddUserToGroup",
      "CreateRole",
      "CreateGroup",
      "CreateUser",
    ]) {
      expect((await glass.world()).undo).toBe(name);
      await glass.undo();
    }
    expect(await world.snapshot()).toBe(before);
  });

  test("lie on the disk when the act is answered", async () => {
    const storage = new MemoryStorage();
    const first = await createTestEngine({ storage });
    await first.engine.glass.changeWorld({ act: "CreateUser", account: BLUE, name: "Ann" });
    const again = await createTestEngine({ storage, seed: 9 });
    expect((await blue(again)).users.map(({ name }) => name)).toEqual(["Ann", "Zoe"]);
  });

  test("are refused in IAM's words", async () => {
    const world = await createTestEngine();
    expect(await refusal(world, { act: "CreateUser", account: BLUE, name: "Zoe", path: "/x/" })).toEqual([
      "EntityAlreadyExists",
      "User with name Zoe already exists.",
    ]);
    expect(await refusal(world, { act: "CreateRole", account: BLUE, name: "App" })).toEqual([
      "EntityAlreadyExists",
      "Role with name App already exists.",
    ]);
    expect(await refusal(world, { act: "CreateUser", account: BLUE, name: "a b" })).toEqual([
      "ValidationError",
      "The specified value for userName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-",
    ]);
    expect(await refusal(world, { act: "DeleteUser", arn: APP })).toEqual([
      "NoSuchEntity",
      "The user with name App cannot be found.",
    ]);
    expect(await refusal(world, { act: "CreateUser", account: "999999999999", name: "A" })).toEqual([
      "AccountNotFoundException",
      expect.stringMatching(/doesn't exist/),
    ]);
    expect(await refusal(world, { act: "Dance" } as unknown as WorldAct)).toEqual([
      "InvalidAction",
      expect.stringMatching(/no such act/),
    ]);
    expect(
      await refusal(world, {
        act: "TagPrincipal",
        arn: ZOE,
        tags: [
          { TagKey: "a", TagValue: "" },
          { TagKey: "A", TagValue: "" },
        ],
      }),
    ).toEqual(["InvalidInput", expect.stringMatching(/Duplicate tag keys/)]);
    expect(await refusal(world, { act: "UpdateRole", arn: APP, maxSession: 60 })).toEqual([
      "ValidationError",
      expect.stringMatching(/between 3600 and 43200/),
    ]);
  });
});

describe("policy documents", () => {
  const trust = (principal: object, more: object = {}): string =>
    JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: principal, Action: "sts:AssumeRole", ...more }],
    });

  test.each<[text: string, sentence: string]>([
    ["{", "This policy contains invalid Json"],
    ["[]", "Syntax errors in policy."],
    [
      allow("kms:*").replace('{"Effect"', '{"Sid":"Allow use","Effect"'),
      "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*",
    ],
    ['{"Version":"2020-01-01","Statement":[]}', "The policy must contain a valid version string."],
    ['{"Statement":[]}', "Syntax errors in policy."],
    ['{"Statement":{"Effect":"Maybe","Action":"*","Resource":"*"}}', "Syntax errors in policy."],
    ['{"Statement":{"Effect":"Allow","Resource":"*"}}', "Policy statement must contain actions."],
    ['{"Statement":{"Effect":"Allow","Action":"kms:*"}}', "Policy statement must contain resources."],
    [
      '{"Statement":{"Effect":"Allow","Action":"Encrypt","Resource":"*"}}',
      "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
    ],
    [
      '{"Statement":{"Effect":"Allow","Action":"*","Resource":"orders"}}',
      'Resource orders must be in ARN format or "*".',
    ],
    [
      '{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}',
      "Policy document should not specify a principal.",
    ],
    ['{"Statement":{"Effect":"Allow","Action":"*","NotAction":"*","Resource":"*"}}', "Syntax errors in policy."],
    ['{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Extra":1}}', "Syntax errors in policy."],
  ])("an identity policy %s is refused", async (text, sentence) => {
    const world = await createTestEngine();
    expect(await refusal(world, { act: "PutInlinePolicy", arn: ZOE, name: "p", text })).toEqual([
      "MalformedPolicyDocument",
      sentence,
    ]);
  });

  test("a trust policy names principals that exist, STS's actions and no resource", async () => {
    const world = await createTestEngine();
    const put = (text: string): WorldAct => ({ act: "UpdateAssumeRolePolicy", arn: APP, text });
    const nobody = `arn:aws:iam::${BLUE}:user/Nobody`;
    expect(await refusal(world, put(trust({ AWS: nobody })))).toEqual([
      "MalformedPolicyDocument",
      `Invalid principal in policy: "AWS":"${nobody}"`,
    ]);
    expect(await refusal(world, put(trust({ AWS: ZOE }, { Resource: "*" })))).toEqual([
      "MalformedPolicyDocument",
      "Has prohibited field Resource",
    ]);
    expect(await refusal(world, put(trust({ AWS: ZOE }, { Action: "kms:*" })))).toEqual([
      "MalformedPolicyDocument",
      "AssumeRole policy may only specify STS AssumeRole actions.",
    ]);
    expect(await refusal(world, put(allow("sts:AssumeRole")))).toEqual([
      "MalformedPolicyDocument",
      "Missing required field Principal",
    ]);
    await world.engine.glass.changeWorld(put(trust({ AWS: ZOE })));
    expect((await blue(world)).roles.find(({ arn }) => arn === APP)?.trust).toMatchObject({ version: 2 });
  });

  test("a managed policy has five versions at most, the one in force and an attached one stay", async () => {
    const world = await createTestEngine();
    const { glass } = world.engine;
    const policy = `arn:aws:iam::${BLUE}:policy/Read`;
    await glass.changeWorld({ act: "CreatePolicy", account: BLUE, name: "Read", text: allow("kms:Get*") });
    for (let version = 2; version <= 5; version++)
      await glass.changeWorld({ act: "CreatePolicyVersion", policy, text: allow(`kms:Get${version}`) });
    expect(await refusal(world, { act: "CreatePolicyVersion", policy, text: allow("*") })).toEqual([
      "LimitExceeded",
      expect.stringMatching(/up to 5 versions/),
    ]);
    expect(await refusal(world, { act: "DeletePolicyVersion", policy, version: 5 })).toEqual([
      "DeleteConflict",
      "Cannot delete the default version of a policy.",
    ]);
    await glass.changeWorld({ act: "SetDefaultPolicyVersion", policy, version: 2 });
    await glass.changeWorld({ act: "DeletePolicyVersion", policy, version: 5 });
    await glass.changeWorld({ act: "AttachPolicy", arn: ZOE, policy });
    await glass.changeWorld({ act: "PutPermissionsBoundary", arn: APP, policy });
    expect((await blue(world)).policies[0]).toMatchObject({ inForce: 2, attachedTo: [APP, ZOE] });
    expect(await refusal(world, { act: "DeletePolicy", policy })).toEqual([
      "DeleteConflict",
      "Cannot delete a policy attached to entities.",
    ]);
    await glass.changeWorld({ act: "DetachPolicy", arn: ZOE, policy });
    await glass.changeWorld({ act: "DeletePermissionsBoundary", arn: APP });
    await glass.changeWorld({ act: "DeletePolicy", policy });
    expect(await refusal(world, { act: "AttachPolicy", arn: ZOE, policy })).toEqual([
      "NoSuchEntity",
      `Policy ${policy} does not exist or is not attachable.`,
    ]);
    await glass.changeWorld({ act: "AttachPolicy", arn: ZOE, policy: "arn:aws:iam::aws:policy/AdministratorAccess" });
  });

  test("2.1 sizes: has IAM's sizes", async () => {
    const world = await createTestEngine();
    const long = allow(Array.from({ length: 200 }, (_, index) => `kms:Describe${index}`));
    expect(await refusal(world, { act: "PutInlinePolicy", arn: ZOE, name: "long", text: long })).toEqual([
      "LimitExceeded",
      "Maximum policy size of 2048 bytes exceeded for user Zoe",
    ]);
    await world.engine.glass.changeWorld({ act: "PutInlinePolicy", arn: APP, name: "long", text: long });
  });
});

describe("access keys", () => {
  test("a deactivated one signs nothing, and its user gets no other one by the way", async () => {
    const world = await createTestEngine();
    const { glass } = world.engine;
    const signed = await world.sign("ListKeys", "{}", { as: ZOE });
    const id = (await blue(world)).users[0]?.accessKeys[0]?.id as string;
    await glass.changeWorld({ act: "UpdateAccessKey", key: id, active: false });
    expect((await world.raw(signed)).error).toBe("UnrecognizedClientException");
    await glass.changeWorld({ act: "UpdateAccessKey", key: id, active: true });
    expect((await world.raw(signed)).error).toBe("AccessDeniedException");
    await glass.changeWorld({ act: "CreateAccessKey", user: ZOE });
    expect(await refusal(world, { act: "CreateAccessKey", user: ZOE })).toEqual([
      "LimitExceeded",
      "Cannot exceed quota for AccessKeysPerUser: 2",
    ]);
    await glass.changeWorld({ act: "DeleteAccessKey", key: id });
    expect((await world.raw(signed)).error).toBe("UnrecognizedClientException");
  });
});

test("keys of a user whose making was taken back are not those of the next one of that name", async () => {
  const world = await createTestEngine();
  const { glass } = world.engine;
  const ann = `arn:aws:iam::${BLUE}:user/Ann`;
  await glass.changeWorld({ act: "CreateUser", account: BLUE, name: "Ann" });
  const signed = await world.sign("ListKeys", "{}", { as: ann });
  expect((await world.raw(signed)).error).toBe("AccessDeniedException");
  await glass.undo();
  await glass.changeWorld({ act: "CreateUser", account: BLUE, name: "Ann" });
  expect((await world.raw(signed)).error).toBe("UnrecognizedClientException");
});

describe("a deleted principal", () => {
  test("1.2 unique ids: is a bare id in the key policy, and its namesake has no share in it", async () => {
    const world = await createTestEngine();
    const { engine, call, orders } = world;
    const uniqueId = (await blue(world)).roles.find(({ arn }) => arn === REPORT)?.uniqueId as string;
    const statements = [
      { Effect: "Allow", Principal: { AWS: ADMIN }, Action: "kms:*", Resource: "*" },
      { Effect: "Allow", Principal: { AWS: [REPORT] }, Action: "kms:Encrypt", Resource: "*" },
    ];
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: statements });
    await call("PutKeyPolicy", { KeyId: orders, Policy });
    const encrypt = { KeyId: orders, Plaintext: b64("x") };
    expect((await call("Encrypt", encrypt, { as: REPORT })).status).toBe(200);

    await engine.glass.changeWorld({ act: "DeleteRole", arn: REPORT });
    await engine.glass.changeWorld({ act: "CreateRole", account: BLUE, name: "Report" });
    const shown = String((await call("GetKeyPolicy", { KeyId: orders })).body["Policy"]);
    expect(shown).toContain(uniqueId);
    expect(shown).not.toContain(REPORT);
    const fresh = await createTestEngine({ storage: world.storage, seed: 7 });
    expect((await fresh.call("Encrypt", encrypt, { as: REPORT })).message).toMatch(/no resource-based policy allows/);
    const saved = await call("PutKeyPolicy", { KeyId: orders, Policy: shown });
    expect(saved.message).toBe("Policy contains a statement with one or more invalid principals.");

    await engine.glass.undo();
    await engine.glass.undo();
    expect((await call("GetKeyPolicy", { KeyId: orders })).body["Policy"]).toBe(Policy);
    expect((await call("Encrypt", encrypt, { as: REPORT })).status).toBe(200);
  });

  test("is a bare id in trust policies, its keys are gone, and groups forget it", async () => {
    const world = await createTestEngine();
    const { glass } = world.engine;
    await world.sign("ListKeys", "{}", { as: ZOE });
    const uniqueId = (await blue(world)).users[0]?.uniqueId as string;
    const text = JSON.stringify({
      Version: "2012-10-17",
      Statement: { Effect: "Allow", Principal: { AWS: ZOE }, Action: "sts:AssumeRole" },
    });
    await glass.changeWorld({ act: "UpdateAssumeRolePolicy", arn: APP, text });
    const view = await glass.changeWorld({ act: "DeleteUser", arn: ZOE });
    expect(view.accounts[0]?.roles.find(({ arn }) => arn === APP)?.trust?.text).toContain(uniqueId);
    expect(JSON.stringify(view)).not.toContain("AKIA");
  });
});

describe("the organization", () => {
  test("has units, accounts and policies, each with AWS's first policy on it", async () => {
    const world = await createTestEngine();
    const { glass } = world.engine;
    const before = await world.snapshot();
    let { organization } = await glass.changeWorld({ act: "CreateOrganization", management: BLUE });
    const root = organization?.root as string;
    ({ organization } = await glass.changeWorld({ act: "CreateOrganizationalUnit", parent: root, name: "Data" }));
    const unit = organization?.units[0]?.id as string;
    await glass.changeWorld({ act: "MoveAccount", account: "444455556666", parent: unit });
    const type = "SERVICE_CONTROL_POLICY" as const;
    ({ organization } = await glass.changeWorld({
      act: "CreateOrganizationPolicy",
      type,
      name: "NoKms",
      text: allow("s3:*"),
    }));
    const policy = organization?.policies.find(({ name }) => name === "NoKms")?.id as string;
    ({ organization } = await glass.changeWorld({ act: "AttachOrganizationPolicy", policy, target: unit }));
    expect(organization?.policies.map(({ name, targets }) => [name, targets.length]).toSorted()).toEqual([
      ["FullAWSAccess", 4],
      ["NoKms", 1],
      ["RCPFullAWSAccess", 4],
    ]);
    expect(await refusal(world, { act: "DeleteOrganizationPolicy", policy })).toEqual([
      "PolicyInUseException",
      expect.stringMatching(/attached to one or more/),
    ]);
    expect(await refusal(world, { act: "DeleteOrganizationalUnit", unit })).toEqual([
      "OrganizationalUnitNotEmptyException",
      expect.stringMatching(/not empty/),
    ]);
    expect(await refusal(world, { act: "MoveAccount", account: BLUE, parent: null })).toEqual([
      "MasterCannotLeaveOrganizationException",
      expect.stringMatching(/management account/),
    ]);
    expect(await refusal(world, { act: "DeleteOrganization" })).toEqual([
      "OrganizationNotEmptyException",
      expect.stringMatching(/member accounts/),
    ]);
    await glass.changeWorld({ act: "DetachOrganizationPolicy", policy: "p-FullAWSAccess", target: unit });
    expect(await refusal(world, { act: "DetachOrganizationPolicy", policy, target: unit })).toEqual([
      "ConstraintViolationException",
      expect.stringMatching(/last policy/),
    ]);
    await glass.changeWorld({ act: "AttachOrganizationPolicy", policy: "p-FullAWSAccess", target: unit });
    await glass.changeWorld({ act: "MoveAccount", account: "444455556666", parent: null });
    await glass.changeWorld({ act: "DeleteOrganization" });
    expect(await world.snapshot()).toBe(before);
  });

  test("1.11 RCP syntax: takes resource control policies that only deny, to everybody, named actions", async () => {
    const world = await createTestEngine();
    const { glass } = world.engine;
    await glass.changeWorld({ act: "CreateOrganization", management: BLUE });
    const type = "RESOURCE_CONTROL_POLICY" as const;
    const rcp = (change: object): WorldAct => ({
      act: "CreateOrganizationPolicy",
      type,
      name: "p",
      text: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Deny", Principal: "*", Action: "kms:Decrypt", Resource: "*", ...change }],
      }),
    });
    for (const change of [{ Effect: "Allow" }, { Principal: { AWS: "*" } }, { Action: "*" }, { Action: "ec2:*" }])
      expect(await refusal(world, rcp(change))).toEqual([
        "MalformedPolicyDocumentException",
        expect.stringMatching(/requirements of the specified policy type/),
      ]);
    await glass.changeWorld(rcp({}));
  });
});

describe("accounts and VPCs", () => {
  test("a new account has its root; one with KMS keys cannot be closed", async () => {
    const world = await createTestEngine();
    const { glass } = world.engine;
    const before = await world.snapshot();
    const { accounts } = await glass.changeWorld({ act: "CreateAccount", name: "Red" });
    const red = accounts.find(({ name }) => name === "Red") as SurroundingAccount;
    expect(red.users).toMatchObject([{ arn: `arn:aws:iam::${red.id}:root`, kind: "root" }]);
    expect((await world.call("CreateKey", {}, { as: `arn:aws:iam::${red.id}:root` })).status).toBe(200);
    expect(await refusal(world, { act: "CloseAccount", account: red.id })).toEqual([
      "ConstraintViolationException",
      expect.stringMatching(/still has KMS keys/),
    ]);
    await glass.undo();
    await glass.changeWorld({ act: "CloseAccount", account: red.id });
    expect(await world.snapshot()).toBe(before);
  });

  test("a VPC has addresses of its own, and an endpoint for KMS with AWS's open policy until it is changed", async () => {
    const world = await createTestEngine();
    const { glass } = world.engine;
    const place = { account: BLUE, region: "us-east-1", internet: true };
    await glass.changeWorld({ act: "CreateVpc", ...place, name: "Office" });
    const { vpcs } = await glass.changeWorld({ act: "CreateVpc", ...place, name: "Batch" });
    expect(vpcs.map(({ cidr }) => cidr).toSorted()).toEqual(["10.0.0.0/16", "10.1.0.0/16"]);
    const vpc = vpcs[0]?.id as string;
    expect(vpc).toMatch(/^vpc-[0-9a-f]{17}$/);
    await glass.changeWorld({ act: "CreateVpcEndpoint", vpc, privateDns: true });
    expect(await refusal(world, { act: "DeleteVpc", vpc })).toEqual([
      "DependencyViolation",
      `The vpc '${vpc}' has dependencies and cannot be deleted.`,
    ]);
    expect(await refusal(world, { act: "ModifyVpcEndpoint", vpc, privateDns: true, text: allow("*") })).toEqual([
      "InvalidPolicyDocument",
      expect.stringMatching(/Principal/),
    ]);
    expect(await refusal(world, { act: "CreateVpc", ...place, name: "Office" })).toEqual([
      "InvalidParameterValue",
      expect.stringMatching(/Office already/),
    ]);
    await glass.changeWorld({ act: "DeleteVpcEndpoint", vpc });
    const after = await glass.changeWorld({ act: "DeleteVpc", vpc });
    expect(after.vpcs).toHaveLength(1);
  });
});
