/** What may be changed of a custom key store, when, and what keeps it from being deleted. */
import { describe, expect, test } from "vitest";
import type { JsonObject } from "#wire/json.ts";
import {
  CLUSTER,
  CLUSTER_STORE,
  createKeyStoreEngine,
  CREDENTIAL,
  PRIVATE_STORE,
  PROXY,
  XKS_STORE,
} from "../testing/key-stores.ts";

const start = () => createKeyStoreEngine();
type Kit = Awaited<ReturnType<typeof start>>;
const OTHER_CLUSTER = "cluster-b23b4cdefgh";
const OTHER_SECRET = "AnotherSimulatedSecretOfTheProxy/1234567890=";
const place = { account: "111122223333", region: "us-east-1", zones: ["us-east-1a", "us-east-1b"] };

describe("While a store is connected UpdateCustomKeyStore changes", () => {
  const CLUSTER_CHANGES: Readonly<Record<string, JsonObject>> = {
    NewCustomKeyStoreName: { NewCustomKeyStoreName: "Renamed" },
    KeyStorePassword: { KeyStorePassword: "another password" },
    CloudHsmClusterId: { CloudHsmClusterId: CLUSTER },
  };
  const XKS_CHANGES: Readonly<Record<string, JsonObject>> = {
    NewCustomKeyStoreName: { NewCustomKeyStoreName: "Renamed" },
    XksProxyAuthenticationCredential: { XksProxyAuthenticationCredential: CREDENTIAL },
    XksProxyUriPath: { XksProxyUriPath: PROXY.path },
    XksProxyUriEndpoint: { XksProxyUriEndpoint: PROXY.endpoint },
    XksProxyConnectivity: { XksProxyConnectivity: "PUBLIC_ENDPOINT" },
    "one of both kinds": { NewCustomKeyStoreName: "Again", XksProxyUriEndpoint: PROXY.endpoint },
  };

  test.each([
    ["the name of a CloudHSM key store", CLUSTER_STORE, CLUSTER_CHANGES, ["NewCustomKeyStoreName"]],
    [
      "the name, credential and path of an external key store",
      XKS_STORE,
      XKS_CHANGES,
      ["NewCustomKeyStoreName", "XksProxyAuthenticationCredential", "XksProxyUriPath"],
    ],
  ] as const)("%s; all else while disconnected only, and nothing on the way there", async (_, input, changes, free) => {
    const { connected, call, must, wait } = await start();
    const id = await connected(input);
    const allowed = async (): Promise<string[]> => {
      const names: string[] = [];
      for (const [name, change] of Object.entries(changes)) {
        const { error } = await call("UpdateCustomKeyStore", { CustomKeyStoreId: id, ...change });
        names.push(...(error === null ? [name] : error === "CustomKeyStoreInvalidStateException" ? [] : [error]));
      }
      return names;
    };
    expect(await allowed()).toEqual(free);
    await must("DisconnectCustomKeyStore", { CustomKeyStoreId: id });
    expect(await allowed()).toEqual([]);
    await wait(1);
    expect(await allowed()).toEqual(Object.keys(changes));
  });
});

describe("UpdateCustomKeyStore", () => {
  test("tells KMS a rotated credential without an interruption", async () => {
    const { connected, proxy, key, call, must } = await start();
    const id = await connected(XKS_STORE);
    const KeyId = await key({ Origin: "EXTERNAL_KEY_STORE", CustomKeyStoreId: id, XksKeyId: "external-key-1" });
    await proxy({ act: "rotate-credential", accessKeyId: CREDENTIAL.AccessKeyId, secret: OTHER_SECRET });
    expect((await call("GenerateDataKey", { KeyId, KeySpec: "AES_256" })).message).toMatch(
      /could not authenticate AWS KMS/,
    );
    const XksProxyAuthenticationCredential = { ...CREDENTIAL, RawSecretAccessKey: OTHER_SECRET };
    await must("UpdateCustomKeyStore", { CustomKeyStoreId: id, XksProxyAuthenticationCredential });
    expect((await call("GenerateDataKey", { KeyId, KeySpec: "AES_256" })).status).toBe(200);
  });

  test("moves an external key store behind a VPC endpoint service, with endpoint and service together", async () => {
    const { create, call, must, describe: entry, connect, state } = await start();
    const id = await create(XKS_STORE);
    const move: JsonObject = { CustomKeyStoreId: id, XksProxyConnectivity: "VPC_ENDPOINT_SERVICE" };
    expect((await call("UpdateCustomKeyStore", move)).error).toBe("ValidationException");
    await must("UpdateCustomKeyStore", {
      ...move,
      XksProxyUriEndpoint: PROXY.service.endpoint,
      XksProxyVpcEndpointServiceName: PROXY.service.name,
    });
    await connect(id);
    expect(await state(id)).toEqual(["CONNECTED"]);
    expect(await entry(id)).toMatchObject({
      XksProxyConfiguration: { Connectivity: "VPC_ENDPOINT_SERVICE", UriEndpoint: PROXY.service.endpoint },
    });
  });

  test("takes a cluster from the same backup, and with it the keys go on", async () => {
    const { connected, disconnect, connect, key, call, must, engine, cluster, state } = await start();
    const id = await connected(CLUSTER_STORE);
    const KeyId = await key({ Origin: "AWS_CLOUDHSM", CustomKeyStoreId: id });
    const { body } = await must("Encrypt", { KeyId, Plaintext: "b3JkZXIgNw==" });
    await engine.glass.changeCluster({
      cluster: OTHER_CLUSTER,
      act: "create",
      ...place,
      password: "",
      backupOf: CLUSTER,
    });
    await cluster({ act: "delete" });
    expect((await call("Decrypt", { CiphertextBlob: body["CiphertextBlob"] })).error).toBe("KMSInvalidStateException");
    await disconnect(id);
    await must("UpdateCustomKeyStore", { CustomKeyStoreId: id, CloudHsmClusterId: OTHER_CLUSTER });
    await connect(id);
    expect(await state(id)).toEqual(["CONNECTED"]);
    expect((await call("Decrypt", { CiphertextBlob: body["CiphertextBlob"] })).body["Plaintext"]).toBe("b3JkZXIgNw==");
  });

  const newCluster = ({ engine }: Kit) =>
    engine.glass.changeCluster({ cluster: OTHER_CLUSTER, act: "create", ...place, password: "kmsPswd" });
  test.for([
    [
      "an unrelated cluster",
      CLUSTER_STORE,
      { CloudHsmClusterId: OTHER_CLUSTER },
      "CloudHsmClusterNotRelatedException",
      newCluster,
    ],
    ["no cluster at all", CLUSTER_STORE, { CloudHsmClusterId: OTHER_CLUSTER }, "CloudHsmClusterNotFoundException"],
    [
      "a cluster with one HSM",
      CLUSTER_STORE,
      { CloudHsmClusterId: CLUSTER },
      "CloudHsmClusterInvalidConfigurationException",
      ({ cluster }: Kit) => cluster({ act: "remove-hsm", hsm: "hsm-simulated1a" }),
    ],
    [
      "an inactive cluster",
      CLUSTER_STORE,
      { CloudHsmClusterId: CLUSTER },
      "CloudHsmClusterNotActiveException",
      ({ cluster }: Kit) => cluster({ act: "set-active", active: false }),
    ],
    ["another type's member", CLUSTER_STORE, { XksProxyUriPath: PROXY.path }, "ValidationException"],
    ["another type's member", XKS_STORE, { KeyStorePassword: "kmsPswd" }, "ValidationException"],
    [
      "a VPC endpoint service for a public endpoint",
      XKS_STORE,
      { XksProxyVpcEndpointServiceName: PROXY.service.name },
      "ValidationException",
    ],
    [
      "a path that the proxy lacks",
      XKS_STORE,
      { XksProxyUriPath: "/no/kms/xks/v1" },
      "XksProxyInvalidConfigurationException",
    ],
    [
      "an endpoint without proxy",
      XKS_STORE,
      { XksProxyUriEndpoint: "https://nobody.example.com" },
      "XksProxyUriUnreachableException",
    ],
    [
      "a credential that the proxy does not know",
      XKS_STORE,
      { XksProxyAuthenticationCredential: { ...CREDENTIAL, AccessKeyId: "A".repeat(20) } },
      "XksProxyIncorrectAuthenticationCredentialException",
    ],
    [
      "a proxy that talks nonsense",
      XKS_STORE,
      { XksProxyUriPath: PROXY.path },
      "XksProxyInvalidResponseException",
      ({ proxy }: Kit) => proxy({ act: "fail", fault: "malformed" }),
    ],
    [
      "another store's name",
      XKS_STORE,
      { NewCustomKeyStoreName: "ClusterStore" },
      "CustomKeyStoreNameInUseException",
      ({ create }: Kit) => create(CLUSTER_STORE),
    ],
    [
      "another store's address",
      PRIVATE_STORE,
      { XksProxyConnectivity: "PUBLIC_ENDPOINT", XksProxyUriEndpoint: PROXY.endpoint },
      "XksProxyUriInUseException",
      ({ create }: Kit) => create(XKS_STORE),
    ],
    [
      "another store's public endpoint as a private name",
      PRIVATE_STORE,
      { XksProxyUriEndpoint: PROXY.endpoint, XksProxyUriPath: "/b/kms/xks/v1" },
      "XksProxyUriEndpointInUseException",
      ({ create }: Kit) => create(XKS_STORE),
    ],
    [
      "a VPC endpoint service that does not exist",
      PRIVATE_STORE,
      { XksProxyVpcEndpointServiceName: "com.amazonaws.vpce.us-east-1.vpce-svc-nobody" },
      "XksProxyVpcEndpointServiceNotFoundException",
    ],
    [
      "a VPC endpoint service that does not conform",
      PRIVATE_STORE,
      { XksProxyVpcEndpointServiceName: PROXY.service.name },
      "XksProxyVpcEndpointServiceInvalidConfigurationException",
      ({ proxy }: Kit) => proxy({ act: "set-service", conforms: false }),
    ],
    [
      "a VPC endpoint service that another store uses",
      XKS_STORE,
      {
        XksProxyConnectivity: "VPC_ENDPOINT_SERVICE",
        XksProxyUriEndpoint: "https://second.example.com",
        XksProxyVpcEndpointServiceName: PROXY.service.name,
      },
      "XksProxyVpcEndpointServiceInUseException",
      ({ create }: Kit) => create(PRIVATE_STORE),
    ],
  ] as readonly (readonly [string, JsonObject, JsonObject, string, ((kit: Kit) => Promise<unknown>)?])[])(
    "refuses %s",
    async ([, input, change, error, before]) => {
      const kit = await start();
      const id = await kit.create(input);
      await before?.(kit);
      const unchanged = await kit.snapshot();
      const answer = await kit.call("UpdateCustomKeyStore", { CustomKeyStoreId: id, ...change });
      expect([answer.status, answer.error]).toEqual([400, error]);
      expect(await kit.snapshot()).toBe(unchanged);
    },
  );
});

describe("DeleteCustomKeyStore", () => {
  test("waits for the last key's end and for the connection's, and leaves cluster and proxy alone", async () => {
    const { connected, disconnect, key, call, must, wait, engine } = await start();
    const id = await connected(CLUSTER_STORE);
    const KeyId = await key({ Origin: "AWS_CLOUDHSM", CustomKeyStoreId: id });
    const remove = async () => (await call("DeleteCustomKeyStore", { CustomKeyStoreId: id })).error;
    expect(await remove()).toBe("CustomKeyStoreInvalidStateException");
    await disconnect(id);
    expect(await remove()).toBe("CustomKeyStoreHasCMKsException");
    await must("ScheduleKeyDeletion", { KeyId, PendingWindowInDays: 7 });
    expect(await remove()).toBe("CustomKeyStoreHasCMKsException");
    await wait(8 * 24 * 60);
    expect(await remove()).toBeNull();
    expect((await engine.glass.keyStores()).clusters).toHaveLength(1);
    expect(await remove()).toBe("CustomKeyStoreNotFoundException");
  });
});
