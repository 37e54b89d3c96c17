import { useState } from "react";
import type { KeyDetail } from "#glass/views.ts";
import { withStatement } from "#words/policy-draft.ts";
import { CONDITIONS, statementOf, WHATS, type ConditionId, type WhatId } from "#words/statement-form.ts";
import type { Suggested } from "#words/vocabulary.ts";
import { Button } from "../../design/Button.tsx";
import { Field, NativeSelect, TextInput } from "../../design/Field.tsx";
import { announce } from "../../state/session.ts";
import { AdministratorsAndUsers } from "./AdministratorsAndUsers.tsx";
import type { PolicyDocument } from "./documents.ts";
import { WhoList } from "./WhoList.tsx";

/** Statements as forms; each is written into the text, where it can be read and changed. */
export function InsertStatement({
  document,
  keyDetail,
  text,
  principals,
  onInsert,
}: {
  readonly document: PolicyDocument;
  readonly keyDetail: KeyDetail;
  readonly text: string;
  readonly principals: readonly Suggested[];
  readonly onInsert: (text: string) => void;
}) {
  const insert = (next: string | null): void => {
    if (next === null) announce("The text is no policy now, so nothing can be written into it.");
    else {
      onInsert(next);
      announce("The statement stands in the text. It is not saved yet.");
    }
  };
  return (
    <div className="grid gap-1 text-sm">
      <details>
        <summary className="target w-fit font-semibold hover:underline">Write a statement with a form</summary>
        <StatementForm
          document={document}
          keyDetail={keyDetail}
          text={text}
          principals={principals}
          onInsert={insert}
        />
      </details>
      {document.save === null && (
        <details>
          <summary className="target w-fit font-semibold hover:underline">
            Key administrators and key users, as AWS’s console writes them
          </summary>
          <AdministratorsAndUsers keyDetail={keyDetail} text={text} principals={principals} onInsert={insert} />
        </details>
      )}
    </div>
  );
}

const ids = <K extends string>(table: Readonly<Record<K, unknown>>): readonly K[] => Object.keys(table) as K[];

function StatementForm({
  document,
  keyDetail,
  text,
  principals,
  onInsert,
}: {
  readonly document: PolicyDocument;
  readonly keyDetail: KeyDetail;
  readonly text: string;
  readonly principals: readonly Suggested[];
  readonly onInsert: (text: string | null) => void;
}) {
  const [effect, setEffect] = useState<"Allow" | "Deny">("Allow");
  const [who, setWho] = useState<readonly string[]>([]);
  const [what, setWhat] = useState<WhatId>("use");
  const [condition, setCondition] = useState<ConditionId>("none");
  const [name, setName] = useState("");
  const [value, setValue] = useState("");
  const asked = CONDITIONS[condition];
  const ready =
    (!document.principals || who.length > 0) &&
    (asked.name === null || name !== "") &&
    (asked.value === null || value !== "");
  return (
    <div className="mt-2 grid gap-3 border-l border-line pl-4">
      {document.principals && <WhoList legend="Who" principals={principals} value={who} onChange={setWho} />}
      <div className="flex flex-wrap gap-3">
        <Field label={document.principals ? "They" : "Its principal"} className="w-52">
          {(field) => (
            <NativeSelect
              {...field}
              value={effect}
              onChange={({ target }) => setEffect(target.value === "Deny" ? "Deny" : "Allow")}
            >
              <option value="Allow">may</option>
              <option value="Deny">may never (Deny)</option>
            </NativeSelect>
          )}
        </Field>
        <Field label="do what" className="min-w-60 flex-1">
          {(field) => (
            <NativeSelect {...field} value={what} onChange={({ target }) => setWhat(target.value as WhatId)}>
              {ids(WHATS).map((id) => (
                <option key={id} value={id}>
                  {WHATS[id].label}
                </option>
              ))}
            </NativeSelect>
          )}
        </Field>
        <Field label={effect === "Allow" ? "when" : "unless"} className="min-w-60 flex-1">
          {(field) => (
            <NativeSelect
              {...field}
              value={condition}
              onChange={({ target }) => setCondition(target.value as ConditionId)}
            >
              {ids(CONDITIONS).map((id) => (
                <option key={id} value={id}>
                  {effect === "Allow" ? CONDITIONS[id].label : exceptionOf(id)}
                </option>
              ))}
            </NativeSelect>
          )}
        </Field>
      </div>
      {asked.value !== null && (
        <div className="flex flex-wrap gap-3">
          {asked.name !== null && (
            <Field label="Name" className="w-48">
              {(field) => (
                <TextInput
                  {...field}
                  placeholder={asked.name}
                  value={name}
                  onChange={({ target }) => setName(target.value)}
                />
              )}
            </Field>
          )}
          <Field label="Value" className="min-w-60 flex-1">
            {(field) => (
              <TextInput
                {...field}
                placeholder={asked.value}
                value={value}
                onChange={({ target }) => setValue(target.value)}
              />
            )}
          </Field>
        </div>
      )}
      <div>
        <Button
          size="small"
          disabled={!ready}
          onClick={() =>
            onInsert(
              withStatement(
                text,
                statementOf({
                  effect,
                  principals: document.principals ? who : null,
                  what,
                  condition,
                  name,
                  value,
                  keyArn: keyDetail.arn,
                }),
              ),
            )
          }
        >
          Write it into the text
        </Button>
      </div>
    </div>
  );
}

/** A Deny strikes whoever does not fulfil the condition, so there the condition is an exception. */
const exceptionOf = (id: ConditionId): string =>
  id === "none" ? "no exception" : CONDITIONS[id].label.replace(/^only /, "");
