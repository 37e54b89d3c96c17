import type { KeyDetail } from "#glass/views.ts";
import { shortenMiddle } from "../../design/ShortId.tsx";

/** The KMS key as the learner knows it: the alias that was used, else its first alias, else its id cut short. */
export function keyLabelOf(detail: KeyDetail | null, arn: string | null, given: string | null): string {
  if (given?.startsWith("alias/") === true) return given;
  return detail?.aliases[0] ?? shortenMiddle((detail?.arn ?? arn ?? given ?? "KMS key").split("/").at(-1) ?? "");
}
