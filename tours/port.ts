/** An endpoint for a tour, started as a user starts it. */
import { spawn, spawnSync } from "node:child_process";
import { root } from "../scripts/lib/sources.mjs";

export interface Port {
  readonly address: string;
  /** Moves the simulated clock, in ms. */
  advance(ms: number): Promise<void>;
  stop(): Promise<void>;
}

export async function startPort(...args: string[]): Promise<Port> {
  const child = spawn(process.execPath, ["scripts/endpoint.mjs", "--port", "0", ...args], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => child.on("exit", () => resolve()));
  const address = await new Promise<string>((resolve, reject) => {
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => {
      const found = /on (http:\/\/127\.0\.0\.1:\d+)\n/.exec((said += chunk.toString()))?.[1];
      if (found !== undefined) resolve(found);
    });
    child.on("exit", () => reject(new Error(`The endpoint did not start. ${said}`)));
  });
  const advance = async (ms: number): Promise<void> => {
    const answer = await fetch(`${address}/_keyglass/clock`, { method: "POST", body: JSON.stringify({ advance: ms }) });
    if (!answer.ok) throw new Error(await answer.text());
  };
  return { address, advance, stop: () => (child.kill("SIGKILL"), ended) };
}

/** What an AWS client needs to know, and nothing of this machine's own settings. */
export const clientEnvironment: NodeJS.ProcessEnv = {
  ...process.env,
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
  AWS_SESSION_TOKEN: undefined,
  AWS_PROFILE: undefined,
  AWS_REGION: "us-east-1",
  AWS_DEFAULT_REGION: "us-east-1",
  AWS_CONFIG_FILE: "no-such-file",
  AWS_SHARED_CREDENTIALS_FILE: "no-such-file",
  AWS_EC2_METADATA_DISABLED: "true",
  AWS_PAGER: "",
  AWS_CLI_AUTO_PROMPT: "off",
};

/** Whether a program is there; when it is not, says that its tour is skipped. */
export function has(program: string, args: readonly string[], tour: string): boolean {
  const there = spawnSync(program, args, { stdio: "ignore", env: clientEnvironment }).status === 0;
  if (!there) console.warn(`Skipped: ${tour}. \`${[program, ...args].join(" ")}\` does not run on this machine.`);
  return there;
}
