/** What a new world has outside of KMS for custom key stores to stand on. All of it is simulated, and its names say so. */
import { base64, utf8 } from "#wire/bytes.ts";
import type { ClusterRow, ExternalKeyRow, XksProxyRow } from "./rows.ts";

export interface KeyStoreSeedTools {
  sealText(secret: string): Promise<string>;
  /** Base64: material of a new external key under the world's domain key. */
  externalKey(id: string): Promise<string>;
}

/** A cluster's customerCA.crt, simulated: its text names the cluster that its backups began with. */
export const trustAnchorOf = (cluster: string): string =>
  `-----BEGIN CERTIFICATE-----\n${base64(utf8(`Keyglass: simulated trust anchor of ${cluster}`))}\n-----END CERTIFICATE-----`;

export const SEED_CLUSTER = "cluster-a23b4cdefgh";
/** AWS's own example of a kmsuser password. */
export const SEED_PASSWORD = "kmsPswd";
export const SEED_PROXY = {
  id: "xks-proxy",
  endpoint: "https://myproxy.xks.example.com",
  path: "/kms/xks/v1",
  accessKeyId: "SIMULATEDPROXYACCESS",
  secret: "SimulatedSecretOfTheExternalKeyStoreProxy234",
  service: {
    name: "com.amazonaws.vpce.us-east-1.vpce-svc-0simulated1",
    endpoint: "https://myproxy-private.xks.example.com",
  },
  keys: ["external-key-1", "external-key-2"],
} as const;

/** A cluster with two HSMs, and a proxy with two external keys, both of one account. */
export async function keyStoreSeeds(
  account: string,
  region: string,
  tools: KeyStoreSeedTools,
): Promise<{
  readonly cluster: ClusterRow;
  readonly proxy: XksProxyRow;
  readonly externalKeys: readonly ExternalKeyRow[];
}> {
  const { id, endpoint, path, accessKeyId, secret, service, keys } = SEED_PROXY;
  return {
    cluster: {
      id: SEED_CLUSTER,
      account,
      region,
      active: true,
      hsms: [
        { id: "hsm-simulated1a", zone: `${region}a` },
        { id: "hsm-simulated1b", zone: `${region}b` },
      ],
      trustAnchor: trustAnchorOf(SEED_CLUSTER),
      kmsuser: { state: "ready", sealedPassword: await tools.sealText(SEED_PASSWORD), failedLogins: 0 },
      fault: null,
    },
    proxy: {
      id,
      endpoint,
      paths: [path],
      service: { ...service, owner: account, conforms: true },
      accessKeyId,
      sealedSecret: await tools.sealText(secret),
      latency: 20,
      fault: null,
      managers: "ACTIVE",
    },
    externalKeys: await Promise.all(
      keys.map(async (keyId): Promise<ExternalKeyRow> => ({
        id: `${id}/${keyId}`,
        proxy: id,
        keyId,
        spec: "AES_256",
        usage: ["ENCRYPT", "DECRYPT"],
        status: "ENABLED",
        wrapped: await tools.externalKey(`${id}/${keyId}`),
      })),
    ),
  };
}
