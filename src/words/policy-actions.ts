/** The actions of a key policy in words: which ones a pattern names, and what they come to. */

/** Actions that a key policy can speak about (authorization.md 1.8: resource `key`). */
const KEY_ACTIONS = [
  "CancelKeyDeletion",
  "CreateAlias",
  "CreateGrant",
  "Decapsulate",
  "Decrypt",
  "DeleteAlias",
  "DeleteImportedKeyMaterial",
  "DeriveSharedSecret",
  "DescribeKey",
  "DisableKey",
  "DisableKeyRotation",
  "EnableKey",
  "EnableKeyRotation",
  "Encapsulate",
  "Encrypt",
  "GenerateDataKey",
  "GenerateDataKeyPair",
  "GenerateDataKeyPairWithoutPlaintext",
  "GenerateDataKeyWithoutPlaintext",
  "GenerateMac",
  "GetKeyLastUsage",
  "GetKeyPolicy",
  "GetKeyRotationStatus",
  "GetParametersForImport",
  "GetPublicKey",
  "ImportKeyMaterial",
  "ListGrants",
  "ListKeyPolicies",
  "ListKeyRotations",
  "ListResourceTags",
  "PutKeyPolicy",
  "ReEncryptFrom",
  "ReEncryptTo",
  "ReplicateKey",
  "RetireGrant",
  "RevokeGrant",
  "RotateKeyOnDemand",
  "ScheduleKeyDeletion",
  "Sign",
  "TagResource",
  "UntagResource",
  "UpdateAlias",
  "UpdateKeyDescription",
  "UpdatePrimaryRegion",
  "Verify",
  "VerifyMac",
] as const;

/** Those that a statement's patterns name, or, with NotAction, those that they do not name. */
export function actionsNamed(patterns: readonly string[], not: boolean): readonly string[] {
  const lower = patterns.map((pattern) => pattern.toLowerCase());
  return KEY_ACTIONS.filter((name) => lower.some((pattern) => fits(pattern, `kms:${name.toLowerCase()}`)) !== not);
}

/** `*` any run, `?` one character; linear, whatever the pattern. */
function fits(pattern: string, name: string): boolean {
  let [p, n, star, mark] = [0, 0, -1, 0];
  while (n < name.length) {
    const c = pattern[p];
    if (c === "*") [star, mark, p] = [p, n, p + 1];
    else if (c === "?" || c === name[n]) [p, n] = [p + 1, n + 1];
    else if (star >= 0) [p, mark, n] = [star + 1, mark + 1, mark + 1];
    else return false;
  }
  return /^\**$/.test(pattern.slice(p));
}

/** Read from the top: the first row whose actions are all there takes them away; what is left over is named as it is. */
const PHRASES: readonly (readonly [words: string, actions: readonly string[]])[] = [
  [
    "manage the key",
    [
      "DescribeKey",
      "EnableKey",
      "DisableKey",
      "GetKeyPolicy",
      "PutKeyPolicy",
      "UpdateKeyDescription",
      "ScheduleKeyDeletion",
      "CancelKeyDeletion",
    ],
  ],
  [
    "manage the key but not delete it",
    ["DescribeKey", "EnableKey", "DisableKey", "GetKeyPolicy", "PutKeyPolicy", "UpdateKeyDescription"],
  ],
  ["encrypt", ["Encrypt"]],
  ["decrypt", ["Decrypt"]],
  ["re-encrypt", ["ReEncryptFrom", "ReEncryptTo"]],
  ["re-encrypt away from it", ["ReEncryptFrom"]],
  ["re-encrypt towards it", ["ReEncryptTo"]],
  [
    "ask for data keys and data key pairs",
    [
      "GenerateDataKey",
      "GenerateDataKeyWithoutPlaintext",
      "GenerateDataKeyPair",
      "GenerateDataKeyPairWithoutPlaintext",
    ],
  ],
  ["ask for data keys", ["GenerateDataKey", "GenerateDataKeyWithoutPlaintext"]],
  ["ask for data keys", ["GenerateDataKey"]],
  ["ask for wrapped data keys", ["GenerateDataKeyWithoutPlaintext"]],
  ["ask for data key pairs", ["GenerateDataKeyPair", "GenerateDataKeyPairWithoutPlaintext"]],
  ["sign", ["Sign"]],
  ["verify signatures", ["Verify"]],
  ["make MACs", ["GenerateMac"]],
  ["verify MACs", ["VerifyMac"]],
  ["agree on secrets", ["DeriveSharedSecret"]],
  ["encapsulate secrets", ["Encapsulate"]],
  ["decapsulate secrets", ["Decapsulate"]],
  ["read the public key", ["GetPublicKey"]],
  ["give, list and revoke grants", ["CreateGrant", "ListGrants", "RevokeGrant"]],
  ["give grants", ["CreateGrant"]],
  ["list grants", ["ListGrants"]],
  ["revoke grants", ["RevokeGrant"]],
  ["describe the key", ["DescribeKey"]],
  ["enable and disable it", ["EnableKey", "DisableKey"]],
  ["schedule and cancel its deletion", ["ScheduleKeyDeletion", "CancelKeyDeletion"]],
  ["schedule its deletion", ["ScheduleKeyDeletion"]],
  ["cancel its deletion", ["CancelKeyDeletion"]],
  ["read and rewrite this policy", ["GetKeyPolicy", "PutKeyPolicy"]],
  ["rewrite this policy", ["PutKeyPolicy"]],
  ["read this policy", ["GetKeyPolicy"]],
  ["rotate it on demand", ["RotateKeyOnDemand"]],
  ["switch automatic rotation on and off", ["EnableKeyRotation", "DisableKeyRotation"]],
  ["tag and untag it", ["TagResource", "UntagResource"]],
  ["point aliases at it", ["CreateAlias", "UpdateAlias"]],
  ["import material", ["GetParametersForImport", "ImportKeyMaterial"]],
];

/** Small acts that go without saying once somebody manages the key. */
const MANAGED: ReadonlySet<string> = new Set([
  "CreateAlias",
  "CreateGrant",
  "DeleteAlias",
  "DeleteImportedKeyMaterial",
  "DisableKeyRotation",
  "EnableKeyRotation",
  "GetKeyLastUsage",
  "GetKeyRotationStatus",
  "GetParametersForImport",
  "GetPublicKey",
  "ImportKeyMaterial",
  "ListGrants",
  "ListKeyPolicies",
  "ListKeyRotations",
  "ListResourceTags",
  "ReplicateKey",
  "RetireGrant",
  "RevokeGrant",
  "RotateKeyOnDemand",
  "TagResource",
  "UntagResource",
  "UpdateAlias",
  "UpdatePrimaryRegion",
]);

export function actionWords(actions: readonly string[]): string {
  if (actions.length === 0) return "do nothing that concerns a key";
  if (actions.length === KEY_ACTIONS.length) return "do anything with this key";
  const rest = new Set(actions);
  const words: string[] = [];
  for (const [phrase, needed] of PHRASES) {
    if (!needed.every((name) => rest.has(name))) continue;
    for (const name of needed) rest.delete(name);
    words.push(phrase);
    if (phrase.startsWith("manage")) for (const name of MANAGED) rest.delete(name);
  }
  return enumerate([...words, ...[...rest].map((name) => `call ${name}`)]);
}

/** `a`, `a and b`, `a, b and c`; a comma before the last "and" where one of them holds an "and" itself. */
function enumerate(words: readonly string[]): string {
  if (words.length < 2) return words[0] ?? "";
  const comma = words.some((word) => word.includes(" and ")) ? "," : "";
  return `${words.slice(0, -1).join(", ")}${comma} and ${words.at(-1) ?? ""}`;
}
