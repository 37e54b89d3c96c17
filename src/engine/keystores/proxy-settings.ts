/** What CreateCustomKeyStore and UpdateCustomKeyStore ask of an external key store proxy before they accept it. */
import {
  vpcServiceInUse,
  vpcServiceInvalidConfiguration,
  vpcServiceNotFound,
  xksProxyEndpointInUse,
  xksProxyUriInUse,
} from "../errors.ts";
import type { Vault } from "../vault/vault.ts";
import { FAILURES } from "./failures.ts";
import type { NewStoreMembers } from "./members.ts";
import { Proxy, serviceFault, type ProxyTools } from "./proxy.ts";
import type { CustomKeyStoreRow, ProxySettings } from "./rows.ts";

export async function newProxySettings(input: NewStoreMembers, account: string, vault: Vault): Promise<ProxySettings> {
  const name = input.XksProxyVpcEndpointServiceName;
  return {
    connectivity: input.XksProxyConnectivity ?? "PUBLIC_ENDPOINT",
    endpoint: input.XksProxyUriEndpoint ?? "",
    path: input.XksProxyUriPath ?? "",
    service: name === undefined ? null : { name, owner: input.XksProxyVpcEndpointServiceOwner ?? account },
    accessKeyId: input.XksProxyAuthenticationCredential?.AccessKeyId ?? "",
    sealedSecret: await vault.sealText(input.XksProxyAuthenticationCredential?.RawSecretAccessKey ?? ""),
  };
}

/**
 * No other store of the account and Region uses the address, and the proxy answers where KMS can ask it already: at a public endpoint, or
 * through a connection that is there. `others` may hold the store itself.
 */
export async function requireProxy(
  store: {
    readonly id: string;
    readonly connected: boolean;
    readonly settings: ProxySettings;
  },
  others: readonly CustomKeyStoreRow[],
  tools: ProxyTools,
): Promise<void> {
  const { settings } = store;
  for (const other of others)
    if (other.id !== store.id && other.type === "EXTERNAL_KEY_STORE") refuseSame(settings, other.proxy);
  const fault = serviceFault(settings, tools.rows);
  if (fault === "missing") throw vpcServiceNotFound();
  if (fault === "unfit") throw vpcServiceInvalidConfiguration();
  if (settings.connectivity === "VPC_ENDPOINT_SERVICE" && !store.connected) return;
  const answered = await new Proxy(settings, tools).health();
  if (!("failure" in answered)) return;
  const { management, sentence } = FAILURES[answered.failure];
  throw management(sentence);
}

/** Uniqueness: CreateCustomKeyStore, XksProxyUriEndpoint, XksProxyUriPath, XksProxyVpcEndpointServiceName. */
function refuseSame(mine: ProxySettings, other: ProxySettings): void {
  const sameEndpoint = mine.endpoint === other.endpoint;
  if (sameEndpoint && mine.path === other.path) throw xksProxyUriInUse();
  const bothPublic = mine.connectivity === "PUBLIC_ENDPOINT" && other.connectivity === "PUBLIC_ENDPOINT";
  if (sameEndpoint && !bothPublic) throw xksProxyEndpointInUse();
  if (mine.service !== null && mine.service.name === other.service?.name) throw vpcServiceInUse();
}
