import { principalsOf } from "../../access-matrix.ts";
import { callerAs } from "../../forks.ts";
import { decider, KEY_ACTIONS, routeTo } from "../../may.ts";
import type { Candidate, Maker } from "../candidate.ts";
import { isDenied } from "../situation.ts";

/** So many are told: enough to see that there are some. */
const MOST = 3;

/** Somebody else who may. */
export const otherCaller: Maker = (situation) => {
  const { key, decision, asked, rows, now } = situation;
  const column = decision === null ? undefined : KEY_ACTIONS.get(decision.action);
  if (key === null || column === undefined || !isDenied(situation)) return [];
  const plain = { now, route: routeTo(rows, key, asked.from), viaAlias: null, context: null, input: asked.input };
  const may = principalsOf(rows, key).filter(({ id }) => {
    if (id === asked.principal || rows.get("principals", id) === undefined) return false;
    return (
      decider(rows, callerAs(rows, { principal: id, from: asked.from }, now), key, plain)(column).at(-1)?.allowed ===
      true
    );
  });
  return may.slice(0, MOST).map(({ id: principal }): Candidate => {
    const steps = [{ do: "ask", change: { change: "caller", principal } }] as const;
    return { kind: "other-caller", reach: 0, about: { principal, action: column.action }, steps };
  });
};
