/** GetKeyLastUsage: what a key was used for last, in its own Region. */
import { expect, test } from "vitest";
import type { JsonObject } from "#wire/json.ts";
import { APP, b64, createTestEngine, GREEN_ETL, NOON } from "../testing/engine.ts";
import { DAY_MS } from "../world/clock.ts";

async function start() {
  const engine = await createTestEngine();
  const { call, orders } = engine;
  const lastUse = async (KeyId = orders): Promise<JsonObject> =>
    (await call("GetKeyLastUsage", { KeyId })).body["KeyLastUsage"] as unknown as JsonObject;
  const newKey = async (): Promise<string> =>
    ((await call("CreateKey")).body["KeyMetadata"] as unknown as { Arn: string }).Arn;
  return { ...engine, lastUse, newKey };
}

test("of a key that was never used, the last usage is an empty object", async () => {
  const { call, orders } = await start();
  for (const KeyId of [orders, orders.slice(-36)])
    expect((await call("GetKeyLastUsage", { KeyId })).body).toEqual({
      KeyId: orders,
      KeyLastUsage: {},
      TrackingStartDate: NOON / 1000,
      KeyCreationDate: NOON / 1000,
    });
});

test("a use is told with its operation, its time and the ids of its call and of its record", async () => {
  const { call, orders, lastUse, tick, trace } = await start();
  tick(7_000);
  const answer = await call("Encrypt", { KeyId: orders, Plaintext: b64("order 7") });
  expect(await lastUse()).toEqual({
    Operation: "Encrypt",
    Timestamp: NOON / 1000 + 7,
    CloudTrailEventId: (await trace(answer)).audit?.["eventID"],
    KmsRequestId: answer.headers["x-amzn-requestid"],
  });
});

test("only what succeeded counts, and only cryptographic operations do", async () => {
  const { call, orders, lastUse } = await start();
  const { body } = await call("GenerateDataKey", { KeyId: orders, KeySpec: "AES_256" });
  const used = await lastUse();
  await call("DescribeKey", { KeyId: orders });
  await call("Encrypt", { KeyId: orders, Plaintext: b64("order 7"), DryRun: true });
  await call("Encrypt", { KeyId: orders, Plaintext: b64("order 7") }, { as: GREEN_ETL });
  await call("Decrypt", { CiphertextBlob: body["CiphertextBlob"], EncryptionContext: { not: "this" } });
  expect(await lastUse()).toEqual(used);
  expect(used["Operation"]).toBe("GenerateDataKey");
});

test("ReEncrypt is recorded on both keys", async () => {
  const { call, orders, newKey, lastUse } = await start();
  const other = await newKey();
  const sealed = await call("Encrypt", { KeyId: orders, Plaintext: b64("order 7") });
  await call("ReEncrypt", { CiphertextBlob: sealed.body["CiphertextBlob"], DestinationKeyId: other });
  const uses = await Promise.all([lastUse(), lastUse(other)]);
  expect(uses.map(({ Operation }) => Operation)).toEqual(["ReEncrypt", "ReEncrypt"]);
  expect(uses[0]).toEqual(uses[1]);
});

test("a primary key and its replica each tell their own last use", async () => {
  const { call } = await start();
  const made = await call("CreateKey", { MultiRegion: true });
  const { KeyId } = made.body["KeyMetadata"] as unknown as { KeyId: string };
  await call("ReplicateKey", { KeyId, ReplicaRegion: "eu-west-1" });
  await call("Encrypt", { KeyId, Plaintext: b64("order 7") });
  const there = await call("GetKeyLastUsage", { KeyId }, { region: "eu-west-1" });
  expect(there.body["KeyLastUsage"]).toEqual({});
  expect((await call("GetKeyLastUsage", { KeyId })).body["KeyLastUsage"]).toMatchObject({ Operation: "Encrypt" });
});

test("a replica that is made anew where an older one was destroyed has never been used", async () => {
  const { call, engine, storage } = await start();
  const there = { region: "eu-west-1" };
  const made = await call("CreateKey", { MultiRegion: true });
  const { KeyId } = made.body["KeyMetadata"] as unknown as { KeyId: string };
  const replicate = async (): Promise<void> => {
    expect((await call("ReplicateKey", { KeyId, ReplicaRegion: "eu-west-1" })).status).toBe(200);
    await engine.glass.setClock({ advance: 5_000 });
  };
  await replicate();
  await call("Encrypt", { KeyId, Plaintext: b64("order 7") }, there);
  await call("ScheduleKeyDeletion", { KeyId, PendingWindowInDays: 7 }, there);
  await engine.glass.setClock({ advance: 8 * DAY_MS });
  await engine.flush();
  expect((await storage.load())?.rows.filter(({ table }) => table === "usage")).toEqual([]);
  await replicate();
  expect((await call("GetKeyLastUsage", { KeyId }, there)).body["KeyLastUsage"]).toEqual({});
});

test("it is no operation for aliases, for other accounts' keys, or without the permission", async () => {
  const { call, orders } = await start();
  const answers = await Promise.all([
    call("GetKeyLastUsage", { KeyId: "alias/orders" }),
    call("GetKeyLastUsage", { KeyId: orders }, { as: GREEN_ETL }),
    call("GetKeyLastUsage", { KeyId: orders }, { as: APP }),
  ]);
  expect(answers.map(({ error }) => error)).toEqual([
    "InvalidArnException",
    "AccessDeniedException",
    "AccessDeniedException",
  ]);
});
