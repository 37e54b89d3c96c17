import { secretText } from "#glass/secret-text.ts";
import { describe, expect, test, vi } from "vitest";
import { APP, NOON, REPORT, ZOE, type TestEngine } from "#engine/testing/engine.ts";
import type { ApplicationStages } from "#glass/trace.ts";
import type { Identities } from "./identities.ts";
import { Kms } from "./kms.ts";
import { Prints } from "./prints.ts";
import { createTestApplication } from "./testing/application.ts";
import type { WireLine } from "./wire-line.ts";
import { WorldClock } from "./world-clock.ts";

const alias = "alias/orders";
const NOTE = { KeyId: alias, Plaintext: { text: "x" } };

test("the SDK in the application talks to the engine: sign, verify, encrypt, decrypt", async () => {
  const { application } = await createTestApplication();
  const context = { order: "1001", text: "a pair may be named as a blob's form is" };
  const sealed = await application.call(
    "Encrypt",
    { KeyId: alias, Plaintext: { text: "hello" }, EncryptionContext: context },
    { keep: { CiphertextBlob: "note, sealed" } },
  );
  expect(sealed).toMatchObject({ ok: true, status: 200, error: null });
  expect(sealed.requestId).toMatch(/^[0-9a-f-]{36}$/);
  const artefact = await application.artefact(sealed.kept["CiphertextBlob"] ?? "");
  expect(artefact).toMatchObject({
    kind: "ciphertext",
    place: "disk",
    name: "note, sealed",
    context,
    keyArn: sealed.output["KeyId"],
  });
  expect(artefact?.base64).toBe(sealed.output["CiphertextBlob"]);

  const opened = await application.call(
    "Decrypt",
    { CiphertextBlob: { artefact: artefact?.id ?? "" }, EncryptionContext: context },
    { keep: { Plaintext: "note" } },
  );
  expect(opened.ok).toBe(true);
  expect(JSON.stringify(opened.output["Plaintext"])).toMatch(/^\{"bytes":5,"print":"[0-9a-f]{4} [0-9a-f]{4}"\}$/);
  expect(await application.readText(opened.kept["Plaintext"] ?? "")).toBe("hello");
});

test("an altered bit, another context and a missing permission are outcomes in AWS's words", async () => {
  const { application, seat } = await createTestApplication();
  const made = await application.call(
    "Encrypt",
    { KeyId: alias, Plaintext: { text: "hello" } },
    { keep: { CiphertextBlob: "c" } },
  );
  const id = made.kept["CiphertextBlob"] ?? "";
  const flipped = await application.call("Decrypt", { CiphertextBlob: { artefact: id, flip: { offset: 90, bit: 3 } } });
  expect(flipped).toMatchObject({ ok: false, status: 400, error: { name: "InvalidCiphertextException" }, output: {} });
  const context = await application.call("Decrypt", {
    CiphertextBlob: { artefact: id },
    EncryptionContext: { a: "b" },
  });
  expect(context.error?.name).toBe("InvalidCiphertextException");
  await application.sit({ ...seat, principalArn: REPORT });
  const denied = await application.call("Decrypt", { CiphertextBlob: { artefact: id } });
  expect(denied.error?.name).toBe("AccessDeniedException");
  expect(denied.error?.message).toContain("assumed-role/Report/keyglass");
});

test("a call that is throttled is made again by the SDK: two attempts of one invocation, the first refused in AWS's words", async () => {
  const { application, test: engine, requests } = await createTestApplication();
  await engine.engine.glass.setThrottling(1);
  expect((await application.call("Encrypt", NOTE)).ok).toBe(true);
  const sent = requests.length;
  // The next second comes when an attempt has been refused.
  const handle = engine.engine.handle.bind(engine.engine);
  vi.spyOn(engine.engine, "handle").mockImplementation(async (...request) => {
    const answer = await handle(...request);
    if (answer.includes("ThrottlingException")) engine.tick(1_000);
    return answer;
  });
  const outcome = await application.call("Encrypt", NOTE);
  expect(outcome).toMatchObject({ ok: true, error: null });
  expect(requests.length - sent).toBe(2);
  const { items } = await engine.engine.glass.calls({ operation: "Encrypt" }, null, 2);
  const [second, first] = items;
  expect(second).toMatchObject({ id: outcome.requestId, error: null, invocation: { attempt: 2 } });
  expect(first).toMatchObject({
    error: {
      name: "ThrottlingException",
      message: "You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls.",
    },
    invocation: { id: second?.invocation?.id, attempt: 1 },
  });
});

test("stages 1 and 2 reach the engine's trace: the composed input without its secret, and the very texts that the engine verified", async () => {
  const { application, test: engine, requests } = await createTestApplication();
  const outcome = await application.call("Encrypt", { KeyId: alias, Plaintext: { text: "a secret note" } });
  const trace = await engine.engine.glass.call(outcome.requestId);
  const stages = trace?.application as ApplicationStages;
  expect(stages.composed).toMatchObject({ operation: "Encrypt", input: { KeyId: alias } });
  expect(stages.composed.input["Plaintext"]).toMatch(/^«13 bytes, print [0-9a-f]{4} [0-9a-f]{4}»$/);
  expect(stages.composed.bodyBytes).toBe(trace?.frontDoor.bodyBytes);
  expect(stages.signed?.stringToSign).toBe(trace?.frontDoor.signature?.stringToSign);
  expect(stages.signed?.signature).toBe(trace?.frontDoor.signature?.computed);
  expect(stages.signed?.chain).toEqual(trace?.frontDoor.signature?.chain);
  expect(stages.signed?.chain?.links.map(({ fed }) => fed)).toEqual(["20261123", "us-east-1", "kms", "aws4_request"]);
  expect(stages.signed?.principalArn).toBe("arn:aws:sts::111122223333:assumed-role/App/keyglass");
  const token = requests.at(-1)?.request.headers["x-amz-security-token"] ?? "";
  expect(token.length).toBeGreaterThan(100);
  expect(JSON.stringify(requests.at(-1)?.sent)).not.toContain(token);
  expect(trace?.summary.invocation?.attempt).toBe(1);
});

test("a user signs with a long-term key, a role with a session token; each is fetched once", async () => {
  const { application, seat, requests } = await createTestApplication();
  await application.call("Encrypt", NOTE);
  await application.call("Encrypt", NOTE);
  await application.sit({ ...seat, principalArn: ZOE });
  await application.call("Encrypt", NOTE);
  const fetched = requests
    .filter(({ request }) => request.method === "GET")
    .map(({ request }) => decodeURIComponent(request.target));
  expect(fetched).toEqual([APP, ZOE].map((arn) => `/latest/meta-data/iam/security-credentials/${arn}`));
  expect(requests.at(-1)?.request.headers["x-amz-security-token"]).toBeUndefined();
});

describe("the world's clock", () => {
  const DAY = 86_400_000;
  const log = async (test: TestEngine): Promise<string[]> =>
    (await test.engine.glass.calls({}, null, 50)).items
      .toReversed()
      .map(({ operation, status, who }) => `${operation} ${status} ${who}`);

  test("jumps: the next call is signed by it, and nobody made a call that failed", async () => {
    const { application, test: engine, requests } = await createTestApplication();
    await application.call("Encrypt", NOTE);
    for (const set of [NOON + 30 * DAY, NOON + 395 * DAY, NOON + 3_600_000, NOON, NOON + 6 * 60_000]) {
      await engine.engine.glass.setClock({ set });
      expect(await application.call("Encrypt", NOTE)).toMatchObject({ ok: true });
      const stamp = requests.at(-1)?.request.headers["x-amz-date"] ?? "";
      expect(stamp).toBe(new Date(set).toISOString().replace(/[-:]|\.\d{3}/g, ""));
    }
    const [renewed, called] = ["AssumeRole 200 Amazon EC2, for role App", "Encrypt 200 role App"];
    // The hour of a session is over after each of the first two jumps; afterwards the clock stands within it, or before.
    expect(await log(engine)).toEqual([renewed, called, renewed, called, renewed, called, called, called, called]);
  });

  test.each([3_600, DAY / 1000])("played %i times as fast, every call is in time", async (rate) => {
    const { application, test: engine } = await createTestApplication();
    await application.call("Encrypt", NOTE);
    await engine.engine.glass.setClock({ rate });
    for (let turn = 0; turn < 12; turn++) {
      engine.tick(turn * 37);
      expect(await application.call("Encrypt", NOTE)).toMatchObject({ ok: true });
    }
    expect((await log(engine)).filter((line) => !/ 200 .*role App$/.test(line))).toEqual([]);
  });

  test("set while nobody told the application: the refusal tells the time, and the call is made once more", async () => {
    const { application, test: engine } = await createTestApplication({ told: false });
    await application.call("Encrypt", NOTE);
    await engine.engine.glass.setClock({ advance: 400 * DAY });
    expect(await application.call("Encrypt", NOTE)).toMatchObject({ ok: true });
    expect(await log(engine)).toContain("Encrypt 400 nobody");
  });

  test("a session that is renewed between a call and its signature does not show its token", async () => {
    let asked = 0;
    const prints = new Prints(new Uint8Array(32));
    const identities = {
      of: async () => {
        const sessionToken = `the token of session ${++asked}`;
        const tokenShown = secretText(prints.of(sessionToken));
        return {
          accessKeyId: "ASIA",
          secretAccessKey: "secret",
          sessionToken,
          tokenShown,
          expires: null,
          arn: APP,
          prints,
        };
      },
    };
    let shown = "";
    const line = {
      send: async (_: unknown, { sent }: { sent: string }) => {
        shown = sent;
        return { status: 200, headers: {}, body: "{}" };
      },
    };
    const kms = new Kms(line as unknown as WireLine, new WorldClock(), identities as unknown as Identities);
    const seat = { world: "w", principalArn: APP, region: "us-east-1", from: "internet" } as const;
    await kms.call(seat, "ListKeys", {}, { run: null });
    expect(asked).toBeGreaterThan(1);
    expect(shown).toMatch(/x-amz-security-token:«\d+ bytes, print/);
    expect(shown).not.toContain("the token of session");
  });
});

test("far from this machine's time a refusal is still asked only once", async () => {
  const { application, test: engine, requests } = await createTestApplication();
  await engine.engine.glass.setClock({ set: NOON + 400 * 86_400_000 });
  await application.call("Encrypt", NOTE);
  const before = requests.length;
  expect((await application.call("Encrypt", { ...NOTE, KeyId: "alias/none" })).error?.name).toBe("NotFoundException");
  expect(requests.length - before).toBe(1);
});

test("an engine that dies mid-call: the SDK's second attempt goes to the new port", async () => {
  const { application, join, requests, events, test: engine } = await createTestApplication({ join: false });
  join();
  await application.call("Encrypt", NOTE);
  join(false); // swallows what it gets: the engine died
  const pending = application.call("Encrypt", { KeyId: alias, Plaintext: { text: "x" } });
  await expect.poll(() => requests.length).toBe(3);
  join();
  const outcome = await pending;
  expect(outcome.ok).toBe(true);
  const [first, second] = requests.slice(-2).map(({ request }) => request.headers);
  expect(second?.["amz-sdk-invocation-id"]).toBe(first?.["amz-sdk-invocation-id"]);
  expect([first?.["amz-sdk-request"], second?.["amz-sdk-request"]]).toEqual(["attempt=1; max=3", "attempt=2; max=3"]);
  expect((await engine.engine.glass.call(outcome.requestId))?.summary.invocation?.attempt).toBe(2);
  expect(events.filter(({ event }) => event === "wire").length).toBe(3);
});

test("a port that closes fails the attempt at once, and a silent one within its deadline", async () => {
  const { application, join, events } = await createTestApplication({ deadline: 100 });
  await application.call("Encrypt", NOTE);
  const dying = join(false);
  const pending = application.call("Encrypt", NOTE);
  dying.close();
  await expect.poll(() => events).toContainEqual({ event: "wire", state: "lost" });
  join();
  expect((await pending).ok).toBe(true);
  join(false);
  await expect(application.call("Encrypt", NOTE)).rejects.toMatchObject({ name: "TimeoutError" });
  join();
  expect((await application.call("Encrypt", NOTE)).ok).toBe(true);
});

test("what the SDK does not know is no call", async () => {
  const { application, requests } = await createTestApplication();
  await expect(application.call("Explode", {})).rejects.toMatchObject({ name: "NoSuchOperation" });
  await expect(application.call("constructor", {})).rejects.toMatchObject({ name: "NoSuchOperation" });
  await expect(application.call("Encrypt", { KeyId: alias, Plaintext: "aGVsbG8=" })).rejects.toMatchObject({
    name: "BadInput",
  });
  expect(requests).toHaveLength(0);
});

test("three hundred calls at once are all signed, sent and shown", async () => {
  const { application, test: engine } = await createTestApplication();
  const outcomes = await Promise.all(Array.from({ length: 300 }, () => application.call("Encrypt", NOTE)));
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(300);
  const trace = await engine.engine.glass.call(outcomes[0]?.requestId ?? "");
  expect(trace?.application?.signed?.canonicalRequest).toContain("x-amz-target:TrentService.Encrypt");
});
