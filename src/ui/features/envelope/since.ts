import type { KeyDetail } from "#glass/views.ts";
import type { Since } from "#words/tried.ts";

/** Whether a KMS key still is as an act had left it. Materials only go when a rotation is undone. */
export function sinceOf(changed: KeyDetail, now: KeyDetail | null): Since | null {
  if (now === null) return { state: "destroyed" };
  if (now.state !== changed.state) return { state: now.state };
  const made = inUse(changed);
  const current = inUse(now);
  return current === undefined || now.materialRing.some(({ id }) => id === made?.id)
    ? null
    : { current: current.ordinal };
}

const inUse = ({ materialRing }: KeyDetail) => materialRing.find(({ state }) => state === "CURRENT");
