import type { AccessMatrix, DraftRefusal } from "#glass/access.ts";
import { principalWords } from "#words/format.ts";
import type { Suggested } from "#words/vocabulary.ts";
import { useAsk } from "../../state/session.ts";
import type { PolicyDocument } from "./documents.ts";

export interface EffectOfDraft {
  readonly before: AccessMatrix;
  /** Null: there is no draft, or AWS would refuse it. */
  readonly after: AccessMatrix | null;
  readonly refused: DraftRefusal | null;
  /** Everybody whom a key policy can name. */
  readonly principals: readonly Suggested[];
}

const TOPICS = [
  "policies",
  "grants",
  "principals",
  "groups",
  "managedPolicies",
  "organizationPolicies",
  "vpcs",
  "accounts",
];

/** Who may do what now, and who could with this draft: asked of a throw-away copy of the world. Null until it is known. */
export function useEffectOf(document: PolicyDocument, keyArn: string, draft: string | null): EffectOfDraft | null {
  const { value } = useAsk(
    async ({ pane }): Promise<EffectOfDraft | null> => {
      const before = await pane.accessTo(keyArn);
      if (before.refused !== null) return null;
      const principals = before.principals.map((principal) => ({
        text: principal.arn,
        detail: principal.kind === "root" ? "the whole account" : principalWords(principal),
      }));
      if (draft === null) return { before, after: null, refused: null, principals };
      const after = await pane.accessTo(keyArn, {
        draft: document.save === null ? { keyPolicy: draft } : { acts: [document.save(draft)] },
      });
      return after.refused === null
        ? { before, after, refused: null, principals }
        : { before, after: null, refused: after.refused, principals };
    },
    [keyArn, document.id, draft],
    { on: TOPICS },
  );
  return value ?? null;
}
