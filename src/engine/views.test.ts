import { expect, test } from "vitest";
import type { KeyDetail } from "#glass/views.ts";
import type { KeyRow } from "./keys/rows.ts";
import { MemoryState } from "./storage/state.ts";
import { createTestEngine, type TestEngine } from "./testing/engine.ts";
import { KeyPages } from "./views.ts";

/** What the pane shows of a key made with these members. */
async function detailOf({ call, engine }: TestEngine, members: object): Promise<KeyDetail | null> {
  const { body } = await call("CreateKey", { ...members });
  return engine.glass.key((body["KeyMetadata"] as unknown as { Arn: string }).Arn);
}

test("the pane is told every spec whose keys can be made, what for, and with which algorithms", async () => {
  const { engine } = await createTestEngine();
  const specs = await engine.glass.specs();
  expect(specs).toHaveLength(19);
  expect(specs.map(({ name }) => name)).not.toContain("SM2");
  const rsa = specs.find(({ name }) => name === "RSA_2048");
  expect(Object.keys(rsa?.usages ?? {})).toEqual(["ENCRYPT_DECRYPT", "SIGN_VERIFY"]);
  expect(rsa?.usages["ENCRYPT_DECRYPT"]).toEqual([
    { name: "RSAES_OAEP_SHA_1", room: 214, messageTypes: [] },
    { name: "RSAES_OAEP_SHA_256", room: 190, messageTypes: [] },
  ]);
  const symmetric = specs.find(({ name }) => name === "SYMMETRIC_DEFAULT");
  expect(symmetric?.usages["ENCRYPT_DECRYPT"]?.[0]?.room).toBe(4_096);
});

test("a key tells what it may be used with; only a multi-Region key names its Regions, the primary first", async () => {
  const test = await createTestEngine();
  const signer = await detailOf(test, { KeySpec: "ECC_NIST_EDWARDS25519", KeyUsage: "SIGN_VERIFY" });
  expect(signer).toMatchObject({ asymmetric: true, rotatable: false, related: [] });
  expect(signer?.algorithms).toEqual([
    { name: "ED25519_SHA_512", room: null, messageTypes: ["RAW"] },
    { name: "ED25519_PH_SHA_512", room: null, messageTypes: ["DIGEST"] },
  ]);
  const primary = await detailOf(test, { MultiRegion: true });
  await test.call("ReplicateKey", { KeyId: primary?.keyId ?? "", ReplicaRegion: "eu-west-1" });
  expect((await test.engine.glass.key(primary?.arn ?? ""))?.related).toEqual([
    { region: "us-east-1", state: "Enabled", primary: true },
    { region: "eu-west-1", state: "Creating", primary: false },
  ]);
});

test("a key that waits for its deletion does not rotate; how its rotation is set is told all the same", async () => {
  const test = await createTestEngine();
  const rotation = async (KeyId: string, ...operations: readonly string[]) => {
    for (const operation of operations) expect((await test.call(operation, { KeyId })).status).toBe(200);
    return (await test.engine.glass.key(KeyId))?.rotation;
  };
  const [off, on] = [await detailOf(test, {}), await detailOf(test, {})].map((key) => key?.arn ?? "") as [
    string,
    string,
  ];
  expect(await rotation(off, "ScheduleKeyDeletion")).toMatchObject({ set: false, enabled: false, next: null });
  expect(await rotation(on, "EnableKeyRotation")).toMatchObject({ set: true, enabled: true });
  expect(await rotation(on, "ScheduleKeyDeletion")).toMatchObject({ set: true, enabled: false, next: null });
  expect(await rotation(on, "CancelKeyDeletion")).toMatchObject({ set: true, enabled: true });
});

test("pages of keys are put in order anew when a key came, went or was named, not when one was merely changed", async () => {
  const { call, engine, storage } = await createTestEngine();
  for (let n = 0; n < 20; n++) await call("CreateKey", {});
  await engine.flush();
  const state = new MemoryState();
  for (const { table, row } of (await storage.load())?.rows ?? [])
    state.apply([{ table, key: row.id, before: null, after: row }]);
  let looks = 0;
  const pages = new KeyPages(
    Object.assign(Object.create(state) as MemoryState, {
      get: state.get.bind(state),
      version: state.version.bind(state),
      members: state.members.bind(state),
      range: (...asked: Parameters<MemoryState["range"]>) => {
        if (asked[0] === "aliasesTo") looks++;
        return state.range(...asked);
      },
    }),
  );
  const asked = () => {
    looks = 0;
    const { items } = pages.page({ region: "us-east-1" }, null, 1);
    return { first: items[0], looks };
  };
  const { first, looks: all } = asked();
  expect(all).toBeGreaterThan(20);
  const [before] = state
    .range("keysOf", `${first?.account}/us-east-1`, null, 100)
    .filter(({ arn }) => arn === first?.arn);
  const key = before as KeyRow;
  const change = (after: KeyRow | null) =>
    state.apply([{ table: "keys", key: key.id, before: state.get("keys", key.id) ?? null, after }]);
  change({ ...key, description: "changed" });
  expect(asked()).toMatchObject({ first: { arn: key.arn, description: "changed" }, looks: 1 });
  change(null);
  expect(asked().first?.arn).not.toBe(key.arn);
  change(key);
  expect(asked()).toMatchObject({ first: { arn: key.arn, description: key.description } });
});
