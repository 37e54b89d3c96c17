/** Materials on a real time axis: where each lane begins and ends, in percent of the axis. Pure; times are the world's. */
import type { MaterialView } from "#glass/views.ts";
import { date } from "#words/format.ts";
import { DAY, laneWords, monthYear } from "#words/keys.ts";

export interface Lane {
  readonly ordinal: number;
  readonly kind: "older" | "current" | "waiting" | "due";
  /** `2 · rotated by schedule`. */
  readonly label: string;
  readonly start: number;
  readonly width: number;
  /** From where it was followed by another material until today: it still opens what it sealed. */
  readonly tail: { readonly start: number; readonly width: number } | null;
  /** Where the label finds room. */
  readonly side: "inside" | "after" | "before";
}

export interface TimeLine {
  readonly lanes: readonly Lane[];
  /** Materials left out of the drawing, between the first and the newest; the table has them. */
  readonly folded: number;
  readonly today: number;
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
}

const MOST_LANES = 6;
const ROOM_INSIDE = 24;
const TICK_DISTANCE = 12;

export function timeLine(ring: readonly MaterialView[], now: number, next: number | null): TimeLine {
  const materials = ring.toSorted((a, b) => a.ordinal - b.ordinal);
  const first = materials[0]?.since ?? now;
  const last = Math.max(now, next ?? now, first + 60_000);
  // Behind the next due date some room for its own lane; behind today a little, so that the line is not the edge.
  const end = last + (last - first) * (next === null ? 0.06 : 0.25);
  const place = (at: number): number => (100 * (at - first)) / (end - first);

  const lanes = materials.map((material, i): Lane => {
    const until = materials[i + 1]?.since ?? now;
    const start = place(material.since);
    const stop = place(Math.max(until, material.since));
    const followed = i + 1 < materials.length && material.state === "NON_CURRENT";
    return {
      ordinal: material.ordinal,
      kind: material.state === "CURRENT" ? "current" : material.state === "PENDING_ROTATION" ? "waiting" : "older",
      label: laneWords(material),
      start,
      width: stop - start,
      tail: followed ? { start: stop, width: place(now) - stop } : null,
      side: sideOf(start, stop - start),
    };
  });
  const shown = lanes.length <= MOST_LANES ? lanes : [...lanes.slice(0, 1), ...lanes.slice(1 - MOST_LANES)];
  if (next !== null) {
    const ordinal = (materials.at(-1)?.ordinal ?? 0) + 1;
    const start = place(Math.max(next, now));
    shown.push({
      ordinal,
      kind: "due",
      label: `${ordinal} · due ${date(next)}`,
      start,
      width: 100 - start,
      tail: null,
      side: sideOf(start, 100 - start),
    });
  }
  return {
    lanes: shown,
    folded: Math.max(0, lanes.length - MOST_LANES),
    today: place(now),
    ticks: ticksOf([...(next === null ? [now] : [next]), ...materials.map(({ since }) => since)], end - first, place),
  };
}

function sideOf(start: number, width: number): Lane["side"] {
  if (width >= ROOM_INSIDE) return "inside";
  return start + width <= 62 ? "after" : "before";
}

/** One text per moment; of moments that would stand on each other the one named first stays. */
function ticksOf(moments: readonly number[], span: number, place: (at: number) => number): TimeLine["ticks"] {
  const ticks: { at: number; text: string }[] = [];
  for (const moment of moments) {
    const at = place(moment);
    if (ticks.every((tick) => Math.abs(tick.at - at) >= TICK_DISTANCE))
      ticks.push({ at, text: tickText(moment, span) });
  }
  return ticks.toSorted((a, b) => a.at - b.at);
}

function tickText(at: number, span: number): string {
  if (span >= 150 * DAY) return monthYear(at);
  if (span >= 2 * DAY) return date(at).replace(/ \d+$/, "");
  return new Date(at).toISOString().slice(11, span >= 600_000 ? 16 : 19);
}
