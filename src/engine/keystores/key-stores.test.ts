/** Custom key stores: made, named, changed, deleted; what is refused, and in which words. */
import { describe, expect, test } from "vitest";
import type { JsonObject } from "#wire/json.ts";
import { NOON } from "../testing/engine.ts";
import {
  CLUSTER,
  CLUSTER_STORE,
  createKeyStoreEngine,
  CREDENTIAL,
  PASSWORD,
  PRIVATE_STORE,
  PROXY,
  TRUST_ANCHOR,
  XKS_STORE,
} from "../testing/key-stores.ts";

const start = () => createKeyStoreEngine();
type Kit = Awaited<ReturnType<typeof start>>;
const OTHER_CLUSTER = "cluster-b23b4cdefgh";
const place = { account: "111122223333", region: "us-east-1", zones: ["us-east-1a", "us-east-1b"] };

describe("A new custom key store", () => {
  test("over a CloudHSM cluster is there, disconnected, and tells of itself what AWS tells", async () => {
    const { create, describe: entry } = await start();
    const id = await create(CLUSTER_STORE);
    expect(id).toMatch(/^cks-[0-9a-f]{17}$/);
    expect(await entry(id)).toEqual({
      CustomKeyStoreId: id,
      CustomKeyStoreName: "ClusterStore",
      CloudHsmClusterId: CLUSTER,
      TrustAnchorCertificate: TRUST_ANCHOR,
      ConnectionState: "DISCONNECTED",
      CreationDate: NOON / 1000,
      CustomKeyStoreType: "AWS_CLOUDHSM",
    });
  });

  test("over an external key manager is there once its proxy has answered KMS", async () => {
    const { must, describe: entry, trace } = await start();
    const answer = await must("CreateCustomKeyStore", XKS_STORE);
    expect(await entry(String(answer.body["CustomKeyStoreId"]))).toMatchObject({
      CustomKeyStoreType: "EXTERNAL_KEY_STORE",
      ConnectionState: "DISCONNECTED",
      XksProxyConfiguration: {
        Connectivity: "PUBLIC_ENDPOINT",
        AccessKeyId: CREDENTIAL.AccessKeyId,
        UriEndpoint: PROXY.endpoint,
        UriPath: PROXY.path,
      },
    });
    expect((await trace(answer)).hsm.map(({ step, facts }) => [step, facts])).toEqual([
      ["proxy", { method: "POST", url: `${PROXY.endpoint}${PROXY.path}/health`, latencyInMs: 20, status: 200 }],
    ]);
  });

  test("behind a VPC endpoint service is asked nothing before it is connected", async () => {
    const { must, describe: entry, trace, connect, state } = await start();
    const answer = await must("CreateCustomKeyStore", PRIVATE_STORE);
    const id = String(answer.body["CustomKeyStoreId"]);
    expect((await trace(answer)).hsm).toEqual([]);
    expect(await entry(id)).toMatchObject({
      XksProxyConfiguration: { VpcEndpointServiceName: PROXY.service.name, VpcEndpointServiceOwner: "111122223333" },
    });
    await connect(id);
    expect(await state(id)).toEqual(["CONNECTED"]);
  });

  test("never shows what KMS was told in confidence: not in the trace, the audit record, the log of acts or the rows", async () => {
    const { must, trace, engine, storage } = await start();
    const traces = [
      await trace(await must("CreateCustomKeyStore", CLUSTER_STORE)),
      await trace(await must("CreateCustomKeyStore", XKS_STORE)),
    ];
    await engine.flush();
    const acts = await storage.actsPage(Number.MAX_SAFE_INTEGER, 100);
    const all = JSON.stringify([traces, acts, await storage.load(), await engine.glass.keyStores()]);
    for (const secret of [PASSWORD, CREDENTIAL.RawSecretAccessKey]) expect(all).not.toContain(secret);
    expect(traces.map(({ audit }) => audit?.["requestParameters"])).toEqual([
      { customKeyStoreName: "ClusterStore", clusterId: CLUSTER },
      {
        customKeyStoreName: "ExternalStore",
        customKeyStoreType: "EXTERNAL_KEY_STORE",
        xksProxyUriEndpoint: PROXY.endpoint,
        xksProxyUriPath: PROXY.path,
        xksProxyConnectivity: "PUBLIC_ENDPOINT",
      },
    ]);
    expect(JSON.stringify(traces[0]?.frontDoor.input)).toMatch(/"KeyStorePassword":"«7 bytes, print [0-9a-f ]{9}»"/);
    expect(JSON.stringify(traces[1]?.frontDoor.input)).toMatch(/"RawSecretAccessKey":"«44 bytes, print [0-9a-f ]{9}»"/);
  });
});

describe("CreateCustomKeyStore refuses", () => {
  const refused: readonly (readonly [
    what: string,
    error: string,
    input: JsonObject,
    before?: ((kit: Kit) => Promise<unknown>) | undefined,
    message?: string | RegExp | undefined,
  ])[] = [
    [
      "a store over a cluster without its password",
      "ValidationException",
      { ...CLUSTER_STORE, KeyStorePassword: null },
      undefined,
      "KeyStorePassword is required for a custom key store of type AWS_CLOUDHSM.",
    ],
    [
      "a proxy's member for a cluster",
      "ValidationException",
      { ...CLUSTER_STORE, XksProxyUriPath: PROXY.path },
      undefined,
      "XksProxyUriPath is not valid for a custom key store of type AWS_CLOUDHSM.",
    ],
    [
      "an external key store without a credential",
      "ValidationException",
      { ...XKS_STORE, XksProxyAuthenticationCredential: null },
    ],
    [
      "a VPC endpoint service that is not named",
      "ValidationException",
      { ...PRIVATE_STORE, XksProxyVpcEndpointServiceName: null },
    ],
    [
      "a VPC endpoint service for a public endpoint",
      "ValidationException",
      { ...XKS_STORE, XksProxyVpcEndpointServiceName: PROXY.service.name },
    ],
    [
      "a password of six letters, without repeating it",
      "ValidationException",
      { ...CLUSTER_STORE, KeyStorePassword: "secret" },
      undefined,
      "1 validation error detected: Value at 'keyStorePassword' failed to satisfy constraint: Member must have length greater than or equal to 7",
    ],
    [
      "a name that another store has",
      "CustomKeyStoreNameInUseException",
      { ...XKS_STORE, CustomKeyStoreName: "ClusterStore" },
      ({ create }) => create(CLUSTER_STORE),
    ],
    [
      "a cluster that does not exist",
      "CloudHsmClusterNotFoundException",
      { ...CLUSTER_STORE, CloudHsmClusterId: OTHER_CLUSTER },
    ],
    [
      "a cluster that another store uses",
      "CloudHsmClusterInUseException",
      { ...CLUSTER_STORE, CustomKeyStoreName: "Second" },
      ({ create }) => create(CLUSTER_STORE),
    ],
    [
      "a cluster that comes from the same backup as another store's",
      "CloudHsmClusterInUseException",
      { ...CLUSTER_STORE, CustomKeyStoreName: "Second", CloudHsmClusterId: OTHER_CLUSTER },
      async ({ create, engine }) => {
        await create(CLUSTER_STORE);
        await engine.glass.changeCluster({
          cluster: OTHER_CLUSTER,
          act: "create",
          ...place,
          password: "",
          backupOf: CLUSTER,
        });
      },
    ],
    [
      "a cluster that was never activated",
      "CloudHsmClusterNotActiveException",
      CLUSTER_STORE,
      ({ cluster }) => cluster({ act: "set-active", active: false }),
    ],
    [
      "a cluster with a single HSM",
      "CloudHsmClusterInvalidConfigurationException",
      CLUSTER_STORE,
      ({ cluster }) => cluster({ act: "remove-hsm", hsm: "hsm-simulated1a" }),
    ],
    [
      "a cluster with two HSMs in one zone",
      "CloudHsmClusterInvalidConfigurationException",
      CLUSTER_STORE,
      async ({ cluster }) => {
        await cluster({ act: "remove-hsm", hsm: "hsm-simulated1a" });
        await cluster({ act: "add-hsm", zone: "us-east-1b" });
      },
    ],
    [
      "a cluster whose security group was changed",
      "CloudHsmClusterInvalidConfigurationException",
      CLUSTER_STORE,
      ({ cluster }) => cluster({ act: "set-fault", fault: "security-group" }),
    ],
    [
      "another cluster's trust anchor",
      "IncorrectTrustAnchorException",
      { ...CLUSTER_STORE, TrustAnchorCertificate: "-----BEGIN CERTIFICATE-----" },
    ],
    [
      "a proxy that answers at no such path",
      "XksProxyInvalidConfigurationException",
      { ...XKS_STORE, XksProxyUriPath: "/other/kms/xks/v1" },
      undefined,
      "The external key store proxy rejected the request because of an invalid URI path. Verify the URI path for your external key store and update if necessary.",
    ],
    [
      "an endpoint where no proxy is",
      "XksProxyUriUnreachableException",
      { ...XKS_STORE, XksProxyUriEndpoint: "https://nobody.example.com" },
      undefined,
      /^AWS KMS cannot communicate with the external key store proxy\./,
    ],
    [
      "a proxy that takes more than 250 ms",
      "XksProxyUriUnreachableException",
      XKS_STORE,
      ({ proxy }) => proxy({ act: "slow", latency: 251 }),
      /did not respond in time/,
    ],
    [
      "a proxy all of whose key managers are down",
      "XksProxyUriUnreachableException",
      XKS_STORE,
      ({ proxy }) => proxy({ act: "set-managers", health: "UNAVAILABLE" }),
      /unhealthy state/,
    ],
    [
      "a proxy whose certificate does not hold",
      "XksProxyInvalidConfigurationException",
      XKS_STORE,
      ({ proxy }) => proxy({ act: "fail", fault: "tls" }),
      /TLS/,
    ],
    [
      "a proxy that answers with what is no JSON",
      "XksProxyInvalidResponseException",
      XKS_STORE,
      ({ proxy }) => proxy({ act: "fail", fault: "malformed" }),
      /^AWS KMS cannot interpret the response/,
    ],
    [
      "a credential that the proxy does not know",
      "XksProxyIncorrectAuthenticationCredentialException",
      { ...XKS_STORE, XksProxyAuthenticationCredential: { ...CREDENTIAL, RawSecretAccessKey: "x".repeat(43) } },
      undefined,
      /could not authenticate AWS KMS/,
    ],
    [
      "an address that another store uses",
      "XksProxyUriInUseException",
      { ...XKS_STORE, CustomKeyStoreName: "Second" },
      ({ create }) => create(XKS_STORE),
    ],
    [
      "a private name that is another store's public endpoint",
      "XksProxyUriEndpointInUseException",
      { ...PRIVATE_STORE, XksProxyUriEndpoint: PROXY.endpoint, XksProxyUriPath: "/other/kms/xks/v1" },
      ({ create }) => create(XKS_STORE),
    ],
    [
      "a VPC endpoint service that another store uses",
      "XksProxyVpcEndpointServiceInUseException",
      {
        ...PRIVATE_STORE,
        CustomKeyStoreName: "Second",
        XksProxyUriEndpoint: "https://second.example.com",
      },
      ({ create }) => create(PRIVATE_STORE),
    ],
    [
      "a VPC endpoint service that does not exist",
      "XksProxyVpcEndpointServiceNotFoundException",
      { ...PRIVATE_STORE, XksProxyVpcEndpointServiceName: "com.amazonaws.vpce.us-east-1.vpce-svc-nobody" },
    ],
    [
      "a VPC endpoint service of another owner",
      "XksProxyVpcEndpointServiceNotFoundException",
      { ...PRIVATE_STORE, XksProxyVpcEndpointServiceOwner: "444455556666" },
    ],
    [
      "a VPC endpoint service that does not conform",
      "XksProxyVpcEndpointServiceInvalidConfigurationException",
      PRIVATE_STORE,
      ({ proxy }) => proxy({ act: "set-service", conforms: false }),
    ],
  ];

  test.for(refused)("%s: %s", async ([, error, input, before, message = ""]) => {
    const kit = await start();
    await before?.(kit);
    const unchanged = await kit.snapshot();
    const answer = await kit.call("CreateCustomKeyStore", input);
    expect([answer.status, answer.error]).toEqual([400, error]);
    expect(answer.message ?? "").toMatch(message);
    expect(await kit.snapshot()).toBe(unchanged);
  });

  test("an eleventh store of the account and Region", async () => {
    const kit = await start();
    await kit.proxy({ act: "set-paths", paths: Array.from({ length: 11 }, (_, n) => `/p${n}/kms/xks/v1`) });
    const store = (n: number) => ({
      ...XKS_STORE,
      CustomKeyStoreName: `Store ${n}`,
      XksProxyUriPath: `/p${n}/kms/xks/v1`,
    });
    for (let n = 0; n < 10; n++) await kit.create(store(n));
    expect((await kit.call("CreateCustomKeyStore", store(10))).error).toBe("LimitExceededException");
    const first = (await kit.must("DescribeCustomKeyStores", { Limit: 7 })).body;
    expect([(first["CustomKeyStores"] as unknown as unknown[]).length, first["Truncated"]]).toEqual([7, true]);
    const rest = (await kit.must("DescribeCustomKeyStores", { Marker: first["NextMarker"] })).body;
    expect([(rest["CustomKeyStores"] as unknown as unknown[]).length, rest["Truncated"]]).toEqual([3, false]);
  });
});

describe("DescribeCustomKeyStores", () => {
  test("finds a store by its name, and says when there is none of that name or id", async () => {
    const { create, call, must } = await start();
    const id = await create(CLUSTER_STORE);
    expect((await must("DescribeCustomKeyStores", { CustomKeyStoreName: "ClusterStore" })).body).toMatchObject({
      CustomKeyStores: [{ CustomKeyStoreId: id }],
      Truncated: false,
    });
    for (const input of [{ CustomKeyStoreName: "Nobody" }, { CustomKeyStoreId: "cks-1234567890abcdef0" }])
      expect((await call("DescribeCustomKeyStores", input)).error).toBe("CustomKeyStoreNotFoundException");
    expect((await call("DescribeCustomKeyStores", { CustomKeyStoreName: "A", CustomKeyStoreId: id })).error).toBe(
      "ValidationException",
    );
    expect((await call("DescribeCustomKeyStores", { Marker: "nowhere" })).error).toBe("InvalidMarkerException");
  });

  test("shows nobody the stores of another account or Region", async () => {
    const { create, call, must } = await start();
    const id = await create(CLUSTER_STORE);
    const elsewhere = { region: "eu-west-1" };
    expect((await call("DescribeCustomKeyStores", {}, elsewhere)).body).toEqual({
      CustomKeyStores: [],
      Truncated: false,
    });
    expect((await call("ConnectCustomKeyStore", { CustomKeyStoreId: id }, elsewhere)).error).toBe(
      "CustomKeyStoreNotFoundException",
    );
    expect((await must("DescribeCustomKeyStores", {})).body["CustomKeyStores"]).toHaveLength(1);
  });
});
