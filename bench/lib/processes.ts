/** Memory and processor time of a browser's renderer processes, from the system. Nothing of it is known off Linux. */
import { readdirSync, readFileSync } from "node:fs";
import type { Browser } from "@playwright/test";

/** The browser's own process id. */
export async function pidOf(browser: Browser | null): Promise<number> {
  const protocol = await browser?.newBrowserCDPSession();
  const { processInfo } = (await protocol?.send("SystemInfo.getProcessInfo")) ?? { processInfo: [] };
  return processInfo.find(({ type }) => type === "browser")?.id ?? 0;
}

/** Bytes that are theirs alone or shared among them (proportional set size), summed over a browser's renderers; null off Linux. */
export function rendererMemory(browserPid: number): number | null {
  if (process.platform !== "linux") return null;
  return renderers(browserPid).reduce((sum, pid) => sum + kilobytes(pid) * 1024, 0);
}

/** Ms of processor time that the renderers' threads of such a name have had so far: what a busy machine changes least. */
export function threadTime(browserPid: number, name: string): number {
  let ticks = 0;
  for (const pid of renderers(browserPid)) {
    for (const thread of list(`/proc/${pid}/task`)) {
      if (!read(`/proc/${pid}/task/${thread}/comm`).startsWith(name)) continue;
      const fields = read(`/proc/${pid}/task/${thread}/stat`).split(") ").at(-1)?.split(" ") ?? [];
      ticks += Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
    }
  }
  return ticks * MS_A_TICK;
}

/** Linux counts processor time in hundredths of a second, on every machine we know. */
const MS_A_TICK = 10;

function renderers(browserPid: number): number[] {
  const parents = new Map<number, number>();
  const found: number[] = [];
  for (const pid of list("/proc").map(Number).filter(Number.isInteger)) {
    parents.set(pid, Number(/\) \S (\d+)/.exec(read(`/proc/${pid}/stat`))?.[1] ?? 0));
    if (read(`/proc/${pid}/cmdline`).includes("--type=renderer")) found.push(pid);
  }
  const ours = (pid: number): boolean =>
    pid === browserPid || (pid > 1 && parents.has(pid) && ours(parents.get(pid) as number));
  return found.filter(ours);
}

const kilobytes = (pid: number): number =>
  Number(/^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0);

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // it ended meanwhile, or there is no such thing here
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
