import type { DocumentDiff, EditStep } from "#glass/why-not.ts";
import type { Maker } from "../candidate.ts";
import { laidOut } from "../documents.ts";
import { isDenied, type Situation } from "../situation.ts";

/** An IAM policy for the caller, with this one action on this one resource. */
export const identityPolicy: Maker = (situation) => {
  const change = withPolicy(situation);
  if (change === null) return [];
  const { step, diff, action } = change;
  const about = { action, principal: situation.asked.principal, document: diff.name };
  return [{ kind: "identity-policy", reach: 2, about, steps: [step], diffs: [diff] }];
};

export function withPolicy(
  situation: Situation,
): { readonly step: EditStep; readonly diff: DocumentDiff; readonly action: string } | null {
  const { asked, decision, rows } = situation;
  const row = rows.get("principals", asked.principal);
  if (decision === null || !isDenied(situation) || row === undefined || row.kind === "root") return null;
  const { action, resource } = decision;
  const names = new Set(row.policies.map(({ name }) => name));
  const plain = `allow-${action.slice("kms:".length)}`;
  const name = names.has(plain) ? `${plain}-${names.size + 1}` : plain;
  const document = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: action, Resource: resource }] };
  const text = laidOut(document);
  const step = { do: "act", act: { act: "PutInlinePolicy", arn: row.id, name, text } } as const;
  return { step, diff: { name, before: null, after: text }, action };
}
