import { expect, test } from "vitest";
import type { DueView } from "#glass/views.ts";
import { dueOf, dueWhen, lossTitle, lossWords, onTheWay } from "./calendar.ts";
import { DAY } from "./format.ts";

const NOON = Date.UTC(2026, 10, 23, 12);
const arn = (id: string): string => `arn:aws:kms:us-east-1:111122223333:key/${id}`;
const deletion: DueView = { at: NOON + 7 * DAY, what: "deletion", keyArn: arn("a"), alias: "alias/orders" };
const expiry: DueView = {
  at: NOON + 8 * DAY,
  what: "expiry",
  keyArn: arn("1234abcd-1111-2222-3333-444455556666"),
  alias: null,
};

test("what is due names a key by its alias, and counts begun days, as the key itself does", () => {
  expect(dueOf(deletion)).toBe("alias/orders");
  expect(dueOf(expiry)).toBe("key 1234abcd…6666");
  expect(dueOf({ at: NOON, what: "connection", keyStore: "cluster" })).toBe("cluster");
  expect(dueWhen(deletion, NOON)).toBe("30 Nov 2026, in 7 days");
  expect(dueWhen(deletion, NOON - 400)).toBe("30 Nov 2026, in 7 days");
  expect(dueWhen(deletion, NOON + DAY / 2)).toBe("30 Nov 2026, in 7 days");
  expect(dueWhen(deletion, NOON + 6 * DAY)).toBe("30 Nov 2026, in 24 hours");
  expect(dueWhen({ ...deletion, at: NOON + 800 * DAY }, NOON)).toContain("in 2 years");
});

test("what a jump would destroy is said before it", () => {
  expect(lossTitle([deletion])).toBe("On the way KMS destroys alias/orders");
  expect(lossTitle([deletion, expiry])).toBe(
    "On the way KMS destroys alias/orders, and the imported material of key 1234abcd…6666",
  );
  expect(lossWords([deletion, expiry])).toEqual([
    "The waiting period of alias/orders ends on 30 Nov 2026, 12:00: what is sealed under it never opens again.",
    "The material of key 1234abcd…6666 expires on 1 Dec 2026, 12:00: only whoever still has the same bytes can bring it back.",
  ]);
  expect(lossWords(Array.from({ length: 9 }, () => deletion)).at(-1)).toBe("And 5 more.");
});

test("what the calendar did is told from its own lines in the log", () => {
  const event = (operation: string, id: string, days: number) => ({
    operation,
    keys: [arn(id)],
    at: NOON + days * DAY,
  });
  const names = (key: string): string => (key === arn("a") ? "alias/orders" : "alias/pay");
  expect(onTheWay([], names)).toBeNull();
  expect(onTheWay([event("SynchronizeMultiRegionKey", "a", 1)], names)).toBeNull();
  expect(onTheWay([event("DeleteKey", "a", 7), event("RotateKey", "b", 3)], names)).toBe(
    "On the way: alias/orders was destroyed on 30 Nov 2026; alias/pay was rotated on 26 Nov 2026.",
  );
  const thrice = [1, 2, 3].map((day) => event("RotateKey", "b", day));
  expect(onTheWay(thrice, names)).toBe("On the way: alias/pay was rotated 3 times.");
  expect(onTheWay(thrice, names, false)).toBe("On the way: alias/pay was rotated at least 3 times.");
  const many = Array.from({ length: 9 }, (_, i) => event("DeleteExpiredKeyMaterial", String(i), i));
  expect(onTheWay(many, names)).toMatch(/; and more, which Calls lists\.$/);
});
