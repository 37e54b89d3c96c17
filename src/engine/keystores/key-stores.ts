/** The verbs that operations have on custom key stores, over one call's overlay; and what stands behind the keys in them. */
import { hex, type Bytes } from "#wire/bytes.ts";
import type { HsmStep } from "#glass/trace.ts";
import {
  clusterInUse,
  customKeyStoreHasKeys,
  customKeyStoreNameInUse,
  customKeyStoreNotFound,
  incorrectTrustAnchor,
  limitExceeded,
  unsupported,
  xksKeyInUse,
  xksKeyInvalidConfiguration,
} from "../errors.ts";
import type { KeyOrigin, KeyRow } from "../keys/rows.ts";
import { page, type RowPage } from "../keys/pages.ts";
import type { NewKeyPlace } from "../keys/store.ts";
import type { Writes } from "../storage/state.ts";
import type { Backing } from "../vault/hsm.ts";
import type { OuterLayer } from "../vault/external.ts";
import type { Vault } from "../vault/vault.ts";
import { clusterOf, requireConnectable, requireReachable, requireTwoHsms } from "./cluster.ts";
import { beginConnecting, beginDisconnecting, NOT_CONNECTED, requirePossible } from "./connection.ts";
import { cryptoRefusal, FAILURES } from "./failures.ts";
import { QUOTAS } from "../quotas.ts";
import type { NewStoreMembers, StoreChanges } from "./members.ts";
import { Proxy, type Answered } from "./proxy.ts";
import { newProxySettings, requireProxy } from "./proxy-settings.ts";
import type { CloudHsmStoreRow, CustomKeyStoreRow, ExternalKeyRow, ExternalStoreRow } from "./rows.ts";
import { changed } from "./update.ts";

const ALL = Number.MAX_SAFE_INTEGER;

export interface KeyStoreTools {
  readonly rows: Writes;
  readonly vault: Vault;
  readonly account: string;
  readonly region: string;
  /** World time, ms. */
  readonly now: number;
  random(bytes: number): Bytes;
  /** Records what was asked of a cluster or a proxy. */
  tell(step: HsmStep): void;
  /** Records which store the call named. */
  named(store: CustomKeyStoreRow): void;
}

export class CustomKeyStores implements Backing {
  readonly #tools: KeyStoreTools;

  constructor(tools: KeyStoreTools) {
    this.#tools = tools;
  }

  /** @throws KmsError CustomKeyStoreNotFoundException. */
  find(id: string): CustomKeyStoreRow {
    const { rows, account, region } = this.#tools;
    const store = rows.get("customKeyStores", id);
    if (store?.account !== account || store.region !== region) throw customKeyStoreNotFound();
    this.#tools.named(store);
    return store;
  }

  /** All of the account and Region, or the one of that id or name. @throws KmsError as `find`; InvalidMarkerException. */
  page(
    only: {
      readonly id: string | undefined;
      readonly name: string | undefined;
    },
    marker: string | undefined,
    limit: number,
  ): RowPage<CustomKeyStoreRow> {
    if (only.id !== undefined || only.name !== undefined) {
      const found = only.id === undefined ? this.#all().find(({ name }) => name === only.name) : this.find(only.id);
      if (found === undefined) throw customKeyStoreNotFound();
      return { rows: [found], NextMarker: undefined, Truncated: false };
    }
    const place = `${this.#tools.account}/${this.#tools.region}`;
    return page(this.#tools.rows, "keyStoresOf", place, marker, limit, ({ id }) => id);
  }

  async create(input: NewStoreMembers): Promise<CustomKeyStoreRow> {
    const { rows, vault, account, region, now, random } = this.#tools;
    this.#requireFreeName(input.CustomKeyStoreName);
    if (this.#all().length >= QUOTAS.customKeyStores) throw limitExceeded();
    const id = `cks-${hex(random(9)).slice(0, 17)}`;
    const store = { id, account, region, name: input.CustomKeyStoreName, created: now, connection: NOT_CONNECTED };
    let made: CustomKeyStoreRow;
    if (input.CustomKeyStoreType === "AWS_CLOUDHSM") {
      const cluster = clusterOf(input.CloudHsmClusterId ?? "", this.#tools, rows);
      const related = this.#all().some(
        (other) => other.type === "AWS_CLOUDHSM" && other.trustAnchor === cluster.trustAnchor,
      );
      if (related) throw clusterInUse();
      requireTwoHsms(cluster);
      if (input.TrustAnchorCertificate !== cluster.trustAnchor) throw incorrectTrustAnchor();
      const sealedPassword = await vault.sealText(input.KeyStorePassword ?? "");
      const { id: clusterId, trustAnchor } = cluster;
      made = { ...store, type: "AWS_CLOUDHSM", clusterId, trustAnchor, sealedPassword };
    } else {
      const proxy = await newProxySettings(input, account, vault);
      await requireProxy({ id, connected: false, settings: proxy }, this.#all(), this.#tools);
      made = { ...store, type: "EXTERNAL_KEY_STORE", proxy };
    }
    rows.put("customKeyStores", made);
    return made;
  }

  /** What may be changed depends on the connection (UpdateCustomKeyStore). */
  async update(store: CustomKeyStoreRow, changes: StoreChanges): Promise<void> {
    if (changes.NewCustomKeyStoreName !== undefined && changes.NewCustomKeyStoreName !== store.name)
      this.#requireFreeName(changes.NewCustomKeyStoreName);
    this.#tools.rows.put("customKeyStores", await changed(store, changes, this.#all(), this.#tools));
  }

  delete(store: CustomKeyStoreRow): void {
    requirePossible(store, "delete");
    // Keys that wait for their deletion count: their material is in use until its end.
    if (this.#tools.rows.count("keysInStore", store.id) > 0) throw customKeyStoreHasKeys();
    this.#tools.rows.delete("customKeyStores", store.id);
  }

  connect(store: CustomKeyStoreRow): void {
    requirePossible(store, "connect");
    if (store.type === "AWS_CLOUDHSM") requireConnectable(this.#tools.rows.get("clusters", store.clusterId));
    beginConnecting(store, this.#tools.rows, this.#tools.now);
  }

  disconnect(store: CustomKeyStoreRow): void {
    requirePossible(store, "disconnect");
    beginDisconnecting(store, this.#tools.rows, this.#tools.now);
  }

  /** Where a new key's material shall lie: nowhere but in KMS, or in the custom key store that CreateKey names. */
  async placeFor(input: {
    readonly Origin: KeyOrigin;
    readonly CustomKeyStoreId: string | undefined;
    readonly XksKeyId: string | undefined;
  }): Promise<NewKeyPlace> {
    const { Origin, CustomKeyStoreId, XksKeyId } = input;
    if (CustomKeyStoreId === undefined) return { origin: Origin };
    const store = this.find(CustomKeyStoreId);
    // @NOTE AWS: sentence not public.
    if (store.type !== Origin) throw unsupported();
    requirePossible(store, "use");
    if (store.type === "AWS_CLOUDHSM") {
      requireTwoHsms(requireReachable(store, "new-key", this.#tools.rows));
      this.#tellCluster(store);
      return { origin: Origin, customKeyStoreId: store.id };
    }
    const keyId = XksKeyId ?? "";
    const taken = this.#tools.rows.range("keysInStore", store.id, null, ALL).some((key) => key.xksKeyId === keyId);
    if (taken) throw xksKeyInUse();
    const answered = await this.#proxy(store).keyMetadata(keyId);
    if ("failure" in answered) {
      const { createKey, sentence } = FAILURES[answered.failure];
      throw createKey(sentence);
    }
    requireFit(answered.value);
    return { origin: Origin, customKeyStoreId: store.id, xksKeyId: keyId };
  }

  /** GenerateRandom in a cluster. @throws KmsError. */
  drawIn(id: string): void {
    const store = this.find(id);
    if (store.type !== "AWS_CLOUDHSM") throw unsupported();
    requirePossible(store, "use");
    requireReachable(store, "random", this.#tools.rows);
    this.#tellCluster(store);
  }

  /* ---- behind the keys ---- */

  reach(key: KeyRow): void {
    const store = this.#storeOf(key);
    if (store.type !== "AWS_CLOUDHSM") return;
    requireReachable(store, "key", this.#tools.rows);
    this.#tellCluster(store);
  }

  async encrypt(key: KeyRow, plaintext: Bytes, aad: Bytes): Promise<OuterLayer> {
    return taken(await this.#proxy(this.#storeOf(key)).encrypt(key.xksKeyId ?? "", aad, plaintext));
  }

  async decrypt(key: KeyRow, outer: OuterLayer, aad: Bytes): Promise<Bytes> {
    return taken(await this.#proxy(this.#storeOf(key)).decrypt(key.xksKeyId ?? "", aad, outer));
  }

  #storeOf(key: KeyRow): CustomKeyStoreRow {
    const store = this.#tools.rows.get("customKeyStores", key.customKeyStoreId ?? "");
    if (store === undefined) throw new Error("A custom key store with keys in it is there.");
    return store;
  }

  #proxy(store: CustomKeyStoreRow): Proxy {
    return new Proxy((store as ExternalStoreRow).proxy, this.#tools);
  }

  #tellCluster({ clusterId }: CloudHsmStoreRow): void {
    const hsm = this.#tools.rows.get("clusters", clusterId)?.hsms[0];
    this.#tools.tell({
      step: "cluster",
      says: "Asks the CloudHSM cluster of the key store, logged in as kmsuser; what follows happens there. The cluster is simulated.",
      facts: { cluster: clusterId, hsm: hsm?.id ?? "", zone: hsm?.zone ?? "" },
      anatomy: null,
    });
  }

  #all(): readonly CustomKeyStoreRow[] {
    return this.#tools.rows.range("keyStoresOf", `${this.#tools.account}/${this.#tools.region}`, null, ALL);
  }

  #requireFreeName(name: string): void {
    if (this.#all().some((store) => store.name === name)) throw customKeyStoreNameInUse();
  }
}

function taken<T>(answered: Answered<T>): T {
  if ("failure" in answered) throw cryptoRefusal(answered.failure);
  return answered.value;
}

/** What an external key must be. Sentences: AWS KMS Developer Guide, "CreateKey errors for the external key". */
function requireFit({ spec, status, usage }: ExternalKeyRow): void {
  if (spec !== "AES_256")
    throw xksKeyInvalidConfiguration(
      `The key spec of the external key must be AES_256. The key spec of specified external key is ${spec}.`,
    );
  if (status !== "ENABLED")
    throw xksKeyInvalidConfiguration(
      `The status of the external key must be ENABLED. The status of specified external key is ${status}.`,
    );
  if (!usage.includes("ENCRYPT") || !usage.includes("DECRYPT"))
    throw xksKeyInvalidConfiguration(
      `The key usage of the external key must include ENCRYPT and DECRYPT. The key use of specified external key is ${usage.join(", ")}.`,
    );
}
