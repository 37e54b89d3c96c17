import { step } from "../allow/key-state.ts";
import type { Maker } from "../candidate.ts";

/** The key, switched off: for everybody. */
export const disableKey: Maker = (situation) => {
  const disable = step("DisableKey", situation);
  return disable === null ? [] : [{ kind: "disable-key", reach: 4, steps: [disable] }];
};
