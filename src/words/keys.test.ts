import { describe, expect, test } from "vitest";
import type { KeyDetail, MaterialView } from "#glass/views.ts";
import {
  DAY,
  ago,
  deletionWill,
  disableWill,
  enableWill,
  howWords,
  keyName,
  laneWords,
  lastUsedWords,
  left,
  monthYear,
  pendingWords,
  plainRefusal,
  resultSentence,
  ringLead,
  ringTitle,
  rotateWill,
  rotationSettingWords,
  rotationWords,
  stateWords,
} from "./keys.ts";

const now = Date.UTC(2026, 10, 23, 12);
const material = (ordinal: number, state: MaterialView["state"], sealed: number): MaterialView => ({
  ordinal,
  id: String(ordinal).repeat(64),
  state,
  since: now - (4 - ordinal) * 100 * DAY,
  how: ordinal === 1 ? "created" : ordinal === 2 ? "AUTOMATIC" : "ON_DEMAND",
  present: true,
  expires: null,
  sealed,
  opened: 0,
});

const key: KeyDetail = {
  arn: "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
  keyId: "1234abcd-12ab-34cd-56ef-1234567890ab",
  account: "111122223333",
  region: "us-east-1",
  aliases: ["alias/orders"],
  description: "",
  state: "Enabled",
  spec: "SYMMETRIC_DEFAULT",
  usage: "ENCRYPT_DECRYPT",
  origin: "AWS_KMS",
  manager: "CUSTOMER",
  multiRegion: false,
  created: now - 300 * DAY,
  deletionDate: null,
  materials: 3,
  rotation: { set: true, enabled: true, periodInDays: 365, next: Date.UTC(2027, 2, 14) },
  lastUsed: { at: now - 120_000, operation: "Decrypt" },
  policy: { name: "default", version: 1, text: "{}" },
  tags: [],
  materialRing: [material(1, "NON_CURRENT", 204), material(2, "NON_CURRENT", 40), material(3, "CURRENT", 12)],
  onDemandRotations: { used: 1, limit: 25 },
  pendingWindowInDays: null,
  algorithms: [{ name: "SYMMETRIC_DEFAULT", room: 4_096, messageTypes: [] }],
  asymmetric: false,
  rotatable: true,
  related: [],
};
const fresh: KeyDetail = { ...key, aliases: [], materials: 1, materialRing: [material(1, "CURRENT", 0)] };

describe("Time is the world's, in UTC", () => {
  test("a month", () => {
    expect(monthYear(Date.UTC(2026, 8, 13))).toBe("Sep 2026");
  });

  test("how long ago", () => {
    expect(ago(now - 60_000, now)).toBe("1 minute ago");
    expect(ago(now + 1_500, now)).toBe("just now");
  });

  test("how long is left", () => {
    expect(left(now + 5.9 * DAY, now)).toBe("6 d");
    expect(left(now + 4.5 * 3_600_000, now)).toBe("5 h");
    expect(left(now + 61_000, now)).toBe("2 min");
    expect(left(now - 1, now)).toBe("0 min");
  });
});

describe("A key in words", () => {
  test("is called by its alias, or by its id shortened in the middle", () => {
    expect(keyName(key)).toBe("alias/orders");
    expect(keyName(fresh)).toBe("key 1234abcd…90ab");
  });

  test("its state is a word, with the days left while it waits for its end", () => {
    expect(stateWords(key, now)).toBe("Enabled");
    const pending = { state: "PendingDeletion", deletionDate: now + 30 * DAY, pendingWindowInDays: 30 };
    expect(stateWords(pending, now + 24.5 * DAY)).toBe("PendingDeletion · 6 d");
    expect(stateWords(pending, now)).toBe("PendingDeletion · 30 d");
  });

  test("it never has more days left than its waiting period, unless the clock was set back", () => {
    const pending = { state: "PendingDeletion", deletionDate: now + 30 * DAY, pendingWindowInDays: 30 };
    expect(stateWords(pending, now - 1)).toBe("PendingDeletion · 30 d");
    expect(stateWords(pending, now - 0.9 * DAY)).toBe("PendingDeletion · 30 d");
    expect(stateWords(pending, now - 365 * DAY)).toBe("PendingDeletion · 395 d");
  });

  test("rotation and last use", () => {
    expect(rotationWords(key)).toBe("every 365 days, next 14 Mar 2027");
    expect(rotationWords({ ...key, rotation: { set: false, enabled: false, periodInDays: 365, next: null } })).toBe(
      "off",
    );
    expect(rotationWords({ ...key, rotatable: false })).toBe("not for this kind of key");
    expect(rotationWords({ ...key, origin: "EXTERNAL" })).toBe("not for this origin");
    expect(lastUsedWords(key, now)).toBe("Decrypt, 2 minutes ago");
    expect(lastUsedWords({ lastUsed: null }, now)).toBe("never");
  });

  test("nothing is promised of rotation that the key's state rules out", () => {
    const pending = {
      ...key,
      state: "PendingDeletion" as const,
      rotation: { ...key.rotation, enabled: false, next: null },
    };
    expect(rotationWords(pending)).toBe("off while the key waits for its deletion");
    expect(rotationWords({ ...key, state: "Disabled" })).toContain("not while the key is disabled");
    expect(rotationSettingWords(key, null)).toContain("next on 14 Mar 2027");
    expect(rotationSettingWords(pending, now)).toBe(
      "A key that waits for its deletion does not rotate. Cancelling brings its setting back; it goes on once the key is enabled.",
    );
    const never = { ...pending, rotation: { ...pending.rotation, set: false } };
    expect(rotationWords(never)).toBe("off");
    expect(rotationSettingWords(never, now)).toBe("A key that waits for its deletion does not rotate.");
    const off = { ...key, rotation: { set: false, enabled: false, periodInDays: 365, next: null } };
    expect(rotationSettingWords(off, now)).toContain("Switched on now, the first rotation comes on");
    expect(rotationSettingWords({ ...off, state: "Disabled" }, now)).not.toContain("Switched on now");
    expect(rotationSettingWords({ ...key, state: "Disabled" }, null)).toContain("none while the key is disabled");
    expect(rotateWill({ ...key, state: "Disabled" })).toContain("KMS refuses this");
  });

  test("its materials", () => {
    expect(ringTitle(3)).toBe("One key, three materials");
    expect(ringTitle(1)).toBe("One key, one material");
    expect(ringTitle(26)).toBe("One key, 26 materials");
    expect(ringLead(key)).toContain("New work uses material 3.");
    expect(ringLead(fresh)).toContain("A rotation would add a second material");
    expect(laneWords(material(3, "CURRENT", 0))).toBe("3 · rotated on demand, in use");
    expect(ringLead({ ...fresh, materialRing: [{ ...material(1, "CURRENT", 1), present: false }] })).toContain(
      "closed",
    );
    expect(rotateWill({ ...key, origin: "EXTERNAL" })).toContain("imported for it");
    expect(ringLead({ ...fresh, rotatable: false })).toContain("keeps its one material for life");
    expect(laneWords({ ...material(1, "CURRENT", 0), how: "imported", present: false })).toBe("1 · imported, gone");
    expect(laneWords(material(2, "NON_CURRENT", 0))).toBe("2 · rotated by schedule");
    expect(howWords("ON_DEMAND", 1, 25)).toBe("on demand, 1 of 25");
    expect(howWords("created", 0, 25)).toBe("made with the key");
  });
});

describe("Consequences are said before the click, from what this world knows", () => {
  test("disabling and enabling", () => {
    expect(disableWill(key)).toContain("256 blobs sealed earlier stay closed until it is enabled again");
    expect(disableWill(fresh)).toContain("Blobs sealed earlier stay closed");
    expect(enableWill(key)).toContain("with all three of its materials");
    expect(enableWill(fresh)).toContain("with the one material it has");
  });

  test("rotating", () => {
    expect(rotateWill(key)).toContain("KMS makes material 4");
    expect(rotateWill(key)).toContain("rotation 2 of 25");
    expect(rotateWill({ ...key, onDemandRotations: { used: 25, limit: 25 } })).toContain("KMS refuses this");
  });

  test("deletion names the materials, the blobs and the date", () => {
    expect(deletionWill(key, null)).toBe(
      "If you schedule it: after 7 to 30 days all three materials are destroyed. 256 blobs that this world knows of would never open again, backups included.",
    );
    expect(deletionWill(key, { days: 7, now })).toMatch(/^On 30 Nov 2026, 12:00 all three materials are destroyed\./);
    expect(deletionWill(fresh, null)).toMatch(
      /^If you schedule it: after 7 to 30 days the one material is destroyed\. This world knows of no blob/,
    );
    expect(pendingWords({ ...key, deletionDate: now + 6.5 * DAY })).toMatch(/^On 30 Nov 2026, 00:00 all three/);
  });
});

describe("Results come from the outcome", () => {
  const ok = { ok: true, error: null, output: {} };
  test("what went through", () => {
    expect(resultSentence("DisableKey", "alias/orders", ok)).toBe("alias/orders is Disabled.");
    expect(
      resultSentence("ScheduleKeyDeletion", "alias/orders", {
        ...ok,
        output: { DeletionDate: "2026-11-30T12:00:00.000Z" },
      }),
    ).toBe("alias/orders is pending deletion: its materials are destroyed on 30 Nov 2026, 12:00.");
    expect(resultSentence("TagResource", "alias/orders", ok)).toBe("TagResource went through.");
  });

  test("what was refused, with a plain sentence", () => {
    const error = { name: "AccessDeniedException", message: "User: … is not authorized" };
    expect(resultSentence("DisableKey", "alias/orders", { ok: false, error, output: {} })).toMatch(
      /^KMS refused DisableKey: AccessDeniedException\. The caller is known/,
    );
    expect(
      plainRefusal({ name: "ValidationException", message: "… Member must have length less than or equal to 4096" }),
    ).toContain("4,096 bytes");
    expect(plainRefusal({ name: "Never Heard", message: null })).toBe("");
    expect(plainRefusal(null)).toBe("");
  });
});
