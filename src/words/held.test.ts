import { expect, test } from "vitest";
import { aliasMoveWill, disableOldWill, heldWords, NOTHING_HELD, reEncryptWords } from "./held.ts";

const some = { blobs: 2, envelopes: 1 };

test("what the application holds is counted in one way, an envelope once", () => {
  expect(heldWords(some)).toBe("2 blobs and 1 envelope");
  expect(heldWords({ blobs: 0, envelopes: 2 })).toBe("2 envelopes");
});

test("KMS gets of an envelope the wrapped key alone", () => {
  expect(reEncryptWords({ blobs: 2, envelopes: 0 })).toBe("ReEncrypt 2 blobs");
  expect(reEncryptWords({ blobs: 1, envelopes: 1 })).toBe("ReEncrypt 1 blob and 1 envelope’s wrapped key");
  expect(reEncryptWords({ blobs: 0, envelopes: 2 })).toBe("ReEncrypt 2 envelopes’ wrapped keys");
});

test("moving an alias moves no blob", () => {
  expect(aliasMoveWill("alias/orders", some, "key 5678…")).toBe(
    "Whoever names alias/orders gets key 5678… from the next call on, and needs to be allowed to use that one. What was sealed earlier, 2 blobs and 1 envelope of the application among it, keeps the lock of the old key: each blob names its own key, not the alias.",
  );
  expect(aliasMoveWill("alias/orders", NOTHING_HELD, "the new key")).toContain(
    "What was sealed earlier keeps the lock",
  );
});

test("disabling the old key closes what is still under it, and nothing that was encrypted anew", () => {
  expect(disableOldWill("key 1234…", some)).toContain("2 blobs and 1 envelope of the application stay closed");
  expect(disableOldWill("key 1234…", { blobs: 0, envelopes: 1 })).toContain(
    "1 envelope of the application stays closed",
  );
  expect(disableOldWill("key 1234…", NOTHING_HELD)).toContain("The application holds nothing under it");
});
