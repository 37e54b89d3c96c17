/** Entry of the endpoint's bundle: command line, world, port. */
import { rootArn } from "#engine/keys/arns.ts";
import { startEndpoint, type Endpoint } from "./endpoint.ts";
import { readCommandLine, USAGE, type CommandLine } from "./endpoint-options.ts";
import { EndpointWorld, type StoreOptions } from "./endpoint-world.ts";
import { holdsWorld } from "./file-storage.ts";
import { askPassphrase } from "./passphrase.ts";
import { quickenCrypto } from "./quick-crypto.ts";

/** Serves until the process is told to end. @throws Error whose message is for a person. */
export async function run(args: readonly string[]): Promise<void> {
  const line = readCommandLine(args);
  if (line.help) return console.log(USAGE);
  quickenCrypto();
  const door = { freshness: () => Date.now(), ...(line.anonymous ? { unsigned: rootArn(line.account) } : {}) };
  const world = await EndpointWorld.open(line, door, await storeOf(line));
  const tell = line.verbose ? (text: string): void => console.log(text) : null;
  const endpoint = await startEndpoint({ port: line.port, world, tell }).catch(async (error: NodeJS.ErrnoException) => {
    await world.close();
    throw error.code === "EADDRINUSE" ? new Error(`Port ${line.port} is taken; --port chooses another.`) : error;
  });
  console.log(`Keyglass KMS on ${endpoint.address}`);
  endWhenTold(endpoint);
}

async function storeOf({ store }: CommandLine): Promise<StoreOptions | null> {
  if (store === null) return null;
  return { file: store, passphrase: await askPassphrase(!(await holdsWorld(store))) };
}

function endWhenTold(endpoint: Endpoint): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => void endpoint.close().then(() => process.exit(0)));
}
