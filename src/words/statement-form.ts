/** The common statements of a policy about a key, as a form asks for them: who, may what, under which condition. */
import type { StatementJson } from "./policy-draft.ts";

export interface StatementChoice {
  readonly effect: "Allow" | "Deny";
  /** ARNs; null where the document names no principal. */
  readonly principals: readonly string[] | null;
  readonly what: WhatId;
  readonly condition: ConditionId;
  /** The condition's words: a name, if it has one, and a value. */
  readonly name: string;
  readonly value: string;
  /** The key that an IAM statement is about; a key policy says `*`, which is this key. */
  readonly keyArn: string;
}

export type WhatId = keyof typeof WHATS;

export const WHATS = {
  use: {
    label: "use the key: encrypt, decrypt, ask for data keys",
    actions: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
  },
  encrypt: { label: "only encrypt", actions: ["kms:Encrypt", "kms:DescribeKey"] },
  decrypt: { label: "only decrypt", actions: ["kms:Decrypt", "kms:DescribeKey"] },
  sign: { label: "sign and verify", actions: ["kms:Sign", "kms:Verify", "kms:GetPublicKey", "kms:DescribeKey"] },
  look: { label: "look at it, and change nothing", actions: ["kms:Describe*", "kms:Get*", "kms:List*"] },
  grants: { label: "give, list and revoke grants", actions: ["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"] },
  delete: { label: "schedule its deletion", actions: ["kms:ScheduleKeyDeletion", "kms:CancelKeyDeletion"] },
  all: { label: "do everything", actions: ["kms:*"] },
} as const;

export type ConditionId = keyof typeof CONDITIONS;

/** `name` and `value`: what is asked for, with an example. */
export const CONDITIONS = {
  none: { label: "always", name: null, value: null },
  context: {
    label: "only with this encryption context",
    name: "order",
    value: "1001",
  },
  via: { label: "only through this service (kms:ViaService)", name: null, value: "s3.us-east-1.amazonaws.com" },
  alias: { label: "only if the call names this alias (kms:RequestAlias)", name: null, value: "alias/orders" },
  endpoint: { label: "only through this VPC endpoint (aws:SourceVpce)", name: null, value: "vpce-1234abcd" },
  tag: { label: "only callers with this tag (aws:PrincipalTag)", name: "team", value: "blue" },
  services: { label: "only grants for AWS services", name: null, value: null },
} as const satisfies Readonly<
  Record<string, { readonly label: string; readonly name: string | null; readonly value: string | null }>
>;

export function statementOf({
  effect,
  principals,
  what,
  condition,
  name,
  value,
  keyArn,
}: StatementChoice): StatementJson {
  const actions = WHATS[what].actions;
  const made = conditionOf(condition, name, value, effect);
  return {
    Effect: effect,
    ...(principals !== null && {
      Principal: { AWS: principals.length === 1 ? (principals[0] as string) : principals },
    }),
    Action: actions.length === 1 ? actions[0] : actions,
    Resource: principals === null ? keyArn : "*",
    ...(made !== null && { Condition: made }),
  };
}

/** A Deny is turned round: it strikes whoever does not fulfil what the form asks for. */
function conditionOf(
  id: ConditionId,
  name: string,
  value: string,
  effect: "Allow" | "Deny",
): NonNullable<StatementJson["Condition"]> | null {
  const not = effect === "Deny";
  const equals = not ? "StringNotEquals" : "StringEquals";
  switch (id) {
    case "none":
      return null;
    case "context":
      return { [equals]: { [`kms:EncryptionContext:${name}`]: value } };
    case "via":
      return { [equals]: { "kms:ViaService": value } };
    case "alias":
      return { [equals]: { "kms:RequestAlias": value } };
    case "endpoint":
      return { [equals]: { "aws:SourceVpce": value } };
    case "tag":
      return { [equals]: { [`aws:PrincipalTag/${name}`]: value } };
    case "services":
      return { Bool: { "kms:GrantIsForAWSResource": not ? "false" : "true" } };
  }
}
