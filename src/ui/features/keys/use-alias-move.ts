import type { KeyView } from "#glass/views.ts";
import { isObject, member } from "#wire/json.ts";
import { useAsk, type Session } from "../../state/session.ts";
import type { AliasMove } from "./manual-rotation.ts";
import { seekCalls } from "./seek-calls.ts";

/** How many of the newest alias changes are looked through. */
const MOST = 20;

export interface MoveFacts {
  readonly move: AliasMove | null;
  /** World time of the newest successful Decrypt with the key since the move. */
  readonly opened: number | null;
  /** Ciphertexts and wrapped keys of the application under the new key. */
  readonly there: number;
}

/** Whether an alias has left this key for another one that still has it, and what was done since: from the log and the state. */
export function useAliasMove(keyArn: string): MoveFacts {
  const { value } = useAsk(
    async (session): Promise<MoveFacts> => {
      const move = await newestMove(session, keyArn);
      if (move === null) return { move, opened: null, there: 0 };
      const { items } = await seekCalls(session.pane, { key: keyArn, operation: "Decrypt", result: "ok" }, 1);
      const at = items[0]?.at ?? null;
      const there = (await session.application.artefacts()).filter(
        (artefact) =>
          artefact.keyArn === move.successor.arn && (artefact.kind === "ciphertext" || artefact.kind === "wrapped-key"),
      ).length;
      return { move, opened: at !== null && at >= move.at ? at : null, there };
    },
    [keyArn],
    { on: ["aliases", "keys", "calls", "artefacts"] },
  );
  return value ?? { move: null, opened: null, there: 0 };
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
