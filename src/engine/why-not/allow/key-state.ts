import type { Candidate, Maker } from "../candidate.ts";
import type { EditStep } from "#glass/why-not.ts";
import type { Situation } from "../situation.ts";

/** A key that is switched off, or about to be deleted. */
export const keyState: Maker = (situation) => {
  const { key } = situation;
  if (key?.state === "Disabled") {
    const enable = step("EnableKey", situation);
    return enable === null ? [] : [{ kind: "enable-key", reach: 1, steps: [enable] }];
  }
  if (key?.state !== "PendingDeletion") return [];
  const cancel = step("CancelKeyDeletion", situation);
  if (cancel === null) return [];
  // A key that was to be deleted comes back disabled.
  const enable = step("EnableKey", situation);
  const both: readonly Candidate[] =
    enable === null ? [] : [{ kind: "cancel-deletion", reach: 1, steps: [cancel, enable] }];
  return [{ kind: "cancel-deletion", reach: 1, steps: [cancel] }, ...both];
};

export function step(operation: string, { key, doer }: Situation): EditStep | null {
  const as = doer(`kms:${operation}`);
  if (key === null || as === null) return null;
  return { do: "call", as, region: key.region, operation, input: { KeyId: key.arn } };
}
