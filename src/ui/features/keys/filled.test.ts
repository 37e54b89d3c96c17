import { expect, test } from "vitest";
import { utf8 } from "#wire/bytes.ts";
import { filled } from "./filled.ts";

test("a short text is filled up with dots, counted in bytes", () => {
  expect(filled("é", 4)).toBe("é..");
  expect(filled("", 3)).toBe("...");
  expect(filled("four", 4)).toBe("four");
});

test("a long text is cut at whole characters: an emoji that does not fit goes as a whole", () => {
  for (const bytes of [3, 4, 5]) expect(filled("ab😀", bytes)).toBe("ab" + ".".repeat(bytes - 2));
  expect(filled("ab😀c", 6)).toBe("ab😀");
});

test("a megabyte is cut at once", () => {
  const cut = filled("😀".repeat(250_000), 4_097);
  expect(utf8(cut).length).toBe(4_097);
  expect(cut.endsWith("😀.")).toBe(true);
});
