import { useId } from "react";
import { create } from "zustand";
import type { CallTrace } from "#glass/trace.ts";
import { callAs, type CallForms } from "#words/call-as.ts";
import { Code } from "../../design/Code.tsx";
import { Copy } from "../../design/Copy.tsx";

const FORMS: readonly { readonly id: keyof CallForms; readonly name: string }[] = [
  { id: "cli", name: "CLI" },
  { id: "sdk", name: "SDK" },
  { id: "http", name: "HTTP" },
  { id: "cloudTrail", name: "CloudTrail" },
];

/** The form that this tab last looked at stays chosen from page to page. */
const useForm = create<{ readonly form: keyof CallForms }>(() => ({ form: "cli" }));

/** The strip at the foot of a page: one call as command, code, message or log record. */
export default function CallForms({ trace, lead }: { readonly trace: CallTrace; readonly lead: string }) {
  const { form } = useForm();
  const group = useId();
  const { text, why } = callAs(trace)[form];
  const name = FORMS.find(({ id }) => id === form)?.name ?? "";
  const oneLine = text !== null && !text.includes("\n");
  return (
    <section aria-label={lead} className="border-t border-line px-4 py-2 text-sm @3xl:px-6">
      <div className="flex flex-wrap items-center gap-x-5 gap-y-1">
        <fieldset className="flex flex-wrap items-center gap-x-4">
          <legend className="float-left mr-4 py-1 text-soft">{lead}</legend>
          {FORMS.map(({ id, name: label }) => (
            <label
              key={id}
              className="target flex cursor-pointer items-center border-b-bold border-transparent text-soft hover:text-ink has-checked:border-key has-checked:font-semibold has-checked:text-ink has-focus-visible:outline-2 has-focus-visible:outline-key"
            >
              <input
                type="radio"
                name={group}
                checked={form === id}
                onChange={() => useForm.setState({ form: id })}
                className="sr-only"
              />
              {label}
            </label>
          ))}
        </fieldset>
        {oneLine && (
          <span className="ml-auto flex min-w-0 items-center gap-1">
            <code className="min-w-0 text-xs [overflow-wrap:anywhere]">{text}</code>
            <Copy text={text} what={`the ${name} form`} />
          </span>
        )}
        {text === null && <span className="ml-auto text-soft">{why}</span>}
      </div>
      {text !== null && !oneLine && <Code text={text} label={`The ${name} form`} className="mt-2" tall />}
    </section>
  );
}
