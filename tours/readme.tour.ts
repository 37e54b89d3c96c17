/** The blocks of README's section about the port, run as they stand there. */
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../scripts/lib/sources.mjs";
import { clientEnvironment, has, startPort, type Port } from "./port.ts";

const section = /\n## KMS on a port\n(.*?)\n## /s.exec(readFileSync(path.join(root, "README.md"), "utf8"))?.[1] ?? "";
const block = (language: string): string => new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, "s").exec(section)?.[1] ?? "";

let port: Port;
let work = "";
beforeAll(async () => {
  port = await startPort();
  work = mkdtempSync(path.join(tmpdir(), "keyglass-readme-"));
  symlinkSync(path.join(root, "node_modules"), path.join(work, "node_modules"), "junction");
});
afterAll(async () => {
  await port.stop();
  rmSync(work, { recursive: true });
});

async function runs(program: string, name: string, text: string): Promise<string> {
  expect(text).toContain("http://127.0.0.1:4599");
  writeFileSync(path.join(work, name), text.replaceAll("http://127.0.0.1:4599", port.address));
  const {
    AWS_ACCESS_KEY_ID: _id,
    AWS_SECRET_ACCESS_KEY: _secret,
    AWS_REGION: _region,
    AWS_DEFAULT_REGION: _default,
    ...env
  } = clientEnvironment;
  const { stdout } = await promisify(execFile)(program, [name], { cwd: work, env });
  return stdout.trim();
}

test.skipIf(!has("aws", ["--version"], "README's block for the AWS CLI"))("the AWS CLI", async () => {
  expect(await runs("bash", "cli.sh", block("bash"))).toMatch(/three boxes$/);
});

test.skipIf(!has("python3", ["-c", "import boto3"], "README's block for boto3"))("boto3", async () => {
  expect(await runs("python3", "smoke.py", block("python"))).toBe("three boxes");
});

test("the AWS SDK for JavaScript", async () => {
  expect(await runs(process.execPath, "smoke.mjs", block("js"))).toBe("three boxes");
});
