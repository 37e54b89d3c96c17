/** Simulated AWS CloudHSM clusters, as KMS finds them. Requirements: CloudHsmClusterInvalidConfigurationException's own description. */
import {
  clusterInvalidConfiguration,
  clusterNotActive,
  clusterNotFound,
  customKeyStoreInvalidState,
  dependencyTimeout,
  internal,
  invalidState,
  keyUnavailable,
  type KmsError,
} from "../errors.ts";
import type { Reads } from "../storage/state.ts";
import type { Vault } from "../vault/vault.ts";
import type { CloudHsmStoreRow, ClusterFault, ClusterRow, ConnectionErrorCode } from "./rows.ts";

/** AWS CloudHSM locks a user out after as many wrong passwords in a row (Developer Guide, "How to fix invalid kmsuser credentials"). */
const LOCKED_OUT_AFTER = 5;

/** Of the account and Region. @throws KmsError CloudHsmClusterNotFoundException. */
export function clusterOf(id: string, place: { account: string; region: string }, rows: Reads): ClusterRow {
  const cluster = rows.get("clusters", id);
  if (cluster?.account !== place.account || cluster.region !== place.region) throw clusterNotFound();
  return cluster;
}

/** What CreateCustomKeyStore, UpdateCustomKeyStore and CreateKey need: two active HSMs, each in another zone. */
export function requireTwoHsms(cluster: ClusterRow): void {
  requireActive(cluster);
  const zones = new Set(cluster.hsms.map(({ zone }) => zone));
  if (zones.size < 2 || cluster.fault === "security-group") throw clusterInvalidConfiguration();
}

/**
 * What ConnectCustomKeyStore notices at once. A cluster that is gone is found out while connecting only.
 * @NOTE AWS: it has both an exception and a connection error code for a cluster without HSMs; here the call refuses, and the code stands
 * for one that loses its HSMs while it is being connected.
 */
export function requireConnectable(cluster: ClusterRow | undefined): void {
  if (cluster === undefined) return;
  requireActive(cluster);
  if (cluster.hsms.length === 0 || cluster.fault === "security-group") throw clusterInvalidConfiguration();
}

function requireActive(cluster: ClusterRow): void {
  if (!cluster.active) throw clusterNotActive();
}

type Trouble = "gone" | "no-hsms" | "network" | "kms";
type Use = "key" | "new-key" | "random";

/**
 * What AWS answers when the store is connected and its cluster is not there, from among the exceptions that each operation has.
 * @NOTE AWS: which of them it is, and its sentence, is not public; its guide names these causes.
 */
const REFUSALS: Readonly<Record<Use, Readonly<Record<Trouble, () => KmsError>>>> = {
  key: {
    gone: () => invalidState("The CloudHSM cluster of this KMS key's key store cannot be found."),
    "no-hsms": () => invalidState("The CloudHSM cluster of this KMS key's key store contains no active HSMs."),
    network: () => keyUnavailable(),
    kms: () => internal(MISHAP),
  },
  "new-key": {
    gone: () => clusterInvalidConfiguration(),
    "no-hsms": () => clusterInvalidConfiguration(),
    network: () => dependencyTimeout(),
    kms: () => internal(MISHAP),
  },
  random: {
    gone: () => customKeyStoreInvalidState(),
    "no-hsms": () => customKeyStoreInvalidState(),
    network: () => dependencyTimeout(),
    kms: () => internal(MISHAP),
  },
};

const MISHAP = "The request was rejected because an internal exception occurred. The request can be retried.";

/** @throws KmsError when the cluster of a connected store cannot be used. */
export function requireReachable({ clusterId }: CloudHsmStoreRow, use: Use, rows: Reads): ClusterRow {
  const cluster = rows.get("clusters", clusterId);
  if (cluster === undefined) throw REFUSALS[use].gone();
  const { active, hsms, fault } = cluster;
  if (!active || hsms.length === 0) throw REFUSALS[use]["no-hsms"]();
  if (fault === "network" || fault === "kms") throw REFUSALS[use][fault]();
  return cluster;
}

/** How an attempt to connect ends. */
export type Attempt =
  | { readonly errorCode: null; readonly cluster: ClusterRow }
  | {
      readonly errorCode: ConnectionErrorCode;
      readonly cluster: ClusterRow | null;
    };

const FAULT_CODES: Readonly<Record<ClusterFault, ConnectionErrorCode>> = {
  network: "NETWORK_ERRORS",
  "security-group": "NETWORK_ERRORS",
  kms: "INTERNAL_ERROR",
  "subnet-deleted": "SUBNET_NOT_FOUND",
  "subnet-full": "INSUFFICIENT_FREE_ADDRESSES_IN_SUBNET",
};

/**
 * Logs in as kmsuser, in the order in which an attempt meets its obstacles. Once in, KMS changes the password to one that only it knows;
 * both the cluster and the store then hold it.
 */
export async function logIn(store: CloudHsmStoreRow, rows: Reads, vault: Vault): Promise<Attempt> {
  const cluster = rows.get("clusters", store.clusterId);
  if (cluster === undefined) return { errorCode: "CLUSTER_NOT_FOUND", cluster: null };
  const { fault, hsms, kmsuser } = cluster;
  if (fault !== null) return { errorCode: FAULT_CODES[fault], cluster };
  if (!cluster.active || hsms.length === 0) return { errorCode: "INSUFFICIENT_CLOUDHSM_HSMS", cluster };
  if (kmsuser.state === "missing") return { errorCode: "USER_NOT_FOUND", cluster };
  if (kmsuser.state === "logged-in") return { errorCode: "USER_LOGGED_IN", cluster };
  if (kmsuser.failedLogins >= LOCKED_OUT_AFTER) return { errorCode: "USER_LOCKED_OUT", cluster };
  const right = await vault.sameText(kmsuser.sealedPassword, store.sealedPassword);
  const failedLogins = right ? 0 : kmsuser.failedLogins + 1;
  const after = { ...cluster, kmsuser: { ...kmsuser, failedLogins } };
  return right ? { errorCode: null, cluster: after } : { errorCode: "INVALID_CREDENTIALS", cluster: after };
}
