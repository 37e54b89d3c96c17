import type { ReactNode } from "react";
import type { Anatomy, HsmStep } from "#glass/trace.ts";
import { factName, factText } from "#words/stages.ts";
import { FactLines } from "../../design/Facts.tsx";

/** The steps inside the HSM in their order, with the facts of this very call. */
export function HsmView({
  steps,
  renderAnatomy,
}: {
  readonly steps: readonly HsmStep[];
  readonly renderAnatomy?: (anatomy: Anatomy) => ReactNode;
}) {
  if (steps.length === 0) return null;
  return (
    <ol className="grid list-decimal gap-2.5 pl-5">
      {steps.map((step, index) => (
        <li key={index}>
          {step.says}
          {Object.keys(step.facts).length > 0 && (
            <FactLines
              className="mt-1 text-xs"
              facts={Object.entries(step.facts).map(([name, value]) => ({
                name: factName(name),
                value:
                  typeof value === "string" || typeof value === "object" ? (
                    <code>{factText(value)}</code>
                  ) : (
                    factText(value)
                  ),
              }))}
            />
          )}
          {step.anatomy !== null && renderAnatomy !== undefined && (
            <div className="mt-2">{renderAnatomy(step.anatomy)}</div>
          )}
        </li>
      ))}
    </ol>
  );
}
