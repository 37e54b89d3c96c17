import { describe, expect, test } from "vitest";
import type { WorldAct } from "#glass/surroundings.ts";
import { MemoryStorage } from "../../storage/memory.ts";
import { APP, createTestEngine, ZOE, type TestEngine } from "../../testing/engine.ts";

const BLUE = "111122223333";
const device = async ({ engine }: TestEngine) => {
  const { accounts } = await engine.glass.surroundings();
  return accounts.flatMap(({ users }) => users).find(({ arn }) => arn === ZOE)?.mfaDevice;
};
const refusal = async ({ engine }: TestEngine, act: WorldAct) => {
  const error = await engine.glass.changeWorld(act).catch((thrown: Error) => thrown);
  return error instanceof Error ? [error.name, error.message] : null;
};

describe("MFA devices", () => {
  test("a user may have one, which shows another code every 30 seconds of the world's time", async () => {
    const world = await createTestEngine();
    const { glass } = world.engine;
    expect([await device(world), await glass.mfaCode(ZOE)]).toEqual([null, null]);
    await glass.setClock({ rate: 0 });
    await glass.changeWorld({ act: "EnableMFADevice", arn: ZOE });
    expect(await device(world)).toBe(`arn:aws:iam::${BLUE}:mfa/Zoe`);
    const first = await glass.mfaCode(ZOE);
    expect(first).toMatch(/^\d{6}$/);
    await glass.setClock({ advance: 29_999 });
    expect(await glass.mfaCode(ZOE)).toBe(first);
    await glass.setClock({ advance: 1 });
    expect(await glass.mfaCode(ZOE)).not.toBe(first);
  });

  test("are taken back with the act that enabled them, and go with their user", async () => {
    const world = await createTestEngine();
    const { glass } = world.engine;
    const before = await world.snapshot();
    await glass.changeWorld({ act: "EnableMFADevice", arn: ZOE });
    await glass.undo();
    expect(await world.snapshot()).toBe(before);
    await glass.redo();
    await glass.changeWorld({ act: "DeactivateMFADevice", arn: ZOE });
    expect(await world.snapshot()).toBe(before);
    await glass.undo();
    const code = await glass.mfaCode(ZOE);
    expect(code).toMatch(/^\d{6}$/);
    await glass.changeWorld({ act: "DeleteUser", arn: ZOE });
    expect(await glass.mfaCode(ZOE)).toBeNull();
    await glass.changeWorld({ act: "CreateUser", account: BLUE, name: "Zoe" });
    expect(await device(world)).toBeNull();
  });

  test("tell nobody what their codes are made from", async () => {
    const storage = new MemoryStorage();
    const { engine } = await createTestEngine({ storage });
    await engine.glass.changeWorld({ act: "EnableMFADevice", arn: ZOE });
    await engine.flush();
    const stored = await storage.load();
    const { glass } = engine;
    const shown = JSON.stringify([await glass.surroundings(), await glass.world()]);
    expect(shown).not.toContain("sealedSeed");
    const kept = JSON.stringify([stored?.rows, stored?.acts, await glass.acts(null, 9)]);
    expect(kept).toContain("sealedSeed");
    // 20 bytes in base64.
    expect(shown + kept).not.toMatch(/"[A-Za-z\d+/]{27}="/);
  });

  test("are refused to whoever is no user, a second time, and where there is none", async () => {
    const world = await createTestEngine();
    expect(await refusal(world, { act: "EnableMFADevice", arn: APP })).toEqual([
      "NoSuchEntity",
      "The user with name App cannot be found.",
    ]);
    expect(await refusal(world, { act: "DeactivateMFADevice", arn: ZOE })).toEqual([
      "NoSuchEntity",
      "MFA Device invalid for user.",
    ]);
    await world.engine.glass.changeWorld({ act: "EnableMFADevice", arn: ZOE });
    expect(await refusal(world, { act: "EnableMFADevice", arn: ZOE })).toEqual([
      "EntityAlreadyExists",
      "MFADevice entity at the same path and name already exists.",
    ]);
  });
});
