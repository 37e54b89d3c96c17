/** A first visit finds an envelope already sealed: the sample, really, now. */
import type { EnvelopeRun, Seat } from "#client/face.ts";
import type { KeyView } from "#glass/views.ts";
import { noteCall, type Session } from "../../state/store.ts";

/** Worlds whose first sample is being sealed by this page. */
const begun = new Set<string>();

/** Seals the sample where nothing was ever sealed, if there is a key to seal with. Of several tabs one does; the others find it sealed. */
export async function sealFirstSample(session: Session, seat: Seat): Promise<void> {
  const { world } = seat;
  if (!begun.has(world)) await navigator.locks.request(`keyglass-sample-${world}`, () => sealSample(session, seat));
}

async function sealSample({ application, pane }: Session, { world, region, principalArn }: Seat): Promise<void> {
  const account = principalArn.split(":")[4] ?? "";
  const [runs, keys] = await Promise.all([application.runs(), pane.keys({ account, region }, null, 100)]);
  const keyId = sampleKey(keys.items);
  if (runs.length > 0 || keyId === null || begun.has(world)) return;
  begun.add(world);
  try {
    const run = await application.seal({ source: "sample", keyId, context: { order: "1001" }, depth: 1 });
    void pane.pin(callsOf(run)).catch(() => {});
    noteCall(callsOf(run).at(-1) ?? "");
  } catch {
    begun.delete(world);
  }
}

/** A world that was reset begins anew. */
export const mayBeginAnew = (world: string): void => void begun.delete(world);

/** Request ids of a run's calls. */
export const callsOf = (run: EnvelopeRun): readonly string[] => [
  ...new Set(
    run.moments.flatMap((moment) => (moment.kind === "asked" || moment.kind === "answered" ? [moment.requestId] : [])),
  ),
];

/** What a world begins with. */
export const SAMPLE_ALIAS = "alias/orders";

/** `alias/orders` where it is, else the first key that can seal, by its alias. */
export function sampleKey(keys: readonly KeyView[] | undefined): string | null {
  const able = (keys ?? []).filter(({ usage, state }) => usage === "ENCRYPT_DECRYPT" && state === "Enabled");
  const aliases = able.flatMap((key) => key.aliases);
  return aliases.find((alias) => alias === SAMPLE_ALIAS) ?? aliases[0] ?? able[0]?.arn ?? null;
}
