/** Memory of a browser's renderer processes, from the system. */
import { readdirSync, readFileSync } from "node:fs";

/** Bytes that are theirs alone or shared among them (proportional set size), summed over a browser's renderers; null off Linux. */
export function rendererMemory(browserPid: number): number | null {
  if (process.platform !== "linux") return null;
  const parents = new Map<number, number>();
  const renderers: number[] = [];
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const pid = Number(name);
    parents.set(pid, Number(/\) \S (\d+)/.exec(read(pid, "stat"))?.[1] ?? 0));
    if (read(pid, "cmdline").includes("--type=renderer")) renderers.push(pid);
  }
  const ours = (pid: number): boolean =>
    pid === browserPid || (pid > 1 && parents.has(pid) && ours(parents.get(pid) as number));
  return renderers.filter(ours).reduce((sum, pid) => sum + kilobytes(pid) * 1024, 0);
}

const kilobytes = (pid: number): number => Number(/^Pss:\s+(\d+) kB/m.exec(read(pid, "smaps_rollup"))?.[1] ?? 0);

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return ""; // it ended meanwhile
  }
}
