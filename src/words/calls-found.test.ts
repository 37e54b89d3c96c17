import { expect, test } from "vitest";
import { filterWords, foundWords } from "./calls-found.ts";

test("how many calls fit a filter is said, and no more than is known", () => {
  const all = { fit: 10, total: 10, whole: true, filtered: false };
  expect(foundWords(all)).toBe("10 calls in this world’s log");
  expect(foundWords({ ...all, fit: 3, filtered: true })).toBe("3 of 10 calls fit");
  expect(foundWords({ ...all, fit: 1, filtered: true })).toBe("1 of 10 calls fits");
  expect(foundWords({ fit: 100, total: 12_345, whole: false, filtered: true })).toBe(
    "At least 100 of 12,345 calls fit",
  );
});

test("what a filter asks for is said back", () => {
  const name = (caller: string): string => caller.replace("111122223333:role/", "role ");
  expect(filterWords({ result: "error", caller: "111122223333:role/Admin" }, name)).toBe("Refused, by role Admin");
  expect(filterWords({ operation: "Decrypt", result: "ok", key: "alias/orders" }, name)).toBe(
    "Decrypt, Went through, with alias/orders",
  );
});
