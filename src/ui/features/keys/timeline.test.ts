import { describe, expect, test } from "vitest";
import type { MaterialView } from "#glass/views.ts";
import { DAY } from "#words/keys.ts";
import { timeLine } from "./timeline.ts";

const start = Date.UTC(2025, 2, 14);
const ring = (...days: readonly number[]): MaterialView[] =>
  days.map((day, i) => ({
    ordinal: i + 1,
    id: String(i).repeat(64),
    state: i === days.length - 1 ? "CURRENT" : "NON_CURRENT",
    since: start + day * DAY,
    how: i === 0 ? "created" : "AUTOMATIC",
    present: true,
    expires: null,
    sealed: 0,
    opened: 0,
  }));

describe("Materials on a time axis", () => {
  test("each lane begins where the one before ends, and the current one ends today", () => {
    const { lanes, today } = timeLine(ring(0, 365, 500), start + 600 * DAY, null);
    const [one, two, three] = lanes;
    expect(one?.start).toBe(0);
    expect((one?.start ?? 0) + (one?.width ?? 0)).toBeCloseTo(two?.start ?? -1);
    expect((three?.start ?? 0) + (three?.width ?? 0)).toBeCloseTo(today);
    expect(lanes.map(({ kind }) => kind)).toEqual(["older", "older", "current"]);
  });

  test("an older material reaches on to today, since it still opens what it sealed", () => {
    const { lanes, today } = timeLine(ring(0, 300), start + 600 * DAY, null);
    expect((lanes[0]?.tail?.start ?? 0) + (lanes[0]?.tail?.width ?? 0)).toBeCloseTo(today);
    expect(lanes[1]?.tail).toBeNull();
  });

  test("the next rotation is drawn after today and to the right end", () => {
    const { lanes, today } = timeLine(ring(0), start + 100 * DAY, start + 365 * DAY);
    const due = lanes.at(-1);
    expect(due?.kind).toBe("due");
    expect(due?.label.text).toBe("2 · due 14 Mar 2026");
    expect(due?.start).toBeGreaterThan(today);
    expect((due?.start ?? 0) + (due?.width ?? 0)).toBeCloseTo(100);
  });

  test("a key made this very moment has an axis too", () => {
    const { lanes, today, ticks } = timeLine(ring(0), start, null);
    expect([lanes[0]?.start, lanes[0]?.width, today]).toEqual([0, 95, 95]);
    expect(lanes[0]?.label).toMatchObject({ side: "inside", at: 0 });
    expect(ticks).toEqual([{ at: 95, text: "00:00" }]);
  });

  test("a young key's lane is no sliver beside a rotation that is due in a year", () => {
    const { lanes, today } = timeLine(ring(0), start + 1_000, start + 365 * DAY);
    expect([lanes[0]?.start, lanes[0]?.width, today]).toEqual([0, 40, 40]);
    expect(lanes[1]?.start).toBeGreaterThan(80);
  });

  test("a label stands at its own lane, never behind today", () => {
    const { lanes, today } = timeLine(ring(0, 1, 2), start + 3 * DAY, start + 365 * DAY);
    for (const { start, width, label, kind } of lanes.filter((lane) => lane.kind !== "due")) {
      expect(label.side === "inside" ? label.at : label.at, kind).toBeLessThanOrEqual(today);
      expect([start, start + width]).toContain(label.at);
    }
  });

  test("ticks never stand on each other", () => {
    const { ticks } = timeLine(ring(0, 1, 2, 300), start + 600 * DAY, start + 700 * DAY);
    expect(ticks.map(({ text }) => text)).toEqual(["Mar 2025", "Jan 2026", "Feb 2027"]);
    for (const [i, tick] of ticks.entries()) expect(i === 0 || tick.at - (ticks[i - 1]?.at ?? 0) >= 12).toBe(true);
  });

  test("many materials fold in the middle", () => {
    const { lanes, folded } = timeLine(ring(...Array.from({ length: 26 }, (_, i) => i * 10)), start + 400 * DAY, null);
    expect(lanes.map(({ ordinal }) => ordinal)).toEqual([1, 22, 23, 24, 25, 26]);
    expect(folded).toBe(20);
  });
});
