/**
 * One world as the host has it. Its engine runs for as long as a port has the world open or a question is on its way, and there is never
 * more than one: whatever opens, closes or replaces the world does so in turn.
 */
import type { PaneEvent } from "#glass/pane.ts";
import type { WorldView } from "#glass/views.ts";
import type { Engine, WorldName } from "./api.ts";
import { Lane } from "./lane.ts";

/** An engine, and the name that it goes by. */
export interface Running {
  readonly name: { readonly id: string; name: string };
  readonly engine: Engine;
}

/** How a port is told of what happens. */
export type Tell = (event: PaneEvent) => void;

export class HostedWorld {
  readonly #start: () => Promise<Running>;
  readonly #lane = new Lane();
  readonly #ports = new Set<Tell>();
  readonly #unanswered = new Set<Promise<unknown>>();
  #running: Running | null = null;

  /** `start`: opens the world from its storage. */
  constructor(start: () => Promise<Running>) {
    this.#start = start;
  }

  /** Null while no engine runs. */
  get name(): WorldName | null {
    return this.#running?.name ?? null;
  }

  /** From now on this port has the world open, and hears of it. */
  enter(tell: Tell, start = this.#start): Promise<WorldView> {
    return this.#lane.inTurn(async () => {
      const { engine } = await this.#open(start);
      this.#ports.add(tell);
      return engine.glass.world();
    });
  }

  /** Resolves when all that waits is on disk, if this port was the last. */
  async leave(tell: Tell): Promise<void> {
    this.#ports.delete(tell);
    await this.#closeIfLeft();
  }

  /** The world is open until the question is answered, also when the tab that asked has left meanwhile. */
  ask<R>(question: (engine: Engine) => Promise<R>): Promise<R> {
    if (this.#running !== null) return this.#put(question, this.#running.engine);
    return this.#lane.inTurn(async () => this.#put(question, (await this.#open()).engine));
  }

  inTurn<R>(work: () => Promise<R>): Promise<R> {
    return this.#lane.inTurn(work);
  }

  /* ---- what only whoever has the turn may do ---- */

  rename(name: string, event: PaneEvent): void {
    if (this.#running !== null) this.#running.name.name = name;
    this.#tell(event);
  }

  /** What is asked from now on waits for an engine that is started after this turn; what was asked before is answered first. */
  async close(): Promise<void> {
    const running = this.#running;
    this.#running = null;
    await Promise.allSettled(this.#unanswered);
    await running?.engine.close();
  }

  /** Another world has taken this one's place: whoever has it open goes on with that one. */
  async replaced(event: PaneEvent): Promise<void> {
    if (this.#ports.size > 0) await this.#open();
    this.#tell(event);
  }

  /** The world is no more: nobody has it open. */
  ended(event: PaneEvent): void {
    this.#tell(event);
    this.#ports.clear();
  }

  async #open(start = this.#start): Promise<Running> {
    if (this.#running !== null) return this.#running;
    const running = await start();
    running.engine.listen((event) => this.#tell(event));
    this.#running = running;
    return running;
  }

  #tell(event: PaneEvent): void {
    for (const tell of this.#ports) tell(event);
  }

  /* ---- questions ---- */

  async #put<R>(question: (engine: Engine) => Promise<R>, engine: Engine): Promise<R> {
    const answer = question(engine);
    this.#unanswered.add(answer);
    try {
      return await answer;
    } finally {
      this.#unanswered.delete(answer);
      void this.#closeIfLeft();
    }
  }

  /** Nobody has the world open and nobody waits for an answer: its clock stands still, and its memory is free. */
  async #closeIfLeft(): Promise<void> {
    if (this.#running === null || !this.#isLeft) return;
    await this.#lane.inTurn(async () => {
      if (this.#running === null || !this.#isLeft) return;
      const { engine } = this.#running;
      await engine.rest().catch(() => {}); // a store that fails has been told of
      // With its store gone the world lives in memory alone, and can be written back for as long as it does.
      if ((await engine.glass.world()).storage === "lost") return;
      await this.close();
    });
  }

  get #isLeft(): boolean {
    return this.#ports.size === 0 && this.#unanswered.size === 0;
  }
}
