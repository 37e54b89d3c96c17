/**
 * Hands inside the built page: they ask the page's own application worker and the page's own engine, over the very channels that the
 * page uses, so that a drill can do in a second what a person does in an hour. Nothing of the product knows about them.
 */
import type { BrowserContext, Page } from "@playwright/test";
import type { ApplicationFace } from "#client/face.ts";
import type { Pane, PaneEvent } from "#glass/pane.ts";

type Faces = { application: ApplicationFace; engine: Pane };

export interface Heard {
  /** Ms on the page's clock. */
  readonly at: number;
  readonly event: PaneEvent;
}

interface Hands {
  ask(who: string, method: string, args: readonly unknown[], patience: number): Promise<unknown>;
  /** What the engine told this page without being asked. */
  readonly heard: Heard[];
  /** How many engines this page has started or joined. */
  engines: number;
}

/** To be called before a page of the context opens. */
export async function giveHands(context: BrowserContext): Promise<void> {
  await context.addInitScript(installHands);
}

/** Asks a method of a face. Rejects when it rejects, and after `patience` ms without an answer. */
export async function ask<W extends keyof Faces, M extends keyof Faces[W] & string>(
  page: Page,
  who: W,
  method: M,
  args: Faces[W][M] extends (...args: infer A) => unknown ? A : never,
  patience = 60_000,
): Promise<Faces[W][M] extends (...args: never) => Promise<infer R> ? R : never> {
  const answer = await page.evaluate(
    ([who, method, args, patience]) =>
      (globalThis as unknown as { hands: Hands }).hands.ask(who, method, args, patience),
    [who, method, args as unknown[], patience] as const,
  );
  return answer as never;
}

/** Waits until engine and application both answer; resolves with the ms that took. */
export async function answering(page: Page, within: number): Promise<number> {
  return page.evaluate(async (within) => {
    const { hands } = globalThis as unknown as { hands: Hands };
    const start = performance.now();
    for (;;) {
      try {
        await hands.ask("engine", "world", [], 250);
        await hands.ask("application", "artefacts", [], 250);
        return performance.now() - start;
      } catch (error) {
        if (performance.now() - start > within) throw error;
        await new Promise((resolve) => {
          setTimeout(resolve, 5);
        });
      }
    }
  }, within);
}

export async function heard(page: Page): Promise<readonly Heard[]> {
  return page.evaluate(() => (globalThis as unknown as { hands: Hands }).hands.heard);
}

/** Runs in the page before its own scripts. */
function installHands(): void {
  interface Line {
    postMessage(message: unknown): void;
    addEventListener(type: "message", listener: (event: MessageEvent) => void): void;
  }
  const lines = new Map<string, Line>();
  const open = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  // The page counts its own questions from 1; ours must not be taken for them.
  let last = 1_000_000_000;
  const take = (who: string, line: Line): void => {
    lines.set(who, line);
    if (who === "engine") hands.engines++;
    line.addEventListener("message", ({ data }: MessageEvent) => {
      const message = data as { answer?: number; value?: unknown; error?: Error; event?: string } | null;
      if (who === "engine" && typeof message?.event === "string" && hands.heard.length < 10_000)
        hands.heard.push({ at: performance.now(), event: data as PaneEvent });
      const asked = open.get(message?.answer ?? 0);
      if (message === null || asked === undefined) return;
      open.delete(message.answer ?? 0);
      if (message.error === undefined) asked.resolve(message.value);
      else asked.reject(Object.assign(new Error(message.error.message), { name: message.error.name }));
    });
  };
  const hands: Hands = {
    heard: [],
    engines: 0,
    ask: (who, method, args, patience) =>
      new Promise((resolve, reject) => {
        const line = lines.get(who);
        if (line === undefined) return reject(new Error(`no ${who} yet`));
        const id = ++last;
        const timer = setTimeout(() => {
          open.delete(id);
          reject(new Error(`${who}.${method} did not answer within ${patience} ms`));
        }, patience);
        const settled =
          <T>(act: (value: T) => void) =>
          (value: T): void => (clearTimeout(timer), act(value));
        open.set(id, { resolve: settled(resolve), reject: settled(reject) });
        line.postMessage({ ask: method, id, args });
      }),
  };
  globalThis.Worker = class extends Worker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      take(options?.name === "application" ? "application" : "engine", this);
    }
  };
  globalThis.SharedWorker = class extends SharedWorker {
    constructor(url: string | URL, options?: string | WorkerOptions) {
      super(url, options);
      take("engine", this.port);
    }
  };
  (globalThis as unknown as { hands: Hands }).hands = hands;
}
