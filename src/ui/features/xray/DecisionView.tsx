import { useEffect, useState } from "react";
import type { Decision } from "#glass/trace.ts";
import {
  decisionRows,
  decisionSentence,
  namesConditions,
  whyNotDetail,
  type ConditionWords,
  type DecisionRow,
} from "#words/decision.ts";
import { cx } from "../../design/cx.ts";

const MARKS = { yes: "✓", no: "✕", note: "" } as const;
const SPOKEN = { yes: "Yes: ", no: "No: ", note: "" } as const;

/** Every document and statement in the order in which it was read, the decisive one marked. */
export function DecisionView({ decision, several }: { readonly decision: Decision; readonly several: boolean }) {
  const conditionWords = useConditionWords(namesConditions(decision));
  return (
    <div>
      {several && (
        <p className="mb-1">
          <b>{decision.action}</b>: {decisionSentence(decision)}
        </p>
      )}
      <ol className="grid gap-1">
        {decisionRows(decision, conditionWords).map((row, index) => (
          <Row key={index} row={row} />
        ))}
      </ol>
    </div>
  );
}

/** They come when a statement was held up by its condition; no first picture needs them. */
function useConditionWords(wanted: boolean): ConditionWords | undefined {
  const [words, setWords] = useState<{ readonly of: ConditionWords }>();
  useEffect(() => {
    if (wanted) void import("#words/condition.ts").then(({ conditionFault }) => setWords({ of: conditionFault }));
  }, [wanted]);
  return words?.of;
}

function Row({ row }: { readonly row: DecisionRow }) {
  const detail = row.whyNot === null ? null : whyNotDetail(row.whyNot);
  return (
    <li
      className={cx(
        "border-l-bold py-0.5 pl-2",
        row.decisive ? "border-ink bg-wash font-semibold" : "border-transparent",
        row.mark === "note" && "text-soft",
      )}
    >
      {row.mark !== "note" && (
        <span aria-hidden="true" className="mr-1">
          {MARKS[row.mark]}
        </span>
      )}
      <span className="sr-only">{SPOKEN[row.mark]}</span>
      {row.statement !== "" && `${row.statement}: `}
      {row.says}
      {row.decisive && <span className="sr-only"> This one decided.</span>}
      {detail !== null && (
        <span className="block text-xs font-normal text-soft [overflow-wrap:anywhere]">{detail}</span>
      )}
    </li>
  );
}
