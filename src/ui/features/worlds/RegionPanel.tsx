import { count } from "#words/format.ts";
import { setSeat, useAsk, useSeat, useWorld } from "../../state/session.ts";
import { Choice } from "./Choice.tsx";

export function RegionPanel({ onDone }: { readonly onDone: () => void }) {
  const { regions } = useWorld();
  const seat = useSeat();
  const { value: keys } = useAsk(
    ({ pane }) => Promise.all(regions.map(async (region) => (await pane.keys({ region }, null, 1)).total)),
    [regions],
    { on: ["keys"] },
  );
  const { value: accounts } = useAsk(async ({ pane }) => (await pane.surroundings()).accounts, [], {
    on: ["accounts"],
  });
  const account = accounts?.find(({ id }) => id === seat.principalArn.split(":")[4]);
  const noteOf = (region: string, many: number | undefined): string => {
    if (account?.regionsToEnable.includes(region) === true)
      return `not enabled for ${account.name}: its calls are refused`;
    return many === undefined ? "\u00a0" : many === 0 ? "no KMS keys" : count(many, "KMS key");
  };
  return (
    <div className="grid gap-2">
      <p className="text-sm text-soft">A KMS key lives in one Region and is never seen from another.</p>
      <div>
        {regions.map((region, index) => (
          <Choice
            key={region}
            current={region === seat.region}
            name={region}
            note={noteOf(region, keys?.[index])}
            onChoose={() => {
              setSeat({ region });
              onDone();
            }}
          />
        ))}
      </div>
    </div>
  );
}
