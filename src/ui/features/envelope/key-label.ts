import { shortId } from "#words/format.ts";
import type { KeyDetail } from "#glass/views.ts";

/** The KMS key as the learner knows it: the alias that was used, else its first alias, else its id cut short. */
export function keyLabelOf(detail: KeyDetail | null, arn: string | null, given: string | null): string {
  if (given?.startsWith("alias/") === true) return given;
  return detail?.aliases[0] ?? shortId((detail?.arn ?? arn ?? given ?? "KMS key").split("/").at(-1) ?? "");
}
