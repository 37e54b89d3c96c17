/** Runs a command. What it throws is for a person to read: the message without a stack, and a failed exit.
 * @param {() => Promise<number | void>} command */
export async function main(command) {
  try {
    process.exitCode = (await command()) ?? process.exitCode ?? 0;
  } catch (error) {
    console.error(process.env["DEBUG"] === undefined && error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
