import { useDeferredValue, useState } from "react";
import type { KeyFilter, KeyView } from "#glass/views.ts";
import { useAsk, useSeat, type Session } from "../../state/session.ts";
import { SAMPLE_ALIAS, sampleKey } from "./first-sample.ts";

/** What one list shows. A world may hold thousands of keys: the others are searched for. */
const SHOWN = 100;

/** The KMS key to seal under, of the seat's account and Region: the sample's until another is chosen. */
export function useKeyChoice() {
  const { principalArn, region } = useSeat();
  const account = principalArn.split(":")[4] ?? "";
  const [search, setSearch] = useState("");
  const [chosen, choose] = useState<string | null>(null);
  const wanted = useDeferredValue(search);
  const all = useAsk(({ pane }) => firstKeys(pane, { account, region }), [account, region], ON_KEYS).value;
  const found = useAsk(
    ({ pane }) => pane.keys({ account, region, search: wanted }, null, SHOWN),
    [account, region, wanted],
    ON_KEYS,
  ).value;
  const keys = wanted === "" ? all?.keys : found?.items;
  const names = keys?.flatMap((key) =>
    (key.aliases.length === 0 ? [key.arn] : key.aliases).map((name) => ({ name, key })),
  );
  const kept = names?.find(({ name }) => name === chosen)?.name;
  return {
    search,
    setSearch,
    /** Undefined until the engine has answered. */
    names,
    keyId: kept ?? sampleKey(keys) ?? names?.[0]?.name ?? "",
    choose,
    /** Whether there are more keys than the list shows. */
    many: all !== undefined && all.total > SHOWN,
    none: all?.total === 0,
  };
}

const ON_KEYS = { on: ["keys", "aliases"] };

/** The sample's key, wherever it stands in the order, and the first ones. */
async function firstKeys(pane: Session["pane"], of: KeyFilter) {
  const [sample, first] = await Promise.all([
    pane.keys({ ...of, search: SAMPLE_ALIAS }, null, SHOWN),
    pane.keys(of, null, SHOWN),
  ]);
  const keys = new Map<string, KeyView>([...first.items, ...sample.items].map((key) => [key.arn, key]));
  return { keys: [...keys.values()], total: first.total };
}
