/** Condition keys of calls that a service makes, for somebody or as itself (authorization.md 1.9 and 1.10): there, and with which value. */
import { describe, expect, test } from "vitest";
import type { JsonObject } from "#wire/json.ts";
import { APP, b64, createTestEngine, type Credentials, type TestEngine } from "../../testing/engine.ts";
import { asService, through } from "../../testing/services.ts";
import { callWith } from "../../testing/sts.ts";
import { BLUE, GREEN, text, to } from "../../testing/trial.ts";

const S3 = "s3.us-east-1.amazonaws.com";
const LOGS = "logs.us-east-1.amazonaws.com";
const SourceArn = `arn:aws:logs:us-east-1:${BLUE}:log-group:orders`;

/** Whether the key's policy lets the call in under a condition; nothing else would. */
async function letsIn(
  world: TestEngine,
  by: Credentials,
  Principal: JsonObject,
  Condition: JsonObject,
  [operation, members]: readonly [string, JsonObject],
): Promise<boolean> {
  const administrators = to(`arn:aws:iam::${BLUE}:role/Admin`, "kms:*");
  const conditional = { Effect: "Allow", Principal, Action: "kms:*", Resource: "*", Condition };
  const Policy = text([administrators, conditional]);
  const put = await world.call("PutKeyPolicy", { KeyId: world.orders, Policy });
  expect(put.message).toBeNull();
  return (await callWith(world, by, operation, { KeyId: world.orders, ...members })).error === null;
}

const SEAL = ["Encrypt", { Plaintext: b64("x") }] as const;
const GRANT = ["CreateGrant", { GranteePrincipal: APP, Operations: ["Decrypt"] }] as const;

describe("a call by S3 for the application", () => {
  test.each<[title: string, holds: JsonObject, fails: JsonObject, call?: typeof SEAL | typeof GRANT]>([
    [
      "1.9 kms:ViaService: the service",
      { StringEquals: { "kms:ViaService": S3 } },
      { StringNotEquals: { "kms:ViaService": S3 } },
    ],
    [
      "1.10 aws:ViaAWSService: true",
      { Bool: { "aws:ViaAWSService": "true" } },
      { Bool: { "aws:ViaAWSService": "false" } },
    ],
    [
      "1.10 aws:CalledVia: of many values",
      { "ForAnyValue:StringEquals": { "aws:CalledVia": "s3.amazonaws.com" } },
      { StringEquals: { "aws:CalledVia": "s3.amazonaws.com" } },
    ],
    ...["1.10 aws:CalledViaFirst", "1.10 aws:CalledViaLast"].map((id): [string, JsonObject, JsonObject] => {
      const key = id.replace(/^1\.10 /, "");
      return [id, { StringEquals: { [key]: "s3.amazonaws.com" } }, { StringEquals: { [key]: "ec2.amazonaws.com" } }];
    }),
    [
      "1.10 aws:SourceIp: not the caller's",
      { NotIpAddress: { "aws:SourceIp": "192.0.2.0/24" } },
      { IpAddress: { "aws:SourceIp": "192.0.2.0/24" } },
    ],
    [
      "1.10 aws:PrincipalArn: still the caller's",
      { ArnEquals: { "aws:PrincipalArn": APP } },
      { ArnNotEquals: { "aws:PrincipalArn": APP } },
    ],
    [
      "1.9 kms:GrantIsForAWSResource: true",
      { Bool: { "kms:GrantIsForAWSResource": "true" } },
      { Null: { "kms:GrantIsForAWSResource": "true" } },
      GRANT,
    ],
  ])("%s", async (_, holds, fails, call = SEAL) => {
    const world = await createTestEngine();
    const by = await through(world, "s3", APP);
    const under = (Condition: JsonObject) => letsIn(world, by, { AWS: APP }, Condition, call);
    expect([await under(holds), await under(fails)]).toEqual([true, false]);
  });
});

describe("a call by CloudWatch Logs as itself", () => {
  test.each<[title: string, holds: JsonObject, fails: JsonObject]>([
    [
      "1.10 aws:SourceArn: for whose resource",
      { ArnLike: { "aws:SourceArn": `arn:aws:logs:*:${BLUE}:*` } },
      { ArnLike: { "aws:SourceArn": `arn:aws:logs:*:${GREEN}:*` } },
    ],
    [
      "1.10 aws:SourceAccount and 1.6 service: for whom",
      { StringEquals: { "aws:SourceAccount": BLUE } },
      { StringEquals: { "aws:SourceAccount": GREEN } },
    ],
    [
      "1.10 aws:PrincipalIsAWSService: true",
      { Bool: { "aws:PrincipalIsAWSService": "true" } },
      { Bool: { "aws:PrincipalIsAWSService": "false" } },
    ],
    [
      "1.10 aws:PrincipalServiceName: its name",
      { StringEquals: { "aws:PrincipalServiceName": LOGS } },
      { StringEquals: { "aws:PrincipalServiceName": S3 } },
    ],
    [
      "1.10 aws:PrincipalServiceNamesList: of many values",
      { "ForAnyValue:StringEquals": { "aws:PrincipalServiceNamesList": LOGS } },
      { StringEquals: { "aws:PrincipalServiceNamesList": LOGS } },
    ],
    [
      "1.9 kms:ViaService: absent",
      { Null: { "kms:ViaService": "true" } },
      { StringEquals: { "kms:ViaService": LOGS } },
    ],
  ])("%s", async (_, holds, fails) => {
    const world = await createTestEngine();
    const by = await asService(world, LOGS, { SourceArn, SourceAccount: BLUE });
    const under = (Condition: JsonObject) => letsIn(world, by, { Service: LOGS }, Condition, SEAL);
    expect([await under(holds), await under(fails)]).toEqual([true, false]);
  });
});
