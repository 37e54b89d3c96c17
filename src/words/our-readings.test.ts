import { expect, test } from "vitest";
import { ALL_READINGS } from "./our-readings.ts";

test("every rule has a sentence of its own that calls it our reading, and says where the reference leaves it open", () => {
  for (const { says, section } of ALL_READINGS) {
    expect(says).toMatch(/our reading/i);
    expect(says).toMatch(/\.$/);
    expect(section).toMatch(/^\d/);
  }
  expect(new Set(ALL_READINGS.map(({ says }) => says)).size).toBe(ALL_READINGS.length);
});
