/** Condition keys that tell what the request asks for. A parameter that was left out counts with its default (authorization.md 1.9). */
import type { ContextPairs } from "../../keys/rows.ts";
import type { FamilyValue, Facts, Value } from "./facts.ts";

const parameter =
  (member: string): Value =>
  ({ request }) =>
    textOf(request.input[member]);

function textOf(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : undefined;
}

export const BY_REQUEST: Readonly<Record<string, Value>> = {
  "aws:TagKeys": ({ request: { input } }) =>
    (input["TagKeys"] as string[] | undefined) ?? tags(input).map(([key]) => key),
  // Absent when the parameter is: AWS's own example has `Null: true` match then.
  "kms:BypassPolicyLockoutSafetyCheck": parameter("BypassPolicyLockoutSafetyCheck"),
  "kms:DataKeyPairSpec": parameter("KeyPairSpec"),
  "kms:EncryptionAlgorithm": ({ request: { input }, subject }) =>
    textOf(input[subject?.role.algorithm ?? "EncryptionAlgorithm"]) ?? "SYMMETRIC_DEFAULT",
  "kms:EncryptionContextKeys": (facts) => encryptionContext(facts).map(([name]) => name),
  "kms:ExpirationModel": parameter("ExpirationModel"),
  "kms:GrantConstraintSourceArn": ({ request: { input } }) => constraints(input)?.SourceArn,
  "kms:GrantConstraintType": constraintType,
  "kms:GrantOperations": ({ request: { input } }) => input["Operations"] as readonly string[] | undefined,
  "kms:GranteePrincipal": parameter("GranteePrincipal"),
  "kms:GranteeServicePrincipal": parameter("GranteeServicePrincipal"),
  "kms:KeyAgreementAlgorithm": parameter("KeyAgreementAlgorithm"),
  "kms:MacAlgorithm": parameter("MacAlgorithm"),
  "kms:MessageType": parameter("MessageType"),
  "kms:PrimaryRegion": parameter("PrimaryRegion"),
  "kms:ReEncryptOnSameKey": ({ subject }) => textOf(subject?.onSameKey),
  "kms:ReplicaRegion": parameter("ReplicaRegion"),
  "kms:RequestAlias": ({ subject }) => subject?.alias,
  "kms:RetiringPrincipal": parameter("RetiringPrincipal"),
  "kms:RetiringServicePrincipal": parameter("RetiringServicePrincipal"),
  "kms:RotationPeriodInDays": parameter("RotationPeriodInDays"),
  "kms:ScheduleKeyDeletionPendingWindowInDays": parameter("PendingWindowInDays"),
  "kms:SigningAlgorithm": parameter("SigningAlgorithm"),
  // Seconds, so that both the Date and the Numeric operators can read it.
  "kms:ValidTo": ({ request: { input } }) => {
    const validTo = input["ValidTo"] as number | undefined;
    return validTo === undefined ? undefined : String(validTo / 1000);
  },
  "kms:WrappingAlgorithm": parameter("WrappingAlgorithm"),
  "kms:WrappingKeySpec": parameter("WrappingKeySpec"),
};

export const FAMILIES_BY_REQUEST: Readonly<Record<string, FamilyValue>> = {
  "aws:RequestTag/": ({ request: { input } }, name) => pick(tags(input), name),
  "kms:EncryptionContext:": (facts, name) => pick(encryptionContext(facts), name),
  // The image's own hash is register 0 of an enclave. Registers have their numbers as they are.
  "kms:RecipientAttestation:": ({ request: { attested } }, name) =>
    attested?.[name === "imagesha384" ? "0" : (/^(?:nitrotpm)?pcr(\d{1,2})$/.exec(name)?.[1] ?? "")]?.toLowerCase(),
};

/** The first pair of that name, whatever its case: names of condition keys have none. */
const pick = (pairs: ContextPairs, name: string): string | undefined =>
  pairs.find(([each]) => each.toLowerCase() === name)?.[1];

/** Of a request its own pairs; of CreateGrant those of the constraint, of RetireGrant those of the grant's. */
export function encryptionContext({ request: { input }, subject, grant }: Facts): ContextPairs {
  if (grant !== null) return grant.constraints?.equals ?? grant.constraints?.subset ?? [];
  const asked = constraints(input);
  const pairs =
    (input[subject?.role.context ?? "EncryptionContext"] as Pairs | undefined) ??
    filled(asked?.EncryptionContextEquals) ??
    filled(asked?.EncryptionContextSubset);
  return pairs === undefined ? [] : [...pairs];
}

type Pairs = ReadonlyMap<string, string>;

/** Terraform's provider sends both constraints, one of them empty. */
const filled = (pairs: Pairs | undefined): Pairs | undefined => ((pairs?.size ?? 0) > 0 ? pairs : undefined);

interface AskedConstraints {
  readonly EncryptionContextEquals?: Pairs;
  readonly EncryptionContextSubset?: Pairs;
  readonly SourceArn?: string;
}

const constraints = (input: Readonly<Record<string, unknown>>): AskedConstraints | undefined =>
  input["Constraints"] as AskedConstraints | undefined;

/** @NOTE AWS: `SourceArn` as a value is our reading; it is not documented. */
function constraintType({ request: { input }, grant }: Facts): string | undefined {
  const asked = constraints(input);
  const [equals, subset, source] =
    grant === null
      ? [filled(asked?.EncryptionContextEquals), filled(asked?.EncryptionContextSubset), asked?.SourceArn]
      : [grant.constraints?.equals, grant.constraints?.subset, grant.constraints?.sourceArn];
  if (equals != null) return "EncryptionContextEquals";
  if (subset != null) return "EncryptionContextSubset";
  return source == null ? undefined : "SourceArn";
}

export function tags(input: Readonly<Record<string, unknown>>): ContextPairs {
  const given = (input["Tags"] ?? []) as readonly { readonly TagKey: string; readonly TagValue: string }[];
  return given.map(({ TagKey, TagValue }) => [TagKey, TagValue]);
}
