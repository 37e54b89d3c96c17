import { expect, test } from "vitest";
import type { KeyDetail, MaterialView } from "#glass/views.ts";
import {
  deleteMaterialWill,
  importCommand,
  importedLead,
  makesMaterial,
  newMaterialWords,
  regionsLead,
  waitingWords,
} from "./key-care.ts";

const material: MaterialView = {
  ordinal: 1,
  id: "1".repeat(64),
  state: "CURRENT",
  since: 0,
  how: "imported",
  present: true,
  expires: Date.UTC(2026, 11, 24, 12),
  sealed: 3,
  opened: 0,
};
const key = {
  keyId: "1234abcd-12ab-34cd-56ef-1234567890ab",
  aliases: ["alias/mine"],
  materialRing: [material],
} as unknown as KeyDetail;

test("a key that waits says why, and whether its bytes are still at hand", () => {
  expect(waitingWords({ materialRing: [] }, [])).toContain("Import some.");
  expect(waitingWords(key, ["mine 1"])).toContain("still holds mine 1.");
  expect(waitingWords(key, [])).toContain("lost");
  expect(waitingWords(key)).toBe("Its material was deleted or has expired. Only the very same bytes bring it back.");
});

test("imported material tells its end and what its deletion costs", () => {
  expect(importedLead(key)).toContain("On 24 Dec 2026, 12:00");
  expect(importedLead({ materialRing: [{ ...material, expires: null }] })).toContain("does not expire");
  expect(deleteMaterialWill(key)).toContain("3 blobs that this world knows of");
  expect(newMaterialWords("HMAC_224")).toContain("28 new random bytes");
  expect(newMaterialWords("SYMMETRIC_DEFAULT")).toContain("32 new random bytes");
  expect(newMaterialWords("ECC_NIST_P256")).toContain("private key");
  expect([makesMaterial("HMAC_512"), makesMaterial("RSA_2048")]).toEqual([true, false]);
  expect(importCommand(key)).toContain("aws kms import-key-material --key-id 1234abcd");
});

test("a multi-Region key says where its primary is and what only that one does", () => {
  const here = { region: "us-east-1", state: "Enabled", primary: true };
  const there = { region: "eu-west-1", state: "Enabled", primary: false };
  expect(regionsLead([here], "us-east-1")).toContain("one Region so far");
  expect(regionsLead([here, there], "eu-west-1")).toContain("the primary key is in us-east-1");
});
