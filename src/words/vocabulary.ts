/** What can stand at a place of a policy, and slips of the pen: read from the evaluator's own tables. */
import type { PolicyVocabulary } from "#glass/access.ts";

export interface Suggested {
  readonly text: string;
  readonly detail?: string;
}

const STATEMENT = [
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
];

/** `path`: the members around the cursor, from the outermost; `name`: it is in a member's name. */
export function suggestionsAt(
  { path, name }: { readonly path: readonly string[]; readonly name: boolean },
  vocabulary: PolicyVocabulary,
  principals: readonly Suggested[],
): readonly Suggested[] {
  const [outer, element, operator] = path;
  if (path.length === 0 && name) return ["Version", "Id", "Statement"].map((text) => ({ text }));
  if (outer === "Version") return [{ text: "2012-10-17" }];
  if (outer !== "Statement") return [];
  if (path.length === 1 && name) return STATEMENT.map((text) => ({ text }));
  switch (element) {
    case "Effect":
      return [{ text: "Allow" }, { text: "Deny" }];
    case "Action":
    case "NotAction":
      return actionsOf(vocabulary);
    case "Resource":
    case "NotResource":
      return [{ text: "*", detail: "this key, in a key policy" }];
    case "Principal":
    case "NotPrincipal":
      return name && path.length === 2
        ? [{ text: "AWS" }, { text: "Service" }, { text: "Federated" }]
        : path[2] === "Service"
          ? [{ text: "s3.amazonaws.com" }, { text: "dynamodb.amazonaws.com" }, { text: "logs.us-east-1.amazonaws.com" }]
          : principals;
    case "Condition":
      if (name && operator === undefined) return operatorsOf(vocabulary);
      if (name && path.length === 3) return keysOf(vocabulary).map((text) => ({ text }));
      return [];
    default:
      return [];
  }
}

const actionsOf = ({ actions }: PolicyVocabulary): readonly Suggested[] => [
  { text: "kms:*", detail: "everything" },
  { text: "kms:GenerateDataKey*", detail: "all four" },
  { text: "kms:ReEncrypt*", detail: "from and to" },
  ...actions.map(({ action, crossAccount }) =>
    crossAccount ? { text: action } : { text: action, detail: "own account only" },
  ),
];

const operatorsOf = ({ operators }: PolicyVocabulary): readonly Suggested[] => [
  ...operators.map((text) => ({ text })),
  ...operators.filter((text) => text !== "Null").map((text) => ({ text: `${text}IfExists` })),
  { text: "ForAnyValue:StringEquals" },
  { text: "ForAllValues:StringEquals" },
];

const keysOf = ({ conditionKeys }: PolicyVocabulary): readonly string[] =>
  conditionKeys.toSorted((a, b) => a.localeCompare(b, "en"));

/* ---- slips of the pen ---- */

export interface Slip {
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

/** Names that AWS takes without a word, and that nothing will ever match: actions of KMS that there are not, operators likewise. */
export function slips(text: string, vocabulary: PolicyVocabulary): readonly Slip[] {
  const known = vocabulary.actions.map(({ action }) => action.toLowerCase());
  const found: Slip[] = [];
  for (const [at, line] of text.split("\n").entries()) {
    for (const [, quoted = ""] of line.matchAll(/"(kms:[^"]*)"(?!\s*:)/gi)) {
      if (!/^kms:[a-z*?]+$/i.test(quoted)) continue;
      const pattern = new RegExp(`^${quoted.toLowerCase().replaceAll(/\*+/g, ".*").replaceAll("?", ".")}$`);
      if (!known.some((action) => pattern.test(action)))
        found.push({ line: at + 1, message: `KMS has no action ${quoted}: this never matches.` });
    }
  }
  return found;
}
