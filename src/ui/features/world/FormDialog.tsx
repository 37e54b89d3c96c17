import { useId, useState, type FormEvent } from "react";
import { Button } from "../../design/Button.tsx";
import { Dialog } from "../../design/Dialog.tsx";
import { Checkbox, Field, NativeSelect, TextArea, TextInput, type FieldIds } from "../../design/Field.tsx";
import { PolicyField } from "../../shell/PolicyField.tsx";
import type { FieldSpec, FormSpec, Values } from "./form.ts";
import type { Surroundings } from "./use-surroundings.ts";

/** Asks for what one act needs, and does it. A refusal stays in the dialog, in AWS's words. */
export default function FormDialog({
  form,
  surroundings,
  onClose,
}: {
  readonly form: FormSpec;
  readonly surroundings: Surroundings;
  readonly onClose: () => void;
}) {
  const id = useId();
  const [values, setValues] = useState<Values>(() =>
    Object.fromEntries(form.fields.map((field) => [field.name, field.initial ?? field.options?.[0]?.value ?? ""])),
  );
  const [refusal, setRefusal] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    const refused = await surroundings.act(form.act(values), form.said(values));
    setBusy(false);
    setRefusal(refused);
    if (refused === null) onClose();
  };
  const wide = form.fields.some(({ kind }) => kind === "json");
  return (
    <Dialog
      open
      onClose={onClose}
      title={form.title}
      wide={wide}
      {...(form.description !== undefined && { description: form.description })}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" form={id} busy={busy}>
            {form.button}
          </Button>
        </>
      }
    >
      <form id={id} onSubmit={(event) => void submit(event)} className="grid gap-4">
        {form.fields.map((field) => (
          <Control
            key={field.name}
            field={field}
            value={values[field.name] ?? ""}
            onChange={(value) => setValues({ ...values, [field.name]: value })}
          />
        ))}
        {refusal !== null && (
          <p role="alert" className="font-semibold text-hot [overflow-wrap:anywhere]">
            {refusal}
          </p>
        )}
      </form>
    </Dialog>
  );
}

function Control({
  field,
  value,
  onChange,
}: {
  readonly field: FieldSpec;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const { label, hint, kind } = field;
  if (kind === "checkbox")
    return (
      <div>
        <Checkbox
          label={label}
          checked={value === "true"}
          onChange={({ target }) => onChange(String(target.checked))}
        />
        {hint !== undefined && <p className="text-xs text-soft">{hint}</p>}
      </div>
    );
  if (kind === "json") return <PolicyField label={label} hint={hint} value={value} onChange={onChange} />;
  return (
    <Field label={label} {...(hint !== undefined && { hint })}>
      {(ids) => <Input ids={ids} field={field} value={value} onChange={onChange} />}
    </Field>
  );
}

function Input({
  ids,
  field: { kind, options = [], optional = false },
  value,
  onChange,
}: {
  readonly ids: FieldIds;
  readonly field: FieldSpec;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const change = ({ target }: { readonly target: { readonly value: string } }): void => onChange(target.value);
  if (kind === "select")
    return (
      <NativeSelect {...ids} value={value} onChange={change}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </NativeSelect>
    );
  if (kind === "tags") return <TextArea {...ids} mono rows={4} value={value} onChange={change} />;
  return (
    <TextInput
      {...ids}
      value={value}
      required={!optional}
      inputMode={kind === "number" ? "numeric" : "text"}
      onChange={change}
    />
  );
}
