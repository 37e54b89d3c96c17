/** The global condition keys (authorization.md 1.10) on real calls: there as stated, with the value that decides, or absent as stated. */
import { beforeAll, describe, expect, test } from "vitest";
import type { JsonObject } from "#wire/json.ts";
import { absent, bool, equals, listed, titled, tryRow, type ConditionRow } from "../../testing/condition-rows.ts";
import { createTestEngine, NOON, ZOE, type TestEngine } from "../../testing/engine.ts";
import { callWith, sts } from "../../testing/sts.ts";
import { BLUE, BLUE_ROOT, CARRIER, CLERK, createTrial, GREEN, may, text, to, type Trial } from "../../testing/trial.ts";

let trial: Trial;
let vpc = { id: "", endpoint: "" };
let organization = { id: "", path: "" };

beforeAll(async () => {
  trial = await createTrial();
  const { changeWorld } = trial.engine.glass;
  const office = { account: BLUE, region: "us-east-1", name: "Office", internet: false } as const;
  const id = (await changeWorld({ act: "CreateVpc", ...office })).vpcs[0]!.id;
  const { vpcs } = await changeWorld({ act: "CreateVpcEndpoint", vpc: id, privateDns: true });
  vpc = { id, endpoint: vpcs[0]!.endpoint!.id };
  const made = (await changeWorld({ act: "CreateOrganization", management: BLUE })).organization!;
  organization = { id: made.id, path: `${made.id}/${made.root}/` };
  for (const arn of [CLERK, ZOE])
    await changeWorld({ act: "TagPrincipal", arn, tags: [{ TagKey: "Team", TagValue: "Blue" }] });
});

const keyOf = (id: string): string => id.replace(/^1\.10 /, "");

type Short = Omit<ConditionRow, "operation">;

/** A value that is there, and one that is not: the caller is the clerk's session unless the row says otherwise. */
const ROWS: readonly Short[] = [
  {
    id: "1.10 aws:CurrentTime",
    says: "the world's time",
    holds: { DateGreaterThanEquals: { "aws:CurrentTime": "2026-11-23T12:00:00Z" } },
    fails: { DateGreaterThan: { "aws:CurrentTime": "2026-11-24T12:00:00Z" } },
  },
  {
    id: "1.10 aws:EpochTime",
    says: "in seconds",
    holds: { NumericLessThan: { "aws:EpochTime": String(NOON / 1000 + 86_400) } },
    fails: { NumericLessThan: { "aws:EpochTime": String(NOON / 1000) } },
  },
  { id: "1.10 aws:PrincipalAccount", says: "the caller's", ...equals("aws:PrincipalAccount", BLUE, GREEN) },
  { id: "1.10 aws:PrincipalType", says: "of a role's session", ...equals("aws:PrincipalType", "AssumedRole", "User") },
  { id: "1.10 aws:PrincipalType", says: "of a user", as: ZOE, ...equals("aws:PrincipalType", "User", "AssumedRole") },
  {
    id: "1.10 aws:userid",
    says: "of a role's session",
    holds: { StringLike: { "aws:userid": "AROA*:keyglass" } },
    fails: { StringLike: { "aws:userid": "AIDA*" } },
  },
  {
    id: "1.10 aws:userid",
    says: "of a user",
    as: ZOE,
    holds: { StringLike: { "aws:userid": "AIDA*" } },
    fails: { StringLike: { "aws:userid": "*:*" } },
  },
  {
    id: "1.10 aws:RequestedRegion",
    says: "where it is asked",
    ...equals("aws:RequestedRegion", "us-east-1", "eu-west-1"),
  },
  { id: "1.10 aws:SecureTransport", says: "always true", ...bool("aws:SecureTransport", true) },
  { id: "1.10 aws:ViaAWSService", says: "false on a direct call", ...bool("aws:ViaAWSService", false) },
  { id: "1.10 aws:PrincipalIsAWSService", says: "false of people", ...bool("aws:PrincipalIsAWSService", false) },
  { id: "1.10 aws:ResourceAccount", says: "the key's", ...equals("aws:ResourceAccount", BLUE, GREEN) },
  {
    id: "1.10 aws:PrincipalArn",
    says: "of a session the role's ARN",
    holds: { ArnEquals: { "aws:PrincipalArn": CLERK } },
    fails: { ArnLike: { "aws:PrincipalArn": `arn:aws:sts::${BLUE}:assumed-role/*` } },
  },
  { id: "1.10 aws:username", says: "of a user", as: ZOE, ...equals("aws:username", "Zoe", "zoe") },
  { id: "1.10 aws:username", says: "absent of a session", ...absent("aws:username") },
  { id: "1.10 aws:PrincipalTag/K", says: "the role's", ...equals("aws:PrincipalTag/Team", "Blue", "blue") },
  {
    id: "1.10 aws:PrincipalTag/K",
    says: "the user's, whatever the case of its name",
    as: ZOE,
    ...equals("aws:PrincipalTag/team", "Blue", "blue"),
  },
  { id: "1.10 aws:PrincipalTag/K", says: "absent without the tag", ...absent("aws:PrincipalTag/Area") },
  {
    id: "1.10 aws:PrincipalOrgID",
    says: "the organization",
    holds: () => ({ StringEquals: { "aws:PrincipalOrgID": organization.id } }),
    fails: { StringEquals: { "aws:PrincipalOrgID": "o-other" } },
  },
  {
    id: "1.10 aws:PrincipalOrgPaths",
    says: "from the organization to what holds the account",
    holds: () => ({ "ForAnyValue:StringEquals": { "aws:PrincipalOrgPaths": organization.path } }),
    fails: () => ({ StringEquals: { "aws:PrincipalOrgPaths": organization.path } }),
  },
  {
    id: "1.10 aws:ResourceOrgID",
    says: "the organization",
    holds: () => ({ StringEquals: { "aws:ResourceOrgID": organization.id } }),
    fails: { StringEquals: { "aws:ResourceOrgID": "o-other" } },
  },
  {
    id: "1.10 aws:ResourceOrgPaths",
    says: "from the organization to what holds the account",
    holds: () => ({ "ForAnyValue:StringEquals": { "aws:ResourceOrgPaths": organization.path } }),
    fails: () => ({ StringEquals: { "aws:ResourceOrgPaths": organization.path } }),
  },
  {
    id: "1.10 aws:MultiFactorAuthPresent",
    says: "false of a session",
    ...bool("aws:MultiFactorAuthPresent", false),
  },
  {
    id: "1.10 aws:MultiFactorAuthPresent and 2.7 3",
    says: "absent with long-term keys, where BoolIfExists holds and Bool does not",
    as: ZOE,
    holds: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } },
    fails: { Bool: { "aws:MultiFactorAuthPresent": "false" } },
  },
  {
    id: "1.10 aws:TokenIssueTime",
    says: "of a session",
    holds: { DateGreaterThanEquals: { "aws:TokenIssueTime": "2026-11-23T12:00:00Z" } },
    fails: { DateGreaterThan: { "aws:TokenIssueTime": "2026-11-24T12:00:00Z" } },
  },
  { id: "1.10 aws:TokenIssueTime", says: "absent with long-term keys", as: ZOE, ...absent("aws:TokenIssueTime") },
  {
    id: "1.10 aws:SourceIp",
    says: "the caller's address",
    holds: { IpAddress: { "aws:SourceIp": "192.0.2.0/24" } },
    fails: { NotIpAddress: { "aws:SourceIp": "192.0.2.0/24" } },
  },
  { id: "1.10 aws:SourceIp", says: "absent by an endpoint", from: () => vpc.id, ...absent("aws:SourceIp") },
  {
    id: "1.10 aws:SourceVpc",
    says: "by an endpoint",
    from: () => vpc.id,
    holds: () => ({ StringEquals: { "aws:SourceVpc": vpc.id } }),
    fails: { StringEquals: { "aws:SourceVpc": "vpc-other" } },
  },
  {
    id: "1.10 aws:SourceVpce",
    says: "by an endpoint",
    from: () => vpc.id,
    holds: () => ({ StringEquals: { "aws:SourceVpce": vpc.endpoint } }),
    fails: { StringEquals: { "aws:SourceVpce": "vpce-other" } },
  },
  {
    id: "1.10 aws:VpcSourceIp",
    says: "by an endpoint",
    from: () => vpc.id,
    holds: { IpAddress: { "aws:VpcSourceIp": "10.0.0.0/8" } },
    fails: { IpAddress: { "aws:VpcSourceIp": "192.0.2.0/24" } },
  },
  {
    id: "1.10 aws:Ec2InstanceSourceVpc",
    says: "of credentials that an instance got",
    from: () => vpc.id,
    holds: { StringEquals: { "aws:Ec2InstanceSourceVpc": "${aws:SourceVpc}" } },
    fails: { StringEquals: { "aws:Ec2InstanceSourceVpc": "vpc-other" } },
  },
  {
    id: "1.10 aws:Ec2InstanceSourcePrivateIPv4",
    says: "of credentials that an instance got",
    from: () => vpc.id,
    holds: { StringEquals: { "aws:Ec2InstanceSourcePrivateIPv4": "${aws:VpcSourceIp}" } },
    fails: { IpAddress: { "aws:Ec2InstanceSourcePrivateIPv4": "192.0.2.0/24" } },
  },
  {
    id: "1.10 aws:Ec2InstanceSourceVpc",
    says: "absent of a user's keys, wherever they are used",
    as: ZOE,
    from: () => vpc.id,
    ...absent("aws:Ec2InstanceSourceVpc"),
  },
  ...["1.10 aws:SourceVpc", "1.10 aws:SourceVpce", "1.10 aws:VpcSourceIp"].map((id): Short => ({
    id,
    says: "absent from the internet",
    ...absent(keyOf(id)),
  })),
  ...[
    "1.10 aws:MultiFactorAuthAge",
    "1.10 aws:SourceIdentity",
    "1.10 aws:FederatedProvider",
    "1.10 aws:SourceArn",
    "1.10 aws:SourceAccount",
    "1.10 aws:CalledVia",
    "1.10 aws:CalledViaFirst",
    "1.10 aws:CalledViaLast",
    "1.10 aws:Ec2InstanceSourceVpc",
    "1.10 aws:Ec2InstanceSourcePrivateIPv4",
    "1.10 aws:PrincipalServiceName",
    "1.10 aws:PrincipalServiceNamesList",
  ].map((id): Short => ({ id, says: "absent on a session's direct call", ...absent(keyOf(id)) })),
];

test.each(titled(ROWS.map((row) => ({ ...row, operation: "Encrypt" }))))("%s", async (_, row) => {
  expect(await tryRow(trial, row)).toEqual([]);
});

describe("of the root user", () => {
  test.each([
    ["1.10 aws:PrincipalType: Account", "aws:PrincipalType", "Account"],
    ["1.10 aws:userid: the account's id", "aws:userid", BLUE],
    ["1.10 aws:PrincipalArn: its own", "aws:PrincipalArn", BLUE_ROOT],
  ])("%s", async (_, key, value) => {
    const describeKey = async (Condition: JsonObject) => {
      const asked = trial.as(BLUE_ROOT, ["DescribeKey", { KeyId: trial.orders }]);
      return (await trial.tried(new Map([[trial.orders, [to(BLUE_ROOT, "kms:*", { Condition })]]]), [asked]))[0];
    };
    expect(await describeKey({ StringEquals: { [key]: value } })).toBe("allowed");
    expect(await describeKey({ StringNotEquals: { [key]: value } })).toMatch(/^kms:DescribeKey /);
  });
});

test("1.10 aws:ResourceAccount: of another account's caller still the key's", async () => {
  const from = async (account: string) => {
    const Condition = { StringEquals: { "aws:ResourceAccount": account } };
    const policies = new Map([[trial.orders, [to(GREEN, "kms:DescribeKey", { Condition })]]]);
    return (await trial.tried(policies, [trial.as(CARRIER, ["DescribeKey", { KeyId: trial.orders }])]))[0];
  };
  expect(await from(BLUE)).toBe("allowed");
  expect(await from(GREEN)).toMatch(/^kms:DescribeKey on this resource/);
});

test("1.10 aws:PrincipalOrgID: absent of an account that is in none", async () => {
  const Condition = { Null: { "aws:PrincipalOrgID": "true", "aws:PrincipalOrgPaths": "true" } };
  const policies = new Map([[trial.orders, [to(GREEN, "kms:DescribeKey", { Condition })]]]);
  const asked = trial.as(CARRIER, ["DescribeKey", { KeyId: trial.orders }]);
  expect((await trial.tried(policies, [asked]))[0]).toBe("allowed");
});

async function oneClerk(condition: JsonObject): Promise<TestEngine> {
  const test = await createTestEngine();
  const { changeWorld } = test.engine.glass;
  await changeWorld({ act: "CreateRole", account: BLUE, name: "Clerk" });
  const Statement = text([may("kms:DescribeKey", { Condition: condition })]);
  await changeWorld({ act: "PutInlinePolicy", arn: CLERK, name: "trial", text: Statement });
  return test;
}

test("1.10 aws:UserAgent: as the client names itself", async () => {
  const { sign, raw, orders } = await oneClerk({ StringLike: { "aws:UserAgent": "aws-cli/*" } });
  const request = await sign("DescribeKey", JSON.stringify({ KeyId: orders }), { as: CLERK });
  const by = async (agent: string) =>
    (await raw(request.replace(/\r\nhost:/i, `\r\nuser-agent: ${agent}\r\nhost:`))).status;
  expect([await by("aws-cli/2.30"), await by("Boto3/1.40")]).toEqual([200, 400]);
});

interface Taken {
  readonly with: Record<string, string>;
  /** With a code of Zoe's MFA device. */
  readonly mfa?: true;
  /** Seconds from then to the call. */
  readonly later?: number;
}

/** Zoe may take the clerk's role with whatever STS has; DescribeKey of the sessions that she takes so. */
async function described(condition: JsonObject, ...sessions: readonly Taken[]) {
  const test = await oneClerk(condition);
  const { changeWorld } = test.engine.glass;
  await changeWorld({ act: "TagPrincipal", arn: CLERK, tags: [{ TagKey: "Team", TagValue: "Day" }] });
  await changeWorld({
    act: "UpdateAssumeRolePolicy",
    arn: CLERK,
    text: text([{ Effect: "Allow", Principal: { AWS: ZOE }, Action: "sts:*" }]),
  });
  const statuses = [];
  await changeWorld({ act: "EnableMFADevice", arn: ZOE });
  for (const { with: more, mfa, later = 0 } of sessions) {
    const TokenCode = (await test.engine.glass.mfaCode(ZOE)) as string;
    const factor = mfa === true ? { SerialNumber: `arn:aws:iam::${BLUE}:mfa/Zoe`, TokenCode } : {};
    const asked = { Action: "AssumeRole", RoleArn: CLERK, RoleSessionName: "nightly", ...more, ...factor };
    const { credentials } = await sts(test, asked, ZOE);
    await test.engine.glass.setClock({ advance: later * 1000 });
    statuses.push((await callWith(test, credentials, "DescribeKey", { KeyId: test.orders })).status);
  }
  return statuses;
}

test("1.10 aws:PrincipalTag/K: a session's own tag wins", async () => {
  const tagged = { "Tags.member.1.Key": "Team", "Tags.member.1.Value": "Night" };
  expect(
    await described({ StringEquals: { "aws:PrincipalTag/Team": "Night" } }, { with: tagged }, { with: {} }),
  ).toEqual([200, 400]);
});

test("1.10 aws:SourceIdentity: as the session was taken with", async () => {
  const [zoe, ann, nobody] = [{ SourceIdentity: "zoe" }, { SourceIdentity: "ann" }, {}].map((each) => ({ with: each }));
  const condition = { StringEquals: { "aws:SourceIdentity": "zoe" } };
  expect(await described(condition, zoe!, ann!, nobody!)).toEqual([200, 400, 400]);
});

test("1.10 aws:MultiFactorAuthPresent: true of a session that was taken with a second factor", async () => {
  const condition = { Bool: { "aws:MultiFactorAuthPresent": "true" } };
  expect(await described(condition, { with: {}, mfa: true, later: 600 }, { with: {} })).toEqual([200, 400]);
});

test("1.10 aws:MultiFactorAuthAge: the seconds since, of a session that was taken with a second factor", async () => {
  const condition = { NumericLessThan: { "aws:MultiFactorAuthAge": "600" } };
  const [young, old] = [599, 600].map((later) => ({ with: {}, mfa: true, later }) as const);
  expect(await described(condition, young!, old!, { with: {} })).toEqual([200, 400, 400]);
});

test("1.10 aws:CalledVia: of many values, so that a plain operator never matches it", async () => {
  expect(
    await tryRow(trial, {
      operation: "Encrypt",
      ...listed("aws:CalledVia", "s3.amazonaws.com", "s3.amazonaws.com"),
      holds: { "ForAllValues:StringEquals": { "aws:CalledVia": "s3.amazonaws.com" } },
    }),
  ).toEqual([]);
});
