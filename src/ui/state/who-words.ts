import type { WorldView } from "#glass/views.ts";
import { principalWords } from "#words/format.ts";
import { whoOfArn } from "./seat.ts";

/** `role App` of a principal's ARN; of one that the world does not have any more, as the URL would name it. */
export function whoWords(world: WorldView, arn: string): string {
  const found = world.accounts.flatMap(({ principals }) => principals).find((principal) => principal.arn === arn);
  return found === undefined ? whoOfArn(arn) : principalWords(found);
}
