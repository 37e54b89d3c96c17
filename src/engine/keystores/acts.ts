/**
 * What a teacher, or a test, does to the simulated clusters and proxies: acts of the world, as setting the clock is. Every change arrives
 * from a page, so nothing of it is taken on trust.
 */
import type { ClusterChange, ProxyChange } from "#glass/key-stores.ts";
import type { JsonObject } from "#wire/json.ts";
import type { Bytes } from "#wire/bytes.ts";
import { hex } from "#wire/bytes.ts";
import type { Writes } from "../storage/state.ts";
import { newExternalKey } from "../vault/external.ts";
import type { Vault } from "../vault/vault.ts";
import {
  CLUSTER_FAULTS,
  EXTERNAL_KEY_SPECS,
  KMSUSER_STATES,
  MANAGER_HEALTH,
  PROXY_FAULTS,
  type ClusterRow,
  type ExternalKeyRow,
  type XksProxyRow,
} from "./rows.ts";
import { trustAnchorOf } from "./seed.ts";

export interface ActTools {
  readonly rows: Writes;
  readonly vault: Vault;
  random(bytes: number): Bytes;
}

export async function changeCluster(change: ClusterChange, { rows, vault, random }: ActTools): Promise<void> {
  const id = named(change.cluster, /^cluster-[2-7a-zA-Z]{11,16}$/, "cluster id");
  if (change.act === "create") return createCluster(id, change, { rows, vault, random });
  const cluster = rows.get("clusters", id);
  if (cluster === undefined) throw new RangeError(`There is no cluster ${id}.`);
  const put = (made: Partial<ClusterRow>): void => rows.put("clusters", { ...cluster, ...made });
  const { kmsuser } = cluster;
  switch (change.act) {
    case "delete":
      return rows.delete("clusters", id);
    case "add-hsm":
      return put({ hsms: [...cluster.hsms, newHsm(named(change.zone, ZONE, "zone"), random)] });
    case "remove-hsm":
      if (!cluster.hsms.some((hsm) => hsm.id === change.hsm)) throw new RangeError(`There is no HSM ${change.hsm}.`);
      return put({ hsms: cluster.hsms.filter((hsm) => hsm.id !== change.hsm) });
    case "set-active":
      return put({ active: truth(change.active) });
    case "set-password": {
      // Only an administrator of the cluster can; it also unlocks the user.
      const sealedPassword = await vault.sealText(text(change.password, 7, 32, "password"));
      return put({ kmsuser: { ...kmsuser, sealedPassword, failedLogins: 0 } });
    }
    case "set-kmsuser":
      return put({ kmsuser: { ...kmsuser, state: oneOf(change.state, KMSUSER_STATES) } });
    case "set-fault":
      return put({ fault: change.fault === null ? null : oneOf(change.fault, CLUSTER_FAULTS) });
    default:
      throw new RangeError("There is no such act on a cluster.");
  }
}

async function createCluster(
  id: string,
  change: Extract<ClusterChange, { act: "create" }>,
  { rows, vault, random }: ActTools,
): Promise<void> {
  if (rows.get("clusters", id) !== undefined) throw new RangeError(`There is a cluster ${id} already.`);
  const region = named(change.region, /^[a-z]{2}(-[a-z]+){1,2}-\d$/, "Region");
  const origin = change.backupOf === undefined ? undefined : rows.get("clusters", change.backupOf);
  if (change.backupOf !== undefined && origin === undefined)
    throw new RangeError(`There is no cluster ${change.backupOf} to make one from.`);
  const sealedPassword =
    origin?.kmsuser.sealedPassword ?? (await vault.sealText(text(change.password, 7, 32, "password")));
  rows.put("clusters", {
    id,
    account: named(change.account, /^\d{12}$/, "account"),
    region,
    active: true,
    hsms: many(change.zones).map((zone) => newHsm(named(zone, ZONE, "zone"), random)),
    trustAnchor: origin?.trustAnchor ?? trustAnchorOf(id),
    kmsuser: { state: "ready", sealedPassword, failedLogins: 0 },
    fault: null,
  });
}

export async function changeProxy(change: ProxyChange, { rows, vault }: ActTools): Promise<void> {
  const id = named(change.proxy, /^[a-z0-9-]{1,64}$/, "name of a proxy");
  if (change.act === "create") return createProxy(id, change, { rows, vault });
  const proxy = rows.get("xksProxies", id);
  if (proxy === undefined) throw new RangeError(`There is no proxy ${id}.`);
  const put = (made: Partial<XksProxyRow>): void => rows.put("xksProxies", { ...proxy, ...made });
  switch (change.act) {
    case "delete":
      for (const key of rows.range("externalKeysOf", id, null, Number.MAX_SAFE_INTEGER))
        rows.delete("externalKeys", key.id);
      return rows.delete("xksProxies", id);
    case "slow":
      if (!Number.isInteger(change.latency) || change.latency < 0 || change.latency > 60_000)
        throw new RangeError("A proxy takes 0 to 60,000 ms to answer.");
      return put({ latency: change.latency });
    case "fail":
      return put({ fault: change.fault === null ? null : oneOf(change.fault, PROXY_FAULTS) });
    case "set-managers":
      return put({ managers: oneOf(change.health, MANAGER_HEALTH) });
    case "set-paths":
      return put({ paths: many(change.paths).map((path) => named(path, PATH, "path")) });
    case "set-service":
      if (proxy.service === null) throw new RangeError(`The proxy ${id} has no VPC endpoint service.`);
      return put({ service: { ...proxy.service, conforms: truth(change.conforms) } });
    case "rotate-credential":
      return put(await credential(change, vault));
    case "add-key": {
      const keyId = named(change.key, /^[a-zA-Z0-9-_.]{1,128}$/, "external key id");
      const spec = oneOf(change.spec, EXTERNAL_KEY_SPECS);
      const rowId = `${id}/${keyId}`;
      if (rows.get("externalKeys", rowId) !== undefined)
        throw new RangeError(`There is an external key ${keyId} already.`);
      const usage = many(change.usage).map((use) => named(use, /^[A-Z_]{1,32}$/, "use of a key"));
      const wrapped = spec === "AES_256" ? await newExternalKey(vault.safe, rowId) : "";
      return rows.put("externalKeys", { id: rowId, proxy: id, keyId, spec, usage, status: "ENABLED", wrapped });
    }
    case "set-key":
      return rows.put("externalKeys", {
        ...externalKey(id, change.key, rows),
        status: oneOf(change.status, ["ENABLED", "DISABLED"]),
      });
    case "delete-key":
      return rows.delete("externalKeys", externalKey(id, change.key, rows).id);
    default:
      throw new RangeError("There is no such act on a proxy.");
  }
}

async function createProxy(
  id: string,
  change: Extract<ProxyChange, { act: "create" }>,
  { rows, vault }: Omit<ActTools, "random">,
): Promise<void> {
  if (rows.get("xksProxies", id) !== undefined) throw new RangeError(`There is a proxy ${id} already.`);
  const { service } = change;
  rows.put("xksProxies", {
    id,
    endpoint: named(change.endpoint, ENDPOINT, "endpoint"),
    paths: many(change.paths).map((path) => named(path, PATH, "path")),
    service:
      service === undefined
        ? null
        : {
            name: named(service.name, /^com\.amazonaws\.vpce\.[a-z0-9-]+\.vpce-svc-[0-9a-z]+$/, "VPC endpoint service"),
            owner: named(service.owner, /^\d{12}$/, "account"),
            endpoint: named(service.endpoint, ENDPOINT, "endpoint"),
            conforms: true,
          },
    ...(await credential(change, vault)),
    latency: 20,
    fault: null,
    managers: "ACTIVE",
  });
}

async function credential(
  { accessKeyId, secret }: { readonly accessKeyId: string; readonly secret: string },
  vault: Vault,
): Promise<Pick<XksProxyRow, "accessKeyId" | "sealedSecret">> {
  const id = named(accessKeyId, /^[A-Z2-7]{20,30}$/, "access key id");
  return { accessKeyId: id, sealedSecret: await vault.sealText(named(secret, /^[a-zA-Z0-9/+=]{43,64}$/, "secret")) };
}

/** What the log keeps of such an act: everything but what must stay secret. */
export const loggedChange = (change: ClusterChange | ProxyChange): JsonObject =>
  Object.fromEntries(Object.entries(change).filter(([name]) => !["password", "secret"].includes(name)));

const ENDPOINT = /^https:\/\/[a-zA-Z0-9.-]{2,120}$/;
const PATH = /^(\/[a-zA-Z0-9/_-]+)?\/kms\/xks\/v\d{1,2}$/;
const ZONE = /^[a-z]{2}(-[a-z]+){1,2}-\d[a-z]$/;

const newHsm = (zone: string, random: (bytes: number) => Bytes): ClusterRow["hsms"][number] => ({
  id: `hsm-${hex(random(6)).slice(0, 11)}`,
  zone,
});

function externalKey(proxy: string, keyId: unknown, rows: Writes): ExternalKeyRow {
  const key = rows.get("externalKeys", `${proxy}/${String(keyId)}`);
  if (key === undefined) throw new RangeError(`There is no external key ${String(keyId)}.`);
  return key;
}

function named(value: unknown, pattern: RegExp, what: string): string {
  if (typeof value !== "string" || !pattern.test(value)) throw new RangeError(`That is no ${what}.`);
  return value;
}

function text(value: unknown, min: number, max: number, what: string): string {
  if (typeof value !== "string" || value.length < min || value.length > max)
    throw new RangeError(`A ${what} has ${min} to ${max} characters.`);
  return value;
}

function truth(value: unknown): boolean {
  if (typeof value !== "boolean") throw new RangeError("It is true or false.");
  return value;
}

function oneOf<V extends string>(value: unknown, values: readonly V[]): V {
  const found = values.find((each) => each === value);
  if (found === undefined) throw new RangeError(`It is one of ${values.join(", ")}.`);
  return found;
}

function many(value: unknown): readonly unknown[] {
  if (!Array.isArray(value) || value.length > 20) throw new RangeError("A list of at most 20 is expected.");
  return value;
}
