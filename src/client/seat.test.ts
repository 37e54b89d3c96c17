import { expect, test } from "vitest";
import { createTestApplication } from "./testing/application.ts";
import { ADMIN, APP, b64, REPORT, ZOE } from "#engine/testing/engine.ts";

const BLUE = "111122223333";
const seal = { KeyId: "alias/orders", Plaintext: { base64: b64("x") } };

test("a role can be taken with AssumeRole by whoever its trust policy and IAM let", async () => {
  const { application, test: world, seat } = await createTestApplication();
  const assume = { by: ZOE, sessionName: "zoe-at-work", policy: null };
  await application.sit({ ...seat, principalArn: APP, assume });
  await expect(application.call("Encrypt", seal)).rejects.toMatchObject({
    name: "AccessDenied",
    message: `User: ${ZOE} is not authorized to perform: sts:AssumeRole on resource: ${APP}`,
  });
  const text = JSON.stringify({
    Version: "2012-10-17",
    Statement: { Effect: "Allow", Principal: { AWS: ZOE }, Action: "sts:AssumeRole" },
  });
  await world.engine.glass.changeWorld({ act: "UpdateAssumeRolePolicy", arn: APP, text });
  const outcome = await application.call("Encrypt", seal);
  expect(outcome.ok).toBe(true);
  const trace = await world.engine.glass.call(outcome.requestId);
  expect(trace?.application?.signed?.principalArn).toBe(`arn:aws:sts::${BLUE}:assumed-role/App/zoe-at-work`);
});

test("a role can be taken with a source identity and the MFA device, whose code the application looks at", async () => {
  const { application, test: world, seat } = await createTestApplication();
  const { changeWorld } = world.engine.glass;
  const Condition = { Bool: { "aws:MultiFactorAuthPresent": "true" }, StringEquals: { "sts:SourceIdentity": "zoe" } };
  const Action = ["sts:AssumeRole", "sts:SetSourceIdentity"];
  const text = JSON.stringify({
    Version: "2012-10-17",
    Statement: { Effect: "Allow", Principal: { AWS: ZOE }, Action, Condition },
  });
  await changeWorld({ act: "UpdateAssumeRolePolicy", arn: APP, text });
  const assume = { by: ZOE, sessionName: "zoe-at-work", policy: null, sourceIdentity: "zoe" };
  await application.sit({ ...seat, assume });
  await expect(application.call("Encrypt", seal)).rejects.toMatchObject({ name: "AccessDenied" });
  await application.sit({ ...seat, assume: { ...assume, mfa: true } });
  await expect(application.call("Encrypt", seal)).rejects.toMatchObject({ message: `${ZOE} has no MFA device.` });
  await changeWorld({ act: "EnableMFADevice", arn: ZOE });
  const { ok, requestId } = await application.call("Encrypt", seal);
  expect(ok).toBe(true);
  expect((await world.engine.glass.call(requestId))?.audit).toMatchObject({
    userIdentity: { sessionContext: { attributes: { mfaAuthenticated: "true" }, sourceIdentity: "zoe" } },
  });
  // Other credentials than those without, and kept: a second call needs no second code.
  expect((await application.call("Encrypt", seal)).ok).toBe(true);
});

test("one call signed by somebody else is signed as that one, not as the session", async () => {
  const { application, test: world, seat } = await createTestApplication();
  await application.sit({ ...seat, principalArn: REPORT, assume: { by: ZOE, sessionName: "s1", policy: null } });
  const outcome = await application.call("Encrypt", seal, { as: ADMIN });
  expect((await world.engine.glass.call(outcome.requestId))?.summary.who).toBe("role Admin");
});

test("a service calls in the seat's name: the principal's own call, by way of the service", async () => {
  const { application, test: world, seat, requests } = await createTestApplication();
  const assume = { by: ADMIN, sessionName: "at-work", policy: null };
  const trust = { Effect: "Allow", Principal: { AWS: ADMIN }, Action: "sts:AssumeRole" };
  const text = JSON.stringify({ Version: "2012-10-17", Statement: trust });
  await world.engine.glass.changeWorld({ act: "UpdateAssumeRolePolicy", arn: APP, text });
  await application.sit({ ...seat, assume, via: "s3" });
  const { ok, requestId } = await application.call("Encrypt", seal);
  expect(ok).toBe(true);
  const trace = await world.engine.glass.call(requestId);
  const arn = `arn:aws:sts::${BLUE}:assumed-role/App/at-work`;
  expect(trace?.audit?.["userIdentity"]).toMatchObject({ arn, invokedBy: "fas.s3.amazonaws.com" });
  expect(trace?.network.path).toMatchObject({ service: "s3.amazonaws.com" });
  expect(trace?.application?.signed?.principalArn).toBe(arn);
  expect(requests.filter(({ request }) => request.target.endsWith("/forward-access-sessions/s3"))).toHaveLength(1);
  // Somebody else's one call is that one's own.
  const other = await application.call("Encrypt", seal, { as: ADMIN });
  expect((await world.engine.glass.call(other.requestId))?.network.path?.via).toBe("internet");
});

test("a service reaches KMS from where its caller could not, and anew when what it was given has ended", async () => {
  const { application, test: world, seat } = await createTestApplication();
  const { glass } = world.engine;
  const place = { account: BLUE, region: "us-east-1", name: "Island" } as const;
  const { vpcs } = await glass.changeWorld({ act: "CreateVpc", ...place, internet: false });
  await application.sit({ ...seat, from: vpcs[0]?.id as string, via: "s3" });
  expect((await application.call("Encrypt", seal)).ok).toBe(true);
  await glass.setClock({ advance: 86_400_000 });
  expect((await application.call("Encrypt", seal)).ok).toBe(true);
  const zoe = await world.credentials(ZOE);
  await application.sit({ ...seat, principalArn: ZOE, via: "ec2" });
  expect((await application.call("Encrypt", seal)).error?.name).toBe("AccessDeniedException");
  await glass.changeWorld({ act: "DeleteAccessKey", key: zoe.AccessKeyId });
  expect((await application.call("Encrypt", seal)).error?.name).toBe("AccessDeniedException");
});

test("a service that nobody knows calls for nobody", async () => {
  const { application, seat } = await createTestApplication();
  await application.sit({ ...seat, via: "no-such-service" });
  await expect(application.call("Encrypt", seal)).rejects.toMatchObject({
    name: "NoCredentials",
    message: `No service no-such-service calls KMS in the name of ${APP}.`,
  });
});

test("where no way leads to KMS the SDK tries three times and gives up, 15 simulated seconds later", async () => {
  const { application, test: world, seat } = await createTestApplication();
  const { glass } = world.engine;
  const place = { account: BLUE, region: "us-east-1", name: "Island" } as const;
  const { vpcs } = await glass.changeWorld({ act: "CreateVpc", ...place, internet: false });
  await application.sit({ ...seat, from: vpcs[0]?.id as string });
  const before = (await glass.world()).clock.now;
  const outcome = await application.call("Encrypt", seal);
  expect(outcome).toMatchObject({ ok: false, status: 0, error: { name: "TimeoutError" } });
  expect((await glass.world()).clock.now - before).toBe(15_000);
  const { items } = await glass.calls({ operation: "Encrypt" }, null, 10);
  expect(items.map(({ invocation, status }) => [invocation?.attempt, status])).toEqual([
    [3, 0],
    [2, 0],
    [1, 0],
  ]);
  expect(outcome.requestId).toBe(items[0]?.id);
});

test("credentials carried away from an instance tell where they were delivered, and a policy can see that they are used elsewhere", async () => {
  const { application, test: world, seat } = await createTestApplication();
  const { glass } = world.engine;
  const place = { account: BLUE, region: "us-east-1", name: "Office" } as const;
  const id = (await glass.changeWorld({ act: "CreateVpc", ...place, internet: false })).vpcs[0]?.id as string;
  await glass.changeWorld({ act: "CreateVpcEndpoint", vpc: id, privateDns: true });
  // As AWS's data perimeter has it: what an instance got works where the instance is.
  const text = JSON.stringify({
    Version: "2012-10-17",
    Statement: {
      Effect: "Deny",
      Action: "*",
      Resource: "*",
      Condition: {
        StringNotEqualsIfExists: { "aws:Ec2InstanceSourceVpc": "${aws:SourceVpc}" },
        Null: { "aws:Ec2InstanceSourceVpc": "false" },
      },
    },
  });
  await glass.changeWorld({ act: "PutInlinePolicy", arn: APP, name: "perimeter", text });
  const outcomeAt = async (at: Partial<typeof seat>) => {
    await application.sit({ ...seat, ...at });
    return (await application.call("Encrypt", seal)).error?.name ?? "allowed";
  };
  expect(await outcomeAt({ from: id })).toBe("allowed");
  expect(await outcomeAt({ carriedFrom: id })).toBe("AccessDeniedException");
  expect(await outcomeAt({})).toBe("allowed");
});

test("a service calls as itself: the key policy alone decides, and can ask what it acts for", async () => {
  const { application, test: world, seat } = await createTestApplication();
  const { glass } = world.engine;
  const name = "logs.us-east-1.amazonaws.com";
  const group = `arn:aws:logs:us-east-1:${BLUE}:log-group:orders`;
  const Statement = [
    { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${BLUE}:root` }, Action: "kms:*", Resource: "*" },
    {
      Effect: "Allow",
      Principal: { Service: name },
      Action: "kms:GenerateDataKey*",
      Resource: "*",
      Condition: { ArnLike: { "aws:SourceArn": `arn:aws:logs:us-east-1:${BLUE}:*` } },
    },
  ];
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
  await world.call("PutKeyPolicy", { KeyId: world.orders, Policy });
  await application.sit(seat);
  const askedFor = async (sourceArn: string | null) => {
    const service = { name, sourceArn, sourceAccount: null };
    return application.call("GenerateDataKey", { KeyId: world.orders, KeySpec: "AES_256" }, { service });
  };
  const own = await askedFor(group);
  expect(own.ok).toBe(true);
  expect((await glass.call(own.requestId))?.audit?.["userIdentity"]).toEqual({ type: "AWSService", invokedBy: name });
  expect(await glass.whyNot({ callId: own.requestId })).toBeNull();
  const foreign = await askedFor(group.replace(BLUE, "444455556666"));
  expect([foreign.error?.name, (await askedFor(null)).ok]).toEqual(["AccessDeniedException", false]);
  const service = { name: "nobody", sourceArn: null, sourceAccount: null };
  await expect(application.call("ListKeys", {}, { service })).rejects.toMatchObject({ name: "NoCredentials" });
});
