import { beforeEach, describe, expect, test } from "vitest";
import { formatRequest, parseResponse } from "#wire/http.ts";
import { MemoryStorage } from "../storage/memory.ts";
import { ADMIN, APP, b64, createTestEngine, REPORT, ZOE, type TestEngine } from "../testing/engine.ts";
import { callWith, sts } from "../testing/sts.ts";
import { METADATA_HOST } from "../world/credentials.ts";

const BLUE = "111122223333";
const SERIAL = `arn:aws:iam::${BLUE}:mfa/Zoe`;
const WITH_MFA = { Bool: { "aws:MultiFactorAuthPresent": "true" } };
const trust = (AWS: string, Condition: object = {}): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS }, Action: "sts:AssumeRole", Condition }],
  });

let world: TestEngine;
beforeEach(async () => {
  world = await createTestEngine();
  const { changeWorld, setClock } = world.engine.glass;
  await setClock({ rate: 0 });
  await changeWorld({ act: "EnableMFADevice", arn: ZOE });
  await changeWorld({ act: "UpdateAssumeRolePolicy", arn: APP, text: trust(ZOE, WITH_MFA) });
});

const shown = async (user = ZOE): Promise<string> => (await world.engine.glass.mfaCode(user)) ?? "";
const other = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, "0");
const pass = (seconds: number) => world.engine.glass.setClock({ advance: seconds * 1000 });
const take = (given: Record<string, string> = {}, by: Parameters<typeof sts>[2] = ZOE) =>
  sts(world, { Action: "AssumeRole", RoleArn: APP, RoleSessionName: "zoe-at-work", ...given }, by);
const takeWith = async (code: string) => take({ SerialNumber: SERIAL, TokenCode: code });
const INVALID = [403, "AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code. "];
const byText = (a: string, b: string): number => a.localeCompare(b, "en");
const refusal = ({ status, element }: Awaited<ReturnType<typeof take>>) => [
  status,
  element("Code"),
  element("Message"),
];

describe("a role that asks for a second factor", () => {
  test("is taken with the code that the user's device shows, and not without", async () => {
    expect(refusal(await take())).toEqual([
      403,
      "AccessDenied",
      `User: ${ZOE} is not authorized to perform: sts:AssumeRole on resource: ${APP}`,
    ]);
    const { status, credentials } = await takeWith(await shown());
    expect(status).toBe(200);
    const sealed = await callWith(world, credentials, "Encrypt", { KeyId: "alias/orders", Plaintext: b64("x") });
    expect(sealed.status).toBe(200);
  });

  test("is not taken with another code, one from before, or one that the device will show", async () => {
    expect(refusal(await takeWith(other(await shown())))).toEqual(INVALID);
    const before = await shown();
    await pass(90);
    expect(refusal(await takeWith(before))).toEqual(INVALID);
    await pass(30);
    const later = await shown();
    await pass(-30);
    expect(refusal(await takeWith(later))).toEqual(INVALID);
  });

  test("is taken with a code that changed on the way", async () => {
    const code = await shown();
    await pass(30);
    expect((await takeWith(code)).status).toBe(200);
  });

  test("is not taken with somebody else's device, with half of a second factor, or with what is no code", async () => {
    const { changeWorld } = world.engine.glass;
    await changeWorld({ act: "CreateUser", account: BLUE, name: "Ann" });
    await changeWorld({ act: "EnableMFADevice", arn: `arn:aws:iam::${BLUE}:user/Ann` });
    const TokenCode = await shown(`arn:aws:iam::${BLUE}:user/Ann`);
    const [notValid, both] = [
      "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user. ",
      "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code. ",
    ];
    const ann = await take({ SerialNumber: `arn:aws:iam::${BLUE}:mfa/Ann`, TokenCode });
    expect(refusal(ann)).toEqual([403, "AccessDenied", notValid]);
    expect(refusal(await take({ SerialNumber: SERIAL }))).toEqual([403, "AccessDenied", both]);
    expect(refusal(await take({ TokenCode }))).toEqual([403, "AccessDenied", both]);
    const wrong = await take({ SerialNumber: SERIAL, TokenCode: "12345" });
    expect([wrong.status, wrong.element("Code")]).toEqual([400, "ValidationError"]);
    expect(wrong.body).not.toContain("12345");
    // A role's session has no device: it is not its user.
    const session = (await takeWith(await shown())).credentials!;
    await pass(30);
    expect(refusal(await take({ SerialNumber: SERIAL, TokenCode: await shown() }, session))[2]).toBe(notValid);
  });
});

describe("a code opens once", () => {
  test("and none from before it opens any more", async () => {
    const first = await shown();
    await pass(30);
    const second = await shown();
    expect((await takeWith(second)).status).toBe(200);
    expect(refusal(await takeWith(second))).toEqual(INVALID);
    expect(refusal(await takeWith(first))).toEqual(INVALID);
    await pass(30);
    expect((await takeWith(await shown())).status).toBe(200);
  });

  test("even when several come with it at the same time", async () => {
    const code = await shown();
    const answers = await Promise.all([1, 2, 3].map(() => takeWith(code)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.map(refusal).filter(([status]) => status !== 200)).toEqual([INVALID, INVALID]);
    const { items } = await world.engine.glass.calls({ operation: "AssumeRole" }, null, 10);
    expect(items.map(({ error }) => error?.message ?? "taken").toSorted(byText)).toEqual([
      INVALID[2],
      INVALID[2],
      "taken",
    ]);
  });

  test("and is used when it held, though the role was refused", async () => {
    const code = await shown();
    await world.engine.glass.changeWorld({ act: "UpdateAssumeRolePolicy", arn: APP, text: trust(ADMIN) });
    expect((await takeWith(code)).element("Message")).toMatch(/perform: sts:AssumeRole/);
    await world.engine.glass.changeWorld({ act: "UpdateAssumeRolePolicy", arn: APP, text: trust(ZOE) });
    expect(refusal(await takeWith(code))).toEqual(INVALID);
  });

  test("also when the engine began anew meanwhile", async () => {
    const storage = new MemoryStorage();
    world = await createTestEngine({ storage });
    await world.engine.glass.setClock({ rate: 0 });
    await world.engine.glass.changeWorld({ act: "EnableMFADevice", arn: ZOE });
    await world.engine.glass.changeWorld({ act: "UpdateAssumeRolePolicy", arn: APP, text: trust(ZOE) });
    const code = await shown();
    expect((await takeWith(code)).status).toBe(200);
    await world.engine.flush();
    world = await createTestEngine({ storage, seed: 9 });
    expect(await shown()).toBe(code);
    expect(refusal(await takeWith(code))).toEqual(INVALID);
  });

  test("but a clock that was set back begins anew", async () => {
    expect((await takeWith(await shown())).status).toBe(200);
    await pass(-3600);
    expect((await takeWith(await shown())).status).toBe(200);
  });
});

describe("the session's second factor", () => {
  test("lasts as long as the session, and is told to CloudTrail, with the device and without the code", async () => {
    const { glass } = world.engine;
    const code = await shown();
    const { credentials } = await takeWith(code);
    const [line] = (await glass.calls({ operation: "AssumeRole" }, null, 1)).items;
    const taken = await glass.call(line?.id ?? "");
    expect(taken?.audit).toMatchObject({ requestParameters: { serialNumber: SERIAL } });
    expect(JSON.stringify(taken?.frontDoor)).toMatch(/"TokenCode":"«6 bytes, print [\da-f]{4} [\da-f]{4}»"/);
    const { audit } = await world.trace(await callWith(world, credentials, "ListKeys", {}));
    expect(audit).toMatchObject({ userIdentity: { sessionContext: { attributes: { mfaAuthenticated: "true" } } } });
    expect(JSON.stringify([taken, await glass.acts(null, 20)])).not.toContain(code);
  });

  test("is not that of a session which it takes in turn", async () => {
    const { changeWorld } = world.engine.glass;
    const first = (await takeWith(await shown())).credentials!;
    const next = { Action: "AssumeRole", RoleArn: REPORT, RoleSessionName: "next" };
    await changeWorld({ act: "UpdateAssumeRolePolicy", arn: REPORT, text: trust(APP, WITH_MFA) });
    await pass(10);
    const { credentials } = await sts(world, next, first);
    const { audit } = await world.trace(await callWith(world, credentials, "ListKeys", {}));
    expect(audit).toMatchObject({ userIdentity: { sessionContext: { attributes: { mfaAuthenticated: "false" } } } });
    const young = { NumericLessThan: { "aws:MultiFactorAuthAge": "60" } };
    await changeWorld({ act: "UpdateAssumeRolePolicy", arn: REPORT, text: trust(APP, young) });
    expect((await sts(world, next, first)).status).toBe(200);
    await pass(60);
    expect((await sts(world, next, first)).status).toBe(403);
  });

  test("of this moment is no seconds old", async () => {
    const text = trust(ZOE, { NumericEquals: { "aws:MultiFactorAuthAge": "0" } });
    await world.engine.glass.changeWorld({ act: "UpdateAssumeRolePolicy", arn: APP, text });
    expect((await take()).status).toBe(403);
    expect((await takeWith(await shown())).status).toBe(200);
  });
});

test("the application looks at the device over the wire, as at credentials", async () => {
  const look = async (user: string) => {
    const target = `/latest/keyglass/mfa-code/${encodeURIComponent(user)}`;
    const request = formatRequest({ method: "GET", target, headers: { host: METADATA_HOST }, body: "" });
    return parseResponse(await world.engine.handle(request, { from: "internet" }));
  };
  expect(JSON.parse((await look(ZOE)).body)).toEqual({ SerialNumber: SERIAL, TokenCode: await shown() });
  expect([(await look(APP)).status, (await look("nobody")).status]).toEqual([404, 404]);
});
