/** A call by which a grant can be tried: one that needs nothing but the key. */
import type { CallInput, CallOutcome } from "#client/face.ts";
import type { GrantView } from "#glass/grants.ts";
import type { KeyDetail } from "#glass/views.ts";

export interface Trial {
  readonly operation: string;
  readonly input: CallInput;
  /** With DryRun. */
  readonly rehearsal: boolean;
}

const PLAIN = { text: "a try" } as const;

/** By operation: what it needs besides the key; a context where the grant asks for one. */
const TRIALS: Readonly<Record<string, CallInput>> = {
  Encrypt: { Plaintext: PLAIN },
  GenerateDataKey: { KeySpec: "AES_256" },
  GenerateDataKeyWithoutPlaintext: { KeySpec: "AES_256" },
  GenerateDataKeyPair: { KeyPairSpec: "ECC_NIST_P256" },
  GenerateDataKeyPairWithoutPlaintext: { KeyPairSpec: "ECC_NIST_P256" },
  GenerateMac: { Message: PLAIN, MacAlgorithm: "HMAC_SHA_256" },
};
const WITHOUT_CONTEXT: ReadonlySet<string> = new Set(["GenerateMac", "DescribeKey"]);

/** Null where the grant gives nothing that can be tried so simply. */
export function trialOf({ operations, constraints }: GrantView, { arn, spec }: KeyDetail): Trial | null {
  const operation = Object.keys(TRIALS).find((name) => operations.includes(name) && suits(name, spec));
  if (operation !== undefined) {
    const context = constraints?.equals ?? constraints?.subset ?? null;
    const pairs = context === null || WITHOUT_CONTEXT.has(operation) ? {} : { EncryptionContext: context };
    return { operation, input: { KeyId: arn, ...TRIALS[operation], ...pairs, DryRun: true }, rehearsal: true };
  }
  return operations.includes("DescribeKey")
    ? { operation: "DescribeKey", input: { KeyId: arn }, rehearsal: false }
    : null;
}

/** RSA keys encrypt with other algorithms, shorter HMAC keys have others. */
const suits = (operation: string, spec: string): boolean =>
  operation === "GenerateMac" ? spec === "HMAC_256" : spec === "SYMMETRIC_DEFAULT";

export function trialWords({ ok, error }: CallOutcome, withToken: boolean): string {
  const how = withToken ? "With the token" : "Without the token";
  if (ok) return `✓ ${how}: allowed.`;
  if (error?.name === "DryRunOperationException") return `✓ ${how}: it would have succeeded.`;
  return `✕ ${how}: refused, ${error?.name ?? "without a name"}.`;
}
