import { isObject, type JsonObject } from "#wire/json.ts";
import type { Layer } from "#glass/trace.ts";
import type { Candidate, Maker } from "../candidate.ts";
import { edited, replaced, texts } from "../documents.ts";
import { isDenied, statementName, statementsOf } from "../situation.ts";

/** Documents that are about many callers: there the caller is spared; in its own ones the action is. */
const SHARED: ReadonlySet<Layer> = new Set(["scp", "rcp", "key-policy", "vpc-endpoint"]);

/** The Deny that bites, narrower: for everybody but this caller, or without this action; else it goes. */
export const narrowDeny: Maker = (situation) => {
  const { decision, asked } = situation;
  if (decision === null || !isDenied(situation) || decision.denial !== "explicit") return [];
  const { action } = decision;
  const biting = statementsOf(decision).filter(({ statement }) => statement.effect === "Deny" && statement.matched);
  return biting.flatMap(({ document, statement }): readonly Candidate[] => {
    const { layer } = document;
    const narrowed = edited(document, situation, (statements) => {
      const before = statements[statement.index];
      if (before === undefined) return null;
      const after = SHARED.has(layer) ? sparing(before, asked.principal) : without(before, action);
      return after === null
        ? statements.filter((_, i) => i !== statement.index)
        : replaced(statements, statement.index, after);
    });
    if (narrowed === null) return [];
    const about = {
      layer,
      document: document.name,
      statement: statementName(statement),
      action,
      principal: asked.principal,
    };
    return [{ kind: "narrow-deny", reach: 3, about, steps: [narrowed.step], diffs: [narrowed.diff] }];
  });
};

/** A NotPrincipal with sessions is easily wrong; AWS recommends a condition on aws:PrincipalArn. */
function sparing(statement: JsonObject, principal: string): JsonObject {
  const condition = isObject(statement["Condition"]) ? statement["Condition"] : {};
  const operator = isObject(condition["ArnNotEquals"]) ? condition["ArnNotEquals"] : {};
  const spared = operator["aws:PrincipalArn"] === undefined ? [] : texts(operator["aws:PrincipalArn"]);
  const values = spared.length === 0 ? principal : [...spared, principal];
  return { ...statement, Condition: { ...condition, ArnNotEquals: { ...operator, "aws:PrincipalArn": values } } };
}

/** Null when the statement names it no other way than by a pattern, or nothing else. */
function without(statement: JsonObject, action: string): JsonObject | null {
  const actions = texts(statement["Action"]);
  const kept = actions.filter((each) => each !== action);
  return kept.length === 0 || kept.length === actions.length ? null : { ...statement, Action: kept };
}
