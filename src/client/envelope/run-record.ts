import type { ApplicationEvent, EnvelopeFailure, EnvelopeRun, Moment } from "../face.ts";
import { now, perSecond } from "../real-time.ts";

type Started = Omit<EnvelopeRun, "started" | "moments" | "outcome" | "failure" | "result">;

/** One run while it runs: collects its moments, tells the page about each, and carries the wish to cancel. */
export class RunRecord {
  readonly #emit: (event: ApplicationEvent) => void;
  readonly #stop = new AbortController();
  #run: EnvelopeRun;
  #told = 0;

  constructor(started: Started, emit: (event: ApplicationEvent) => void) {
    this.#emit = emit;
    this.#run = { ...started, started: now(), moments: [], outcome: "running", failure: null, result: null };
  }

  get run(): EnvelopeRun {
    return this.#run;
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  cancel(): void {
    this.#stop.abort();
  }

  /** What turned out only on the way: the file's name, the context and depth written in an envelope. */
  learn(facts: Partial<Pick<EnvelopeRun, "file" | "context" | "depth">>): void {
    this.#run = { ...this.#run, ...facts };
  }

  add(moment: Moment): void {
    this.#run = { ...this.#run, moments: [...this.#run.moments, moment] };
    this.#emit({ event: "moment", run: this.#run });
  }

  /** The run as it will stand once `last` has come true, to be committed together with what it made. */
  asDone(result: string | null, last: Moment | null): EnvelopeRun {
    const moments = last === null ? this.#run.moments : [...this.#run.moments, last];
    return { ...this.#run, moments, outcome: "done", result };
  }

  asFailed(failure: EnvelopeFailure): EnvelopeRun {
    return { ...this.#run, outcome: "failed", failure };
  }

  asCancelled(): EnvelopeRun {
    return { ...this.#run, outcome: "cancelled" };
  }

  end(run: EnvelopeRun): EnvelopeRun {
    this.#run = run;
    this.#emit({ event: "moment", run });
    return run;
  }

  /** Told on at most 10 times a second. Bytes of the file. */
  progress(done: number, total: number, since: number): void {
    const at = performance.now();
    if (at - this.#told < 100) return;
    this.#told = at;
    const bytesPerSecond = perSecond(done, at - since);
    this.#emit({ event: "progress", run: this.#run.id, done, total, bytesPerSecond });
  }
}
