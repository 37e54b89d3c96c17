/** What is set of a world itself: its clock, and how strict and how quick its KMS is. Each setting is an act, and bad ones change nothing. */
import type { ClockChange } from "#glass/pane.ts";
import type { JsonObject } from "#wire/json.ts";
import { LONGEST_GRANT_DELAY_MS } from "./keys/grants.ts";
import type { MemoryState } from "./storage/state.ts";
import type { ActRecord } from "./storage/storage.ts";
import { FIRST_TIME, LAST_TIME, type WorldClock } from "./world/clock.ts";
import type { ClockKeeper } from "./world/clock-keeper.ts";
import { isFault, type Gate } from "./world/gate.ts";
import type { SettingsRow } from "./world/rows.ts";

export interface SettingsParts {
  readonly state: MemoryState;
  readonly clock: WorldClock;
  readonly keeper: ClockKeeper;
  readonly gate: Gate;
  /** Applies at once, resolves when durable. */
  commit(act: Omit<ActRecord, "seq">): Promise<void>;
}

/** The highest of AWS's request quotas (quotas.ts): with it, all of them are as they are. */
const MOST_PER_SECOND = 100_000;
const MOST_FAULTS = 1_000;
/** A year in about half a second. */
const MAX_RATE = 60_000_000;

export class Settings {
  readonly #parts: SettingsParts;

  constructor(parts: SettingsParts) {
    this.#parts = parts;
  }

  /** The clock runs as told at once. @throws RangeError */
  setClock(change: ClockChange): Promise<void> {
    const { clock, keeper } = this.#parts;
    const now = clock.now();
    const at = "set" in change ? change.set : "advance" in change ? now + change.advance : now;
    // Where the clock is by itself it may always be stopped.
    if (!("rate" in change) && !(at >= FIRST_TIME && at <= LAST_TIME))
      throw new RangeError("The simulated calendar runs from 2000 to 2100.");
    const rate = "rate" in change ? change.rate : clock.rate;
    if (!Number.isFinite(rate) || rate < 0 || rate > MAX_RATE)
      throw new RangeError(`The clock can run at 0 to ${MAX_RATE} times real time.`);
    clock.set(Math.floor(at));
    clock.play(rate);
    keeper.keep();
    return this.#set("SetClock", { ...change }, now, { clock: { at: Math.floor(at), rate } });
  }

  /** Settings that did not become durable after all, newest first: the clock goes on from when it was set. True if there was such a one. */
  clockTakenBack(acts: readonly ActRecord[]): boolean {
    const { clock, keeper } = this.#parts;
    const settings = acts.filter(({ name }) => name === "SetClock");
    for (const { at, changes } of settings) {
      clock.set(at);
      const before = changes.find(({ table }) => table === "settings")?.before as SettingsRow | undefined;
      clock.play(before?.clock.rate ?? clock.rate);
    }
    if (settings.length > 0) keeper.keep();
    return settings.length > 0;
  }

  /** @throws RangeError */
  setThrottling(mostPerSecond: number | null): Promise<void> {
    if (mostPerSecond !== null && !(mostPerSecond > 0 && mostPerSecond <= MOST_PER_SECOND))
      throw new RangeError(`A quota lets through more than 0 and at most ${MOST_PER_SECOND} requests a second.`);
    this.#parts.gate.refill();
    return this.#setNow("SetThrottling", { mostPerSecond }, { throttling: mostPerSecond });
  }

  /** @throws RangeError */
  setGrantDelay(ms: number): Promise<void> {
    if (!(ms >= 0 && ms <= LONGEST_GRANT_DELAY_MS))
      throw new RangeError(`A grant becomes known within ${LONGEST_GRANT_DELAY_MS} ms.`);
    return this.#setNow("SetGrantDelay", { ms }, { grantDelay: ms });
  }

  /** Not an act: the next calls fail, and then it is over. @throws RangeError */
  failNext(fault: string, calls: number): void {
    if (!isFault(fault) || !Number.isInteger(calls) || calls < 0 || calls > MOST_FAULTS)
      throw new RangeError(`Between 0 and ${MOST_FAULTS} calls can be made to fail, in one of AWS's own ways.`);
    this.#parts.gate.fail(fault, calls);
  }

  /** The row tells the time at which it was written. */
  #setNow(name: string, input: JsonObject, change: Partial<SettingsRow>): Promise<void> {
    const { clock } = this.#parts;
    const at = clock.now();
    return this.#set(name, input, at, { ...change, clock: { at, rate: clock.rate } });
  }

  #set(name: string, input: JsonObject, at: number, change: Partial<SettingsRow>): Promise<void> {
    const before = this.#parts.state.get("settings", "settings");
    if (before === undefined) throw new Error("a world has settings");
    const changes = [{ table: "settings", key: "settings", before, after: { ...before, ...change } }] as const;
    return this.#parts.commit({ name, who: "you", at, input, of: null, changes });
  }
}
