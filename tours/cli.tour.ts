import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clientEnvironment, has, startPort, type Port } from "./port.ts";
import { Known, steps, type Members, type Step } from "./steps.ts";

/** The CLI has 54 commands: it leaves these two to the SDKs. */
const { taken, missing } = steps(["Encapsulate", "Decapsulate"]);

describe.skipIf(!has("aws", ["--version"], "the AWS CLI's tour"))("The AWS CLI", () => {
  let port: Port;
  let folder = "";
  beforeAll(async () => {
    port = await startPort("--principals-any");
    folder = mkdtempSync(path.join(tmpdir(), "keyglass-cli-"));
  });
  afterAll(async () => {
    await port.stop();
    rmSync(folder, { recursive: true });
  });

  test("has a step for every operation that there is", () => {
    expect(missing).toEqual([]);
  });

  test(`takes all ${taken.length} steps`, async () => {
    const known = new Known();
    for (const step of taken) {
      if (step.later !== undefined) await port.advance(step.later);
      const output = await aws(step, step.input(known));
      step.after?.(output, known);
    }
  });

  async function aws({ operation, region = "us-east-1" }: Step, input: Members): Promise<Members> {
    const options = Object.entries(input).flatMap(([member, value], at) => option(member, value, at));
    const args = [
      "--endpoint-url",
      port.address,
      "--region",
      region,
      "--output",
      "json",
      "kms",
      kebab(operation),
      ...options,
    ];
    const { stdout } = await promisify(execFile)("aws", args, { env: clientEnvironment });
    return stdout.trim() === "" ? {} : withBytes(JSON.parse(stdout) as Members);
  }

  /** As both CLIs take it: bytes from a file, structures as JSON. */
  function option(member: string, value: unknown, at: number): string[] {
    const flag = `--${kebab(member)}`;
    if (typeof value === "boolean") return [value ? flag : `--no-${kebab(member)}`];
    if (value instanceof Uint8Array) {
      const file = path.join(folder, `${at}.bin`);
      writeFileSync(file, value);
      return [flag, `fileb://${file}`];
    }
    if (Array.isArray(value) && value.every((each) => typeof each === "string")) return [flag, ...value];
    return [flag, typeof value === "string" ? value : JSON.stringify(value)];
  }
});

const kebab = (name: string): string => name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "-").toLowerCase();

const BLOBS = new Set(["CiphertextBlob", "ImportToken", "Mac", "Plaintext", "PublicKey", "SharedSecret", "Signature"]);

/** The CLI prints bytes as base64. */
const withBytes = (output: Members): Members =>
  Object.fromEntries(
    Object.entries(output).map(([name, value]) => [
      name,
      BLOBS.has(name) ? new Uint8Array(Buffer.from(String(value), "base64")) : value,
    ]),
  );
