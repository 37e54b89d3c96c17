/** The engine's face. Everything ambient comes in as an argument: clock, timers, random, storage. */
import type { Bytes } from "#wire/bytes.ts";
import type { Beside } from "#wire/http.ts";
import type { PaneEvent, WorldPane } from "#glass/pane.ts";
import type { CallSummary } from "#glass/trace.ts";
import type { Timers } from "./storage/storage.ts";

export interface Tools {
  /** Real time in ms since 1970, for the birthday of a new world only. */
  wall(): number;
  /** A steady real clock in ms with fractions. */
  steady(): number;
  /** Ids, nonces, data keys. Key material never comes from here. */
  random(bytes: number): Bytes;
  readonly timers: Timers;
  /** Bugs: thrown things that are no outcome. Loud. */
  report(error: unknown): void;
}

/** Where the front door of a host other than the page differs. What is left out is as in the page. */
export interface DoorRules {
  /**
   * Real time in ms since 1970: what signatures must be fresh by, and what answers are dated with. For clients that sign with a clock
   * of their own. Left out: world time.
   */
  readonly freshness?: () => number;
  /** ARN of the principal that an unsigned request is taken for. Left out: it is refused, as AWS refuses it. */
  readonly unsigned?: string;
}

export interface Engine {
  /**
   * The front door: an HTTP request as text in, an HTTP response as text out. Never rejects. When it resolves, the call is in the log.
   * `reply`: hears the same response sooner, where it need not wait for that; not called where it must.
   */
  handle(
    request: string,
    beside: Beside,
    source?: CallSummary["source"],
    reply?: (response: string) => void,
  ): Promise<string>;
  readonly glass: WorldPane;
  /** Hears what changed, at most 10 times a second. Returns a function that stops it. */
  listen(listener: (event: PaneEvent) => void): () => void;
  /** Everything acknowledged or logged so far lies on disk. */
  flush(): Promise<void>;
  /** Nobody looks any more: as `flush`, and the clock lies on disk as it is. The engine can still go on. */
  rest(): Promise<void>;
  close(): Promise<void>;
}

/** A world's name and id, as the host knows it. */
export interface WorldName {
  readonly id: string;
  readonly name: string;
}
