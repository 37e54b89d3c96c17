/** What UpdateCustomKeyStore makes of a custom key store. */
import { clusterNotRelated, validation } from "../errors.ts";
import { clusterOf, requireTwoHsms } from "./cluster.ts";
import { requirePossible } from "./connection.ts";
import { refuseForeignMembers, refuseService, type StoreChanges } from "./members.ts";
import { requireProxy } from "./proxy-settings.ts";
import type { ProxyTools } from "./proxy.ts";
import type { CloudHsmStoreRow, CustomKeyStoreRow, ExternalStoreRow, ProxySettings } from "./rows.ts";

/** May be changed while connected; everything else only while disconnected (UpdateCustomKeyStore). */
const WHILE_CONNECTED: ReadonlySet<string> = new Set([
  "NewCustomKeyStoreName",
  "XksProxyAuthenticationCredential",
  "XksProxyUriPath",
]);

interface UpdateTools extends ProxyTools {
  readonly account: string;
  readonly region: string;
}

/** @throws KmsError CustomKeyStoreInvalidStateException, ValidationException, and what speaks against a cluster or proxy. */
export async function changed(
  store: CustomKeyStoreRow,
  changes: StoreChanges,
  others: readonly CustomKeyStoreRow[],
  tools: UpdateTools,
): Promise<CustomKeyStoreRow> {
  const { NewCustomKeyStoreName: newName, ...settings } = changes;
  refuseForeignMembers(store.type, settings);
  const asked = Object.entries(changes).flatMap(([member, value]) => (value === undefined ? [] : [member]));
  requirePossible(store, asked.every((member) => WHILE_CONNECTED.has(member)) ? "adjust" : "rebuild");
  const named = { ...store, name: newName ?? store.name };
  if (asked.every((member) => member === "NewCustomKeyStoreName")) return named;
  return named.type === "AWS_CLOUDHSM"
    ? changedCluster(named, changes, tools)
    : changedProxy(named, changes, others, tools);
}

async function changedCluster(
  store: CloudHsmStoreRow,
  changes: StoreChanges,
  tools: UpdateTools,
): Promise<CloudHsmStoreRow> {
  const { CloudHsmClusterId, KeyStorePassword } = changes;
  if (CloudHsmClusterId !== undefined) {
    const cluster = clusterOf(CloudHsmClusterId, tools, tools.rows);
    if (cluster.trustAnchor !== store.trustAnchor) throw clusterNotRelated();
    requireTwoHsms(cluster);
  }
  const sealedPassword =
    KeyStorePassword === undefined ? store.sealedPassword : await tools.vault.sealText(KeyStorePassword);
  return { ...store, clusterId: CloudHsmClusterId ?? store.clusterId, sealedPassword };
}

async function changedProxy(
  store: ExternalStoreRow,
  changes: StoreChanges,
  others: readonly CustomKeyStoreRow[],
  tools: UpdateTools,
): Promise<ExternalStoreRow> {
  const before = store.proxy;
  const connectivity = changes.XksProxyConnectivity ?? before.connectivity;
  if (connectivity !== before.connectivity) requireMoved(connectivity, changes);
  if (connectivity === "PUBLIC_ENDPOINT") refuseService(changes);
  const credential = changes.XksProxyAuthenticationCredential;
  const settings: ProxySettings = {
    connectivity,
    endpoint: changes.XksProxyUriEndpoint ?? before.endpoint,
    path: changes.XksProxyUriPath ?? before.path,
    service:
      connectivity === "PUBLIC_ENDPOINT"
        ? null
        : {
            name: changes.XksProxyVpcEndpointServiceName ?? before.service?.name ?? "",
            owner: changes.XksProxyVpcEndpointServiceOwner ?? before.service?.owner ?? store.account,
          },
    accessKeyId: credential?.AccessKeyId ?? before.accessKeyId,
    sealedSecret:
      credential === undefined ? before.sealedSecret : await tools.vault.sealText(credential.RawSecretAccessKey),
  };
  await requireProxy({ id: store.id, connected: store.connection.state === "CONNECTED", settings }, others, tools);
  return { ...store, proxy: settings };
}

/** "You must also change the XksProxyUriEndpoint and add an XksProxyVpcEndpointServiceName value". @NOTE AWS: sentence not public. */
function requireMoved(connectivity: ProxySettings["connectivity"], changes: StoreChanges): void {
  const needed =
    connectivity === "PUBLIC_ENDPOINT"
      ? (["XksProxyUriEndpoint"] as const)
      : (["XksProxyUriEndpoint", "XksProxyVpcEndpointServiceName"] as const);
  const missing = needed.find((member) => changes[member] === undefined);
  if (missing !== undefined)
    throw validation(`${missing} is required when XksProxyConnectivity changes to ${connectivity}.`);
}
