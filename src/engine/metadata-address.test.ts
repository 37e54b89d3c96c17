import { afterEach, expect, test, vi } from "vitest";
import { formatRequest, parseResponse } from "#wire/http.ts";
import { ADMIN, APP, createTestEngine, type TestEngine } from "./testing/engine.ts";
import { sts } from "./testing/sts.ts";
import { METADATA_HOST } from "./world/credentials.ts";
import type { AccessKeyRow } from "./world/rows.ts";

afterEach(() => vi.restoreAllMocks());

async function ask({ engine }: TestEngine, arn: string): Promise<{ status: number; id: string | null }> {
  const target = `/latest/meta-data/iam/security-credentials/${encodeURIComponent(arn)}`;
  const request = formatRequest({ method: "GET", target, headers: { host: METADATA_HOST }, body: "" });
  const { status, body } = parseResponse(await engine.handle(request, { from: "internet" }));
  return { status, id: body === "" ? null : (JSON.parse(body) as { AccessKeyId: string }).AccessKeyId };
}

async function keysOf({ engine, storage }: TestEngine, arn: string): Promise<readonly string[]> {
  await engine.flush();
  const rows = (await storage.load())?.rows ?? [];
  return rows.flatMap(({ table, row }) =>
    table === "accessKeys" && (row as AccessKeyRow).principal === arn ? [row.id] : [],
  );
}

test("no credentials come to be of a role that is deleted while they are made", async () => {
  const world = await createTestEngine();
  const { encrypt } = crypto.subtle;
  let release = (): void => {};
  const sealing = vi.spyOn(crypto.subtle, "encrypt").mockImplementationOnce(async (...asked) => {
    await new Promise<void>((resolve) => (release = resolve));
    return encrypt.apply(crypto.subtle, asked);
  });
  const asking = ask(world, APP);
  await vi.waitFor(() => expect(sealing).toHaveBeenCalled());
  await world.engine.glass.changeWorld({ act: "DeleteRole", arn: APP });
  release();
  expect(await asking).toEqual({ status: 404, id: null });
  expect(await keysOf(world, APP)).toEqual([]);
});

test("who asks at once gets the same credentials", async () => {
  const world = await createTestEngine();
  const [first, second] = await Promise.all([ask(world, APP), ask(world, APP)]);
  expect(first.status).toBe(200);
  expect(second.id).toBe(first.id);
  expect(await keysOf(world, APP)).toEqual([first.id]);
});

test("a role keeps the credentials that it was handed, however many sessions others have taken of it", async () => {
  // With this seed the id handed out stands behind those of more than a hundred sessions.
  const world = await createTestEngine({ seed: 4 });
  const { id } = await ask(world, APP);
  const trust = { Effect: "Allow", Principal: { AWS: ADMIN, Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" };
  const text = JSON.stringify({ Version: "2012-10-17", Statement: [trust] });
  await world.engine.glass.changeWorld({ act: "UpdateAssumeRolePolicy", arn: APP, text });
  const taken = { Action: "AssumeRole", RoleArn: APP, RoleSessionName: "class" };
  for (let n = 0; n < 150; n++) expect((await sts(world, taken, ADMIN)).status).toBe(200);
  expect(await ask(world, APP)).toEqual({ status: 200, id });
});
