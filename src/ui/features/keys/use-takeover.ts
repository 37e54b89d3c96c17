import type { KeyDetail, KeyView } from "#glass/views.ts";
import { NOTHING_HELD, type HeldCount } from "#words/held.ts";
import { isObject, member } from "#wire/json.ts";
import { useAsk, useWorld, type Session } from "../../state/session.ts";
import { useSuccessor } from "../../state/successors.ts";
import { countOf, heldOf } from "./held.ts";
import type { AliasMove } from "./manual-rotation.ts";
import { seekCalls } from "./seek-calls.ts";
import { underKey } from "./use-blobs.ts";

/** How many of the newest alias changes are looked through. */
const MOST = 20;

export interface Takeover {
  /** Of the old key, as they stood with the rest of this answer: none has left of which `move` does not tell. */
  readonly aliases: readonly string[];
  /** That which the alias moved to; before that, the one that was made or chosen for it here. */
  readonly successor: KeyView | null;
  readonly move: AliasMove | null;
  /** World time of the newest successful Decrypt with the old key since new work goes to the new one. */
  readonly opened: number | null;
  /** What the application holds under the new key. */
  readonly there: HeldCount;
}

const NOBODY = { successor: null, move: null, opened: null, there: NOTHING_HELD };

/** Which key takes over from this one, whether an alias has left for it and is still there, and what was done since. Null until that is known. */
export function useTakeover({ arn: old }: Pick<KeyDetail, "arn">): Takeover | null {
  const { id: world } = useWorld();
  const chosen = useSuccessor(world, old);
  const { value } = useAsk(
    async (session): Promise<Takeover> => {
      const { pane, application } = session;
      const aliases = (await pane.key(old))?.aliases ?? [];
      const moved = await newestMove(session, old);
      const successor = moved?.successor ?? (chosen === null ? null : await pane.key(chosen));
      if (successor === null) return { ...NOBODY, aliases };
      const move = moved?.move ?? null;
      const { items } = await seekCalls(pane, { key: old, operation: "Decrypt", result: "ok" }, 1);
      const at = items[0]?.at ?? null;
      const there = countOf(heldOf(underKey(await application.artefacts(), successor.arn)));
      const opened = at !== null && at >= (move?.at ?? successor.created) ? at : null;
      return { aliases, successor, move, opened, there };
    },
    [old, chosen],
    { on: ["aliases", "keys", "calls", "artefacts"] },
  );
  return value ?? null;
}

async function newestMove(
  { pane }: Session,
  keyArn: string,
): Promise<{ readonly move: AliasMove; readonly successor: KeyView } | null> {
  const { items } = await seekCalls(pane, { key: keyArn, operation: "UpdateAlias", result: "ok" }, MOST);
  for (const { id, at, keys } of items) {
    const to = keys.at(-1);
    if (to === undefined || to === keyArn) continue;
    const input = (await pane.call(id))?.frontDoor.input;
    const alias = input !== undefined && isObject(input) ? member(input, "AliasName") : undefined;
    const successor: KeyView | null = await pane.key(to);
    if (typeof alias === "string" && successor?.aliases.includes(alias) === true)
      return { move: { alias, at }, successor };
  }
  return null;
}
