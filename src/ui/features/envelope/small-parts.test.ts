import { describe, expect, test } from "vitest";
import type { KeyDetail } from "#glass/views.ts";
import { otherContext } from "./acts.ts";
import { inTurn } from "./in-turn.ts";
import { looksSealed } from "./looks-sealed.ts";
import { sinceOf } from "./since.ts";
import { tied } from "./tied.ts";
import { moveOf } from "./use-beat-keys.ts";

describe("another context", () => {
  test("differs in one value by one character", () => {
    expect(otherContext({ order: "1001", tenant: "blue" })).toEqual({ order: "1002", tenant: "blue" });
    expect(otherContext({ order: "1009" })).toEqual({ order: "1000" });
    expect(otherContext({ tenant: "blue" })).toEqual({ tenant: "blue2" });
  });
  test("is one, where there was none", () => expect(otherContext({})).toEqual({ order: "1002" }));
});

test("arrow and page keys walk the beats, and other keys do nothing", () => {
  expect(["ArrowRight", "PageDown", "ArrowLeft", "PageUp", "Home", "End", "a", "toString"].map(moveOf)).toEqual([
    1,
    1,
    -1,
    -1,
    "first",
    "last",
    null,
    null,
  ]);
});

test("a number keeps its unit, and a pair its sign, on one line", () => {
  expect(tied("overwritten after 0.17 s, 12.0 MB, order = 1001")).toBe(
    "overwritten after 0.17\u00A0s, 12.0\u00A0MB, order\u00A0=\u00A01001",
  );
});

test("an envelope is known by its first four bytes", async () => {
  expect(await looksSealed(new Blob(["KGEV\u0001"]))).toBe(true);
  expect(await looksSealed(new Blob(["%PDF"]))).toBe(false);
  expect(await looksSealed(new Blob([]))).toBe(false);
});

test("acts begin one after another, also after one that failed", async () => {
  const begun: string[] = [];
  const act = (name: string, ends: Promise<unknown>) =>
    inTurn(async () => {
      begun.push(name);
      await ends;
      begun.push(`${name} ended`);
    });
  const first = act("a", Promise.reject(new Error("The application ended.")));
  const second = act("b", Promise.resolve());
  await expect(first).rejects.toThrow("The application ended.");
  await second;
  expect(begun).toEqual(["a", "b", "b ended"]);
});

describe("what an act did to a KMS key", () => {
  const material = (ordinal: number, state: string) => ({ id: `m${ordinal}`, ordinal, state });
  const key = (state: string, ...materialRing: readonly unknown[]) => ({ state, materialRing }) as unknown as KeyDetail;
  const rotated = key("Enabled", material(1, "NON_CURRENT"), material(2, "CURRENT"));
  const disabled = key("Disabled", material(1, "CURRENT"));

  test("holds while the key is as it left it, and after further rotations", () => {
    expect(sinceOf(rotated, rotated)).toBeNull();
    const again = key("Enabled", material(1, "NON_CURRENT"), material(2, "NON_CURRENT"), material(3, "CURRENT"));
    expect(sinceOf(rotated, again)).toBeNull();
    expect(sinceOf(disabled, disabled)).toBeNull();
  });

  test("is undone with its material, with its state, or with the key", () => {
    expect(sinceOf(rotated, key("Enabled", material(1, "CURRENT")))).toEqual({ current: 1 });
    expect(sinceOf(disabled, key("Enabled", material(1, "CURRENT")))).toEqual({ state: "Enabled" });
    expect(sinceOf(disabled, null)).toEqual({ state: "destroyed" });
  });
});
