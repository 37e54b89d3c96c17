import type { DocumentVerdict, Layer } from "#glass/trace.ts";
import type { Candidate, Maker } from "../candidate.ts";
import { edited } from "../documents.ts";
import { isDenied } from "../situation.ts";

const LIMITS: ReadonlySet<Layer> = new Set(["scp", "boundary", "vpc-endpoint"]);

/** A layer that limits and does not allow: one more statement there, or the limit goes. */
export const layerStatement: Maker = (situation) => {
  const { decision, asked } = situation;
  if (decision === null || !isDenied(situation) || decision.denial !== "implicit" || !LIMITS.has(decision.layer))
    return [];
  const { action, layer } = decision;
  const silent = decision.documents.filter((document) => document.layer === layer && document.verdict === "silent");
  const added = silent.flatMap((document): readonly Candidate[] => {
    const change = edited(document, situation, (statements) => [...statements, statementFor(document, action)]);
    if (change === null) return [];
    const about = { layer, document: document.name, action };
    return [{ kind: "layer-statement", reach: 3, about, steps: [change.step], diffs: [change.diff] }];
  });
  if (layer !== "boundary") return added;
  const steps = [{ do: "act", act: { act: "DeletePermissionsBoundary", arn: asked.principal } }] as const;
  const { name } = silent[0] ?? { name: "" };
  return [...added, { kind: "layer-statement", reach: 4, about: { layer, document: name }, steps }];
};

const statementFor = ({ layer }: DocumentVerdict, action: string) => ({
  Effect: "Allow",
  ...(layer === "vpc-endpoint" ? { Principal: "*" } : {}),
  Action: action,
  Resource: "*",
});
