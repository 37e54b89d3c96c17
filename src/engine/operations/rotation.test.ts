import { describe, expect, test } from "vitest";
import type { JsonObject } from "#wire/json.ts";
import { b64, createTestEngine, GREEN_ETL, NOON } from "../testing/engine.ts";

const DAY = 86_400;
const noon = NOON / 1000;

interface Rotation {
  readonly KeyId: string;
  readonly KeyMaterialId: string;
  readonly KeyMaterialState: string;
  readonly RotationDate?: number;
  readonly RotationType?: string;
}

async function start() {
  const engine = await createTestEngine();
  const { call, orders: KeyId } = engine;
  return {
    ...engine,
    /** An act on `alias/orders`. */
    act: (operation: string, input: JsonObject = {}) => call(operation, { KeyId, ...input }),
    status: async () => (await call("GetKeyRotationStatus", { KeyId })).body as unknown as JsonObject,
    rotations: async (input: JsonObject = {}) =>
      (await call("ListKeyRotations", { KeyId, ...input })).body["Rotations"] as unknown as Rotation[],
    material: async () =>
      ((await call("DescribeKey", { KeyId })).body["KeyMetadata"] as unknown as JsonObject)["CurrentKeyMaterialId"],
    advance: (days: number) => engine.engine.glass.setClock({ advance: days * DAY * 1000 }),
    seal: async (text: string) =>
      (await call("Encrypt", { KeyId, Plaintext: b64(text) })).body["CiphertextBlob"] as unknown as string,
    open: async (CiphertextBlob: string) => (await call("Decrypt", { CiphertextBlob })).body as unknown as JsonObject,
  };
}

describe("Automatic rotation", () => {
  test("is off on a new key, and its status then says no more", async () => {
    const { status, orders } = await start();
    expect(await status()).toEqual({ KeyRotationEnabled: false, KeyId: orders });
  });

  test("comes every 365 days when not told otherwise", async () => {
    const { act, status, rotations, advance, orders } = await start();
    expect((await act("EnableKeyRotation")).body).toEqual({});
    expect(await status()).toEqual({
      KeyRotationEnabled: true,
      KeyId: orders,
      RotationPeriodInDays: 365,
      NextRotationDate: noon + 365 * DAY,
    });
    await advance(2 * 365);
    const happened = await rotations();
    expect(
      happened.map(({ RotationDate, RotationType, KeyMaterialState }) => [
        RotationDate,
        RotationType,
        KeyMaterialState,
      ]),
    ).toEqual([
      [noon + 365 * DAY, "AUTOMATIC", "NON_CURRENT"],
      [noon + 2 * 365 * DAY, "AUTOMATIC", "CURRENT"],
    ]);
    expect((await status())["NextRotationDate"]).toBe(noon + 3 * 365 * DAY);
  });

  test("opens what every older material sealed, and seals with the newest", async () => {
    const { act, advance, seal, open, material } = await start();
    await act("EnableKeyRotation", { RotationPeriodInDays: 90 });
    const blobs: [text: string, blob: string, material: unknown][] = [];
    for (let n = 0; n < 4; n++) {
      blobs.push([`order ${n}`, await seal(`order ${n}`), await material()]);
      await advance(90);
    }
    expect(new Set(blobs.map(([, , id]) => id)).size).toBe(4);
    for (const [text, blob, id] of blobs)
      expect(await open(blob)).toMatchObject({ Plaintext: b64(text), KeyMaterialId: id });
  });

  test("takes a new period from the moment it is given, and stops when switched off", async () => {
    const { act, status, rotations, advance } = await start();
    await act("EnableKeyRotation", { RotationPeriodInDays: 90 });
    await advance(30);
    await act("EnableKeyRotation", { RotationPeriodInDays: 180 });
    expect(await status()).toMatchObject({ RotationPeriodInDays: 180, NextRotationDate: noon + 210 * DAY });
    expect((await act("DisableKeyRotation")).body).toEqual({});
    expect((await status())["KeyRotationEnabled"]).toBe(false);
    await advance(400);
    expect(await rotations()).toEqual([]);
  });

  test.each([
    [89, "greater than or equal to 90"],
    [2561, "less than or equal to 2560"],
  ])("refuses a period of %i days", async (RotationPeriodInDays, bound) => {
    const { act } = await start();
    const { error, message } = await act("EnableKeyRotation", { RotationPeriodInDays });
    expect([error, message]).toEqual([
      "ValidationException",
      `1 validation error detected: Value '${RotationPeriodInDays}' at 'rotationPeriodInDays' failed to satisfy constraint: Member must have value ${bound}`,
    ]);
  });

  test("waits while the key is disabled, and is made up for when it is enabled", async () => {
    const { act, status, rotations, advance } = await start();
    await act("EnableKeyRotation", { RotationPeriodInDays: 90 });
    await act("DisableKey");
    await advance(100);
    expect(await rotations()).toEqual([]);
    expect((await status())["KeyRotationEnabled"]).toBe(true);
    await act("EnableKey");
    const [made] = await rotations();
    expect(made).toMatchObject({
      RotationDate: noon + 100 * DAY,
      RotationType: "AUTOMATIC",
      KeyMaterialState: "CURRENT",
    });
    expect((await status())["NextRotationDate"]).toBe(noon + 190 * DAY);
  });

  test("keeps its calendar when the key comes back in time", async () => {
    const { act, status, advance } = await start();
    await act("EnableKeyRotation", { RotationPeriodInDays: 90 });
    await act("DisableKey");
    await advance(10);
    await act("EnableKey");
    expect((await status())["NextRotationDate"]).toBe(noon + 90 * DAY);
  });

  test("counts as off while the key waits for its deletion, and is back when that is cancelled", async () => {
    const { act, status } = await start();
    await act("EnableKeyRotation");
    await act("ScheduleKeyDeletion");
    expect((await status())["KeyRotationEnabled"]).toBe(false);
    await act("CancelKeyDeletion");
    expect((await status())["KeyRotationEnabled"]).toBe(true);
  });

  test.each(["EnableKeyRotation", "DisableKeyRotation", "RotateKeyOnDemand"])(
    "%s refuses a disabled key",
    async (operation) => {
      const { act, orders } = await start();
      await act("DisableKey");
      const { error, message } = await act(operation);
      expect([error, message]).toEqual(["DisabledException", `${orders} is disabled.`]);
    },
  );
});

describe("RotateKeyOnDemand", () => {
  test("puts new material in use at once and leaves the calendar alone", async () => {
    const { act, status, rotations, material, seal, open, orders, advance } = await start();
    await act("EnableKeyRotation", { RotationPeriodInDays: 730 });
    const [first, old] = [await material(), await seal("before")];
    await advance(4);
    expect((await act("RotateKeyOnDemand")).body).toEqual({ KeyId: orders });
    const second = await material();
    expect(second).not.toBe(first);
    expect(await rotations()).toEqual([
      {
        KeyId: orders,
        KeyMaterialId: second,
        KeyMaterialState: "CURRENT",
        RotationDate: noon + 4 * DAY,
        RotationType: "ON_DEMAND",
      },
    ]);
    expect((await status())["NextRotationDate"]).toBe(noon + 730 * DAY);
    expect(await open(old)).toMatchObject({ Plaintext: b64("before"), KeyMaterialId: first });
    expect(await open(await seal("after"))).toMatchObject({ KeyMaterialId: second });
  });

  test("is possible 25 times in the life of a key; automatic rotations do not count", async () => {
    const { act, rotations, advance, orders, snapshot } = await start();
    await act("EnableKeyRotation", { RotationPeriodInDays: 90 });
    await advance(90);
    for (let n = 1; n <= 25; n++) expect((await act("RotateKeyOnDemand")).error).toBeNull();
    const before = await snapshot();
    const { error, message } = await act("RotateKeyOnDemand");
    expect([error, message]).toEqual([
      "LimitExceededException",
      `The on-demand rotations limit has been reached for the given keyId. No more on-demand rotations can be performed for this key: ${orders}`,
    ]);
    expect(await snapshot()).toBe(before);
    expect(await rotations()).toHaveLength(26);
  });

  test("does not get in the way of an automatic one that is 20 minutes off", async () => {
    const { act, engine } = await start();
    await act("EnableKeyRotation", { RotationPeriodInDays: 90 });
    await engine.glass.setClock({ advance: 90 * DAY * 1000 - 20 * 60_000 });
    expect((await act("RotateKeyOnDemand")).error).toBe("ConflictException");
  });
});

describe("ListKeyRotations", () => {
  test("leaves out the first material unless asked for all", async () => {
    const { act, rotations, material, orders } = await start();
    const first = await material();
    await act("RotateKeyOnDemand");
    expect((await rotations()).map(({ KeyMaterialId }) => KeyMaterialId)).toEqual([await material()]);
    expect(await rotations({ IncludeKeyMaterial: "ROTATIONS_ONLY" })).toHaveLength(1);
    const all = await rotations({ IncludeKeyMaterial: "ALL_KEY_MATERIAL" });
    expect(all).toHaveLength(2);
    expect(all[0]).toEqual({ KeyId: orders, KeyMaterialId: first, KeyMaterialState: "NON_CURRENT" });
  });

  test("goes on where the last page ended", async () => {
    const { act } = await start();
    for (let n = 0; n < 5; n++) await act("RotateKeyOnDemand");
    const pages: number[] = [];
    const seen = new Set<string>();
    let Marker: string | undefined;
    do {
      const { body } = await act("ListKeyRotations", { Limit: 2, ...(Marker === undefined ? {} : { Marker }) });
      const rotations = body["Rotations"] as unknown as Rotation[];
      pages.push(rotations.length);
      for (const { KeyMaterialId } of rotations) seen.add(KeyMaterialId);
      Marker = body["NextMarker"];
      expect(body["Truncated"]).toBe(Marker !== undefined);
    } while (Marker !== undefined);
    expect([pages, seen.size]).toEqual([[2, 2, 1], 5]);
    expect((await act("ListKeyRotations", { Marker: "?" })).error).toBe("InvalidMarkerException");
    expect((await act("ListKeyRotations", { Limit: 1001 })).error).toBe("ValidationException");
    expect((await act("ListKeyRotations", { IncludeKeyMaterial: "ALL" })).message).toMatch(
      /enum value set: \[ALL_KEY_MATERIAL, ROTATIONS_ONLY\]$/,
    );
  });
});

test("GetKeyRotationStatus may be asked across accounts, if the key's side allows it", async () => {
  const { call, orders } = await start();
  const { error, message } = await call("GetKeyRotationStatus", { KeyId: orders }, { as: GREEN_ETL });
  expect(error).toBe("AccessDeniedException");
  expect(message).toMatch(/on this resource because the resource does not exist in this Region/);
});
