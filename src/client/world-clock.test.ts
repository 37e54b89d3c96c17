import { expect, test } from "vitest";
import { WorldClock } from "./world-clock.ts";

const NOON = Date.UTC(2026, 10, 23, 12);

/** A world whose clock runs at `rate`, told once, then heard as headers tell it: in whole seconds. */
function worldAt(rate: number) {
  const state = { real: 1_000_000, world: NOON, rate };
  const clock = new WorldClock(() => state.real);
  const tell = (): void => clock.told({ now: state.world, rate: state.rate });
  const header = (): string => new Date(Math.floor(state.world / 1000) * 1000).toUTCString();
  tell();
  return {
    clock,
    state,
    tell,
    header,
    hear: () => clock.asking()(header()),
    pass(ms: number) {
      state.real += ms;
      state.world += ms * state.rate;
    },
    /** How far a request signed now would be off on arrival 2 ms later, world ms. */
    off: () => clock.arrival() - (state.world + 2 * state.rate),
  };
}

test.each([0, 1, 3_600, 86_400])(
  "a clock told to run at %i times real time is followed, with answers and without",
  (rate) => {
    const { hear, pass, off } = worldAt(rate);
    for (const ms of [0, 5, 400, 60_000]) {
      pass(ms);
      expect(Math.abs(off())).toBeLessThan(2_000);
      hear();
      expect(Math.abs(off())).toBeLessThan(2_000);
    }
  },
);

test("a clock that was told late is set right by the next answer", () => {
  const { hear, tell, pass, off, state } = worldAt(86_400);
  state.world -= 3 * 3_600_000;
  tell();
  state.world += 3 * 3_600_000;
  hear();
  pass(50);
  expect(Math.abs(off())).toBeLessThan(2_000);
});

test("an answer to a question from before the clock was set does not set it back", () => {
  const { clock, tell, state, header, off } = worldAt(1);
  const hear = clock.asking();
  const before = header();
  state.world += 400 * 86_400_000;
  tell();
  hear(before);
  expect(Math.abs(off())).toBeLessThan(2_000);
});

test("the headers' whole seconds do not make a known time coarser", () => {
  const { clock, hear, pass, state } = worldAt(1);
  for (let i = 0; i < 5_000; i++) {
    pass((i * 7) % 61);
    hear();
    expect(Math.abs(clock.now() - state.world)).toBeLessThan(10);
  }
});
