import type { CallSummary } from "#glass/trace.ts";
import { keyNameOfId } from "#words/format.ts";
import { isAlias } from "#words/headline.ts";
import { keyName } from "#words/keys.ts";
import { useAsk } from "../../state/session.ts";

/** So many keys are asked for; the log of a large world names others by their ids. */
const MOST = 200;

/** The key of a call that named it by no alias is called as it is called elsewhere: by the first that it has. Null until that is known. */
export function useKeyNames(
  calls: readonly Pick<CallSummary, "named" | "keys">[],
): ((keyArn: string) => string) | null {
  const arns = [...new Set(calls.flatMap(({ named, keys }) => (named !== null && isAlias(named) ? [] : keys)))].slice(
    0,
    MOST,
  );
  const { value } = useAsk(
    async ({ pane }) => {
      const keys = await Promise.all(arns.map((arn) => pane.key(arn)));
      return new Map(keys.flatMap((key) => (key === null ? [] : [[key.arn, keyName(key)] as const])));
    },
    [arns.join(" ")],
    { on: ["aliases", "keys"] },
  );
  return value === undefined ? null : (arn) => value.get(arn) ?? keyNameOfId(arn);
}
