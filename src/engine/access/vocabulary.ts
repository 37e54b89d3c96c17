/** What a policy about KMS may say, from the tables that the evaluator itself reads. */
import type { PolicyVocabulary } from "#glass/access.ts";
import { OPERATORS } from "./conditions/index.ts";
import { PERMISSIONS } from "./permissions.ts";

export const policyVocabulary = (): PolicyVocabulary => ({
  actions: [...PERMISSIONS].map(([action, { crossAccount, keys }]) => ({
    action,
    crossAccount,
    conditionKeys: [...keys],
  })),
  operators: [...OPERATORS.keys(), "Null"],
});
