/** Custom key stores for tests: the default world's cluster and proxy, and a clock that can be moved past their waiting. */
import type { ClusterChange, ProxyChange } from "#glass/key-stores.ts";
import type { JsonObject } from "#wire/json.ts";
import { SEED_CLUSTER, SEED_PASSWORD, SEED_PROXY, trustAnchorOf } from "../keystores/seed.ts";
import contract from "./data/api-contract.json" with { type: "json" };
import { createTestEngine, type Answer, type TestEngine } from "./engine.ts";

export const CLUSTER = SEED_CLUSTER;
export const PROXY = SEED_PROXY;
export const PASSWORD = SEED_PASSWORD;
export const TRUST_ANCHOR = trustAnchorOf(SEED_CLUSTER);
export const [FIRST_KEY, SECOND_KEY] = SEED_PROXY.keys;
export const CREDENTIAL = { AccessKeyId: SEED_PROXY.accessKeyId, RawSecretAccessKey: SEED_PROXY.secret };
export const MINUTE = 60_000;

export const CLUSTER_STORE: JsonObject = {
  CustomKeyStoreName: "ClusterStore",
  CloudHsmClusterId: CLUSTER,
  TrustAnchorCertificate: TRUST_ANCHOR,
  KeyStorePassword: PASSWORD,
};

export const XKS_STORE: JsonObject = {
  CustomKeyStoreName: "ExternalStore",
  CustomKeyStoreType: "EXTERNAL_KEY_STORE",
  XksProxyUriEndpoint: PROXY.endpoint,
  XksProxyUriPath: PROXY.path,
  XksProxyAuthenticationCredential: CREDENTIAL,
  XksProxyConnectivity: "PUBLIC_ENDPOINT",
};

export const PRIVATE_STORE: JsonObject = {
  ...XKS_STORE,
  CustomKeyStoreName: "PrivateStore",
  XksProxyConnectivity: "VPC_ENDPOINT_SERVICE",
  XksProxyUriEndpoint: PROXY.service.endpoint,
  XksProxyVpcEndpointServiceName: PROXY.service.name,
};

export type StoreEntry = JsonObject & {
  readonly CustomKeyStoreId: string;
  readonly ConnectionState: string;
};

const THROWS = contract as Readonly<Record<string, { readonly throws: readonly string[] }>>;
/** Of every AWS service; no contract lists them. */
const EVERYWHERE: readonly string[] = ["AccessDeniedException", "SerializationException", "ValidationException"];

/** No operation answers an exception that its contract does not have. */
function listed(operation: string, answer: Answer): Answer {
  const known = answer.error === null || [...(THROWS[operation]?.throws ?? []), ...EVERYWHERE].includes(answer.error);
  if (!known) throw new Error(`${operation} has no ${answer.error}`);
  return answer;
}

/** An act, whatever it is on. */
type OneAct<C> = C extends unknown ? Omit<C, "cluster" | "proxy"> : never;

/** An engine with verbs for one custom key store at a time. */
export async function createKeyStoreEngine(engine?: TestEngine) {
  const test = engine ?? (await createTestEngine());
  const call: TestEngine["call"] = async (operation, ...rest) => listed(operation, await test.call(operation, ...rest));
  const { glass } = test.engine;
  const must = async (operation: string, input: JsonObject): Promise<Answer> => {
    const answer = await call(operation, input);
    if (answer.status !== 200) throw new Error(`${operation}: ${answer.error} ${answer.message}`);
    return answer;
  };
  const kit = {
    ...test,
    call,
    must,
    cluster: (change: OneAct<ClusterChange>) => glass.changeCluster({ cluster: CLUSTER, ...change }),
    proxy: (change: OneAct<ProxyChange>) => glass.changeProxy({ proxy: PROXY.id, ...change }),
    wait: (minutes: number) => glass.setClock({ advance: minutes * MINUTE }),
    describe: async (CustomKeyStoreId: string): Promise<StoreEntry> => {
      const { body } = await must("DescribeCustomKeyStores", { CustomKeyStoreId });
      return (body["CustomKeyStores"] as unknown as StoreEntry[])[0] as StoreEntry;
    },
    state: async (id: string): Promise<readonly unknown[]> => {
      const { ConnectionState, ConnectionErrorCode } = await kit.describe(id);
      return ConnectionErrorCode === undefined ? [ConnectionState] : [ConnectionState, ConnectionErrorCode];
    },
    create: async (input: JsonObject): Promise<string> =>
      String((await must("CreateCustomKeyStore", input)).body["CustomKeyStoreId"]),
    /** Connects and waits for the outcome. */
    connect: async (CustomKeyStoreId: string) => {
      await must("ConnectCustomKeyStore", { CustomKeyStoreId });
      await kit.wait(20);
    },
    disconnect: async (CustomKeyStoreId: string) => {
      await must("DisconnectCustomKeyStore", { CustomKeyStoreId });
      await kit.wait(1);
    },
    connected: async (input: JsonObject): Promise<string> => {
      const id = await kit.create(input);
      await kit.connect(id);
      return id;
    },
    key: async (input: JsonObject): Promise<string> =>
      (
        (await must("CreateKey", input)).body["KeyMetadata"] as unknown as {
          Arn: string;
        }
      ).Arn,
    keyState: async (KeyId: string) =>
      ((await must("DescribeKey", { KeyId })).body["KeyMetadata"] as unknown as { KeyState: string }).KeyState,
  };
  return kit;
}
