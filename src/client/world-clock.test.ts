import { expect, test } from "vitest";
import { WorldClock } from "./world-clock.ts";

const NOON = Date.UTC(2026, 10, 23, 12);

/** A world whose clock runs at `rate`, heard as headers tell it: in whole seconds. */
function worldAt(rate: number) {
  const state = { real: 1_000_000, world: NOON, rate };
  const clock = new WorldClock(() => state.real);
  const hear = (): void => clock.heard(new Date(Math.floor(state.world / 1000) * 1000).toUTCString());
  return {
    clock,
    state,
    hear,
    pass(ms: number) {
      state.real += ms;
      state.world += ms * state.rate;
    },
    /** How far a request signed now would be off on arrival 2 ms later, world ms. */
    off: () => clock.offset + state.real - (state.world + 2 * state.rate),
  };
}

test.each([1, 3_600, 86_400])("at %i times real time, signatures are right after three answers", (rate) => {
  const { hear, pass, off } = worldAt(rate);
  for (const ms of [5, 30, 40, 35]) {
    hear();
    pass(ms);
  }
  hear();
  for (const ms of [0, 100, 1_000]) {
    pass(ms);
    expect(Math.abs(off())).toBeLessThan(300_000);
  }
});

test("an ordinary clock is never taken for a fast one, however close the answers come", () => {
  const { clock, hear, pass, state } = worldAt(1);
  for (let i = 0; i < 5_000; i++) {
    pass((i * 7) % 61);
    hear();
    expect(Math.abs(clock.now() - state.world)).toBeLessThan(2_000);
  }
  pass(600_000);
  expect(Math.abs(clock.now() - state.world)).toBeLessThan(2_000);
});

test("a clock that is set is believed at once, and not taken for a running one", () => {
  const { hear, pass, off, state } = worldAt(1);
  for (const jump of [400 * 86_400_000, -86_400_000, 3_600_000]) {
    hear();
    pass(50);
    state.world += jump;
    hear();
    pass(60_000);
    expect(Math.abs(off())).toBeLessThan(2_000);
  }
});

test("a clock that stands still is left standing, and one that runs again is followed", () => {
  const { hear, pass, off, state } = worldAt(0);
  hear();
  pass(3_000);
  hear();
  pass(600_000);
  expect(Math.abs(off())).toBeLessThan(2_000);
  state.rate = 1;
  pass(5_000);
  hear();
  pass(10_000);
  hear();
  pass(600_000);
  expect(Math.abs(off())).toBeLessThan(2_000);
});
