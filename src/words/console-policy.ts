/** Key administrators and key users as AWS's console writes them into a key policy (authorization.md 1.4, console default). */
import type { KeyView } from "#glass/views.ts";
import { CONSOLE_READING } from "./our-readings.ts";
import { withId, withNamedStatement, type StatementJson } from "./policy-draft.ts";

export interface ConsoleChoice {
  /** ARNs. */
  readonly administrators: readonly string[];
  readonly users: readonly string[];
  /** Whether administrators may delete the key. */
  readonly deletion: boolean;
}

type Kind = Pick<KeyView, "usage" | "spec" | "origin" | "multiRegion">;

/** The statements that the choice makes; a list that is empty makes none. */
export function consoleStatements(choice: ConsoleChoice, key: Kind): readonly StatementJson[] {
  return [
    ...(choice.administrators.length === 0 ? [] : [administrators(choice, key)]),
    ...(choice.users.length === 0 ? [] : [users(choice, key), grantsForServices(choice)]),
  ];
}

/** They go into the text, in place of earlier ones of the same names; null when the text is no policy. The default policy becomes the console's. */
export function withConsoleStatements(text: string, choice: ConsoleChoice, key: Kind): string | null {
  let made = withId(text, { from: "key-default-1", to: "key-consolepolicy-3" });
  for (const statement of consoleStatements(choice, key))
    made = made === null ? null : withNamedStatement(made, statement);
  return made;
}

const kms = (names: readonly string[]): readonly string[] => names.map((name) => `kms:${name}`);
const principal = (arns: readonly string[]) => ({ AWS: arns.length === 1 ? (arns[0] as string) : arns });

const administrators = (
  { administrators: who, deletion }: ConsoleChoice,
  { origin, multiRegion }: Kind,
): StatementJson => ({
  Sid: "Allow access for Key Administrators",
  Effect: "Allow",
  Principal: principal(who),
  Action: kms([
    "Create*",
    "Describe*",
    "Enable*",
    "List*",
    "Put*",
    "Update*",
    "Revoke*",
    "Disable*",
    "Get*",
    "Delete*",
    ...(origin === "EXTERNAL" ? ["ImportKeyMaterial"] : []),
    "TagResource",
    "UntagResource",
    ...(deletion ? ["ScheduleKeyDeletion", "CancelKeyDeletion"] : []),
    "RotateKeyOnDemand",
    ...(multiRegion ? ["ReplicateKey", "UpdatePrimaryRegion"] : []),
  ]),
  Resource: "*",
});

const users = ({ users: who }: ConsoleChoice, key: Kind): StatementJson => ({
  Sid: "Allow use of the key",
  Effect: "Allow",
  Principal: principal(who),
  Action: kms(usesOf(key)),
  Resource: "*",
});

/** AWS's guide lists none for these: the lists of `usesOf` are our reading. */
const UNLISTED: ReadonlySet<string> = new Set(["KEY_AGREEMENT", "ENCAPSULATE_DECAPSULATE"]);
export const consoleReading = ({ usage }: Pick<Kind, "usage">): string | null =>
  UNLISTED.has(usage) ? CONSOLE_READING.says : null;

function usesOf({ usage, spec }: Kind): readonly string[] {
  switch (usage) {
    case "GENERATE_VERIFY_MAC":
      return ["DescribeKey", "GenerateMac", "VerifyMac"];
    case "SIGN_VERIFY":
      return ["DescribeKey", "GetPublicKey", "Sign", "Verify"];
    case "KEY_AGREEMENT":
      return ["DescribeKey", "GetPublicKey", "DeriveSharedSecret"];
    case "ENCAPSULATE_DECAPSULATE":
      return ["DescribeKey", "GetPublicKey", "Encapsulate", "Decapsulate"];
    default:
      return spec === "SYMMETRIC_DEFAULT"
        ? ["Encrypt", "Decrypt", "ReEncrypt*", "GenerateDataKey*", "DescribeKey"]
        : ["Encrypt", "Decrypt", "ReEncrypt*", "DescribeKey", "GetPublicKey"];
  }
}

const grantsForServices = ({ users: who }: ConsoleChoice): StatementJson => ({
  Sid: "Allow attachment of persistent resources",
  Effect: "Allow",
  Principal: principal(who),
  Action: kms(["CreateGrant", "ListGrants", "RevokeGrant"]),
  Resource: "*",
  Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } },
});
