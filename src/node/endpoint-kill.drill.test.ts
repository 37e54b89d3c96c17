/** The endpoint as a process of its own: started as a user starts it, and killed in mid-work. */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import type { JsonObject } from "#wire/json.ts";
import { callersOf, type TestPort } from "./testing/port.ts";

const script = path.resolve("scripts/endpoint.mjs");
const rounds = process.env["KEYGLASS_DRILL"] === "whole" ? 20 : 1;
const cleanUp: (() => void)[] = [];
afterEach(() => {
  for (const undo of cleanUp.splice(0)) undo();
});

interface Started extends Pick<TestPort, "call" | "raw"> {
  readonly process: ChildProcess;
  readonly said: string[];
}

function start(args: readonly string[], passphrase = "drill"): Promise<Started> {
  const env = { ...process.env, KEYGLASS_PASSPHRASE: passphrase };
  const child = spawn(process.execPath, [script, "--port", "0", ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
  cleanUp.push(() => child.kill("SIGKILL"));
  const said: string[] = [];
  return new Promise((resolve, reject) => {
    let text = "";
    const hear = (chunk: Buffer): void => {
      text += chunk.toString();
      said.splice(0, said.length, ...text.split("\n").filter(Boolean));
      const address = /^Keyglass KMS on (http:\/\/127\.0\.0\.1:\d+)$/m.exec(text)?.[1];
      if (address !== undefined) resolve({ process: child, said, ...callersOf(address) });
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.on("exit", () => reject(new Error(text)));
  });
}

const ended = (child: ChildProcess): Promise<number | null> =>
  child.exitCode !== null ? Promise.resolve(child.exitCode) : new Promise((resolve) => child.on("exit", resolve));

test("kill -9 in mid-work loses nothing that was acknowledged", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "keyglass-kill-"));
  cleanUp.push(() => rmSync(folder, { recursive: true, force: true }));
  const store = ["--store", path.join(folder, "world.keyglass")];
  /** Key id to the description that was acknowledged last. */
  const acknowledged = new Map<string, string>();
  for (let round = 0; round < rounds; round++) {
    const port = await start(store);
    let killed = false;
    const lanes = Array.from({ length: 8 }, async (_, lane) => {
      for (let n = 0; !killed; n++) {
        const created = await port.call("CreateKey", { Description: "new" }).catch(() => null);
        if (created?.status !== 200) return;
        const { KeyId } = created.body["KeyMetadata"] as { KeyId: string };
        acknowledged.set(KeyId, "new");
        const Description = `${round}.${lane}.${n}`;
        const changed = await port.call("UpdateKeyDescription", { KeyId, Description }).catch(() => null);
        if (changed?.status !== 200) {
          acknowledged.set(KeyId, `new or ${Description}`);
          return;
        }
        acknowledged.set(KeyId, Description);
      }
    });
    const before = acknowledged.size;
    while (acknowledged.size < before + 24) await new Promise((resolve) => setTimeout(resolve, 10));
    killed = port.process.kill("SIGKILL");
    await Promise.all([...lanes, ended(port.process)]);

    const again = await start(store);
    for (const [KeyId, said] of acknowledged) {
      const { body } = await again.call("DescribeKey", { KeyId });
      const { Description } = body["KeyMetadata"] as { Description: string };
      expect(said.split(" or ")).toContain(Description);
      const sealed = await again.call("Encrypt", { KeyId, Plaintext: "AAAA" });
      expect(sealed.status).toBe(200);
    }
    again.process.kill("SIGKILL");
    await ended(again.process);
  }
}, 120_000);

test("told to end, it ends at once with everything stored; a wrong passphrase and a taken port are said in a sentence", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "keyglass-end-"));
  cleanUp.push(() => rmSync(folder, { recursive: true, force: true }));
  const store = ["--store", path.join(folder, "world.keyglass")];
  const first = await start([...store, "--verbose"]);
  const { body } = await first.call("CreateKey");
  first.process.kill("SIGTERM");
  expect(await ended(first.process)).toBe(0);
  expect(first.said.filter((line) => line.includes("CreateKey"))).toHaveLength(1);
  await expect(start(store, "other")).rejects.toThrow(
    /^The passphrase is not the one that this world was stored under\.$/m,
  );
  const second = await start(store);
  const { KeyId } = (body as { KeyMetadata: JsonObject }).KeyMetadata;
  expect((await second.call("DescribeKey", { KeyId: KeyId as string })).status).toBe(200);
  const { status, stderr } = spawnSync(
    process.execPath,
    [script, "--port", String(second.said[0]?.split(":").at(-1))],
    { encoding: "utf8" },
  );
  expect([status, stderr.trim()]).toEqual([1, expect.stringMatching(/^Port \d+ is taken; --port chooses another\.$/)]);
}, 120_000);
