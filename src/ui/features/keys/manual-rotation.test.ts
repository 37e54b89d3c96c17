import { describe, expect, test } from "vitest";
import type { CallTrace } from "#glass/trace.ts";
import type { KeyDetail, KeyView } from "#glass/views.ts";
import { manualRotation, NOTHING_HELD, reEncryptWords, type RotationFacts } from "./manual-rotation.ts";
import { sealingMaterial } from "./use-blobs.ts";

const now = Date.UTC(2026, 10, 23);
const key = {
  keyId: "1234abcd-12ab-34cd-56ef-1234567890ab",
  aliases: ["alias/orders"],
  state: "Enabled",
} as unknown as KeyDetail;
const successor = { keyId: "5678abcd-12ab-34cd-56ef-1234567890ab" } as unknown as KeyView;
const two = { blobs: 2, envelopes: 0 };
const start: RotationFacts = { key, move: null, opened: null, held: { here: two, there: NOTHING_HELD }, left: 0, now };
const lockWords = (held: RotationFacts["held"]) =>
  manualRotation({ ...start, move, held }).find(({ step }) => step === "reencrypt")?.says;
const move = { alias: "alias/orders", successor, at: now - 60_000 };
const ticks = (facts: Partial<RotationFacts>): string =>
  manualRotation({ ...start, ...facts })
    .map(({ step, done }) => `${step}:${done ? "done" : "open"}`)
    .join(" ");

describe("Rotation by hand ticks off what the world shows", () => {
  test("at first nothing is done", () => {
    expect(ticks({})).toBe("point:open allow:open open:open reencrypt:open disable:open");
  });

  test("an alias that moved, a blob that opened, blobs under the new key, a disabled key", () => {
    expect(ticks({ move })).toBe("point:done allow:done open:open reencrypt:open disable:open");
    expect(ticks({ move, opened: now })).toBe("point:done allow:done open:done reencrypt:open disable:open");
    expect(ticks({ move, opened: now, held: { here: NOTHING_HELD, there: two } })).toBe(
      "point:done allow:done open:done reencrypt:done disable:open",
    );
    const old = { ...key, aliases: [], state: "Disabled" } as unknown as KeyDetail;
    expect(ticks({ key: old, move, opened: now, held: { here: NOTHING_HELD, there: two } })).toBe(
      "point:done allow:done open:done reencrypt:done disable:done",
    );
  });

  test("who used the old key may not use the new one yet: that is to do, and is not said to be done before it is known", () => {
    expect(ticks({ move, left: 1 })).toContain("allow:open");
    expect(ticks({ move, left: null })).toContain("allow:open");
    expect(ticks({ move, left: 0 })).toContain("allow:done");
    const says = manualRotation({ ...start, move, left: 1 }).find(({ step }) => step === "allow")?.says;
    expect(says).toContain("An alias takes no permission along.");
  });

  test("a key disabled before its alias moved is no rotation", () => {
    expect(ticks({ key: { ...key, state: "Disabled" } })).toContain("disable:open");
  });

  test("having nothing to re-encrypt is not having re-encrypted", () => {
    expect(ticks({ move, held: { here: NOTHING_HELD, there: NOTHING_HELD } })).toContain("reencrypt:open");
  });

  test("it says how many blobs and envelopes still need the old key", () => {
    expect(lockWords({ here: two, there: NOTHING_HELD })).toMatch(/^2 blobs of the application still under this key\./);
    const says = lockWords({ here: { blobs: 2, envelopes: 1 }, there: NOTHING_HELD });
    expect(says).toMatch(/^2 blobs and 1 envelope of the application still under this key\./);
    expect(says).toContain("Of an envelope only the wrapped key goes to KMS");
    expect(lockWords({ here: NOTHING_HELD, there: { blobs: 0, envelopes: 1 } })).toBe(
      "Nothing is left here; 1 envelope under the new key.",
    );
  });

  test("an envelope under the old key is not done with, though no blob is left", () => {
    expect(ticks({ move, held: { here: { blobs: 0, envelopes: 1 }, there: two } })).toContain("reencrypt:open");
  });

  test("its button says what KMS gets: of an envelope the wrapped key alone", () => {
    expect(reEncryptWords(two)).toBe("ReEncrypt 2 blobs");
    expect(reEncryptWords({ blobs: 1, envelopes: 1 })).toBe("ReEncrypt 1 blob and 1 envelope’s wrapped key");
    expect(reEncryptWords({ blobs: 0, envelopes: 2 })).toBe("ReEncrypt 2 envelopes’ wrapped keys");
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
