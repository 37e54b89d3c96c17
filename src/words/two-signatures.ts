/** Use across accounts needs two signatures, the key's side and the caller's side: which are there, and what either would take. */
import type { AccessDraft } from "#glass/access.ts";
import type { WorldAct } from "#glass/surroundings.ts";
import type { Decision, DocumentVerdict } from "#glass/trace.ts";
import { actionName } from "./access.ts";
import { principalName } from "./format.ts";
import { policyWith, withoutStatements, withStatement, type StatementJson } from "./policy-draft.ts";

export interface Side {
  readonly signed: boolean;
  /** The documents that sign. */
  readonly by: readonly DocumentVerdict[];
}

/** `key`: a key policy or grant says yes; `caller`: an IAM policy of the caller says yes. */
export function sidesOf({ documents }: Decision): { readonly key: Side; readonly caller: Side } {
  const saying = (layers: readonly string[]): Side => {
    const by = documents.filter(
      ({ layer, verdict }) => layers.includes(layer) && (verdict === "allow" || verdict === "delegates"),
    );
    return { signed: by.length > 0, by };
  };
  return { key: saying(["key-policy", "grant"]), caller: saying(["identity"]) };
}

/** The line that the key's owner would write. */
export const keyStatement = (principal: string, action: string): StatementJson => ({
  Sid: `Let ${principalName(principal)} of account ${principal.split(":")[4] ?? ""} ${actionName(action)}`,
  Effect: "Allow",
  Principal: { AWS: principal },
  Action: action,
  Resource: "*",
});

/** The line that the caller's account would write: it names the key, since IAM speaks of many. */
export const callerStatement = (keyArn: string, action: string): StatementJson => ({
  Effect: "Allow",
  Action: action,
  Resource: keyArn,
});

const NAME = "use-of-a-foreign-key";

/** The key's policy with or without its signature; null when it cannot be told (a grant signs, or no statement would be left). */
export function keyDraft(
  side: Side,
  text: string,
  wanted: boolean,
  principal: string,
  action: string,
): AccessDraft | null {
  if (side.signed === wanted) return {};
  if (wanted) return draftOf(withStatement(text, keyStatement(principal, action)));
  const [policy, ...others] = side.by;
  if (policy?.layer !== "key-policy" || others.length > 0) return null;
  return draftOf(withoutStatements(text, signing(policy)));
}

const draftOf = (keyPolicy: string | null): AccessDraft | null => (keyPolicy === null ? null : { keyPolicy });

/** The caller's IAM with or without its signature. `texts`: inline policies by owner and name, `arn name`. */
export function callerDraft(
  side: Side,
  texts: ReadonlyMap<string, string>,
  wanted: boolean,
  { principal, keyArn, action }: { readonly principal: string; readonly keyArn: string; readonly action: string },
): AccessDraft | null {
  if (side.signed === wanted) return {};
  if (wanted)
    return {
      acts: [{ act: "PutInlinePolicy", arn: principal, name: NAME, text: policyWith(callerStatement(keyArn, action)) }],
    };
  const acts = side.by.map((document) => unsigned(document, texts, principal));
  return acts.includes(null) ? null : { acts: acts.filter((act) => act !== null) };
}

function unsigned(document: DocumentVerdict, texts: ReadonlyMap<string, string>, principal: string): WorldAct | null {
  const { arn, owner, name } = document;
  if (arn !== undefined)
    return { act: "DetachPolicy", arn: owner.includes(":policy/") ? principal : owner, policy: arn };
  const text = texts.get(`${owner} ${name}`);
  if (text === undefined) return null;
  const left = withoutStatements(text, signing(document));
  return left === null
    ? { act: "DeleteInlinePolicy", arn: owner, name }
    : { act: "PutInlinePolicy", arn: owner, name, text: left };
}

const signing = ({ statements }: DocumentVerdict): readonly number[] =>
  statements.filter(({ matched, effect }) => matched && effect === "Allow").map(({ index }) => index);

/** Both drafts as one. */
export const together = (a: AccessDraft, b: AccessDraft): AccessDraft => ({ ...a, ...b });
