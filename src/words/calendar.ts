/** What the simulated calendar will bring, and what it has brought, in words. */
import type { CallSummary } from "#glass/trace.ts";
import type { DueView } from "#glass/views.ts";
import { count, date, dateTime, DAY, keyNameOfId, list, relative } from "./format.ts";
import { begun } from "./keys.ts";

const DUE: Readonly<Record<DueView["what"], string>> = {
  rotation: "rotation",
  deletion: "deletion",
  settling: "end of the passing state",
  expiry: "expiry of imported material",
  connection: "connection",
};

export const dueWhat = ({ what }: DueView): string => DUE[what];

/** `alias/orders`, or `key 1234abcd…90ab`; of a custom key store its name. */
export const dueOf = (due: DueView): string =>
  due.what === "connection" ? due.keyStore : (due.alias ?? keyNameOfId(due.keyArn));

/** `23 Nov 2026, in 7 days`: begun days counted whole, as a key's state counts them. */
export function dueWhen({ at }: DueView, now: number): string {
  // The page reads the clock a moment later than KMS did: that moment makes no day more.
  const { many, unit } = begun(at, now + MOMENT);
  return `${date(at)}, ${at - now < TWO_YEARS ? `in ${count(many, unit)}` : relative(at, now)}`;
}
const MOMENT = 5_000;
const TWO_YEARS = 2 * 365 * DAY;

/** What a jump of the clock would destroy, before it is made. */
export function lossTitle(losses: readonly DueView[]): string {
  const keys = losses.filter(({ what }) => what === "deletion");
  const materials = losses.filter(({ what }) => what !== "deletion");
  const parts = [
    ...(keys.length === 0 ? [] : [list(keys.map(dueOf))]),
    ...(materials.length === 0 ? [] : [`the imported material of ${list(materials.map(dueOf))}`]),
  ];
  return `On the way KMS destroys ${parts.join(", and ")}`;
}

/** When, and what then can be done: one sentence a loss, of the first few. */
export function lossWords(losses: readonly DueView[]): readonly string[] {
  const sentences = losses
    .slice(0, MOST)
    .map((due) =>
      due.what === "deletion"
        ? `The waiting period of ${dueOf(due)} ends on ${dateTime(due.at)}: what is sealed under it never opens again.`
        : `The material of ${dueOf(due)} expires on ${dateTime(due.at)}: only whoever still has the same bytes can bring it back.`,
    );
  return losses.length > MOST ? [...sentences, `And ${losses.length - MOST} more.`] : sentences;
}
const MOST = 4;

/**
 * What the calendar did, from the log's own lines. `nameOf`: how a key (its ARN) was called; `whole`: no line is missing. Null when it did
 * nothing.
 */
export function onTheWay(
  events: readonly Pick<CallSummary, "operation" | "keys" | "at">[],
  nameOf: (keyArn: string) => string,
  whole = true,
): string | null {
  const told = events.toSorted((a, b) => a.at - b.at);
  const of = (operation: string) => told.filter((event) => event.operation === operation);
  const name = ({ keys: [arn = ""] }: (typeof told)[number]): string => nameOf(arn);
  const rotations = of("RotateKey");
  const rotated = new Set(rotations.map(({ keys: [arn = ""] }) => arn));
  const sentences = [
    ...of("DeleteKey").map((event) => `${name(event)} was destroyed on ${date(event.at)}`),
    ...of("DeleteExpiredKeyMaterial").map(
      (event) => `the imported material of ${name(event)} expired on ${date(event.at)}`,
    ),
    ...[...rotated].map((arn) => {
      const [first, ...more] = rotations.filter(({ keys }) => keys[0] === arn);
      return more.length === 0 && first !== undefined && whole
        ? `${nameOf(arn)} was rotated on ${date(first.at)}`
        : `${nameOf(arn)} was rotated ${whole ? "" : "at least "}${count(more.length + 1, "time")}`;
    }),
  ];
  if (sentences.length === 0) return null;
  const rest = sentences.length - MOST_TOLD;
  const shown = rest > 0 ? [...sentences.slice(0, MOST_TOLD), "and more, which Calls lists"] : sentences;
  return `On the way: ${shown.join("; ")}.`;
}
const MOST_TOLD = 6;
