/** Materials on a real time axis: where each lane begins and ends, in percent of the axis. Pure; times are the world's. */
import type { MaterialView } from "#glass/views.ts";
import { date, time } from "#words/format.ts";
import { DAY, laneWords, monthYear } from "#words/keys.ts";

export interface Lane {
  readonly ordinal: number;
  readonly kind: "older" | "current" | "waiting" | "due";
  readonly start: number;
  readonly width: number;
  /** From where it was followed by another material until today: it still opens what it sealed. */
  readonly tail: { readonly start: number; readonly width: number } | null;
  /** Where the label finds room: in the lane, or beginning or ending at a place of the axis. */
  readonly label: { readonly text: string; readonly side: "inside" | "from" | "to"; readonly at: number };
}

export interface TimeLine {
  readonly lanes: readonly Lane[];
  /** Materials left out of the drawing, between the first and the newest; the table has them. */
  readonly folded: number;
  readonly today: number;
  /** `today`, or `now` on an axis of minutes and hours. */
  readonly todayWord: string;
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
}

const MOST_LANES = 6;
/** A key made this moment has an axis of ten minutes. */
const SHORTEST = 600_000;
const ROOM_INSIDE = 24;
const ROOM_AFTER = 62;
const TICK_DISTANCE = 12;

export function timeLine(ring: readonly MaterialView[], now: number, next: number | null): TimeLine {
  const materials = ring.toSorted((a, b) => a.ordinal - b.ordinal);
  const first = materials[0]?.since ?? now;
  const last = Math.max(now, next ?? now, first + SHORTEST);
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
      start,
      width: stop - start,
      tail: followed ? { start: stop, width: place(now) - stop } : null,
      label: { text: laneWords(material), ...room(start, stop - start, followed ? place(now) : stop) },
    };
  });
  const shown = lanes.length <= MOST_LANES ? lanes : [...lanes.slice(0, 1), ...lanes.slice(1 - MOST_LANES)];
  if (next !== null) {
    const ordinal = (materials.at(-1)?.ordinal ?? 0) + 1;
    const start = place(Math.max(next, now));
    shown.push({
      ordinal,
      kind: "due",
      start,
      width: 100 - start,
      tail: null,
      label: { text: `${ordinal} · due ${date(next)}`, ...room(start, 100 - start, 100) },
    });
  }
  return {
    lanes: shown,
    folded: Math.max(0, lanes.length - MOST_LANES),
    today: place(now),
    todayWord: end - first < 2 * DAY ? "now" : "today",
    ticks: ticksOf([...(next === null ? [now] : [next]), ...materials.map(({ since }) => since)], end - first, place),
  };
}

/** `end`: where the lane or its tail ends. On a long tail of a short lane the label lies over the tail. */
function room(start: number, width: number, end: number): Pick<Lane["label"], "side" | "at"> {
  if (width >= ROOM_INSIDE) return { side: "inside", at: start };
  if (end <= ROOM_AFTER) return { side: "from", at: end };
  return start >= 100 - ROOM_AFTER ? { side: "to", at: start } : { side: "from", at: start + width };
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
  return time(at);
}
