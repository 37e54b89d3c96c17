import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { JsonObject } from "#wire/json.ts";
import { ADMIN, b64, createTestEngine, NOON, type TestEngine } from "../../testing/engine.ts";
import { readPolicy } from "../../access/policy.ts";
import { DAY_MS } from "../clock.ts";

const BLUE = "111122223333";
const ROOT = `arn:aws:iam::${BLUE}:root`;
const need = { act: "MakeManagedKey", account: BLUE, region: "us-east-1", service: "s3" } as const;

/** A world in which S3 has needed its key. */
async function s3(): Promise<TestEngine & { readonly arn: string }> {
  const world = await createTestEngine();
  const { accounts } = await world.engine.glass.changeWorld(need);
  return { ...world, arn: accounts[0]?.managedKeys[0]?.keyArn as string };
}

describe("an AWS managed key", () => {
  test("appears when a service first needs it, once, managed by AWS and rotated yearly", async () => {
    const world = await s3();
    const { call, engine, arn } = world;
    const before = await world.snapshot();
    await engine.glass.changeWorld(need);
    expect(await world.snapshot()).toBe(before);
    const { KeyMetadata } = (await call("DescribeKey", { KeyId: "alias/aws/s3" })).body as unknown as {
      KeyMetadata: JsonObject;
    };
    expect(KeyMetadata).toMatchObject({
      Arn: arn,
      KeyManager: "AWS",
      Description: "Default key that protects my S3 objects when no other key is defined",
    });
    expect((await call("GetKeyRotationStatus", { KeyId: arn })).body).toMatchObject({
      KeyRotationEnabled: true,
      RotationPeriodInDays: 365,
    });
    await engine.glass.setClock({ set: NOON + 366 * DAY_MS });
    expect((await engine.glass.key(arn))?.materialRing).toHaveLength(2);
    const { body } = await call("ListAliases", { KeyId: arn });
    expect(body).toMatchObject({ Aliases: [{ AliasName: "alias/aws/s3" }] });
    await engine.glass.setClock({ set: NOON });
  });

  test("is not made by asking for its alias, which AWS would do: before a service needs it, there is none", async () => {
    const { call, snapshot } = await createTestEngine();
    const before = await snapshot();
    expect((await call("DescribeKey", { KeyId: "alias/aws/s3" })).error).toBe("NotFoundException");
    expect(await snapshot()).toBe(before);
  });

  test("has AWS's own policy, for this account and Region", async () => {
    const { call, arn } = await s3();
    const text = String((await call("GetKeyPolicy", { KeyId: arn })).body["Policy"]);
    expect(text).toContain('"Id" : "auto-s3-2"');
    expect(text).toContain(`"kms:CallerAccount" : "${BLUE}"`);
    expect(text).toContain('"kms:ViaService" : "s3.us-east-1.amazonaws.com"');
    expect(text).not.toContain("123412341234");
  });

  test.each<[operation: string, input: object]>([
    ["CancelKeyDeletion", {}],
    ["CreateGrant", { GranteePrincipal: ADMIN, Operations: ["Decrypt"] }],
    ["DisableKey", {}],
    ["DisableKeyRotation", {}],
    ["EnableKey", {}],
    ["EnableKeyRotation", {}],
    ["Encrypt", { Plaintext: b64("x") }],
    ["GenerateDataKey", { KeySpec: "AES_256" }],
    [
      "PutKeyPolicy",
      {
        Policy: JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Principal: { AWS: ROOT }, Action: "kms:*", Resource: "*" }],
        }),
      },
    ],
    ["RotateKeyOnDemand", {}],
    ["ScheduleKeyDeletion", {}],
    ["TagResource", { Tags: [{ TagKey: "a", TagValue: "b" }] }],
    ["UpdateKeyDescription", { Description: "mine" }],
  ])("lets nobody %s, an administrator of the account neither", async (operation, input) => {
    const world = await s3();
    const before = await world.snapshot();
    const answer = await world.call(operation, { KeyId: world.arn, ...input }, { as: ADMIN });
    expect(answer.error).toBe("AccessDeniedException");
    expect(answer.message).toMatch(
      new RegExp(`on resource: ${world.arn} because no resource-based policy allows the kms:${operation} action`),
    );
    expect(await world.snapshot()).toBe(before);
  });

  test("keeps its alias, and gives it to no other key", async () => {
    const world = await s3();
    const before = await world.snapshot();
    expect((await world.call("DeleteAlias", { AliasName: "alias/aws/s3" })).status).toBe(400);
    expect((await world.call("UpdateAlias", { AliasName: "alias/aws/s3", TargetKeyId: world.orders })).status).toBe(
      400,
    );
    expect(await world.snapshot()).toBe(before);
  });

  test("can be taken back, and is refused for services that have none", async () => {
    const world = await createTestEngine();
    const before = await world.snapshot();
    const { glass } = world.engine;
    await glass.changeWorld(need);
    await glass.undo();
    expect(await world.snapshot()).toBe(before);
    await expect(glass.changeWorld({ ...need, service: "toaster" })).rejects.toThrow("No AWS managed key of toaster");
  });
});

test("every stored policy is one that the evaluator reads", () => {
  const file = new URL("policies.json", import.meta.url);
  const policies = JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;
  expect(Object.keys(policies)).toHaveLength(39);
  for (const text of Object.values(policies)) expect(readPolicy(text, "key").statements.length).toBeGreaterThan(0);
});
