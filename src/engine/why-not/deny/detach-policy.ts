import type { Candidate, Maker } from "../candidate.ts";
import { laidOut, textOf } from "../documents.ts";
import { parseJson } from "#wire/json.ts";

/** An IAM policy that allows it, taken from the caller or its group. */
export const detachPolicy: Maker = (situation) => {
  const allowing = situation.decision?.documents.filter(
    ({ layer, verdict }) => layer === "identity" && verdict === "allow",
  );
  return (allowing ?? []).map((document): Candidate => {
    const { name, owner, arn, layer } = document;
    const about = { layer, document: name, principal: owner };
    if (arn !== undefined)
      return {
        kind: "detach-policy",
        reach: 3,
        about,
        steps: [{ do: "act", act: { act: "DetachPolicy", arn: owner, policy: arn } }],
      };
    const steps = [{ do: "act", act: { act: "DeleteInlinePolicy", arn: owner, name } }] as const;
    const text = textOf(document, situation);
    const diffs = text === null ? [] : [{ name, before: laidOut(parseJson(text)), after: null }];
    return { kind: "detach-policy", reach: 3, about, steps, diffs };
  });
};
