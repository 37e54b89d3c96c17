import type { KeyView } from "#glass/views.ts";
import { isObject, member } from "#wire/json.ts";
import { useAsk, type Session } from "../../state/session.ts";
import { heldOf } from "./held.ts";
import { NOTHING_HELD, type AliasMove, type HeldCount } from "./manual-rotation.ts";
import { seekCalls } from "./seek-calls.ts";

/** How many of the newest alias changes are looked through. */
const MOST = 20;

export interface MoveFacts {
  readonly move: AliasMove | null;
  /** World time of the newest successful Decrypt with the key since the move. */
  readonly opened: number | null;
  /** What the application holds under the new key. */
  readonly there: HeldCount;
}

/** Whether an alias has left this key for another one that still has it, and what was done since: from the log and the state. */
export function useAliasMove(keyArn: string): MoveFacts {
  const { value } = useAsk(
    async (session): Promise<MoveFacts> => {
      const move = await newestMove(session, keyArn);
      if (move === null) return { move, opened: null, there: NOTHING_HELD };
      const { items } = await seekCalls(session.pane, { key: keyArn, operation: "Decrypt", result: "ok" }, 1);
      const at = items[0]?.at ?? null;
      const artefacts = await session.application.artefacts();
      const { blobs, envelopes } = heldOf(artefacts.filter(({ keyArn: under }) => under === move.successor.arn));
      const there = { blobs: blobs.length, envelopes: envelopes.length };
      return { move, opened: at !== null && at >= move.at ? at : null, there };
    },
    [keyArn],
    { on: ["aliases", "keys", "calls", "artefacts"] },
  );
  return value ?? { move: null, opened: null, there: NOTHING_HELD };
}

async function newestMove({ pane }: Session, keyArn: string): Promise<AliasMove | null> {
  const { items } = await seekCalls(pane, { key: keyArn, operation: "UpdateAlias", result: "ok" }, MOST);
  for (const { id, at, keys } of items) {
    const to = keys.at(-1);
    if (to === undefined || to === keyArn) continue;
    const input = (await pane.call(id))?.frontDoor.input;
    const alias = input !== undefined && isObject(input) ? member(input, "AliasName") : undefined;
    const successor: KeyView | null = await pane.key(to);
    if (typeof alias === "string" && successor?.aliases.includes(alias) === true) return { alias, successor, at };
  }
  return null;
}
