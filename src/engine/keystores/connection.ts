/** The connection of a custom key store: what is possible in which state, how long it takes, and how it ends. */
import type { Bytes } from "#wire/bytes.ts";
import { base64 } from "#wire/bytes.ts";
import { customKeyStoreInvalidState } from "../errors.ts";
import type { Writes } from "../storage/state.ts";
import { putStore } from "./availability.ts";
import { logIn } from "./cluster.ts";
import { FAILURES } from "./failures.ts";
import { Proxy, serviceFault, type ProxyTools } from "./proxy.ts";
import type {
  CloudHsmStoreRow,
  ConnectionErrorCode,
  ConnectionState,
  CustomKeyStoreRow,
  ExternalStoreRow,
} from "./rows.ts";

const MINUTE = 60_000;

/** @NOTE AWS: "about five minutes" for external key stores, up to twenty for clusters; how long the other way takes it does not say. */
const CONNECTING_MS: Readonly<Record<CustomKeyStoreRow["type"], number>> = {
  EXTERNAL_KEY_STORE: 5 * MINUTE,
  AWS_CLOUDHSM: 20 * MINUTE,
};
const DISCONNECTING_MS = MINUTE;

/** In which states what is possible (CustomKeyStoreInvalidStateException's description; UpdateCustomKeyStore). */
const POSSIBLE = {
  connect: ["CONNECTED", "CONNECTING", "DISCONNECTED"],
  disconnect: ["CONNECTED", "CONNECTING", "FAILED"],
  delete: ["DISCONNECTED"],
  use: ["CONNECTED"],
  /** Members that may be changed while connected. */
  adjust: ["CONNECTED", "DISCONNECTED"],
  /** All others. */
  rebuild: ["DISCONNECTED"],
} as const satisfies Record<string, readonly ConnectionState[]>;

/** @throws KmsError CustomKeyStoreInvalidStateException. */
export function requirePossible(store: CustomKeyStoreRow, what: keyof typeof POSSIBLE): void {
  if (!(POSSIBLE[what] as readonly ConnectionState[]).includes(store.connection.state))
    throw customKeyStoreInvalidState();
}

export const NOT_CONNECTED = { state: "DISCONNECTED", errorCode: null, until: null } as const;

/** Begins to connect; a store that is connected, or is being connected, stays as it is. */
export function beginConnecting(store: CustomKeyStoreRow, rows: Writes, now: number): void {
  if (store.connection.state !== "DISCONNECTED") return;
  const until = now + CONNECTING_MS[store.type];
  putStore(rows, { ...store, connection: { state: "CONNECTING", errorCode: null, until } });
}

export function beginDisconnecting(store: CustomKeyStoreRow, rows: Writes, now: number): void {
  const until = now + DISCONNECTING_MS;
  putStore(rows, { ...store, connection: { state: "DISCONNECTING", errorCode: null, until } });
}

export interface SettleTools extends ProxyTools {
  readonly rows: Writes;
  random(bytes: number): Bytes;
}

/** What the calendar brings to a store in CONNECTING or DISCONNECTING. */
export async function settle(store: CustomKeyStoreRow, tools: SettleTools): Promise<void> {
  if (store.connection.state === "DISCONNECTING") {
    putStore(tools.rows, { ...store, connection: NOT_CONNECTED });
  } else if (store.type === "AWS_CLOUDHSM") await settleCluster(store, tools);
  else ended(store, tools.rows, await proxyTrouble(store, tools));
}

async function settleCluster(store: CloudHsmStoreRow, tools: SettleTools): Promise<void> {
  const { rows, vault, random } = tools;
  const { errorCode, cluster } = await logIn(store, rows, vault);
  tools.tell({
    step: "cluster",
    says: "Logs in to the cluster as kmsuser, and changes its password to one that only KMS knows. The cluster is simulated.",
    facts: { cluster: store.clusterId, hsms: cluster?.hsms.length ?? 0, outcome: errorCode ?? "logged in" },
    anatomy: null,
  });
  if (errorCode !== null) {
    if (cluster !== null) rows.put("clusters", cluster);
    return ended(store, rows, errorCode);
  }
  const sealedPassword = await vault.sealText(base64(random(24)));
  rows.put("clusters", { ...cluster, kmsuser: { ...cluster.kmsuser, sealedPassword } });
  ended({ ...store, sealedPassword }, rows, null);
}

async function proxyTrouble({ proxy }: ExternalStoreRow, tools: SettleTools): Promise<ConnectionErrorCode | null> {
  const fault = serviceFault(proxy, tools.rows);
  if (fault === "missing") return "XKS_VPC_ENDPOINT_SERVICE_NOT_FOUND";
  if (fault === "unfit") return "XKS_VPC_ENDPOINT_SERVICE_INVALID_CONFIGURATION";
  const answered = await new Proxy(proxy, tools).health();
  return "failure" in answered ? FAILURES[answered.failure].connection : null;
}

function ended(store: CustomKeyStoreRow, rows: Writes, errorCode: ConnectionErrorCode | null): void {
  const state = errorCode === null ? "CONNECTED" : "FAILED";
  putStore(rows, { ...store, connection: { state, errorCode, until: null } });
}
