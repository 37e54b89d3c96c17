import { execFile } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { DescribeKeyCommand, KMSClient, ListAliasesCommand, ListKeysCommand } from "@aws-sdk/client-kms";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../scripts/lib/sources.mjs";
import { OPERATIONS } from "../src/engine/operations/index.ts";
import { clientEnvironment, has, startPort, type Port } from "./port.ts";

const folder = path.join(root, "tours/terraform");
/** A file joins when every operation that its first line names is there. */
const files = readdirSync(folder).filter((name) => needs(name).every((operation) => OPERATIONS.has(operation)));
const plugins = pluginFolder();
if (plugins === null)
  console.warn(
    "Skipped: Terraform's tour. No AWS provider lies in a plugin folder; KEYGLASS_TERRAFORM_PLUGINS names one.",
  );

describe.skipIf(plugins === null || !has("terraform", ["version"], "Terraform's tour"))("Terraform", () => {
  let port: Port;
  let work = "";
  beforeAll(async () => {
    port = await startPort("--principals-any");
    work = mkdtempSync(path.join(tmpdir(), "keyglass-terraform-"));
    for (const name of files) copyFileSync(path.join(folder, name), path.join(work, name));
    await terraform("init", `-plugin-dir=${plugins}`);
  });
  afterAll(async () => {
    await port.stop();
    rmSync(work, { recursive: true });
  });

  test(`applies ${files.join(", ")}; then has nothing to change; then destroys`, async () => {
    await terraform("apply", "-auto-approve");
    const made = await states();
    expect(made.length).toBeGreaterThan(0);
    expect(made.filter(({ state }) => state === "PendingDeletion")).toEqual([]);
    expect(made.filter(({ state }) => state === "Disabled")).toHaveLength(1);
    expect((await aliases()).map(({ AliasName }) => AliasName)).toEqual(["alias/tour/orders"]);
    if (files.includes("replica.tf")) expect(await states("eu-west-1")).toHaveLength(1);

    // 0: no changes; 2 would be changes, 1 a failure.
    await terraform("plan", "-detailed-exitcode");

    // World time goes its own way here: background work is over before the next act.
    await port.advance(30 * 60_000);
    await terraform("destroy", "-auto-approve");
    const left = [...(await states()), ...(await states("eu-west-1"))].map(({ state }) => state);
    expect(left.filter((state) => state !== "PendingDeletion" && state !== "PendingReplicaDeletion")).toEqual([]);
    expect(await aliases()).toEqual([]);
  });

  /** @throws with all that Terraform said. */
  async function terraform(...args: string[]): Promise<void> {
    const env = {
      ...clientEnvironment,
      TF_CLI_CONFIG_FILE: "no-such-file",
      TF_IN_AUTOMATION: "1",
      TF_VAR_endpoint: port.address,
    };
    const options = { cwd: work, env, maxBuffer: 1 << 24 };
    await promisify(execFile)("terraform", [...args, "-no-color", "-input=false"], options).catch(
      (error: { stdout?: string; stderr?: string }) => {
        throw new Error(`terraform ${args.join(" ")}\n${error.stdout}\n${error.stderr}`);
      },
    );
  }

  const client = (region: string): KMSClient =>
    new KMSClient({ endpoint: port.address, region, credentials: { accessKeyId: "test", secretAccessKey: "test" } });

  async function states(region = "us-east-1") {
    const kms = client(region);
    const { Keys = [] } = await kms.send(new ListKeysCommand({}));
    const described = await Promise.all(Keys.map(({ KeyId }) => kms.send(new DescribeKeyCommand({ KeyId }))));
    return described.map(({ KeyMetadata }) => ({ id: KeyMetadata?.KeyId, state: KeyMetadata?.KeyState }));
  }

  const aliases = async () =>
    ((await client("us-east-1").send(new ListAliasesCommand({}))).Aliases ?? []).filter(
      ({ AliasName }) => AliasName?.startsWith("alias/aws/") !== true,
    );
});

function needs(name: string): string[] {
  const [first = ""] = readFileSync(path.join(folder, name), "utf8").split("\n");
  if (!first.startsWith("# needs: ")) throw new Error(`${name} does not say what it needs.`);
  return first.slice("# needs: ".length).trim().split(" ");
}

/** A folder of providers as `terraform init -plugin-dir` takes it: told, or one of the usual places, or a folder of /opt. */
function pluginFolder(): string | null {
  const shared = existsSync("/opt") ? readdirSync("/opt").map((name) => path.join("/opt", name)) : [];
  const usual = [".terraform.d/plugins", ".local/share/terraform/plugins"].map((name) => path.join(homedir(), name));
  const told = process.env["KEYGLASS_TERRAFORM_PLUGINS"];
  const places = [
    ...(told === undefined ? [] : [told]),
    ...usual,
    "/usr/local/share/terraform/plugins",
    "/usr/share/terraform/plugins",
    ...shared,
  ];
  return places.find((place) => hostsIn(place).some((host) => existsSync(path.join(host, "hashicorp/aws")))) ?? null;
}

/** Providers lie in a folder for each host that they came from. */
function hostsIn(place: string): string[] {
  if (!existsSync(place)) return [];
  return readdirSync(place, { withFileTypes: true })
    .filter((each) => each.isDirectory())
    .map(({ name }) => path.join(place, name));
}
