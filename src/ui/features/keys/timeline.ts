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
/** Percent of the axis that the past takes at least, so that a young key's lane is one; the axis is then true on either side of today. */
const LEAST_PAST = 40;
/** Percent left free behind today when nothing is due: the line is not the edge. */
const BEHIND_TODAY = 5;
const ROOM_INSIDE = 24;
const ROOM_AFTER = 62;
const TICK_DISTANCE = 12;

/** `time`: the world's now. `next`: when the next rotation is due. */
export function timeLine(ring: readonly MaterialView[], time: number, next: number | null): TimeLine {
  const materials = ring.toSorted((a, b) => a.ordinal - b.ordinal);
  const first = materials[0]?.since ?? time - 1;
  const now = Math.max(time, first + 1);
  // Behind the next due date some room for its own lane.
  const end = next === null || next <= now ? now + 1 : next + (next - first) * 0.25;
  const today =
    next === null ? 100 - BEHIND_TODAY : Math.max(LEAST_PAST, Math.min((100 * (now - first)) / (end - first), 80));
  const place = (at: number): number =>
    at <= now ? (today * (at - first)) / (now - first) : today + ((100 - today) * (at - now)) / (end - now);

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
      label: { text: laneWords(material), ...room(start, stop - start) },
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
      label: { text: `${ordinal} · due ${date(next)}`, ...room(start, 100 - start) },
    });
  }
  return {
    lanes: shown,
    folded: Math.max(0, lanes.length - MOST_LANES),
    today,
    todayWord: end - first < 2 * DAY ? "now" : "today",
    ticks: ticksOf([...(next === null ? [now] : [next]), ...materials.map(({ since }) => since)], end - first, place),
  };
}

/** At the lane in any case: in it, behind it (over its tail), or before it. */
function room(start: number, width: number): Pick<Lane["label"], "side" | "at"> {
  if (width >= ROOM_INSIDE) return { side: "inside", at: start };
  return start + width <= ROOM_AFTER ? { side: "from", at: start + width } : { side: "to", at: start };
}

/** One text per moment; of moments that would stand on each other the one named first stays. */
function ticksOf(moments: readonly number[], span: number, place: (at: number) => number): TimeLine["ticks"] {
  const ticks: { at: number; text: string }[] = [];
  for (const moment of moments) {
    const at = place(moment);
    const text = tickText(moment, span);
    if (ticks.every((tick) => Math.abs(tick.at - at) >= TICK_DISTANCE && tick.text !== text)) ticks.push({ at, text });
  }
  return ticks.toSorted((a, b) => a.at - b.at);
}

function tickText(at: number, span: number): string {
  if (span >= 150 * DAY) return monthYear(at);
  if (span >= 2 * DAY) return date(at).replace(/ \d+$/, "");
  return time(at);
}
