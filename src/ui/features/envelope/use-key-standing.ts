import type { Pane } from "#glass/pane.ts";
import type { KeyDetail } from "#glass/views.ts";
import type { KeyStanding } from "#words/key-standing.ts";
import { useAsk, useSeat } from "../../state/session.ts";

export interface StandingKey {
  readonly arn: string | null;
  /** Live; null until the engine has answered, or where this world does not have it any more. */
  readonly detail: KeyDetail | null;
  readonly standing: KeyStanding;
}

/** One KMS key as it stands now, live. `arn`: undefined while it is not known yet, null when there is none. */
export function useKeyStanding(arn: string | null | undefined): StandingKey {
  const { region } = useSeat();
  const asked = useAsk(({ pane }) => (arn ? lookUp(pane, arn) : Promise.resolve(null)), [arn], {
    on: ["acts"],
  });
  if (arn === undefined) return UNKNOWN_YET;
  if (arn === null) return { arn, detail: null, standing: { is: "unknown" } };
  // An older answer may speak of another key.
  const found = asked.value?.arn === arn ? asked.value : null;
  if (found === null) return { arn, detail: null, standing: { is: "asking" } };
  const { detail, destroyed } = found;
  if (detail === null)
    return { arn, detail, standing: destroyed === null ? { is: "unknown" } : { is: "destroyed", at: destroyed.at } };
  const { state } = detail;
  return {
    arn,
    detail,
    standing:
      detail.region === region
        ? { is: "here", state }
        : { is: "elsewhere", state, region: detail.region, seat: region },
  };
}

export const UNKNOWN_YET: StandingKey = { arn: null, detail: null, standing: { is: "asking" } };

/** The key; of one that is gone, when KMS destroyed it, as its own log tells. */
async function lookUp(
  pane: Pane,
  arn: string,
): Promise<{
  readonly arn: string;
  readonly detail: KeyDetail | null;
  readonly destroyed: { readonly at: number } | null;
}> {
  const detail = await pane.key(arn);
  if (detail !== null) return { arn, detail, destroyed: null };
  const { items } = await pane.calls({ operation: "DeleteKey", key: arn }, null, 1);
  return { arn, detail, destroyed: items[0] ?? null };
}
