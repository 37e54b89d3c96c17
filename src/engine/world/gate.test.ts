/** Simulated trouble: request quotas and failures inside AWS, both off until they are wanted. */
import { describe, expect, test } from "vitest";
import { ADMIN, APP, b64, createTestEngine, GREEN_ETL } from "../testing/engine.ts";

async function start() {
  const engine = await createTestEngine();
  const { call, orders, engine: opened } = engine;
  const errors = async (count: number, operation: string, input = {}, options = {}): Promise<(string | null)[]> => {
    const told: (string | null)[] = [];
    for (let n = 0; n < count; n++) told.push((await call(operation, input, options)).error);
    return told;
  };
  const encrypt = { KeyId: orders, Plaintext: b64("order 7") };
  return { ...engine, glass: opened.glass, errors, encrypt };
}
const OVER = "ThrottlingException";

describe("Request quotas", () => {
  test("are kept by no new world", async () => {
    const { errors, glass } = await start();
    expect((await glass.world()).throttling).toBeNull();
    expect(new Set(await errors(20, "ListRetirableGrants", { RetiringPrincipal: ADMIN }))).toEqual(new Set([null]));
  });

  test("let through AWS's own number a second, and refuse the rest with AWS's sentence", async () => {
    const { errors, glass, call, tick, snapshot } = await start();
    expect((await glass.setThrottling(100_000)).throttling).toBe(100_000);
    expect(await errors(6, "CreateKey")).toEqual([null, null, null, null, null, OVER]);
    const before = await snapshot();
    const { status, message } = await call("CreateKey");
    expect([status, message]).toEqual([
      400,
      "You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls.",
    ]);
    expect(await snapshot()).toBe(before);
    tick(400);
    expect(await errors(3, "CreateKey")).toEqual([null, null, OVER]);
    tick(60_000);
    expect(await errors(6, "CreateKey")).toEqual([null, null, null, null, null, OVER]);
  });

  test("are shared by the cryptographic operations on keys of one kind, and by nothing else", async () => {
    const { errors, glass, encrypt, orders } = await start();
    await glass.setThrottling(3);
    expect(await errors(2, "Encrypt", encrypt)).toEqual([null, null]);
    expect(await errors(1, "GenerateRandom", { NumberOfBytes: 1 })).toEqual([null]);
    expect(await errors(1, "GenerateDataKey", { KeyId: orders, KeySpec: "AES_256" })).toEqual([OVER]);
    expect(await errors(1, "DescribeKey", { KeyId: orders })).toEqual([null]);
  });

  test("are the caller's account's, in one Region", async () => {
    const { errors, glass, encrypt } = await start();
    const { call } = await start();
    const sealed = (await call("Encrypt", encrypt)).body["CiphertextBlob"];
    await glass.setThrottling(1);
    expect(await errors(2, "GenerateRandom", { NumberOfBytes: 1 })).toEqual([null, OVER]);
    expect(await errors(1, "Encrypt", encrypt, { as: APP })).toEqual([OVER]);
    expect(await errors(1, "GenerateRandom", { NumberOfBytes: 1 }, { region: "eu-west-1" })).toEqual([null]);
    // Not throttled, whatever else is wrong with it.
    expect(await errors(1, "Decrypt", { CiphertextBlob: sealed }, { as: GREEN_ETL })).not.toEqual([OVER]);
  });

  test("hold after the world was opened again, until they are ended", async () => {
    const { glass, engine, storage } = await start();
    await glass.setThrottling(1);
    await engine.flush();
    const again = await createTestEngine({ storage });
    await again.call("GenerateRandom", { NumberOfBytes: 1 });
    expect((await again.call("GenerateRandom", { NumberOfBytes: 1 })).error).toBe(OVER);
    expect((await again.engine.glass.setThrottling(null)).undo, "is not taken back").toBeNull();
    expect((await again.call("GenerateRandom", { NumberOfBytes: 1 })).error).toBeNull();
  });

  test("do not count what is only tried out on a fork", async () => {
    const { glass, orders } = await start();
    await glass.setThrottling(1);
    const probe = { principal: ADMIN, region: "us-east-1", operation: "DescribeKey", input: { KeyId: orders } };
    const outcomes = await glass.probe([probe, probe, probe]);
    expect(outcomes.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 100_001])("cannot be %d a second", async (most) => {
    const { glass } = await start();
    await expect(glass.setThrottling(most)).rejects.toThrow(RangeError);
  });
});

describe("A failure inside AWS", () => {
  test.each([
    ["KMSInternalException", 500],
    ["DependencyTimeoutException", 503],
    ["KeyUnavailableException", 500],
  ] as const)(
    "%s, asked for, comes with HTTP %d so often and no oftener, and changes nothing",
    async (name, status) => {
      const { call, glass, encrypt, snapshot } = await start();
      await call("GenerateRandom", { NumberOfBytes: 1 });
      const before = await snapshot();
      expect((await glass.failNext(name, 2)).fault).toEqual({ name, calls: 2 });
      for (const answer of [await call("CreateKey"), await call("Encrypt", encrypt)]) {
        expect([answer.status, answer.error]).toEqual([status, name]);
        expect(answer.message).toMatch(/retr(y|ied)/);
        expect(answer.headers["x-amzn-errortype"]).toBe(name);
      }
      expect(await snapshot()).toBe(before);
      expect((await glass.world()).fault).toBeNull();
      expect((await call("Encrypt", encrypt)).error).toBeNull();
    },
  );

  test("comes only to calls that are otherwise right so far", async () => {
    const { call, glass } = await start();
    await glass.failNext("KMSInternalException", 1);
    expect((await call("Encrypt", {})).error).toBe("ValidationException");
    expect((await call("ListKeys")).error).toBe("KMSInternalException");
  });

  test("can be ended before it came, and is only ever one of AWS's own", async () => {
    const { call, glass } = await start();
    await glass.failNext("KMSInternalException", 5);
    expect((await glass.failNext("KMSInternalException", 0)).fault).toBeNull();
    expect((await call("ListKeys")).error).toBeNull();
    await expect(glass.failNext("toString" as "KMSInternalException", 1)).rejects.toThrow(RangeError);
    await expect(glass.failNext("KMSInternalException", 0.5)).rejects.toThrow(RangeError);
  });
});
