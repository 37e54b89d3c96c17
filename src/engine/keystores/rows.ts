/** The rows of custom key stores, and of what stands behind them outside of KMS: simulated clusters, proxies and external keys. */

export type ConnectionState = "CONNECTED" | "CONNECTING" | "FAILED" | "DISCONNECTED" | "DISCONNECTING";

/** AWS's own list (CustomKeyStoresListEntry). */
export type ConnectionErrorCode =
  | "INVALID_CREDENTIALS"
  | "CLUSTER_NOT_FOUND"
  | "NETWORK_ERRORS"
  | "INTERNAL_ERROR"
  | "INSUFFICIENT_CLOUDHSM_HSMS"
  | "USER_LOCKED_OUT"
  | "USER_NOT_FOUND"
  | "USER_LOGGED_IN"
  | "SUBNET_NOT_FOUND"
  | "INSUFFICIENT_FREE_ADDRESSES_IN_SUBNET"
  | "XKS_PROXY_ACCESS_DENIED"
  | "XKS_PROXY_NOT_REACHABLE"
  | "XKS_VPC_ENDPOINT_SERVICE_NOT_FOUND"
  | "XKS_PROXY_INVALID_RESPONSE"
  | "XKS_PROXY_INVALID_CONFIGURATION"
  | "XKS_VPC_ENDPOINT_SERVICE_INVALID_CONFIGURATION"
  | "XKS_PROXY_TIMED_OUT"
  | "XKS_PROXY_INVALID_TLS_CONFIGURATION";

export interface Connection {
  readonly state: ConnectionState;
  /** Only while FAILED. */
  readonly errorCode: ConnectionErrorCode | null;
  /** World time (ms) at which CONNECTING or DISCONNECTING ends; null in the other states. */
  readonly until: number | null;
}

interface AnyStore {
  /** CustomKeyStoreId: `cks-` and 17 hex digits. */
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly name: string;
  /** World time, ms. */
  readonly created: number;
  readonly connection: Connection;
}

export interface CloudHsmStoreRow extends AnyStore {
  readonly type: "AWS_CLOUDHSM";
  readonly clusterId: string;
  readonly trustAnchor: string;
  /** Base64: the kmsuser password that KMS was told, sealed by the vault. */
  readonly sealedPassword: string;
}

export interface ExternalStoreRow extends AnyStore {
  readonly type: "EXTERNAL_KEY_STORE";
  readonly proxy: ProxySettings;
}

export type CustomKeyStoreRow = CloudHsmStoreRow | ExternalStoreRow;

/** What KMS was told of an external key store's proxy. */
export interface ProxySettings {
  readonly connectivity: "PUBLIC_ENDPOINT" | "VPC_ENDPOINT_SERVICE";
  /** `https://` and a host name. */
  readonly endpoint: string;
  /** Ends in `/kms/xks/v1`. */
  readonly path: string;
  /** Of the VPC endpoint service; null with a public endpoint. */
  readonly service: { readonly name: string; readonly owner: string } | null;
  readonly accessKeyId: string;
  /** Base64, sealed by the vault. */
  readonly sealedSecret: string;
}

/* ---- simulated: what the customer has outside of KMS ---- */

/**
 * What can be wrong with a cluster. `network`: KMS does not reach it. `kms`: KMS's own mishap. `security-group`: its rules were changed.
 * `subnet-deleted`, `subnet-full`: no way in for a new connection.
 */
export const CLUSTER_FAULTS = ["network", "kms", "security-group", "subnet-deleted", "subnet-full"] as const;
export type ClusterFault = (typeof CLUSTER_FAULTS)[number];

/** `logged-in`: somebody else is logged in as kmsuser. */
export const KMSUSER_STATES = ["ready", "logged-in", "missing"] as const;

/** A simulated AWS CloudHSM cluster. */
export interface ClusterRow {
  /** `cluster-…`. */
  readonly id: string;
  readonly account: string;
  readonly region: string;
  /** Initialized and activated. */
  readonly active: boolean;
  readonly hsms: readonly { readonly id: string; readonly zone: string }[];
  /** Content of customerCA.crt. Clusters that share a backup history have the same one. */
  readonly trustAnchor: string;
  readonly kmsuser: {
    readonly state: (typeof KMSUSER_STATES)[number];
    /** Base64: the password in the cluster, sealed by the vault. */
    readonly sealedPassword: string;
    /** Wrong passwords in a row; five lock the user out. */
    readonly failedLogins: number;
  };
  readonly fault: ClusterFault | null;
}

/** A simulated external key store proxy, with the external key manager behind it. It belongs to no account of AWS. */
export interface XksProxyRow {
  readonly id: string;
  /** Public endpoint. */
  readonly endpoint: string;
  readonly paths: readonly string[];
  /** The same proxy by a VPC endpoint service; `endpoint` is `https://` and its private DNS name. */
  readonly service: {
    readonly name: string;
    readonly owner: string;
    readonly endpoint: string;
    /** Whether it fulfils KMS's requirements: two subnets, no acceptance, verified domain. */
    readonly conforms: boolean;
  } | null;
  readonly accessKeyId: string;
  readonly sealedSecret: string;
  /** Simulated milliseconds until it answers; nobody waits for them. */
  readonly latency: number;
  readonly fault: ProxyFault | null;
  readonly managers: (typeof MANAGER_HEALTH)[number];
}

export const MANAGER_HEALTH = ["ACTIVE", "DEGRADED", "UNAVAILABLE"] as const;

/**
 * What a proxy can be made to do wrong. Names in capitals are those of the External Key Store Proxy API Specification; `malformed`: no
 * JSON; `wrong-answer`: well-formed and false.
 */
export const PROXY_FAULTS = [
  "disconnected",
  "network",
  "kms",
  "tls",
  "malformed",
  "wrong-answer",
  "ValidationException",
  "AccessDeniedException",
  "ThrottlingException",
  "UnsupportedOperationException",
  "DependencyTimeoutException",
  "InternalException",
] as const;
export type ProxyFault = (typeof PROXY_FAULTS)[number];

/** A key in the external key manager behind a proxy. */
export interface ExternalKeyRow {
  /** `proxy id/external key id`. */
  readonly id: string;
  readonly proxy: string;
  /** XksKeyId. */
  readonly keyId: string;
  readonly spec: (typeof EXTERNAL_KEY_SPECS)[number];
  readonly usage: readonly string[];
  readonly status: "ENABLED" | "DISABLED";
  /**
   * Base64: its material under the world's domain key, as every other material; in truth it never comes near AWS. Empty for specs that
   * no KMS key can use.
   */
  readonly wrapped: string;
}

export const EXTERNAL_KEY_SPECS = ["AES_256", "AES_128", "RSA_2048"] as const;
