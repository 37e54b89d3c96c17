/**
 * What stands behind custom key stores, simulated: CloudHSM clusters and external key store proxies, shown and broken by whoever teaches.
 * Passwords and secrets go in where somebody chose them, and never come out.
 */

export interface KeyStoresView {
  readonly stores: readonly KeyStoreView[];
  readonly clusters: readonly ClusterView[];
  readonly proxies: readonly XksProxyView[];
}

export interface KeyStoreView {
  readonly id: string;
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly type: "AWS_CLOUDHSM" | "EXTERNAL_KEY_STORE";
  /** Cluster id, or the proxy's URI. */
  readonly behind: string;
  readonly state: string;
  readonly errorCode: string | null;
  /** World time at which the state changes by itself. */
  readonly until: number | null;
  readonly keys: number;
}

export interface ClusterView {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly active: boolean;
  readonly hsms: readonly { readonly id: string; readonly zone: string }[];
  readonly trustAnchor: string;
  readonly kmsuser: { readonly state: string; readonly failedLogins: number };
  readonly fault: string | null;
}

export interface XksProxyView {
  readonly id: string;
  readonly endpoint: string;
  readonly paths: readonly string[];
  readonly service: {
    readonly name: string;
    readonly owner: string;
    readonly endpoint: string;
    readonly conforms: boolean;
  } | null;
  readonly accessKeyId: string;
  readonly latency: number;
  readonly fault: string | null;
  readonly managers: string;
  readonly keys: readonly {
    readonly id: string;
    readonly spec: string;
    readonly usage: readonly string[];
    readonly status: string;
  }[];
}

/** One act on a simulated cluster. @throws RangeError for what does not exist or cannot be. */
export type ClusterChange = { readonly cluster: string } & (
  | {
      /** A cluster of its own, or one from the backup of another: it has that one's trust anchor and kmsuser. */
      readonly act: "create";
      readonly account: string;
      readonly region: string;
      readonly zones: readonly string[];
      readonly password: string;
      readonly backupOf?: string;
    }
  | { readonly act: "delete" }
  | { readonly act: "add-hsm"; readonly zone: string }
  | { readonly act: "remove-hsm"; readonly hsm: string }
  | { readonly act: "set-active"; readonly active: boolean }
  | { readonly act: "set-password"; readonly password: string }
  | {
      readonly act: "set-kmsuser";
      readonly state: "ready" | "logged-in" | "missing";
    }
  | { readonly act: "set-fault"; readonly fault: string | null }
);

/** One act on a simulated external key store proxy. @throws RangeError as above. */
export type ProxyChange = { readonly proxy: string } & (
  | {
      readonly act: "create";
      readonly endpoint: string;
      readonly paths: readonly string[];
      readonly accessKeyId: string;
      readonly secret: string;
      readonly service?: {
        readonly name: string;
        readonly owner: string;
        readonly endpoint: string;
      };
    }
  | { readonly act: "delete" }
  /** Simulated milliseconds until it answers; KMS waits 250. */
  | { readonly act: "slow"; readonly latency: number }
  | { readonly act: "fail"; readonly fault: string | null }
  | {
      readonly act: "set-managers";
      readonly health: "ACTIVE" | "DEGRADED" | "UNAVAILABLE";
    }
  | { readonly act: "set-paths"; readonly paths: readonly string[] }
  | { readonly act: "set-service"; readonly conforms: boolean }
  | {
      readonly act: "rotate-credential";
      readonly accessKeyId: string;
      readonly secret: string;
    }
  | {
      readonly act: "add-key";
      readonly key: string;
      readonly spec: "AES_256" | "AES_128" | "RSA_2048";
      readonly usage: readonly string[];
    }
  | {
      readonly act: "set-key";
      readonly key: string;
      readonly status: "ENABLED" | "DISABLED";
    }
  | { readonly act: "delete-key"; readonly key: string }
);
