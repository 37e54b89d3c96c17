/** What the pane shows of custom key stores and of the simulated things behind them. */
import type { ClusterView, KeyStoresView, KeyStoreView, XksProxyView } from "#glass/key-stores.ts";
import type { MemoryState } from "../storage/state.ts";
import type { ClusterRow, CustomKeyStoreRow, XksProxyRow } from "./rows.ts";

const ALL = Number.MAX_SAFE_INTEGER;

export function keyStoresView(state: MemoryState): KeyStoresView {
  return {
    stores: [...state.all("customKeyStores")].map((store) => storeView(state, store)),
    clusters: state.range("clusters", "all", null, ALL).map(clusterView),
    proxies: state.range("xksProxies", "all", null, ALL).map((proxy) => proxyView(state, proxy)),
  };
}

function storeView(state: MemoryState, store: CustomKeyStoreRow): KeyStoreView {
  const { id, name, account, region, type, connection } = store;
  const behind = store.type === "AWS_CLOUDHSM" ? store.clusterId : `${store.proxy.endpoint}${store.proxy.path}`;
  return { id, name, account, region, type, behind, ...connection, keys: state.count("keysInStore", id) };
}

function clusterView({ kmsuser, ...cluster }: ClusterRow): ClusterView {
  return { ...cluster, kmsuser: { state: kmsuser.state, failedLogins: kmsuser.failedLogins } };
}

function proxyView(state: MemoryState, proxy: XksProxyRow): XksProxyView {
  const { id, endpoint, paths, service, accessKeyId, latency, fault, managers } = proxy;
  const keys = state.range("externalKeysOf", id, null, ALL).map(({ keyId, spec, usage, status }) => ({
    id: keyId,
    spec,
    usage,
    status,
  }));
  return { id, endpoint, paths, service, accessKeyId, latency, fault, managers, keys };
}
