import { useState, type ReactNode } from "react";
import type { KeyDetail } from "#glass/views.ts";
import { pretty } from "#words/policy-draft.ts";
import { Button } from "../../design/Button.tsx";
import { Code } from "../../design/Code.tsx";
import { Panel } from "../../design/Page.tsx";
import { useDraft } from "../../state/drafts.ts";
import { useWorld } from "../../state/session.ts";
import { useChosen } from "../../state/use-chosen.ts";
import { PolicyInWords } from "./PolicyInWords.tsx";

/** Draws the editor of a key's policy, which is a feature of its own. `onDone`: this was saved, or, null, nothing. */
export type PolicyEditorSlot = (detail: KeyDetail, onDone: (saved: string | null) => void) => ReactNode;

/** The key policy as it was put, and each statement in words; the words follow a draft as it is typed. */
export function PolicyTab({ detail, editor }: { readonly detail: KeyDetail; readonly editor: PolicyEditorSlot }) {
  const world = useWorld();
  const draft = useDraft(`${world.id} ${detail.arn}`);
  const [opened, setOpened] = useState(false);
  const editing = opened || draft !== null;
  const { policy } = detail;
  // Once saved it stands as it was saved, though it is still to be read again.
  const [stands, choose] = useChosen(policy.text);
  const done = (saved: string | null): void => {
    if (saved !== null) choose(saved);
    setOpened(false);
  };
  return (
    <div className="grid gap-8 @5xl:grid-cols-[minmax(0,1fr)_24rem]">
      <section className="min-w-0">
        <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
          <h2>The one key policy</h2>
          <span className="numbers text-sm text-soft">version {policy.version}</span>
          <span className="ml-auto flex items-center gap-2">
            {!editing && (
              <Button size="small" onClick={() => setOpened(true)}>
                Edit
              </Button>
            )}
          </span>
        </div>
        <p className="mb-3 max-w-[44rem] text-pretty">
          Without a line here, or a grant, nobody gets in, not even the account’s own administrators: IAM policies count
          only as far as this document hands the question to the account.
        </p>
        {editing ? (
          editor({ ...detail, policy: { ...policy, text: stands } }, done)
        ) : (
          <Code text={pretty(stands)} label="key policy, as JSON" tall />
        )}
      </section>
      <Panel label="Who may do what" className="self-start">
        <h2 className="mb-2">Who may do what, in words{draft !== null && ": the draft"}</h2>
        <PolicyInWords detail={detail} text={draft ?? stands} />
      </Panel>
    </div>
  );
}
