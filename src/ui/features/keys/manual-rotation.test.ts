import { describe, expect, test } from "vitest";
import type { CallTrace } from "#glass/trace.ts";
import type { KeyDetail, KeyView } from "#glass/views.ts";
import { NOTHING_HELD } from "#words/held.ts";
import { manualRotation, type RotationFacts } from "./manual-rotation.ts";
import { sealingMaterial } from "./use-blobs.ts";

const now = Date.UTC(2026, 10, 23);
const key = {
  keyId: "1234abcd-12ab-34cd-56ef-1234567890ab",
  aliases: ["alias/orders"],
  state: "Enabled",
} as unknown as KeyDetail;
const successor = { keyId: "5678abcd-12ab-34cd-56ef-1234567890ab" } as unknown as KeyView;
const two = { blobs: 2, envelopes: 0 };
const start: RotationFacts = {
  key,
  successor: null,
  move: null,
  opened: null,
  held: { here: two, there: NOTHING_HELD },
  left: null,
  now,
};
const made = { ...start, successor, left: 0 };
const move = { alias: "alias/orders", at: now - 60_000 };
const moved = { ...made, move };
const says = (facts: RotationFacts, wanted: string) => manualRotation(facts).find(({ step }) => step === wanted)?.says;
const lockWords = (held: RotationFacts["held"]) => says({ ...moved, held }, "reencrypt");
const done = (facts: RotationFacts): string =>
  manualRotation(facts)
    .filter((step) => step.done)
    .map(({ step }) => step)
    .join(" ");

describe("Rotation by hand ticks off what the world shows", () => {
  test("the new key is made and may be used before the alias goes there, so that nobody is led to a key that refuses him", () => {
    expect(manualRotation(start).map(({ step }) => step)).toEqual([
      "make",
      "allow",
      "point",
      "open",
      "reencrypt",
      "disable",
    ]);
  });

  test("at first nothing is done", () => {
    expect(done(start)).toBe("");
    expect(says(start, "point")).toBe("alias/orders still points at this key.");
  });

  test("a key that is made, an alias that moved, a blob that opened, blobs under the new key, a disabled key", () => {
    expect(done(made)).toBe("make allow");
    expect(done(moved)).toBe("make allow point");
    const opened = { ...moved, opened: now };
    expect(done(opened)).toBe("make allow point open");
    const anew = { ...opened, held: { here: NOTHING_HELD, there: two } };
    expect(done(anew)).toBe("make allow point open reencrypt");
    const old = { ...key, aliases: [], state: "Disabled" } as unknown as KeyDetail;
    expect(done({ ...anew, key: old })).toBe("make allow point open reencrypt disable");
  });

  test("what the old key opened before the alias moved shows nothing yet", () => {
    expect(done({ ...made, opened: now })).toBe("make allow");
  });

  test("who used the old key may not use the new one yet: that is to do, and is not said to be done before it is known", () => {
    expect(done({ ...made, left: 1 })).toBe("make");
    expect(done({ ...made, left: null })).toBe("make");
    expect(says({ ...made, left: 1 }, "allow")).toContain("Give it now, before the name leads there.");
    expect(says({ ...made, left: 1 }, "point")).toContain("Were it moved now, those in step 2 would be refused.");
    expect(says({ ...moved, left: 1 }, "allow")).toContain("Until it is given, new work is refused");
  });

  test("it says since when the alias has pointed at the new key", () => {
    expect(says(moved, "point")).toBe(
      "alias/orders has pointed at key 5678abcd…90ab for 1 minute. New work that names it goes there.",
    );
  });

  test("a key that no alias points at is rotated too: there is nothing to move", () => {
    const unnamed = { ...made, key: { ...key, aliases: [], state: "Disabled" } as unknown as KeyDetail };
    expect(done({ ...unnamed, opened: now })).toBe("make allow open disable");
    expect(says(unnamed, "point")).toContain("has to name the new one’s");
  });

  test("a key disabled before its alias moved is no rotation", () => {
    expect(done({ ...made, key: { ...key, state: "Disabled" } })).toBe("make allow");
  });

  test("having nothing to re-encrypt is not having re-encrypted", () => {
    expect(done({ ...moved, held: { here: NOTHING_HELD, there: NOTHING_HELD } })).toBe("make allow point");
  });

  test("it says how many blobs and envelopes still need the old key", () => {
    expect(lockWords({ here: two, there: NOTHING_HELD })).toMatch(/^2 blobs of the application still under this key\./);
    const both = lockWords({ here: { blobs: 2, envelopes: 1 }, there: NOTHING_HELD });
    expect(both).toMatch(/^2 blobs and 1 envelope of the application still under this key\./);
    expect(both).toContain("Of an envelope only the wrapped key goes to KMS");
    expect(lockWords({ here: NOTHING_HELD, there: { blobs: 0, envelopes: 1 } })).toBe(
      "Nothing is left here; 1 envelope under the new key.",
    );
  });

  test("an envelope under the old key is not done with, though no blob is left", () => {
    expect(done({ ...moved, held: { here: { blobs: 0, envelopes: 1 }, there: two } })).toBe("make allow point");
  });
});

test("the sealing material of a ReEncrypt is the destination's", () => {
  const step = (name: string, material?: string) => ({
    step: name,
    says: "",
    facts: material === undefined ? {} : { material },
    anatomy: null,
  });
  const trace = (hsm: readonly unknown[]): CallTrace => ({ hsm }) as unknown as CallTrace;
  const hsm = [step("derive", "aa"), step("open"), step("derive", "bb"), step("seal"), step("forget")];
  expect(sealingMaterial(trace(hsm))).toBe("bb");
  expect(sealingMaterial(trace([]))).toBeNull();
});
