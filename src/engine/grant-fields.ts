/** The members of the grant operations, and the rules that they keep together. authorization.md 1.7. */
import { validation } from "./errors.ts";
import { list, oneOf, optional, string, structure } from "./fields.ts";
import { context } from "./shared-fields.ts";

const GRANT_OPERATIONS = [
  "Decrypt",
  "Encrypt",
  "GenerateDataKey",
  "GenerateDataKeyWithoutPlaintext",
  "ReEncryptFrom",
  "ReEncryptTo",
  "Sign",
  "Verify",
  "GetPublicKey",
  "CreateGrant",
  "RetireGrant",
  "DescribeKey",
  "GenerateDataKeyPair",
  "GenerateDataKeyPairWithoutPlaintext",
  "GenerateMac",
  "VerifyMac",
  "DeriveSharedSecret",
  "Encapsulate",
  "Decapsulate",
] as const;
export const grantOperations = list(oneOf(...GRANT_OPERATIONS));
export const grantId = string({ min: 1, max: 128 });
export const principalId = optional(string({ min: 1, max: 256, pattern: "^[\\w+=,.@:/-]+$" }));
export const servicePrincipal = optional(
  string({ min: 1, max: 128, pattern: "^([A-Za-z0-9\\-]+)\\.([A-Za-z0-9\\-]+)(\\.[A-Za-z0-9\\-]+)+$" }),
);
export const grantConstraints = optional(
  structure({
    EncryptionContextSubset: context,
    EncryptionContextEquals: context,
    SourceArn: optional(
      string({ min: 20, max: 512, pattern: "^arn:aws[a-z0-9-]*:[a-z0-9-]+:[a-z0-9-]*:[0-9]{12}:.+$" }),
    ),
  }),
);

/* ---- rules that members keep together, for the operations' `shape`. @NOTE AWS: their sentences are not public, our reading. ---- */

type Principals<P extends "Grantee" | "Retiring"> = Readonly<
  Record<`${P}Principal` | `${P}ServicePrincipal`, string | undefined>
>;

/** A grantee of either kind and perhaps a retiring principal of either kind; operations; constraints within their bounds. */
export function checkNewGrant(
  input: Principals<"Grantee"> &
    Principals<"Retiring"> & {
      readonly Operations: readonly string[];
      readonly Constraints: Constraints | undefined;
    },
): void {
  needOne("GranteePrincipal", input.GranteePrincipal, "GranteeServicePrincipal", input.GranteeServicePrincipal);
  const { RetiringPrincipal, RetiringServicePrincipal, Constraints } = input;
  oneAtMost("RetiringPrincipal", RetiringPrincipal, "RetiringServicePrincipal", RetiringServicePrincipal);
  if (input.GranteeServicePrincipal !== undefined) {
    if (Constraints?.SourceArn === undefined)
      throw validation("You must specify a SourceArn grant constraint when you specify a GranteeServicePrincipal.");
    if ((RetiringPrincipal ?? RetiringServicePrincipal) === undefined)
      throw validation(
        "You must specify a RetiringPrincipal or a RetiringServicePrincipal when you specify a GranteeServicePrincipal.",
      );
  }
  if (input.Operations.length === 0) throw validation("You must specify at least one grant operation.");
  if (Constraints !== undefined) checkConstraints(Constraints);
}

interface Constraints {
  readonly EncryptionContextSubset: ReadonlyMap<string, string> | undefined;
  readonly EncryptionContextEquals: ReadonlyMap<string, string> | undefined;
  readonly SourceArn: string | undefined;
}

/** Pairs of one encryption context constraint, and characters of one value (CreateGrant, Constraints). */
const MOST_PAIRS = 8;
const LONGEST_VALUE = 384;

function checkConstraints({ EncryptionContextSubset: subset, EncryptionContextEquals: equals }: Constraints): void {
  // Terraform's provider always sends both, one of them empty, and AWS takes it.
  if (subset === undefined || equals === undefined || (subset.size > 0 && equals.size > 0))
    oneAtMost("EncryptionContextSubset", subset, "EncryptionContextEquals", equals);
  const pairs = subset === undefined || (subset.size === 0 && equals !== undefined) ? equals : subset;
  if (pairs === undefined) return;
  if (pairs.size < 1 || pairs.size > MOST_PAIRS)
    throw validation(`An encryption context grant constraint has 1 to ${MOST_PAIRS} pairs.`);
  for (const value of pairs.values())
    if (value.length > LONGEST_VALUE)
      throw validation(`A value of an encryption context grant constraint has at most ${LONGEST_VALUE} characters.`);
}

export function checkGranteeFilter(input: Principals<"Grantee">): void {
  const { GranteePrincipal, GranteeServicePrincipal } = input;
  oneAtMost("GranteePrincipal", GranteePrincipal, "GranteeServicePrincipal", GranteeServicePrincipal);
  forServices("GranteeServicePrincipal", GranteeServicePrincipal);
}

export function checkRetiringFilter(input: Principals<"Retiring">): void {
  const { RetiringPrincipal, RetiringServicePrincipal } = input;
  needOne("RetiringPrincipal", RetiringPrincipal, "RetiringServicePrincipal", RetiringServicePrincipal);
  forServices("RetiringServicePrincipal", RetiringServicePrincipal);
}

/** RetireGrant: a token says everything; without one, the key and the grant's id on it. */
export function checkGrantNamed(input: Readonly<Record<"GrantToken" | "KeyId" | "GrantId", string | undefined>>): void {
  const { GrantToken, KeyId, GrantId } = input;
  const byId = [KeyId, GrantId].filter((member) => member !== undefined).length;
  if (GrantToken === undefined ? byId < 2 : byId > 0)
    throw validation("You must specify either a GrantToken, or a KeyId and a GrantId.");
}

function needOne(name: string, value: unknown, other: string, otherValue: unknown): void {
  if (value === undefined && otherValue === undefined) throw validation(`You must specify ${name} or ${other}.`);
  oneAtMost(name, value, other, otherValue);
}

function oneAtMost(name: string, value: unknown, other: string, otherValue: unknown): void {
  if (value !== undefined && otherValue !== undefined)
    throw validation(`You can specify either ${name} or ${other}, but not both.`);
}

/** "This filter is only usable by callers in a service principal", and here nobody is one. */
function forServices(name: string, value: string | undefined): void {
  if (value !== undefined) throw validation(`${name} can be used only by callers in a service principal.`);
}
