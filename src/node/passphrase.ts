/** The passphrase of a stored world: from the environment, or typed without being shown. */
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";

/** `fresh`: a world is about to be made under it, so a typed one is asked for twice. @throws Error that says what is missing. */
export async function askPassphrase(fresh: boolean): Promise<string> {
  const given = process.env["KEYGLASS_PASSPHRASE"];
  // Whatever this process starts, or writes about itself, need not know it.
  delete process.env["KEYGLASS_PASSPHRASE"];
  if (given !== undefined && given !== "") return given;
  if (!process.stdin.isTTY)
    throw new Error("--store needs a passphrase: set KEYGLASS_PASSPHRASE, or start it in a terminal.");
  const typed = await ask(fresh ? "A passphrase for the new world: " : "The world's passphrase: ");
  if (typed === "") throw new Error("A world is not stored under an empty passphrase.");
  if (fresh && (await ask("Once more: ")) !== typed) throw new Error("The two differ.");
  return typed;
}

async function ask(question: string): Promise<string> {
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: silent, terminal: true });
  try {
    return await terminal.question("");
  } finally {
    terminal.close();
    process.stderr.write("\n");
  }
}
