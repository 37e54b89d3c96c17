/** What a teacher does to the simulated clusters and proxies. */
import { describe, expect, test } from "vitest";
import type { ClusterChange, ProxyChange } from "#glass/key-stores.ts";
import { CLUSTER, createKeyStoreEngine, PROXY, XKS_STORE } from "../testing/key-stores.ts";

describe("Acts on what stands behind custom key stores", () => {
  test("show what there is, simulated and named so, and no secret of it", async () => {
    const { engine } = await createKeyStoreEngine();
    const { clusters, proxies, stores } = await engine.glass.keyStores();
    expect(stores).toEqual([]);
    expect(clusters).toMatchObject([
      { id: CLUSTER, active: true, hsms: [{ zone: "us-east-1a" }, { zone: "us-east-1b" }] },
    ]);
    expect(proxies).toMatchObject([
      { id: PROXY.id, endpoint: PROXY.endpoint, keys: [{ id: "external-key-1" }, { id: "external-key-2" }] },
    ]);
    expect(JSON.stringify([clusters, proxies])).not.toMatch(/sealed|wrapped|kmsPswd/);
  });

  test("stand in the log under their names, without what was chosen in confidence, and can be taken back", async () => {
    const { engine, cluster, proxy, snapshot } = await createKeyStoreEngine();
    const before = await snapshot();
    await cluster({ act: "set-password", password: "told nobody" });
    await proxy({ act: "fail", fault: "tls" });
    await engine.flush();
    const { items } = await engine.glass.acts(null, 10);
    expect(items.map(({ name, who }) => [name, who])).toEqual([
      ["ChangeProxy", "you"],
      ["ChangeCluster", "you"],
    ]);
    expect(JSON.stringify(items)).not.toContain("told nobody");
    await engine.glass.undo();
    await engine.glass.undo();
    expect(await snapshot()).toBe(before);
  });

  test("make new clusters and proxies, for stores in other accounts and Regions", async () => {
    const { engine, call } = await createKeyStoreEngine();
    await engine.glass.changeProxy({
      proxy: "second",
      act: "create",
      endpoint: "https://second.example.com",
      paths: ["/kms/xks/v1"],
      accessKeyId: "B".repeat(20),
      secret: "b".repeat(43),
    });
    const input = {
      ...XKS_STORE,
      XksProxyUriEndpoint: "https://second.example.com",
      XksProxyAuthenticationCredential: { AccessKeyId: "B".repeat(20), RawSecretAccessKey: "b".repeat(43) },
    };
    expect((await call("CreateCustomKeyStore", input, { region: "eu-west-1" })).status).toBe(200);
  });

  test.each([
    { cluster: "cluster-zzzzzzzzzzz", act: "delete" },
    { cluster: "x", act: "delete" },
    { cluster: CLUSTER, act: "explode" },
    { cluster: CLUSTER, act: "add-hsm", zone: "here" },
    { cluster: CLUSTER, act: "remove-hsm", hsm: "hsm-0" },
    { cluster: CLUSTER, act: "set-password", password: "short" },
    { cluster: CLUSTER, act: "set-fault", fault: "sad" },
    { cluster: CLUSTER, act: "set-kmsuser", state: "asleep" },
    { cluster: CLUSTER, act: "create", account: "111122223333", region: "us-east-1", zones: [], password: "kmsPswd" },
    {
      cluster: "cluster-b23b4cdefgh",
      act: "create",
      account: "1",
      region: "us-east-1",
      zones: [],
      password: "kmsPswd",
    },
    {
      cluster: "cluster-b23b4cdefgh",
      act: "create",
      account: "111122223333",
      region: "us-east-1",
      zones: "a",
      password: "kmsPswd",
    },
  ] as unknown as ClusterChange[])("refuse %o, and change nothing", async (change) => {
    const { engine, snapshot } = await createKeyStoreEngine();
    const before = await snapshot();
    await expect(engine.glass.changeCluster(change)).rejects.toThrow(RangeError);
    expect(await snapshot()).toBe(before);
  });

  test.each([
    { proxy: "nobody", act: "delete" },
    { proxy: PROXY.id, act: "explode" },
    { proxy: PROXY.id, act: "slow", latency: -1 },
    { proxy: PROXY.id, act: "slow", latency: Number.NaN },
    { proxy: PROXY.id, act: "fail", fault: "sad" },
    { proxy: PROXY.id, act: "set-paths", paths: ["/elsewhere"] },
    { proxy: PROXY.id, act: "rotate-credential", accessKeyId: "short", secret: "short" },
    { proxy: PROXY.id, act: "add-key", key: "external-key-1", spec: "AES_256", usage: [] },
    { proxy: PROXY.id, act: "add-key", key: "a/b", spec: "AES_256", usage: [] },
    { proxy: PROXY.id, act: "set-key", key: "nobody", status: "ENABLED" },
    { proxy: PROXY.id, act: "create", endpoint: "https://a.example.com", paths: [], accessKeyId: "", secret: "" },
  ] as unknown as ProxyChange[])("refuse %o, and change nothing", async (change) => {
    const { engine, snapshot } = await createKeyStoreEngine();
    const before = await snapshot();
    await expect(engine.glass.changeProxy(change)).rejects.toThrow(RangeError);
    expect(await snapshot()).toBe(before);
  });
});
