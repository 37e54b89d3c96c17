import { isObject } from "#wire/json.ts";
import type { Candidate, Maker } from "../candidate.ts";
import { edited, replaced, texts } from "../documents.ts";
import { isDenied, statementName, statementsOf } from "../situation.ts";

/** A statement of the key policy that gives the permission to others: the caller joins them, and gets all that they have. */
export const addPrincipal: Maker = (situation) => {
  const { decision, asked } = situation;
  if (!isDenied(situation)) return [];
  return statementsOf(decision).flatMap(({ document, statement }): readonly Candidate[] => {
    const { effect, whyNot } = statement;
    if (document.layer !== "key-policy" || effect !== "Allow" || whyNot?.element !== "principal") return [];
    const change = edited(document, situation, (statements) => {
      const before = statements[statement.index];
      const principal = before?.["Principal"];
      if (before === undefined || !isObject(principal)) return null;
      const AWS = [...texts(principal["AWS"]), asked.principal];
      return replaced(statements, statement.index, { ...before, Principal: { ...principal, AWS } });
    });
    if (change === null) return [];
    const about = { document: document.name, statement: statementName(statement), principal: asked.principal };
    return [{ kind: "add-principal", reach: 3, about, steps: [change.step], diffs: [change.diff] }];
  });
};
