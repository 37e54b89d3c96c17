import type { DraftRefusal, PolicyVocabulary } from "#glass/access.ts";
import { jsonFault } from "#words/json-fault.ts";
import { slips } from "#words/vocabulary.ts";
import type { CodeFault } from "../design/code-editor.ts";

/** What is wrong with a text, at its lines: that it is no JSON; else what AWS would refuse, and names that nothing matches. */
export function faultsOf(
  text: string,
  vocabulary: PolicyVocabulary | undefined,
  refused: DraftRefusal | null,
): readonly CodeFault[] {
  const broken = jsonFault(text);
  if (broken !== null) return [{ line: broken.line, message: broken.message, severity: "error" }];
  return [
    ...(refused === null
      ? []
      : [{ line: refused.line ?? 1, message: refused.message ?? refused.name, severity: "error" as const }]),
    ...(vocabulary === undefined ? [] : slips(text, vocabulary)).map((slip) => ({
      ...slip,
      severity: "warning" as const,
    })),
  ];
}
