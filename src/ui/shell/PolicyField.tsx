import { lazy, Suspense, useDeferredValue } from "react";
import { principalName } from "#words/format.ts";
import { suggestionsAt } from "#words/vocabulary.ts";
import { useAsk, useWorld } from "../state/session.ts";
import { PolicyFaults } from "./PolicyFaults.tsx";
import { faultsOf } from "./policy-faults.ts";

const CodeEditor = lazy(() => import("../design/CodeEditor.tsx"));

/** A policy as one field of a form, in the editor that all policies are written in: completion, and faults at their lines. */
export function PolicyField({
  label,
  hint,
  value,
  onChange,
}: {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly value: string;
  readonly onChange: (text: string) => void;
}) {
  const { accounts } = useWorld();
  const { value: vocabulary } = useAsk(({ pane }) => pane.policyVocabulary(), []);
  const later = useDeferredValue(value);
  const faults = later.trim() === "" ? [] : faultsOf(later, vocabulary, null);
  const principals = accounts.flatMap((account) =>
    account.principals.map(({ arn }) => ({ text: arn, detail: `${principalName(arn)}, ${account.name}` })),
  );
  return (
    <div className="min-w-0">
      <p aria-hidden className="mb-1 text-sm font-semibold">
        {label}
      </p>
      <Suspense fallback={<div className="min-h-40" />}>
        <CodeEditor
          label={label}
          value={value}
          onChange={onChange}
          faults={faults}
          complete={(place) => (vocabulary === undefined ? [] : suggestionsAt(place, vocabulary, principals))}
        />
      </Suspense>
      {hint !== undefined && <p className="mt-1 text-xs text-soft">{hint}</p>}
      <PolicyFaults faults={faults} />
    </div>
  );
}
