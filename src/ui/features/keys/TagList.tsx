import { useState, type FormEvent } from "react";
import type { KeyDetail } from "#glass/views.ts";
import { keyName, keyTitle } from "#words/keys.ts";
import { Button } from "../../design/Button.tsx";
import { Field, TextInput } from "../../design/Field.tsx";
import { Refusal } from "./Refusal.tsx";
import { useAct } from "../../state/use-act.ts";

export function TagList({ detail }: { readonly detail: KeyDetail }) {
  const [name, setName] = useState("");
  const [value, setValue] = useState("");
  const act = useAct(keyName(detail));
  const tag = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const outcome = await act.run(
      "TagResource",
      { KeyId: detail.keyId, Tags: [{ TagKey: name, TagValue: value }] },
      { say: () => `${keyTitle(detail)} has the tag ${name} = ${value}.` },
    );
    if (outcome?.ok !== true) return;
    // What was typed since the click stays.
    setName((now) => (now === name ? "" : now));
    setValue((now) => (now === value ? "" : now));
  };
  const untag = (key: string): void =>
    void act.run("UntagResource", { KeyId: detail.keyId, TagKeys: [key] }, { say: () => `The tag ${key} is gone.` });
  return (
    <section className="min-w-0">
      <h2>Tags</h2>
      <p className="max-w-[44rem] text-pretty">
        Labels for bills and for policies. They are no secret, and up to 50 fit on a key.
      </p>
      {detail.tags.length === 0 && <p className="mt-3 text-soft">No tags.</p>}
      <ul className="mt-2">
        {detail.tags.map((each) => (
          <li key={each.key} className="flex items-center gap-2 border-b border-line py-1.5">
            <code className="min-w-0 flex-1 [overflow-wrap:anywhere]">
              {each.key} = {each.value}
            </code>
            <Button size="small" aria-label={`Remove tag ${each.key}`} busy={act.busy} onClick={() => untag(each.key)}>
              Remove
            </Button>
          </li>
        ))}
      </ul>
      <form onSubmit={(event) => void tag(event)} className="mt-3 flex flex-wrap items-end gap-3">
        <Field label="Tag" className="max-w-48 flex-1 basis-36">
          {(ids) => (
            <TextInput {...ids} mono placeholder="team" value={name} onChange={({ target }) => setName(target.value)} />
          )}
        </Field>
        <Field label="Value" className="max-w-48 flex-1 basis-36">
          {(ids) => (
            <TextInput
              {...ids}
              mono
              placeholder="blue"
              value={value}
              onChange={({ target }) => setValue(target.value)}
            />
          )}
        </Field>
        <Button type="submit" busy={act.busy} disabled={name === ""}>
          Add tag
        </Button>
      </form>
      <div className="mt-3 empty:hidden">
        <Refusal act={act} />
      </div>
    </section>
  );
}
