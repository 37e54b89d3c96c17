import { expect, test } from "vitest";
import {
  count,
  dateTime,
  keyNameOfId,
  list,
  micros,
  principalName,
  principalWords,
  relative,
  resultWord,
  shortId,
  shortSize,
  span,
  yearLater,
} from "./format.ts";

test("sizes and durations are short and exact enough", () => {
  expect([shortSize(74), shortSize(12_000_000), micros(430), micros(1_250), micros(2_000_000)]).toEqual([
    "74 B",
    "12.0 MB",
    "430 µs",
    "1.3 ms",
    "2.0 s",
  ]);
  expect([count(1, "byte"), count(4_097, "byte"), count(2, "policy", "policies")]).toEqual([
    "1 byte",
    "4,097 bytes",
    "2 policies",
  ]);
});

test("world time is UTC", () => {
  expect(dateTime(Date.UTC(2026, 10, 23, 12, 0))).toBe("23 Nov 2026, 12:00");
});

test("spans take the largest whole unit", () => {
  expect([span(400), span(61_000), span(6.5 * 86_400_000), span(400 * 86_400_000), span(800 * 86_400_000)]).toEqual([
    "less than a second",
    "1 minute",
    "6 days",
    "400 days",
    "2 years",
  ]);
  expect([relative(0, 120_000), relative(86_400_000, 0), relative(0, 10)]).toEqual([
    "2 minutes ago",
    "in 1 day",
    "just now",
  ]);
});

test("ids and names are what people call them", () => {
  expect(shortId("1234abcd-12ab-34cd-56ef-1234567890ab")).toBe("1234abcd…90ab");
  expect(keyNameOfId("arn:aws:kms:us-east-1:111122223333:alias/orders")).toBe("alias/orders");
  expect(keyNameOfId("arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab")).toBe(
    "key 1234abcd…90ab",
  );
  expect(
    [
      "arn:aws:sts::111122223333:assumed-role/App/x",
      "arn:aws:iam::111122223333:user/Zoe",
      "arn:aws:iam::111122223333:root",
      "*",
    ].map(principalName),
  ).toEqual(["role App", "user Zoe", "account 111122223333", "everyone"]);
  expect(principalWords({ kind: "role", name: "App" })).toBe("role App");
  expect(principalWords({ kind: "root", name: "root" })).toBe("the root user");
  expect([list([]), list(["a", "b"]), list(["a", "b", "c", "d"], 2)]).toEqual([
    "nothing",
    "a and b",
    "a, b and 2 more",
  ]);
});

test("a year later is the same day of the calendar, leap years or not", () => {
  const later = (text: string): string => new Date(yearLater(Date.parse(text))).toISOString();
  expect(later("2027-03-01T12:00:00.000Z")).toBe("2028-03-01T12:00:00.000Z");
  expect(later("2028-02-29T12:00:00.000Z")).toBe("2029-02-28T12:00:00.000Z");
});

test("the result of a call is one word", () => {
  expect(resultWord(null)).toBe("OK");
  expect(resultWord({ name: "AccessDeniedException" })).toBe("AccessDenied");
});
