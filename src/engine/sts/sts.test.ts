import { describe, expect, test, vi } from "vitest";
import {
  ADMIN,
  APP,
  b64,
  createTestEngine,
  GREEN_ETL,
  REPORT,
  ZOE,
  type Credentials,
  type TestEngine,
} from "../testing/engine.ts";
import type { AccessKeyRow } from "../world/rows.ts";
import { failAt, FaultyMemory } from "../testing/faulty-memory.ts";
import { callWith, sts } from "../testing/sts.ts";

const BLUE = "111122223333";
const seal = { KeyId: "alias/orders", Plaintext: b64("x") };
const allow = (Action: string | string[], more: object = {}): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource: "*", ...more }] });
const trust = (AWS: string, more: object = {}): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS }, Action: ["sts:AssumeRole", "sts:TagSession"], ...more }],
  });
const take = { Action: "AssumeRole", RoleArn: APP, RoleSessionName: "zoe-at-work" };

/** A world in which App trusts Zoe herself. */
async function trusting(): Promise<TestEngine> {
  const world = await createTestEngine();
  await world.engine.glass.changeWorld({ act: "UpdateAssumeRolePolicy", arn: APP, text: trust(ZOE) });
  return world;
}

describe("AssumeRole", () => {
  test("gives whom the trust policy names temporary credentials, under which KMS sees the session", async () => {
    const world = await trusting();
    const answer = await sts(world, take, ZOE);
    expect(answer.element("Arn")).toBe(`arn:aws:sts::${BLUE}:assumed-role/App/zoe-at-work`);
    expect(answer.element("AssumedRoleId")).toMatch(/^AROA[A-Z2-7]{17}:zoe-at-work$/);
    expect(answer.credentials?.AccessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
    const sealed = await callWith(world, answer.credentials, "Encrypt", seal);
    expect(sealed.status).toBe(200);
    const { audit } = await world.trace(sealed);
    expect(audit).toMatchObject({ userIdentity: { type: "AssumedRole", arn: answer.element("Arn") } });
  });

  test("a trust policy that names the account leaves it to the account's IAM", async () => {
    const world = await createTestEngine();
    const refused = await sts(world, take, ZOE);
    expect([refused.status, refused.element("Code"), refused.element("Message")]).toEqual([
      403,
      "AccessDenied",
      `User: ${ZOE} is not authorized to perform: sts:AssumeRole on resource: ${APP}`,
    ]);
    await world.engine.glass.changeWorld({
      act: "PutInlinePolicy",
      arn: ZOE,
      name: "take",
      text: allow("sts:AssumeRole"),
    });
    expect((await sts(world, take, ZOE)).status).toBe(200);
  });

  test("gives no session of a role that is deleted while its credentials are made", async () => {
    const world = await trusting();
    await sts(world, { Action: "GetCallerIdentity" }, ZOE); // has her credentials now
    const { encrypt } = crypto.subtle;
    let release = (): void => {};
    const sealing = vi.spyOn(crypto.subtle, "encrypt").mockImplementationOnce(async (...asked) => {
      await new Promise<void>((resolve) => (release = resolve));
      return encrypt.apply(crypto.subtle, asked);
    });
    const taking = sts(world, take, ZOE);
    await vi.waitFor(() => expect(sealing).toHaveBeenCalled());
    await world.engine.glass.changeWorld({ act: "DeleteRole", arn: APP });
    release();
    expect((await taking).element("Code")).toBe("AccessDenied");
    sealing.mockRestore();
    await world.engine.flush();
    const rows = (await world.storage.load())?.rows ?? [];
    expect(rows.filter(({ table, row }) => table === "accessKeys" && (row as AccessKeyRow).principal === APP)).toEqual(
      [],
    );
  });

  test("from another account both sides must allow", async () => {
    const world = await createTestEngine();
    const { changeWorld } = world.engine.glass;
    const status = async (): Promise<number> => (await sts(world, take, GREEN_ETL)).status;
    await changeWorld({ act: "UpdateAssumeRolePolicy", arn: APP, text: trust(GREEN_ETL) });
    expect(await status()).toBe(403);
    await changeWorld({ act: "PutInlinePolicy", arn: GREEN_ETL, name: "take", text: allow("sts:AssumeRole") });
    expect(await status()).toBe(200);
    await changeWorld({ act: "UpdateAssumeRolePolicy", arn: APP, text: trust(ZOE) });
    expect(await status()).toBe(403);
  });

  test("a role that is not there looks like one that may not be assumed", async () => {
    const world = await createTestEngine();
    const RoleArn = `arn:aws:iam::${BLUE}:role/Nobody`;
    const answer = await sts(world, { ...take, RoleArn }, ADMIN);
    expect(answer.element("Message")).toMatch(/is not authorized to perform: sts:AssumeRole on resource: .*Nobody$/);
  });

  test("refuses names, durations and documents in STS's words, and then makes no session", async () => {
    const world = await trusting();
    const before = await world.engine.glass.surroundings();
    const refusals: [Record<string, string>, string, RegExp][] = [
      [{ RoleSessionName: "a b" }, "ValidationError", /at 'roleSessionName' failed to satisfy constraint/],
      [{ RoleSessionName: "" }, "ValidationError", /at 'roleSessionName' .* length greater than or equal to 2$/],
      [{ SourceIdentity: "z" }, "ValidationError", /at 'sourceIdentity' .* length greater than or equal to 2$/],
      [{ SourceIdentity: "z".repeat(65) }, "ValidationError", /length less than or equal to 64$/],
      [{ SourceIdentity: "aws:zoe" }, "ValidationError", /pattern: \[\\w\+=,\.@-\]\*$/],
      [{ DurationSeconds: "60" }, "ValidationError", /greater than or equal to 900/],
      [{ DurationSeconds: "7200" }, "ValidationError", /exceeds the MaxSessionDuration set for this role/],
      [{ Policy: "{" }, "MalformedPolicyDocument", /invalid Json/],
      [{ Policy: allow("kms:*", { Sid: "x".repeat(3000) }) }, "ValidationError", /at 'policy'/],
      [{ "PolicyArns.member.1.arn": "arn:aws:iam::aws:policy/None" }, "InvalidParameterValue", /does not exist/],
      [{ "Tags.member.1.Key": "aws:x", "Tags.member.1.Value": "" }, "InvalidInput", /no aws:/],
      [{ Action: "GetFederationToken" }, "InvalidAction", /Could not find operation GetFederationToken/],
    ];
    for (const [change, code, sentence] of refusals) {
      const answer = await sts(world, { ...take, ...change }, ZOE);
      expect([answer.element("Code"), answer.element("Message")]).toEqual([code, expect.stringMatching(sentence)]);
    }
    expect(await world.engine.glass.surroundings()).toEqual({
      ...before,
      accounts: before.accounts.map((account) => ({
        ...account,
        users: account.users.map((user) => ({ ...user, accessKeys: expect.anything() as never })),
      })),
    });
  });

  test("a session ends with its duration, one made by a session after an hour at most", async () => {
    const world = await trusting();
    const { glass } = world.engine;
    await glass.changeWorld({ act: "UpdateRole", arn: APP, maxSession: 7200 });
    const { credentials } = await sts(world, { ...take, DurationSeconds: "7200" }, ZOE);
    await glass.setClock({ advance: 3_700_000 });
    expect((await callWith(world, credentials, "Encrypt", seal)).status).toBe(200);
    await glass.setClock({ advance: 3_700_000 });
    expect((await callWith(world, credentials, "Encrypt", seal)).error).toBe("ExpiredTokenException");

    await glass.changeWorld({ act: "UpdateAssumeRolePolicy", arn: APP, text: trust(ADMIN) });
    const chained = await sts(world, { ...take, DurationSeconds: "7200" }, ADMIN);
    expect(chained.element("Message")).toMatch(/1 hour session limit for roles assumed by role chaining/);
    expect((await sts(world, take, ADMIN)).status).toBe(200);
  });

  test("session tags need sts:TagSession as well", async () => {
    const world = await createTestEngine();
    const tags = { "Tags.member.1.Key": "team", "Tags.member.1.Value": "blue" };
    await world.engine.glass.changeWorld({
      act: "UpdateAssumeRolePolicy",
      arn: APP,
      text: trust(ZOE, { Action: "sts:AssumeRole" }),
    });
    expect((await sts(world, take, ZOE)).status).toBe(200);
    expect((await sts(world, { ...take, ...tags }, ZOE)).element("Message")).toMatch(/perform: sts:TagSession/);
  });

  test("a source identity needs sts:SetSourceIdentity as well, in the trust policy or by IAM", async () => {
    const world = await createTestEngine();
    const { changeWorld } = world.engine.glass;
    const named = { ...take, SourceIdentity: "zoe" };
    const trusted = (Action: string | string[]) =>
      changeWorld({ act: "UpdateAssumeRolePolicy", arn: APP, text: trust(ZOE, { Action }) });
    await trusted("sts:AssumeRole");
    expect((await sts(world, take, ZOE)).element("SourceIdentity")).toBeNull();
    const refused = await sts(world, named, ZOE);
    expect([refused.status, refused.element("Code"), refused.element("Message")]).toEqual([
      403,
      "AccessDenied",
      `User: ${ZOE} is not authorized to perform: sts:SetSourceIdentity on resource: ${APP}`,
    ]);
    await trusted(["sts:AssumeRole", "sts:SetSourceIdentity"]);
    expect((await sts(world, named, ZOE)).element("SourceIdentity")).toBe("zoe");

    await changeWorld({ act: "UpdateAssumeRolePolicy", arn: APP, text: trust(GREEN_ETL, { Action: "sts:*" }) });
    const iam = (actions: string[]) =>
      changeWorld({ act: "PutInlinePolicy", arn: GREEN_ETL, name: "take", text: allow(actions) });
    await iam(["sts:AssumeRole"]);
    expect((await sts(world, named, GREEN_ETL)).element("Message")).toMatch(/perform: sts:SetSourceIdentity/);
    await iam(["sts:AssumeRole", "sts:SetSourceIdentity"]);
    expect((await sts(world, named, GREEN_ETL)).status).toBe(200);
  });

  test("a trust policy can ask for a source identity: the user's own name", async () => {
    const world = await createTestEngine();
    const more = { Action: ["sts:AssumeRole", "sts:SetSourceIdentity"] };
    const Condition = { StringEquals: { "sts:SourceIdentity": "${aws:username}" } };
    await world.engine.glass.changeWorld({
      act: "UpdateAssumeRolePolicy",
      arn: APP,
      text: trust(ZOE, { ...more, Condition }),
    });
    const status = async (given: object) => (await sts(world, { ...take, ...given }, ZOE)).status;
    expect([await status({}), await status({ SourceIdentity: "Ann" })]).toEqual([403, 403]);
    expect(await status({ SourceIdentity: "Zoe" })).toBe(200);
  });

  test("a source identity stays through every role that the session takes, and cannot be changed on the way", async () => {
    const world = await createTestEngine();
    const { changeWorld } = world.engine.glass;
    const Action = ["sts:AssumeRole", "sts:SetSourceIdentity"];
    await changeWorld({ act: "UpdateAssumeRolePolicy", arn: APP, text: trust(ZOE, { Action }) });
    const first = (await sts(world, { ...take, SourceIdentity: "zoe" }, ZOE)).credentials;
    const next = { ...take, RoleArn: REPORT };
    const asked = async (given: object = {}) => {
      const answer = await sts(world, { ...next, ...given }, first!);
      return [answer.status, answer.element("SourceIdentity") ?? answer.element("Message")];
    };
    const forbidden = `User: arn:aws:sts::${BLUE}:assumed-role/App/zoe-at-work is not authorized to perform: sts:SetSourceIdentity on resource: ${REPORT}`;
    await changeWorld({ act: "UpdateAssumeRolePolicy", arn: REPORT, text: trust(APP, { Action: "sts:AssumeRole" }) });
    expect(await asked()).toEqual([403, forbidden]);
    const Condition = { StringEquals: { "aws:SourceIdentity": "zoe" } };
    await changeWorld({ act: "UpdateAssumeRolePolicy", arn: REPORT, text: trust(APP, { Action, Condition }) });
    expect(await asked()).toEqual([200, "zoe"]);
    expect(await asked({ SourceIdentity: "zoe" })).toEqual([200, "zoe"]);
    expect(await asked({ SourceIdentity: "ann" })).toEqual([403, forbidden]);
  });

  test("CloudTrail has the source identity with the taking of the role and with every call of the session", async () => {
    const world = await createTestEngine();
    const { glass } = world.engine;
    await glass.changeWorld({ act: "UpdateAssumeRolePolicy", arn: APP, text: trust(ZOE, { Action: "sts:*" }) });
    const { credentials } = await sts(world, { ...take, SourceIdentity: "zoe" }, ZOE);
    const [line] = (await glass.calls({ operation: "AssumeRole" }, null, 1)).items;
    expect((await glass.call(line?.id ?? ""))?.audit).toMatchObject({
      requestParameters: { sourceIdentity: "zoe" },
      responseElements: { sourceIdentity: "zoe" },
    });
    const { audit } = await world.trace(await callWith(world, credentials, "Encrypt", seal));
    const { sessionContext } = audit!["userIdentity"] as { sessionContext: object };
    expect(Object.entries(sessionContext).at(-1)).toEqual(["sourceIdentity", "zoe"]);
  });

  test("a session policy only takes away, and session tags count as the principal's", async () => {
    const world = await trusting();
    const Policy = allow("kms:DescribeKey");
    const { credentials } = await sts(world, { ...take, Policy }, ZOE);
    expect((await callWith(world, credentials, "DescribeKey", { KeyId: seal.KeyId })).status).toBe(200);
    expect((await callWith(world, credentials, "Encrypt", seal)).message).toMatch(
      /because no session policy allows the kms:Encrypt action/,
    );
    const tagged = await sts(world, { ...take, "Tags.member.1.Key": "team", "Tags.member.1.Value": "blue" }, ZOE);
    const Condition = { StringEquals: { "aws:PrincipalTag/team": "blue" } };
    const text = allow("kms:ListKeys", { Condition });
    await world.engine.glass.changeWorld({ act: "PutInlinePolicy", arn: APP, name: "tagged", text });
    const plain = await sts(world, take, ZOE);
    expect((await callWith(world, plain.credentials, "ListKeys", {})).status).toBe(400);
    expect((await callWith(world, tagged.credentials, "ListKeys", {})).status).toBe(200);
  });

  test("an external id can be asked for, against a deputy that is confused", async () => {
    const world = await createTestEngine();
    const Condition = { StringEquals: { "sts:ExternalId": "seven" } };
    await world.engine.glass.changeWorld({ act: "UpdateAssumeRolePolicy", arn: APP, text: trust(ZOE, { Condition }) });
    expect((await sts(world, take, ZOE)).status).toBe(403);
    expect((await sts(world, { ...take, ExternalId: "seven" }, ZOE)).status).toBe(200);
  });

  test("is in the log with its decision and its record, and none of the session's secrets", async () => {
    const world = await trusting();
    const { glass } = world.engine;
    const { credentials } = await sts(world, take, ZOE);
    const [line] = (await glass.calls({ operation: "AssumeRole" }, null, 1)).items;
    expect(line).toMatchObject({ service: "sts", who: "user Zoe", status: 200, named: APP });
    const trace = await glass.call(line?.id ?? "");
    expect(trace?.authorize).toMatchObject([{ action: "sts:AssumeRole", resource: APP, allowed: true }]);
    expect(trace?.audit).toMatchObject({
      eventSource: "sts.amazonaws.com",
      userIdentity: { type: "IAMUser", arn: ZOE },
      requestParameters: { roleArn: APP, roleSessionName: "zoe-at-work" },
      responseElements: { credentials: { accessKeyId: credentials?.AccessKeyId } },
    });
    const told = JSON.stringify([trace, await glass.acts(null, 20), await glass.surroundings()]);
    expect(told).not.toContain(credentials?.SecretAccessKey);
    expect(told).not.toContain(credentials?.Token);
  });

  test("that cannot be stored gives no session, and is in the log as what it came to", async () => {
    const storage = new FaultyMemory();
    const world = await createTestEngine({ storage });
    const { glass } = world.engine;
    await glass.changeWorld({ act: "UpdateAssumeRolePolicy", arn: APP, text: trust(ZOE) });
    failAt(storage, "AssumeRole", "Silent");
    const answer = await sts(world, take, ZOE);
    expect([answer.status, answer.element("Code"), answer.credentials]).toEqual([500, "InternalFailure", null]);
    expect(answer.element("Message")).toContain("whether the change was made shows after a reload");
    const [line] = (await glass.calls({ operation: "AssumeRole" }, null, 1)).items;
    expect(line).toMatchObject({ status: 500, error: { name: "InternalFailure" }, who: "user Zoe" });
    const trace = await glass.call(line?.id ?? "");
    expect(trace?.audit).toMatchObject({ errorCode: "InternalFailure", responseElements: null });
  });

  test("the application's platform takes a role only that trusts it", async () => {
    const world = await trusting();
    await expect(world.call("Encrypt", seal, { as: APP })).rejects.toThrow("JSON");
  });
});

test("GetCallerIdentity tells who signed, whatever its policies", async () => {
  const world = await createTestEngine();
  const answer = await sts(world, { Action: "GetCallerIdentity" }, ZOE);
  expect([answer.element("Arn"), answer.element("Account")]).toEqual([ZOE, BLUE]);
});

test("STS says in its own codes what is wrong with a signature", async () => {
  const world = await createTestEngine();
  const wrong = { AccessKeyId: "AKIAAAAAAAAAAAAAAAAA", SecretAccessKey: "x" };
  const answer = await sts(world, { Action: "GetCallerIdentity" }, wrong);
  expect([answer.status, answer.element("Code")]).toEqual([403, "InvalidClientTokenId"]);
});

test("a session token in the query of a presigned call is neither in its trace nor in the log", async () => {
  const world = await createTestEngine();
  const mine = await world.credentials(ADMIN);
  for (const [by, status] of [
    [mine, 200],
    [{ ...mine, SecretAccessKey: "wrong" }, 403],
  ] as const) {
    const answer = await sts(world, { Action: "GetCallerIdentity" }, by, { presigned: 60 });
    expect(answer.status).toBe(status);
    const [line] = (await world.engine.glass.calls({}, null, 1)).items;
    const told = JSON.stringify([line, await world.engine.glass.call(line?.id ?? "")]);
    expect(told).toContain("X-Amz-Security-Token=");
    expect(told).not.toContain(encodeURIComponent(mine.Token ?? ""));
  }
});

test("where unsigned calls are let in, one that is signed in its query is still who signed it", async () => {
  const world = await createTestEngine({ door: { unsigned: ZOE } });
  const mine = await world.credentials(ADMIN);
  const identity = (by: Credentials) => sts(world, { Action: "GetCallerIdentity" }, by, { presigned: 60 });
  expect((await identity(mine)).element("Arn")).toContain("assumed-role/Admin/");
  expect((await identity({ ...mine, SecretAccessKey: "wrong" })).element("Code")).toBe("SignatureDoesNotMatch");
});

test("what goes over the wire is counted with its request line and its headers", async () => {
  const world = await createTestEngine();
  await sts(world, { Action: "GetCallerIdentity" }, ZOE);
  const [line] = (await world.engine.glass.calls({}, null, 1)).items;
  const trace = await world.engine.glass.call(line?.id ?? "");
  expect(trace?.frontDoor.bodyBytes).toBe("Version=2011-06-15&Action=GetCallerIdentity".length);
  expect(trace?.network.requestBytes).toBeGreaterThan(trace!.frontDoor.bodyBytes + 300);
});
