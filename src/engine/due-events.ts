/** Runs what the calendar brings: each event an act of its own, with AWS's service event as its record. */
import type { HsmStep } from "#glass/trace.ts";
import { serviceRecord } from "./audit/cloudtrail.ts";
import type { Bytes } from "#wire/bytes.ts";
import type { JsonObject } from "#wire/json.ts";
import type { CustomKeyStoreRow } from "./keystores/rows.ts";
import { Overlay, type MemoryState } from "./storage/state.ts";
import type { ActRecord, FinishedCall, Timers } from "./storage/storage.ts";
import { changeNote, type RowChange } from "./storage/tables.ts";
import { emptyTrace } from "./empty-trace.ts";
import type { Vault } from "./vault/vault.ts";
import type { Calendar, Due, Happened } from "./world/due.ts";

export interface DueEventsParts {
  readonly state: MemoryState;
  readonly calendar: Calendar;
  readonly vault: Vault;
  random(bytes: number): Bytes;
  uuid(): string;
  /** World time in ms. */
  now(): number;
  /** A steady real clock in ms. */
  steady(): number;
  /** Real ms until a world time; null while the clock stands still. */
  until(at: number): number | null;
  readonly timers: Timers;
  /** Whether the world can change at all: with its store lost, nothing can be made durable. */
  writable(): boolean;
  /** Applies at once, resolves when durable. */
  commit(act: Omit<ActRecord, "seq">, call: FinishedCall): Promise<void>;
  report(error: unknown): void;
}

/** Real ms until events that could not happen, or did not become durable, are tried again. */
const RETRY_MS = 1_000;
/** setTimeout's own limit is 2^31-1 ms. */
const LONGEST_TIMER = 2_000_000_000;

export class DueEvents {
  readonly #parts: DueEventsParts;
  #running: Promise<void> = Promise.resolve();
  /** On the steady clock. */
  #failed = Number.NEGATIVE_INFINITY;
  #alarm: unknown = null;
  #ended = false;

  constructor(parts: DueEventsParts) {
    this.#parts = parts;
  }

  /** Runs what is due; calls arriving meanwhile wait, so that nobody sees a key after its end. */
  keep(): Promise<void> {
    const { calendar, now, report } = this.#parts;
    const due = calendar.next();
    if (due === null || due.at > now() || !this.#able) return this.#running;
    const before = this.#running;
    const run = async (): Promise<void> => {
      await before;
      await this.#run();
    };
    this.#running = run().catch((error: unknown) => {
      this.#failed = this.#parts.steady();
      report(error);
    });
    return this.#running;
  }

  /** To be called whenever the clock or the calendar may have changed: wakes when the next event is due, if the clock runs. */
  setAlarm(): void {
    const { calendar, timers, until, writable } = this.#parts;
    timers.clear(this.#alarm);
    const due = calendar.next();
    const wait = due === null || this.#ended || !writable() ? null : until(due.at);
    if (wait === null) return;
    const wake = (): void => void this.keep().then(() => this.setAlarm());
    this.#alarm = timers.set(wake, Math.min(Math.max(wait, this.#rest) + 1, LONGEST_TIMER));
  }

  /** No alarm rings any more. */
  end(): void {
    this.#ended = true;
    this.#parts.timers.clear(this.#alarm);
  }

  /** Real ms until events are tried again that failed; 0 when none are waiting for that. */
  get #rest(): number {
    return Math.max(0, this.#failed + RETRY_MS - this.#parts.steady());
  }

  get #able(): boolean {
    return this.#parts.writable() && this.#rest === 0;
  }

  async #run(): Promise<void> {
    const { calendar, now, state } = this.#parts;
    // Nobody waits for the disk between two events: many of them share their transactions.
    const durable: Promise<void>[] = [];
    for (let due = calendar.next(); due !== null && due.at <= now() && this.#able; due = calendar.next()) {
      const overlay = new Overlay(state);
      const steps: HsmStep[] = [];
      const { vault, random } = this.#parts;
      const tell = (step: HsmStep) => steps.push(step);
      const happened = await due.happen(overlay, { vault, random, tell });
      // Had somebody changed the key meanwhile, the calendar is read again.
      if (overlay.stale()) continue;
      const stored = this.#commit(due, happened, overlay.changes, steps);
      // Taken back in memory, it is due again: not within this run.
      stored.catch(() => (this.#failed = this.#parts.steady()));
      durable.push(stored);
    }
    await Promise.all(durable);
  }

  #commit({ at }: Due, happened: Happened, changes: readonly RowChange[], hsm: readonly HsmStep[]): Promise<void> {
    const { event } = happened;
    const { account, region, keys, named, input, audit } =
      "key" in happened ? this.#ofKey(happened, at) : ofStore(happened.store);
    const summary = {
      id: this.#parts.uuid(),
      at,
      micros: 0,
      service: "kms",
      operation: event,
      kind: "change",
      account,
      region,
      who: "AWS KMS",
      principalArn: null,
      keys,
      named,
      status: 200,
      error: null,
      invocation: null,
      source: "calendar",
    } as const;
    const notes = changes.map(changeNote);
    return this.#parts.commit(
      { name: event, who: "AWS KMS", at, input, of: null, changes },
      { summary, audit: () => audit, trace: () => ({ ...emptyTrace(audit), hsm, changes: notes }) },
    );
  }

  #ofKey({ event, key }: Extract<Happened, { key: unknown }>, at: number): About {
    const { account, region, arn, keyId } = key;
    const audit = serviceRecord({ name: event, account, region, at, eventId: this.#parts.uuid(), keyArn: arn, keyId });
    return { account, region, keys: [arn], named: keyId, input: { keyId: arn }, audit };
  }
}

/** What an event's line in the log says of its subject. */
interface About {
  readonly account: string;
  readonly region: string;
  readonly keys: readonly string[];
  readonly named: string | null;
  readonly input: JsonObject;
  readonly audit: JsonObject | null;
}

const ofStore = ({ id, account, region }: CustomKeyStoreRow): About => ({
  account,
  region,
  keys: [],
  named: null,
  input: { keyStore: id },
  audit: null,
});
