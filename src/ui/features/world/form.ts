/** A form as data: what an act needs to be told, field by field. */
import type { WorldAct } from "#glass/surroundings.ts";

export interface FieldSpec {
  readonly name: string;
  readonly label: string;
  readonly kind: "text" | "json" | "select" | "checkbox" | "number" | "tags";
  readonly initial?: string;
  readonly hint?: string;
  readonly optional?: boolean;
  readonly options?: readonly { readonly value: string; readonly label: string }[];
}

export type Values = Readonly<Record<string, string>>;

export interface FormSpec {
  readonly title: string;
  readonly description?: string;
  readonly fields: readonly FieldSpec[];
  /** What the affirmative button says. */
  readonly button: string;
  act(values: Values): WorldAct;
  /** The sentence when it is done. */
  said(values: Values): string;
}

/** `a=1` a line, as pairs of a tag. */
export const tagsOf = (text: string): { TagKey: string; TagValue: string }[] =>
  text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const [key = "", ...value] = line.split("=");
      return { TagKey: key.trim(), TagValue: value.join("=").trim() };
    });

export const tagText = (tags: readonly { readonly TagKey: string; readonly TagValue: string }[]): string =>
  tags.map(({ TagKey, TagValue }) => `${TagKey}=${TagValue}`).join("\n");

/** Optional members that were left empty are left out. */
export const path = (values: Values): { path?: string } => (values["path"] ? { path: values["path"] } : {});

export const PATH: FieldSpec = {
  name: "path",
  label: "Path (optional)",
  kind: "text",
  optional: true,
  hint: "Begins and ends with /, for example /ops/. It becomes part of the ARN.",
};

export const NAME: FieldSpec = { name: "name", label: "Name", kind: "text" };

const document = (statement: object): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: [statement] }, null, 2);

export const policyField = (initial: string, label = "Policy document, as JSON"): FieldSpec => ({
  name: "text",
  label,
  kind: "json",
  initial,
});

/** What a new document begins with. */
export const BEGINNINGS = {
  identity: document({ Effect: "Allow", Action: ["kms:Encrypt", "kms:Decrypt"], Resource: "*" }),
  scp: document({ Effect: "Deny", Action: "kms:ScheduleKeyDeletion", Resource: "*" }),
  rcp: document({
    Effect: "Deny",
    Principal: "*",
    Action: "kms:*",
    Resource: "*",
    Condition: { StringNotEqualsIfExists: { "aws:PrincipalOrgID": "o-your-organization" } },
  }),
} as const;
