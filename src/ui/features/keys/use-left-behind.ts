import { leftBehind, type LeftBehind } from "#words/access.ts";
import { ACCESS_TOPICS } from "../../state/access-topics.ts";
import { useAsk, useSeat } from "../../state/session.ts";

/**
 * Who may use a key and may not use the one that takes over its work, asked of throw-away copies of the world. `to`: ARN, or `new` for one
 * that the seat's principal would make now; null: not known yet. Null until it is known.
 */
export function useLeftBehind(old: string, to: string | null, alias?: string): readonly LeftBehind[] | null {
  const { principalArn } = useSeat();
  const { answer } = useAsk(
    async ({ pane }) => {
      if (to === null) return null;
      const around = alias === undefined ? {} : { viaAlias: alias };
      const [before, after] = await Promise.all([
        pane.accessTo(old, around),
        to === "new" ? pane.accessTo(old, { ...around, draft: { newKeyBy: principalArn } }) : pane.accessTo(to, around),
      ]);
      // A key that cannot be made is refused by KMS itself, when it is to be made.
      return before.refused !== null || after.refused !== null ? null : leftBehind(before, after);
    },
    [old, to, alias, principalArn],
    { on: ACCESS_TOPICS },
  );
  return answer ?? null;
}
