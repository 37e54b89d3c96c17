import type { Candidate, Maker } from "../candidate.ts";
import { edited } from "../documents.ts";
import { statementName, statementsOf } from "../situation.ts";

/** Without one of the statements on which it rests. */
export const removeStatement: Maker = (situation) => {
  const { decision } = situation;
  if (decision === null) return [];
  return statementsOf(decision).flatMap(({ document, statement }): readonly Candidate[] => {
    if (!statement.matched || statement.effect !== "Allow" || document.layer === "grant") return [];
    const change = edited(document, situation, (statements) => statements.filter((_, i) => i !== statement.index));
    if (change === null) return [];
    const about = { layer: document.layer, document: document.name, statement: statementName(statement) };
    return [{ kind: "remove-statement", reach: 3, about, steps: [change.step], diffs: [change.diff] }];
  });
};
