import type { Decision } from "#glass/trace.ts";
import { decisionRows, decisionSentence, whyNotDetail, type DecisionRow } from "#words/decision.ts";
import { cx } from "../../design/cx.ts";

const MARKS = { yes: "✓", no: "✕", note: "" } as const;
const SPOKEN = { yes: "Yes: ", no: "No: ", note: "" } as const;

/** Every document and statement in the order in which it was read, the decisive one marked. */
export function DecisionView({ decision, several }: { readonly decision: Decision; readonly several: boolean }) {
  return (
    <div>
      {several && (
        <p className="mb-1">
          <b>{decision.action}</b>: {decisionSentence(decision)}
        </p>
      )}
      <ol className="grid gap-1">
        {decisionRows(decision).map((row, index) => (
          <Row key={index} row={row} />
        ))}
      </ol>
    </div>
  );
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
