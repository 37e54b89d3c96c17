import { lazy, Suspense, useDeferredValue, useState, type FormEvent } from "react";
import type { KeyDetail } from "#glass/views.ts";
import { utf8 } from "#wire/bytes.ts";
import { count } from "#words/format.ts";
import { keyName, keyTitle } from "#words/keys.ts";
import { EMPTY_POLICY, pretty } from "#words/policy-draft.ts";
import { suggestionsAt } from "#words/vocabulary.ts";
import { Button } from "../../design/Button.tsx";
import { Checkbox } from "../../design/Field.tsx";
import { PolicyFaults } from "../../shell/PolicyFaults.tsx";
import { faultsOf } from "../../shell/policy-faults.ts";
import { endDraft, setDraft, useDraft } from "../../state/drafts.ts";
import { announce, useAsk, useSession, useWorld } from "../../state/session.ts";
import { useAct } from "../../state/use-act.ts";
import { useChosen } from "../../state/use-chosen.ts";
import type { PolicyDocument } from "./documents.ts";
import { Effect } from "./Effect.tsx";
import { InsertStatement } from "./InsertStatement.tsx";
import { PutRefusal } from "./PutRefusal.tsx";
import { useEffectOf } from "./use-effect-of.ts";

const CodeEditor = lazy(() => import("../../design/CodeEditor.tsx"));

/** One document as JSON, with what it would change before it is saved. Whatever stands in it can be sent: AWS judges. */
export function PolicyEditor({
  document,
  keyDetail,
  onDone,
}: {
  readonly document: PolicyDocument;
  /** The key on which the effect is shown. */
  readonly keyDetail: KeyDetail;
  /** After this was saved, or, null, nothing. */
  readonly onDone?: (saved: string | null) => void;
}) {
  const world = useWorld();
  const { pane } = useSession();
  const draftId = draftIdOf(document, keyDetail.arn, world.id);
  // Once saved it stands as it was saved, though it is still to be read again.
  const [stands, choose] = useChosen(document.text);
  const saved = pretty(stands ?? EMPTY_POLICY);
  const draft = useDraft(draftId);
  const text = draft ?? saved;
  const [bypass, setBypass] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const [saving, setSaving] = useState(false);
  const act = useAct(keyName(keyDetail));
  const later = useDeferredValue(text);
  const effect = useEffectOf(document, keyDetail.arn, later === saved ? null : later);
  const { value: vocabulary } = useAsk(({ pane: asked }) => asked.policyVocabulary(), []);
  const faults = faultsOf(later, vocabulary, effect?.refused ?? null);
  const change = (next: string): void => {
    setFault(null);
    act.clear();
    setDraft(draftId, next === saved ? null : next);
  };
  const cancel = (): void => {
    setDraft(draftId, null);
    leave(null);
  };
  const leave = (done: string | null): void => {
    act.clear();
    setFault(null);
    onDone?.(done);
  };

  const put = async (): Promise<void> => {
    const outcome = await act.run(
      "PutKeyPolicy",
      {
        KeyId: keyDetail.arn,
        PolicyName: "default",
        Policy: text,
        ...(bypass && { BypassPolicyLockoutSafetyCheck: true }),
      },
      { say: () => `${keyTitle(keyDetail)} has a new key policy. It counts from the next call on.` },
    );
    if (outcome?.ok !== true) return;
    choose(text);
    endDraft(draftId, text);
    leave(text);
  };
  const changeWorld = async (save: NonNullable<PolicyDocument["save"]>): Promise<void> => {
    setSaving(true);
    try {
      await pane.changeWorld(save(text));
      choose(text);
      endDraft(draftId, text);
      announce(`${document.title} is saved. It counts from the next call on.`);
      leave(text);
    } catch (error) {
      const words = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      setFault(words);
      announce(`${document.title} was not saved. ${words}`);
    }
    setSaving(false);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void (document.save === null ? put() : changeWorld(document.save));
  };

  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <Suspense fallback={<div className="min-h-60" />}>
        <CodeEditor
          label={document.save === null ? "Key policy, as JSON" : `${document.title}, as JSON`}
          value={text}
          onChange={change}
          faults={faults}
          complete={(place) =>
            vocabulary === undefined ? [] : suggestionsAt(place, vocabulary, effect?.principals ?? [])
          }
        />
      </Suspense>
      <div className="flex flex-wrap gap-x-6 gap-y-1 text-xs text-soft">
        <span className="numbers">
          {count(utf8(text).length, "byte")}
          {document.save === null && " of 32,768"}
        </span>
        <span>Ctrl and space completes actions, condition keys and principals.</span>
      </div>
      <PolicyFaults faults={faults} />
      <InsertStatement
        document={document}
        keyDetail={keyDetail}
        text={text}
        principals={effect?.principals ?? []}
        onInsert={change}
      />
      {text !== saved && effect !== null && (
        <Effect effect={effect} document={document} keyDetail={keyDetail} saved={saved} text={text} bypass={bypass} />
      )}
      {document.save === null && (
        <Checkbox
          checked={bypass}
          onChange={({ target }) => setBypass(target.checked)}
          label="Skip the lockout check (BypassPolicyLockoutSafetyCheck)"
        />
      )}
      {bypass && (
        <p className="max-w-[44rem] text-sm text-pretty">
          KMS normally refuses a policy under which <b>you</b> could not change it again. Without the check you may lock
          everybody out; in AWS only support can help then.
        </p>
      )}
      <PutRefusal act={act} fault={fault} />
      <div className="flex flex-wrap gap-2">
        {(onDone !== undefined || text !== saved) && <Button onClick={cancel}>Cancel</Button>}
        <Button
          kind="primary"
          type="submit"
          busy={act.busy || saving}
          disabled={text === saved && onDone === undefined}
        >
          {document.save === null ? "Put this policy" : "Save this policy"}
        </Button>
      </div>
    </form>
  );
}

/** A key's policy is the same document wherever it is opened. */
const draftIdOf = ({ id }: Pick<PolicyDocument, "id">, keyArn: string, world: string): string =>
  `${world} ${id === "key" ? keyArn : id}`;
