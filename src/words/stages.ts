/** The ten stages of a call in words: a title, a short result, one sentence, and the facts. Everything comes from the trace. */
import type { CallTrace } from "#glass/trace.ts";
import { endedAt, hasStages } from "./ended-at.ts";
import {
  audited,
  authorized,
  checked,
  composed,
  door,
  located,
  network,
  responded,
  signed,
  worked,
  type FactWords,
  type Words,
} from "./stage-words.ts";

export { endedAt } from "./ended-at.ts";
export { factName, factText, type FactWords } from "./stage-words.ts";

export type StageId =
  | "compose"
  | "sign"
  | "network"
  | "door"
  | "locate"
  | "authorize"
  | "check"
  | "hsm"
  | "audit"
  | "respond";

/** `absent`: this call had no such stage (it did not come from the application); `unreached`: it ended earlier. */
export type StageState = "passed" | "refused" | "unreached" | "absent";

export interface StageView {
  readonly number: number;
  readonly id: StageId;
  readonly title: string;
  readonly state: StageState;
  /** For the right column: `74 B`, `✓ allowed`. */
  readonly result: string;
  readonly sentence: string;
  readonly facts: readonly FactWords[];
}

/** The ten, in order. */
export function stages(trace: CallTrace): readonly StageView[] {
  const ended = endedAt(trace);
  return STAGES.map(({ id, words }, index) => {
    const number = index + 1;
    const told = words(trace);
    const without = absence(trace, number);
    if (without !== null) return { number, id, title: told.title, state: "absent", ...without, facts: [] };
    const state = stateOf(trace, id, number, ended);
    if (state === "unreached")
      return { number, id, title: told.title, state, result: "not reached", sentence: unreached(ended), facts: [] };
    return { number, id, state, ...told, ...(state === "absent" && { facts: [] }) };
  });
}

/** The ten at a moment when only the first `reached` have happened; the others are left open, to be guessed. */
export function stagesUntil(trace: CallTrace, reached: number): readonly StageView[] {
  return stages(trace).map((stage) =>
    stage.number <= reached
      ? stage
      : {
          ...stage,
          title: OPEN_TITLES[stage.id] ?? stage.title,
          state: "unreached",
          result: "?",
          sentence: NOT_YET,
          facts: [],
        },
  );
}

const NOT_YET = "Not yet: the request is on its way. What do you expect here?";

/** Where the title would tell what came of it. */
const OPEN_TITLES: Partial<Record<StageId, string>> = { hsm: "HSM works" };

function stateOf(trace: CallTrace, id: StageId, number: number, ended: number | null): StageState {
  if ((id === "compose" || id === "sign") && trace.application === null) return "absent";
  if (id === "sign" && trace.application?.signed === null) return "absent";
  if (id === "audit" || id === "respond") return ended === 3 ? "unreached" : "passed";
  if (ended === null || number < ended) return "passed";
  return number === ended ? "refused" : "unreached";
}

/** Stages that this kind of call never had, or that were not kept; null for all others. */
function absence(trace: CallTrace, number: number): { readonly result: string; readonly sentence: string } | null {
  const { source } = trace.summary;
  if (number <= 7 && source === "calendar")
    return {
      result: "nobody called",
      sentence: "Nobody called: the simulated calendar reached the day on which KMS does this by itself.",
    };
  if (number > 8 || hasStages(trace)) return null;
  return {
    result: "not kept",
    sentence:
      "Only the newest calls keep their stages. Of this one the line in the list and the audit record are left.",
  };
}

const unreached = (ended: number | null): string => `Not reached: the call ended at stage ${ended}.`;

const STAGES: readonly { readonly id: StageId; readonly words: (trace: CallTrace) => Words }[] = [
  { id: "compose", words: composed },
  { id: "sign", words: signed },
  { id: "network", words: network },
  { id: "door", words: door },
  { id: "locate", words: located },
  { id: "authorize", words: authorized },
  { id: "check", words: checked },
  { id: "hsm", words: worked },
  { id: "audit", words: audited },
  { id: "respond", words: responded },
];
