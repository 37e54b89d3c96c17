/** What a policy about KMS may say, from the tables that the evaluator itself reads. */
import type { PolicyVocabulary } from "#glass/access.ts";
import { CONDITION_KEYS } from "./context/context.ts";
import { OPERATORS } from "./conditions/index.ts";
import { PERMISSIONS } from "./permissions.ts";

export const policyVocabulary = (): PolicyVocabulary => ({
  actions: [...PERMISSIONS].map(([action, { crossAccount }]) => ({ action, crossAccount })),
  conditionKeys: [...new Set([...CONDITION_KEYS, ...[...PERMISSIONS.values()].flatMap(({ keys }) => [...keys])])],
  operators: [...OPERATORS.keys(), "Null"],
});
