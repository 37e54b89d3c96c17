import { useState } from "react";
import type { KeyDetail } from "#glass/views.ts";
import { Button } from "../../design/Button.tsx";
import { Code } from "../../design/Code.tsx";
import { Panel } from "../../design/Page.tsx";
import { PolicyEditor } from "./PolicyEditor.tsx";
import { PolicyInWords } from "./PolicyInWords.tsx";

/** The key policy as it was put, and each statement in words; the words follow a draft as it is typed. */
export function PolicyTab({ detail }: { readonly detail: KeyDetail }) {
  const [draft, setDraft] = useState<string | null>(null);
  const { policy } = detail;
  return (
    <div className="grid gap-8 @5xl:grid-cols-[minmax(0,1fr)_24rem]">
      <section className="min-w-0">
        <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
          <h2>The one key policy</h2>
          <span className="numbers text-sm text-soft">version {policy.version}</span>
          <span className="ml-auto flex items-center gap-2">
            {draft === null && (
              <Button size="small" onClick={() => setDraft(pretty(policy.text))}>
                Edit
              </Button>
            )}
          </span>
        </div>
        <p className="mb-3 max-w-[44rem] text-pretty">
          Without a line here nobody gets in, not even the account’s own administrators: IAM policies count only as far
          as this document hands the question to the account.
        </p>
        {draft === null ? (
          <Code text={pretty(policy.text)} label="key policy, as JSON" tall />
        ) : (
          <PolicyEditor detail={detail} draft={draft} onDraft={setDraft} onDone={() => setDraft(null)} />
        )}
      </section>
      <Panel label="Who may do what" className="self-start">
        <h2 className="mb-2">Who may do what, in words{draft !== null && ": the draft"}</h2>
        <PolicyInWords detail={detail} text={draft ?? policy.text} />
      </Panel>
    </div>
  );
}

/** Indented for reading; a text that is no JSON stays as it is. */
function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
