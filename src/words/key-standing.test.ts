import { describe, expect, test } from "vitest";
import { sentence, type Scene } from "./envelope.ts";
import { standingWords, type KeyStanding } from "./key-standing.ts";
import { whyNotToPlay } from "./why-not-to-play.ts";

const destroyed: KeyStanding = { is: "destroyed", at: Date.UTC(2026, 11, 25, 12) };
const elsewhere: KeyStanding = { is: "elsewhere", state: "Enabled", region: "us-east-1", seat: "eu-west-1" };
const here = (state: string): KeyStanding => ({ is: "here", state });

const scene: Scene = {
  direction: "seal",
  file: "scan.tiff",
  fileBytes: 12_000_000,
  key: "alias/orders",
  who: "role App",
  context: { order: "1001" },
  depth: 1,
  lock: here("Enabled"),
  deleted: false,
  materials: null,
  flipped: null,
};
const notFound = {
  step: "refused",
  operation: "Decrypt",
  error: { name: "AccessDeniedException", message: null },
  lost: true,
  reason: "The blob names no KMS key that exists here.",
} as const;

describe("a KMS key that is not simply here", () => {
  test("says since when it is destroyed, and that this is final", () => {
    expect(standingWords(destroyed)).toBe("Destroyed on 25 Dec 2026; nothing opens this any more.");
    expect(standingWords({ is: "destroyed", at: null })).toBe("Destroyed; nothing opens this any more.");
  });

  test("closes nothing for good where the file's wrapped key was re-encrypted to another key in time", () => {
    const now = "The file’s wrapped key was re-encrypted and is under alias/spare now.";
    expect(standingWords({ ...destroyed, since: "alias/spare" })).toBe(`Destroyed on 25 Dec 2026. ${now}`);
    expect(standingWords({ ...here("Enabled"), since: "alias/spare" })).toBe(now);
  });

  test("says in which Region it lives", () => {
    expect(standingWords(elsewhere)).toBe("Lives in us-east-1; you are in eu-west-1.");
    expect(standingWords(here("Enabled"))).toBeNull();
  });
});

describe("an envelope whose KMS key is destroyed", () => {
  test("is said to be closed for good, instead of that KMS must be asked", () => {
    const stored = { step: "store", bytes: 12_001_000 } as const;
    expect(sentence(scene, stored)).toContain("must still ask KMS to unwrap its key with alias/orders.");
    expect(sentence({ ...scene, lock: destroyed }, stored)).toBe(
      "One file of 12.0 MB lies on the disk: ciphertext, wrapped key and context together. alias/orders was destroyed on 25 Dec 2026: nothing opens this any more.",
    );
  });

  test("is still open, if its wrapped key was re-encrypted since: KMS is asked for the key whose lock is on it now", () => {
    const stored = { step: "store", bytes: 12_001_000 } as const;
    const moved = (lock: KeyStanding): Scene => ({
      ...scene,
      key: "1234abcd",
      lock: { ...lock, since: "alias/orders" },
    });
    expect(sentence(moved(here("Enabled")), stored)).toContain(
      "must still ask KMS to unwrap its key with alias/orders.",
    );
    expect(sentence(moved(destroyed), stored)).toContain("alias/orders was destroyed on 25 Dec 2026");
  });

  test("is refused with the reason that KMS itself does not give", () => {
    expect(sentence({ ...scene, direction: "open", lock: destroyed }, notFound)).toContain(
      "alias/orders was destroyed on 25 Dec 2026",
    );
    expect(sentence({ ...scene, direction: "open", lock: elsewhere }, notFound)).toContain(
      "alias/orders lives in us-east-1; you are in eu-west-1.",
    );
  });
});

describe("acts that would tell nothing", () => {
  test("are all off when the key is destroyed or in another Region, with the reason", () => {
    for (const standing of [destroyed, elsewhere, { is: "unknown" } as const])
      expect(Object.values(whyNotToPlay(standing, "alias/orders"))).not.toContain(null);
  });

  test("a disabled key is not rotated, a key that waits for its deletion neither rotated nor disabled", () => {
    expect(whyNotToPlay(here("Disabled"), "alias/orders")).toEqual({
      swapContext: null,
      tryWrongKey: null,
      disable: null,
      rotate: "A disabled key cannot be rotated: enable alias/orders first.",
    });
    expect(whyNotToPlay(here("PendingDeletion"), "alias/orders")).toMatchObject({ swapContext: null });
    expect(whyNotToPlay(here("PendingDeletion"), "alias/orders").disable).not.toBeNull();
    expect(Object.values(whyNotToPlay(here("Enabled"), "alias/orders"))).toEqual([null, null, null, null]);
  });
});
