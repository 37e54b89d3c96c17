import type { Decision } from "#glass/trace.ts";
import { decisionSentence } from "#words/decision.ts";
import { decisionChart } from "#words/decision-chart.ts";
import { DecisionChart } from "../../design/DecisionChart.tsx";

/** Stage 6: one chart for each question that the call was asked; of several, each says which one it is. */
export default function DecisionView({ decisions }: { readonly decisions: readonly Decision[] }) {
  return decisions.map((decision) => (
    <DecisionChart
      key={`${decision.action} ${decision.resource}`}
      {...decisionChart(decision)}
      sentence={decisions.length > 1 ? `${decision.action}: ${decisionSentence(decision)}` : null}
    />
  ));
}
