import type { StageView } from "#words/stages.ts";
import { FactLines } from "../../design/Facts.tsx";

/** What a stage says of itself: one sentence, and its facts. */
export function StageText({ stage: { sentence, facts } }: { readonly stage: StageView }) {
  return (
    <>
      <p className="text-pretty">{sentence}</p>
      {facts.length > 0 && (
        <FactLines
          facts={facts.map(({ name, value, mono }) => ({
            name,
            value: mono === true ? <code className="text-xs">{value}</code> : value,
          }))}
        />
      )}
    </>
  );
}
