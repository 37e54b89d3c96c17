import { useState, type FormEvent } from "react";
import type { KeyDetail } from "#glass/views.ts";
import { utf8 } from "#wire/bytes.ts";
import { count } from "#words/format.ts";
import { keyName, keyTitle } from "#words/keys.ts";
import { Button } from "../../design/Button.tsx";
import { Checkbox, Field, TextArea } from "../../design/Field.tsx";
import { useSeat, useWorld } from "../../state/session.ts";
import { Refusal } from "./Refusal.tsx";
import { whoWords } from "./seat-words.ts";
import { useAct } from "./use-act.ts";

/** Sends whatever stands in it: KMS itself judges, and its refusal stays under the text. */
export function PolicyEditor({
  detail,
  draft,
  onDraft,
  onDone,
}: {
  readonly detail: KeyDetail;
  readonly draft: string;
  readonly onDraft: (text: string) => void;
  readonly onDone: () => void;
}) {
  const world = useWorld();
  const { principalArn } = useSeat();
  const [bypass, setBypass] = useState(false);
  const act = useAct(keyName(detail));
  const put = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const outcome = await act.run(
      "PutKeyPolicy",
      {
        KeyId: detail.keyId,
        PolicyName: "default",
        Policy: draft,
        ...(bypass && { BypassPolicyLockoutSafetyCheck: true }),
      },
      { say: () => `${keyTitle(detail)} has a new key policy. It counts from the next call on.` },
    );
    if (outcome?.ok === true) onDone();
  };
  return (
    <form onSubmit={(event) => void put(event)} className="flex flex-col gap-3">
      <Field
        label="Key policy, as JSON"
        hint={`${count(utf8(draft).length, "byte")} of 32,768. One call, PutKeyPolicy, signed by ${whoWords(world, principalArn)}; it replaces the whole document.`}
      >
        {(ids) => (
          <TextArea
            {...ids}
            mono
            rows={Math.min(28, Math.max(12, draft.split("\n").length + 1))}
            value={draft}
            onChange={({ target }) => onDraft(target.value)}
          />
        )}
      </Field>
      <Checkbox
        checked={bypass}
        onChange={({ target }) => setBypass(target.checked)}
        label="Skip the lockout check (BypassPolicyLockoutSafetyCheck)"
      />
      {bypass && (
        <p className="max-w-[44rem] text-sm text-pretty">
          KMS normally refuses a policy under which <b>you</b> could not change it again. Without the check you may lock
          everybody out; in AWS only support can help then.
        </p>
      )}
      <Refusal act={act} />
      <div className="flex gap-2">
        <Button
          onClick={() => {
            act.clear();
            onDone();
          }}
        >
          Cancel
        </Button>
        <Button kind="primary" type="submit" disabled={act.busy}>
          Put this policy
        </Button>
      </div>
    </form>
  );
}
