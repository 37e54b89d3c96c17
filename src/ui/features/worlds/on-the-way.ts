/** What the calendar does while the clock is moved, as the log of calls tells it afterwards. */
import type { Pane } from "#glass/pane.ts";
import type { DueView } from "#glass/views.ts";
import { dueOf, onTheWay } from "#words/calendar.ts";
import { keyNameOfId } from "#words/format.ts";
import { keyName } from "#words/keys.ts";

/** The calendar's own events, as AWS names them in CloudTrail. */
const EVENTS = ["DeleteKey", "DeleteExpiredKeyMaterial", "RotateKey"] as const;
const MOST = 500;

/** Moves the clock with `move`, and tells what came of it. `losses`: what was to be destroyed, with the names that go with it. */
export async function told(pane: Pane, losses: readonly DueView[], move: () => Promise<void>): Promise<string | null> {
  const newest = await pane.calls({}, null, 1);
  const before = newest.items[0]?.seq ?? 0;
  await move();
  const pages = await Promise.all(EVENTS.map((operation) => pane.calls({ operation }, null, MOST)));
  const events = pages.flatMap(({ items }) => items).filter(({ seq, source }) => seq > before && source === "calendar");
  if (events.length === 0) return null;
  const names = new Map(
    losses.flatMap((due) => (due.what === "connection" ? [] : [[due.keyArn, dueOf(due)] as const])),
  );
  for (const arn of new Set(events.flatMap(({ keys }) => keys))) {
    if (names.has(arn)) continue;
    const key = await pane.key(arn);
    names.set(arn, key === null ? keyNameOfId(arn) : keyName(key));
  }
  const whole = pages.every(({ items }) => items.length < MOST || (items.at(-1)?.seq ?? 0) <= before);
  return onTheWay(events, (arn) => names.get(arn) ?? keyNameOfId(arn), whole);
}
