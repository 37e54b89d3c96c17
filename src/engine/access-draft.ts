/** Documents and acts that are not saved yet, tried on a fork: AWS's checks first, then they count there. */
import type { AccessDraft, DraftRefusal } from "#glass/access.ts";
import type { WorldAct } from "#glass/surroundings.ts";
import { statementLines } from "./access/statement-lines.ts";
import { checkKeyPolicy } from "./access/principals.ts";
import { KmsError } from "./errors.ts";
import { Fork, type ForkParts } from "./forks.ts";
import type { KeyRow, PolicyRow } from "./keys/rows.ts";
import { Refused } from "./world/acts/act.ts";

/** Null when all of it is taken; the rest of a draft is not looked at after the first refusal. */
export async function applyDraft(
  fork: Fork,
  parts: ForkParts,
  key: KeyRow,
  draft: AccessDraft,
): Promise<DraftRefusal | null> {
  const { keyPolicy, acts = [] } = draft;
  if (keyPolicy !== undefined) {
    const refused = await attempt(() => checkKeyPolicy(keyPolicy, fork.rows));
    if (refused !== null) {
      const fits = async (text: string) => (await attempt(() => checkKeyPolicy(text, fork.rows))) === null;
      return { ...refused, of: "key-policy", line: await faultLine(keyPolicy, fits) };
    }
    const { version } = fork.rows.get("policies", key.id) as PolicyRow;
    fork.rows.put("policies", { id: key.id, text: keyPolicy, version: version + 1 });
  }
  for (const [of, act] of acts.entries()) {
    const refused = await attempt(() => fork.act(act));
    if (refused === null) continue;
    // Statement by statement it is tried where the acts before it have been done.
    const fits = async (text: string): Promise<boolean> => {
      const scratch = new Fork(parts);
      for (const before of acts.slice(0, of)) await scratch.act(before);
      return (await attempt(() => scratch.act({ ...act, text } as WorldAct))) === null;
    };
    return { ...refused, of, line: "text" in act && act.text !== undefined ? await faultLine(act.text, fits) : null };
  }
  return null;
}

/** AWS's refusal, or null. Anything else is a bug, and thrown. */
async function attempt(run: () => unknown): Promise<Pick<DraftRefusal, "name" | "message"> | null> {
  try {
    await run();
    return null;
  } catch (error) {
    if (error instanceof KmsError) return { name: error.exception, message: error.sentence };
    if (error instanceof Refused) return { name: error.name, message: error.message };
    throw error;
  }
}

/** The line of the first statement that is refused alone as well. */
async function faultLine(text: string, fits: (text: string) => Promise<boolean>): Promise<number | null> {
  for (const { line, alone } of statementLines(text)) if (!(await fits(alone))) return line;
  return null;
}
