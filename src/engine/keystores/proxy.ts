/**
 * KMS's side of the External Key Store Proxy API, and the simulated proxy that answers it. Every request is a step of the call that
 * caused it: method, path, simulated latency, status. No packet leaves, and nobody waits.
 */
import type { Bytes } from "#wire/bytes.ts";
import type { HsmStep } from "#glass/trace.ts";
import type { Reads } from "../storage/state.ts";
import { openOuter, sealOuter, type OuterLayer } from "../vault/external.ts";
import type { Vault } from "../vault/vault.ts";
import { FAILURES, type FailureName } from "./failures.ts";
import type { ExternalKeyRow, ProxyFault, ProxySettings, XksProxyRow } from "./rows.ts";

/** KMS waits no longer for any answer of a proxy (API specification, "KMS Considerations"). */
const PROXY_PATIENCE_MS = 250;

export type Answered<T> = { readonly value: T } | { readonly failure: FailureName };

export interface ProxyTools {
  readonly rows: Reads;
  readonly vault: Vault;
  tell(step: HsmStep): void;
}

type Api = "GetHealthStatus" | "GetKeyMetadata" | "Encrypt" | "Decrypt";

const SAYS: Readonly<Record<Api, string>> = {
  GetHealthStatus: "Asks the external key store proxy whether it knows KMS and whether its key managers work.",
  GetKeyMetadata: "Asks the external key store proxy what the external key is.",
  Encrypt: "Has the external key manager seal once more what KMS has sealed. The network and the proxy are simulated.",
  Decrypt: "Has the external key manager take off the outer layer. The network and the proxy are simulated.",
};

export class Proxy {
  readonly #settings: ProxySettings;
  readonly #tools: ProxyTools;

  constructor(settings: ProxySettings, tools: ProxyTools) {
    this.#settings = settings;
    this.#tools = tools;
  }

  health(): Promise<Answered<null>> {
    return this.#request("GetHealthStatus", "health", async ({ managers }) =>
      managers === "UNAVAILABLE" ? { failure: "managers-unavailable" } : { value: null },
    );
  }

  keyMetadata(keyId: string): Promise<Answered<ExternalKeyRow>> {
    return this.#keyRequest("GetKeyMetadata", keyId, async (key) => ({ value: key }));
  }

  encrypt(keyId: string, aad: Bytes, plaintext: Bytes): Promise<Answered<OuterLayer>> {
    return this.#keyRequest("Encrypt", keyId, async (key, { fault }) => {
      const refused = refusal(key, "ENCRYPT");
      if (refused !== null) return { failure: refused };
      // KMS computes the ciphertext's integrity value itself, so that a false answer is noticed at once.
      if (fault === "wrong-answer") return { failure: "malformed" };
      return { value: await sealOuter(this.#tools.vault.safe, key, aad, plaintext) };
    });
  }

  decrypt(keyId: string, aad: Bytes, outer: OuterLayer): Promise<Answered<Bytes>> {
    return this.#keyRequest("Decrypt", keyId, async (key, { fault }) => {
      const refused = refusal(key, "DECRYPT");
      if (refused !== null) return { failure: refused };
      const opened = await openOuter(this.#tools.vault.safe, key, aad, outer);
      if (opened === null) return { failure: "InvalidCiphertextException" };
      if (fault === "wrong-answer") opened[0] = (opened[0] as number) ^ 1;
      return { value: opened };
    });
  }

  #keyRequest<T>(
    api: Api,
    keyId: string,
    work: (key: ExternalKeyRow, proxy: XksProxyRow) => Promise<Answered<T>>,
  ): Promise<Answered<T>> {
    const verb = { GetKeyMetadata: "metadata", Encrypt: "encrypt", Decrypt: "decrypt", GetHealthStatus: "health" }[api];
    return this.#request(api, `keys/${keyId}/${verb}`, async (proxy) => {
      if (proxy.managers === "UNAVAILABLE") return { failure: "InternalException" };
      const key = this.#tools.rows.get("externalKeys", `${proxy.id}/${keyId}`);
      return key === undefined ? { failure: "KeyNotFoundException" } : work(key, proxy);
    });
  }

  async #request<T>(api: Api, rest: string, work: (proxy: XksProxyRow) => Promise<Answered<T>>): Promise<Answered<T>> {
    const { endpoint, path } = this.#settings;
    const proxy = proxyAt(this.#settings, this.#tools.rows);
    const stopped = proxy === undefined ? "disconnected" : await this.#stoppedBy(proxy);
    const answered: Answered<T> =
      proxy === undefined || stopped !== null ? { failure: stopped ?? "disconnected" } : await work(proxy);
    const failed = "failure" in answered ? answered.failure : null;
    const status = failed === null ? 200 : FAILURES[failed].status;
    this.#tools.tell({
      step: "proxy",
      says: SAYS[api],
      facts: {
        method: "POST",
        url: `${endpoint}${path}/${rest}`,
        latencyInMs: proxy === undefined ? 0 : Math.min(proxy.latency, PROXY_PATIENCE_MS),
        status: status ?? "no answer",
        ...(failed === null ? {} : { failure: failed }),
      },
      anatomy: null,
    });
    return answered;
  }

  /** What keeps a request from being worked on, in the order in which a request would meet it. */
  async #stoppedBy(proxy: XksProxyRow): Promise<FailureName | null> {
    const { fault, latency, paths } = proxy;
    if (fault !== null && ON_THE_WAY.includes(fault)) return fault;
    if (latency > PROXY_PATIENCE_MS) return "timed-out";
    if (!paths.includes(this.#settings.path)) return "InvalidUriPathException";
    if (!(await this.#authenticates(proxy))) return "AuthenticationFailedException";
    return fault === "wrong-answer" ? null : fault;
  }

  /** @NOTE AWS: KMS signs each request with the credential (Signature Version 4); here both sides' credentials are compared. */
  async #authenticates({ accessKeyId, sealedSecret }: XksProxyRow): Promise<boolean> {
    const { vault } = this.#tools;
    return (
      accessKeyId === this.#settings.accessKeyId && (await vault.sameText(sealedSecret, this.#settings.sealedSecret))
    );
  }
}

const ON_THE_WAY: readonly ProxyFault[] = ["disconnected", "network", "kms", "tls"];

/** The proxy that stands where KMS was told to look. */
function proxyAt({ connectivity, endpoint, service }: ProxySettings, rows: Reads): XksProxyRow | undefined {
  const proxies = rows.range("xksProxies", "all", null, Number.MAX_SAFE_INTEGER);
  return connectivity === "PUBLIC_ENDPOINT"
    ? proxies.find((proxy) => proxy.endpoint === endpoint)
    : proxies.find((proxy) => proxy.service?.name === service?.name && proxy.service?.endpoint === endpoint);
}

/** What is wrong with the VPC endpoint service that KMS was told of; null when nothing is, or when none is used. */
export function serviceFault({ endpoint, service }: ProxySettings, rows: Reads): "missing" | "unfit" | null {
  if (service === null) return null;
  const proxies = rows.range("xksProxies", "all", null, Number.MAX_SAFE_INTEGER);
  const found = proxies.find((proxy) => proxy.service?.name === service.name)?.service;
  if (found == null || found.owner !== service.owner) return "missing";
  return found.conforms && found.endpoint === endpoint ? null : "unfit";
}

function refusal(key: ExternalKeyRow, use: string): FailureName | null {
  if (key.status !== "ENABLED") return "InvalidStateException";
  return key.spec === "AES_256" && key.usage.includes(use) ? null : "InvalidKeyUsageException";
}
