import type { Candidate, Maker } from "../candidate.ts";
import { edited, replaced, texts } from "../documents.ts";
import { isDenied, statementName, statementsOf } from "../situation.ts";

/** A statement that is about this caller and this key already, and lacks the action. */
export const widenStatement: Maker = (situation) => {
  const { decision } = situation;
  if (decision === null || !isDenied(situation)) return [];
  const { action } = decision;
  return statementsOf(decision).flatMap(({ document, statement }): readonly Candidate[] => {
    if (statement.effect !== "Allow" || statement.whyNot?.element !== "action") return [];
    const change = edited(document, situation, (statements) => {
      const before = statements[statement.index];
      if (before === undefined || before["Action"] === undefined) return null;
      return replaced(statements, statement.index, { ...before, Action: [...texts(before["Action"]), action] });
    });
    if (change === null) return [];
    const about = { layer: document.layer, document: document.name, statement: statementName(statement), action };
    return [{ kind: "widen-statement", reach: 2, about, steps: [change.step], diffs: [change.diff] }];
  });
};
