import { expect, test, vi } from "vitest";
import { parseResponse } from "#wire/http.ts";
import { FaultyMemory } from "./testing/faulty-memory.ts";
import { ADMIN, APP, b64, createTestEngine, GREEN_ETL, REPORT, ZOE } from "./testing/engine.ts";

const alias = "alias/orders";

test("what a key sealed, it opens, and the blob itself names the key", async () => {
  const { call, orders } = await createTestEngine();
  const sealed = await call("Encrypt", { KeyId: alias, Plaintext: b64("hello") }, { as: APP });
  expect(sealed.status).toBe(200);
  const opened = await call("Decrypt", { CiphertextBlob: sealed.body["CiphertextBlob"] }, { as: APP });
  expect(opened.body).toMatchObject({ Plaintext: b64("hello"), KeyId: orders });
});

test("the trace of a call tells all ten stages but the application's, without a byte of the plaintext", async () => {
  const { call, trace } = await createTestEngine();
  const made = await call("GenerateDataKey", { KeyId: alias, KeySpec: "AES_256" }, { as: APP });
  const told = await trace(made);
  expect(told.locate[0]).toMatchObject({ by: "alias", given: alias });
  expect(told.authorize[0]).toMatchObject({ allowed: true, path: "kp-account" });
  expect(told.hsm.map((step) => step.step)).toEqual(["random", "derive", "seal", "forget"]);
  expect(JSON.stringify(told)).not.toContain(made.body["Plaintext"]);
  expect(told.audit).toMatchObject({ eventName: "GenerateDataKey", userIdentity: { type: "AssumedRole" } });
});

test("a role without an IAM allow is told so in AWS's words", async () => {
  const { call, orders } = await createTestEngine();
  const refused = await call("Encrypt", { KeyId: alias, Plaintext: b64("x") }, { as: REPORT });
  expect(refused.error).toBe("AccessDeniedException");
  expect(refused.message).toBe(
    `User: arn:aws:sts::111122223333:assumed-role/Report/keyglass is not authorized to perform: kms:Encrypt on resource: ${orders} because no identity-based policy allows the kms:Encrypt action`,
  );
  expect((await call("Encrypt", { KeyId: alias, Plaintext: b64("x") }, { as: ZOE })).error).toBe(
    "AccessDeniedException",
  );
});

test("another account's role that the key does not name is refused, and not told whether the key exists", async () => {
  const { call } = await createTestEngine();
  const { body } = await call("Encrypt", { KeyId: alias, Plaintext: b64("x") }, { as: ADMIN });
  const refused = await call("Decrypt", { CiphertextBlob: body["CiphertextBlob"] }, { as: GREEN_ETL });
  expect(refused.message).toContain(
    "on the resource associated with this ciphertext because the resource does not exist in this Region",
  );
});

test("a fork leaves no trace in log, audit or disk", async () => {
  const { engine, snapshot, call } = await createTestEngine();
  await call("Encrypt", { KeyId: alias, Plaintext: b64("x") });
  const before = [await snapshot(), (await engine.glass.calls({}, null, 10)).total];
  const [made, used] = await engine.glass.probe([
    {
      principal: ADMIN,
      region: "us-east-1",
      operation: "CreateAlias",
      input: { AliasName: "alias/probe", TargetKeyId: (await engine.glass.keys({}, null, 1)).items[0]?.keyId ?? "" },
    },
    { principal: APP, region: "us-east-1", operation: "Encrypt", input: { KeyId: "alias/probe", Plaintext: b64("x") } },
  ]);
  expect([made?.status, used?.status]).toEqual([200, 200]);
  expect([await snapshot(), (await engine.glass.calls({}, null, 10)).total]).toEqual(before);
});

test("the call that made a key names it, in its trace and in CloudTrail", async () => {
  const { call, trace, engine } = await createTestEngine();
  const made = await call("CreateKey", {});
  const { Arn } = made.body["KeyMetadata"] as unknown as { Arn: string };
  const told = await trace(made);
  expect(told.summary.keys).toEqual([Arn]);
  expect(told.audit).toMatchObject({ resources: [{ ARN: Arn }] });
  expect((await engine.glass.calls({ key: Arn }, null, 10)).items.map(({ operation }) => operation)).toEqual([
    "CreateKey",
  ]);
});

test("a rehearsal of Decrypt still checks the ciphertext, unless told to ignore it", async () => {
  const { call, orders } = await createTestEngine();
  const { body } = await call("Encrypt", { KeyId: alias, Plaintext: b64("x") });
  const dry = { CiphertextBlob: body["CiphertextBlob"], DryRun: true };
  expect((await call("Decrypt", dry)).error).toBe("DryRunOperationException");
  expect((await call("Decrypt", { ...dry, EncryptionContext: { other: "context" } })).error).toBe(
    "InvalidCiphertextException",
  );
  expect((await call("Decrypt", { KeyId: orders, DryRun: true, DryRunModifiers: ["IGNORE_CIPHERTEXT"] })).error).toBe(
    "DryRunOperationException",
  );
});

test("sixty-four keys at once are sixty-four keys", async () => {
  const { call, engine } = await createTestEngine();
  const answers = await Promise.all(Array.from({ length: 64 }, () => call("CreateKey", {})));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(64);
  expect((await engine.glass.keys({}, null, 1)).total).toBe(65);
});

test("bytes are counted as bytes, not as characters", async () => {
  const { call, trace } = await createTestEngine();
  const input = { KeyId: alias, Plaintext: b64("x"), EncryptionContext: { Ort: "Zürich €" } };
  const told = await trace(await call("Encrypt", input));
  expect(told.frontDoor.bodyBytes).toBe(new TextEncoder().encode(JSON.stringify(input)).length);
  expect(told.frontDoor.bodyBytes).toBeGreaterThan(JSON.stringify(input).length);
});

test("an answer does not wait for its record, and whoever looks for the call then finds it", async () => {
  const { engine, sign } = await createTestEngine();
  const request = await sign("Encrypt", JSON.stringify({ KeyId: alias, Plaintext: b64("hello") }), { as: APP });
  const looked: ReturnType<typeof engine.glass.call>[] = [];
  const replies: string[] = [];
  const answered = await engine.handle(request, { from: "internet" }, "application", (response) => {
    replies.push(response);
    looked.push(engine.glass.call(parseResponse(response).headers["x-amzn-requestid"] ?? ""));
  });
  expect(replies).toEqual([answered]);
  expect(await looked[0]).toMatchObject({ summary: { operation: "Encrypt", status: 200 } });
});

test.each([
  ["an act", "CreateKey", "{}"],
  ["a call without cryptography", "DescribeKey", JSON.stringify({ KeyId: alias })],
  ["a call that is refused at once", "Nothing", "{}"],
])("%s that follows an answer comes after it in the log", async (_, operation, body) => {
  const { engine, sign } = await createTestEngine();
  const first = await sign("Encrypt", JSON.stringify({ KeyId: alias, Plaintext: b64("hello") }), { as: APP });
  const next = await sign(operation, body);
  const following: Promise<string>[] = [];
  for (let time = 0; time < 20; time++) {
    const follow = (): void => void following.push(engine.handle(next, { from: "internet" }));
    await engine.handle(first, { from: "internet" }, "application", follow);
    await Promise.all(following);
  }
  const { items } = await engine.glass.calls({}, null, 40);
  const encrypts = items.filter((_, i) => i % 2 === 1).map((call) => call.operation);
  expect(encrypts).toEqual(Array.from({ length: 20 }, () => "Encrypt"));
});

test("an act is never answered before it is durable", async () => {
  const { engine, sign } = await createTestEngine();
  const request = await sign("CreateKey", "{}");
  const replies: string[] = [];
  const answered = await engine.handle(request, { from: "internet" }, "application", (r) => replies.push(r));
  expect(answered).toContain("KeyMetadata");
  expect(replies).toEqual([]);
});

test("who looks into the log whenever something changed sees the call of an act, however late that became durable", async () => {
  const storage = new FaultyMemory();
  const { engine, call } = await createTestEngine({ storage });
  await call("ListKeys", {}, { as: ADMIN });
  const heard: { readonly tables: readonly string[]; readonly calls: number; readonly found: number }[] = [];
  const look = async (tables: readonly string[], calls: number): Promise<void> => {
    const { items } = await engine.glass.calls({ operation: "CreateKey" }, null, 5);
    heard.push({ tables, calls, found: items.length });
  };
  engine.listen((event) => {
    if (event.event === "changed") void look(event.tables, event.calls);
  });
  const release = storage.hold();
  const answer = call("CreateKey", {}, { as: ADMIN });
  await vi.waitFor(() => expect(heard.at(-1)?.tables).toContain("keys"));
  const [first] = heard.slice(-1);
  release();
  await answer;
  await vi.waitFor(() => expect(heard.at(-1)?.found).toBe(1));
  expect(first?.found).toBe(0);
  expect(heard.at(-1)?.calls).toBe((first?.calls ?? 0) + 1);
});

test("a usual call's trace is of Latin-1 alone, since one wider letter would double its room in memory and on disk", async () => {
  const { engine, call, orders } = await createTestEngine();
  const sealed = await call("Encrypt", { KeyId: orders, Plaintext: b64("order 7"), EncryptionContext: { order: "7" } });
  const CiphertextBlob = String(sealed.body["CiphertextBlob"]);
  await call("Decrypt", { CiphertextBlob, EncryptionContext: { order: "7" } });
  await call("Decrypt", { CiphertextBlob });
  await call("GenerateDataKey", { KeyId: "alias/orders", KeySpec: "AES_256" });
  await call("DescribeKey", { KeyId: orders }, { as: REPORT });
  await call("CreateKey", {}, { as: ADMIN });
  const { items } = await engine.glass.calls({}, null, 10);
  const wide = await Promise.all(
    items.map(async ({ id, operation }) => [
      operation,
      /[^\0-\xFF]+/.exec(JSON.stringify(await engine.glass.call(id)))?.[0],
    ]),
  );
  expect(wide.filter(([, found]) => found !== undefined)).toEqual([]);
  expect(wide.length).toBeGreaterThanOrEqual(6);
});
