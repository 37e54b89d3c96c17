/** Runs an edit on a fork of its own, then the call, and tells how it went. */
import type { EditStep, Outcome, RequestChange } from "#glass/why-not.ts";
import { KmsError } from "../errors.ts";
import { callerAs, Fork, isThere, type ForkOutcome } from "../forks.ts";
import { Refused } from "../world/acts/act.ts";
import type { Candidate } from "./candidate.ts";
import { passes, type Asked, type Situation } from "./situation.ts";

/** Null when a step is refused itself: it is no way then. */
export async function prove({ steps }: Candidate, situation: Situation): Promise<ForkOutcome | null> {
  const fork = new Fork(situation.parts, situation.now);
  let asked = situation.asked;
  let token: string | null = null;
  for (const step of steps) {
    if (step.do === "ask") {
      const changed = askedOtherwise(asked, step.change, situation, token);
      if (changed === null) return null;
      asked = changed;
      if (step.change.change === "time") fork.passTo(step.change.at);
      continue;
    }
    const done = await carryOut(step, fork);
    if (done === null) return null;
    token = done.token ?? token;
  }
  const { rows, now } = fork;
  if (!isThere(rows, asked.principal)) return null;
  return fork.call({ ...asked, caller: callerAs(rows, asked, now) });
}

async function carryOut(
  step: Exclude<EditStep, { do: "ask" }>,
  fork: Fork,
): Promise<{ readonly token: string | null } | null> {
  if (step.do === "act") {
    try {
      await fork.act(step.act);
      return { token: null };
    } catch (error) {
      if (error instanceof Refused || error instanceof KmsError) return null;
      throw error;
    }
  }
  const { as, region, operation, input } = step;
  const caller = callerAs(fork.rows, { principal: as }, fork.now);
  const outcome = await fork.call({ caller, region, operation, input, from: "internet" });
  if (!passes(outcome)) return null;
  const token = outcome.body["GrantToken"];
  return { token: typeof token === "string" ? token : null };
}

function askedOtherwise(asked: Asked, change: RequestChange, situation: Situation, made: string | null): Asked | null {
  const { input } = asked;
  switch (change.change) {
    case "context":
      return { ...asked, input: { ...input, [change.member]: change.after } };
    case "key":
      return { ...asked, input: { ...input, [change.member]: change.after } };
    case "grant-token": {
      const token = change.grantId === null ? made : tokenOf(change.grantId, situation);
      return token === null ? null : { ...asked, input: { ...input, GrantTokens: [token] } };
    }
    case "caller":
      return { ...asked, principal: change.principal, accessKeyId: undefined };
    case "from":
      return { ...asked, from: change.from };
    case "session":
      return { ...asked, accessKeyId: undefined };
    case "time":
      return asked;
  }
}

const tokenOf = (grantId: string, { rows, key }: Situation): string | null =>
  rows.range("grantTokensOf", `${key?.id}/${grantId}`, null, 1)[0]?.id ?? null;

export function outcomeOf(outcome: ForkOutcome): Outcome {
  const { authorize, summary } = outcome.trace;
  const decision = authorize.at(-1);
  const { action, layer, path, denial } = decision ?? {};
  return {
    allowed: passes(outcome),
    error: passes(outcome) ? null : summary.error,
    decided:
      action === undefined || layer === undefined
        ? null
        : { action, layer, path: path ?? null, denial: denial ?? null },
  };
}
