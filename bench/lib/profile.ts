/** Where a worker's time goes: V8's sampling profiler over the debugging protocol. */
import type { Page } from "@playwright/test";

export interface Spent {
  /** Function and where it stands. */
  readonly name: string;
  /** Microseconds in the function itself, and in it with all that it calls. */
  readonly self: number;
  readonly total: number;
}

interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** Profiles the dedicated worker whose script's address holds `script` while `run` runs. Most self time first. */
export async function profile(page: Page, script: string, run: () => Promise<unknown>): Promise<Spent[]> {
  const worker = await attach(page, script);
  await worker.send("Profiler.enable");
  await worker.send("Profiler.setSamplingInterval", { interval: 100 });
  await worker.send("Profiler.start");
  await run();
  const { profile: taken } = (await worker.send("Profiler.stop")) as { profile: Profile };
  return spent(taken);
}

async function attach(page: Page, script: string) {
  const session = await page.context().newCDPSession(page);
  const open = new Map<number, (result: unknown) => void>();
  session.on("Target.receivedMessageFromTarget", ({ message }) => {
    const { id, result } = JSON.parse(message) as { id?: number; result?: unknown };
    if (id !== undefined) open.get(id)?.(result);
  });
  const found = new Promise<string>((resolve) => {
    session.on("Target.attachedToTarget", ({ sessionId, targetInfo }) => {
      if (targetInfo.url.includes(script)) resolve(sessionId);
    });
  });
  await session.send("Target.setAutoAttach", { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  const sessionId = await found;
  let last = 0;
  return {
    send: (method: string, params: object = {}): Promise<unknown> =>
      new Promise((resolve, reject) => {
        const id = ++last;
        open.set(id, resolve);
        const message = JSON.stringify({ id, method, params });
        session.send("Target.sendMessageToTarget", { sessionId, message }).catch(reject);
      }),
  };
}

function spent({ nodes, samples, timeDeltas }: Profile): Spent[] {
  const parents = new Map<number, number>();
  for (const { id, children } of nodes) for (const child of children ?? []) parents.set(child, id);
  const names = new Map(
    nodes.map(({ id, callFrame: { functionName, url, lineNumber } }) => [
      id,
      url === "" ? functionName : `${functionName || "(anonymous)"} ${url.split("/").at(-1)}:${lineNumber + 1}`,
    ]),
  );
  const sums = new Map<string, { self: number; total: number }>();
  samples.forEach((sample, at) => {
    const took = timeDeltas[at] ?? 0;
    const seen = new Set<string>();
    for (let id: number | undefined = sample; id !== undefined; id = parents.get(id)) {
      const name = names.get(id) ?? "";
      const sum = sums.get(name) ?? { self: 0, total: 0 };
      if (id === sample) sum.self += took;
      if (!seen.has(name)) sum.total += took;
      seen.add(name);
      sums.set(name, sum);
    }
  });
  return [...sums].map(([name, sum]) => ({ name, ...sum })).toSorted((a, b) => b.self - a.self);
}
