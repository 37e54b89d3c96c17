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
  return (
    <div className="grid gap-2">
      <p className="text-sm text-soft">A KMS key lives in one Region and is never seen from another.</p>
      <div>
        {regions.map((region, index) => {
          const many = keys?.[index];
          return (
            <Choice
              key={region}
              current={region === seat.region}
              name={region}
              note={many === undefined ? " " : many === 0 ? "no KMS keys" : count(many, "KMS key")}
              onChoose={() => {
                setSeat({ region });
                onDone();
              }}
            />
          );
        })}
      </div>
    </div>
  );
}
