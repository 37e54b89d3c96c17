/** The documents of a decision as texts, and the step that saves one of them otherwise. */
import { isObject, parseJson, type JsonObject, type JsonValue } from "#wire/json.ts";
import type { DocumentVerdict } from "#glass/trace.ts";
import type { DocumentDiff, EditStep } from "#glass/why-not.ts";
import type { VpcRow } from "../world/rows.ts";
import type { Situation } from "./situation.ts";

type Named = Pick<DocumentVerdict, "layer" | "name" | "owner" | "arn">;
export type Statements = readonly JsonObject[];

export interface Edited {
  readonly step: EditStep;
  readonly diff: DocumentDiff;
}

/** The document with other statements; null where nobody can save that, or nothing would be left of it. */
export function edited(
  document: Named,
  situation: Situation,
  change: (statements: Statements) => Statements | null,
): Edited | null {
  const text = textOf(document, situation);
  const json = text === null ? null : parseJson(text);
  if (json === null || !isObject(json)) return null;
  const statements = change(listed(json["Statement"]));
  if (statements === null || statements.length === 0) return null;
  const after = laidOut({ ...json, Statement: statements });
  const step = saving(document, after, situation);
  return step === null ? null : { step, diff: { name: document.name, before: laidOut(json), after } };
}

const listed = (element: JsonValue | undefined): Statements =>
  (Array.isArray(element) ? (element as readonly JsonValue[]) : [element]).filter((each) => isObject(each));

/** Every document in one layout, whatever its author's was, so that only what differs differs. */
export const laidOut = (json: JsonValue): string => JSON.stringify(json, null, 2);

/** A member that may be one text or a list, as a list. */
export const texts = (value: JsonValue | undefined): readonly string[] =>
  (Array.isArray(value) ? (value as readonly JsonValue[]) : [value]).filter((each) => typeof each === "string");

/** Where the one at `index` is replaced. */
export const replaced = (statements: Statements, index: number, by: JsonObject): Statements =>
  statements.map((each, i) => (i === index ? by : each));

export function textOf(document: Named, { rows, key, caller }: Situation): string | null {
  const { layer, name, owner, arn } = document;
  switch (layer) {
    case "key-policy":
      return key === null ? null : (rows.get("policies", key.id)?.text ?? null);
    case "identity":
    case "boundary": {
      if (arn !== undefined) {
        const row = rows.get("managedPolicies", arn);
        return row?.versions.find(({ number }) => number === row.inForce)?.text ?? null;
      }
      const holder = rows.get("principals", owner) ?? rows.get("groups", owner);
      return holder?.policies.find((policy) => policy.name === name)?.text ?? null;
    }
    case "scp":
    case "rcp":
      return rows.get("organizationPolicies", policyId(arn))?.text ?? null;
    case "vpc-endpoint":
      return vpcOf(document, rows)?.endpoint?.policy.text ?? null;
    case "session":
      return (
        rows.get("accessKeys", caller.accessKeyId)?.session?.assumed?.policies.find((each) => each.name === name)
          ?.text ?? null
      );
    case "grant":
      return null;
  }
}

/** A session's policy cannot be changed once it was made; AWS's own managed policies never can. */
function saving(document: Named, text: string, situation: Situation): EditStep | null {
  const { layer, name, owner, arn } = document;
  const { key, rows } = situation;
  switch (layer) {
    case "key-policy": {
      const as = situation.doer("kms:PutKeyPolicy");
      if (key === null || as === null) return null;
      const input = { KeyId: key.arn, PolicyName: "default", Policy: text };
      return { do: "call", as, region: key.region, operation: "PutKeyPolicy", input };
    }
    case "identity":
    case "boundary":
      if (arn === undefined) return { do: "act", act: { act: "PutInlinePolicy", arn: owner, name, text } };
      return { do: "act", act: { act: "CreatePolicyVersion", policy: arn, text } };
    case "scp":
    case "rcp":
      return { do: "act", act: { act: "UpdateOrganizationPolicy", policy: policyId(arn), name, text } };
    case "vpc-endpoint": {
      const vpc = vpcOf(document, rows);
      if (vpc === undefined || vpc.endpoint === null) return null;
      const { privateDns } = vpc.endpoint;
      return { do: "act", act: { act: "ModifyVpcEndpoint", vpc: vpc.id, privateDns, text } };
    }
    case "session":
    case "grant":
      return null;
  }
}

/** `p-abcd1234` at the end of its ARN. */
const policyId = (arn: string | undefined): string => arn?.slice(arn.lastIndexOf("/") + 1) ?? "";

function vpcOf({ owner }: Named, rows: Situation["rows"]): VpcRow | undefined {
  return rows
    .range("vpcs", "all", null, Number.MAX_SAFE_INTEGER)
    .find(({ endpoint }) => endpoint !== null && owner.includes(endpoint.id));
}
