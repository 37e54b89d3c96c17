/** What IAM gives a principal, in one line, from the documents it carries. The key policy's side is another question. */
import type { PrincipalView } from "#glass/views.ts";
import { keyNameOfId, list } from "./format.ts";

interface Statement {
  readonly Effect?: unknown;
  readonly Action?: unknown;
  readonly NotAction?: unknown;
  readonly Resource?: unknown;
  readonly Condition?: unknown;
}

export function iamLine({ kind, policies }: PrincipalView): string {
  if (kind === "root") return "The account itself: IAM never limits it.";
  const said = policies.flatMap(({ text }) => statements(text).map(statementWords));
  return said.length === 0 ? "IAM gives it nothing." : `${said.join(". ")}.`;
}

function statements(text: string): readonly Statement[] {
  try {
    const { Statement } = JSON.parse(text) as { Statement?: unknown };
    return (Array.isArray(Statement) ? Statement : [Statement]).filter(
      (each): each is Statement => typeof each === "object" && each !== null,
    );
  } catch {
    return [];
  }
}

function statementWords({ Effect, Action, NotAction, Resource, Condition }: Statement): string {
  const verb = Effect === "Deny" ? "Forbids" : "Allows";
  const actions =
    NotAction === undefined
      ? list(texts(Action).map(actionName), 6)
      : `all but ${list(texts(NotAction).map(actionName), 6)}`;
  const when = Condition === undefined ? "" : ", on a condition";
  return `${verb} ${actions}${resourceWords(texts(Resource))}${when}`;
}

const texts = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value : [value]).filter((each) => typeof each === "string");
const actionName = (action: string): string =>
  action === "*" || action === "kms:*" ? "everything in KMS" : action.replace(/^kms:/, "");

function resourceWords(resources: readonly string[]): string {
  if (resources.length === 0 || resources.includes("*")) return " on every key";
  return ` on ${list(resources.map((resource) => (resource.includes("*") ? resource : keyNameOfId(resource))))}`;
}
