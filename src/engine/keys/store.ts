import { asAvailable } from "../keystores/availability.ts";
import { alreadyExists, limitExceeded, tagError, unsupported } from "../errors.ts";
import { QUOTAS } from "../quotas.ts";
import type { Writes } from "../storage/state.ts";
import type { Materials } from "../vault/hsm.ts";
import type { MadeMaterial } from "../vault/new-material.ts";
import {
  importState,
  judgeImport,
  materialState,
  namedMaterial,
  pendingMaterial,
  type ImportTerms,
  type MaterialState,
} from "./imports.ts";
import {
  beginWaiting,
  materialFor,
  newPrimary,
  relatedKeys,
  replicaExists,
  replicaOf,
  type NewReplica,
} from "./replicas.ts";
import { aliasArn, keyArn } from "./arns.ts";
import { defaultKeyPolicy } from "./default-policy.ts";
import { GrantStore } from "./grants.ts";
import { keyMetadata, type KeyMetadata } from "./metadata.ts";
import { PREDEFINED_ALIASES } from "./predefined-aliases.ts";
import { page, pageOf, readMarker, type RowPage } from "./pages.ts";
import type { AliasRow, ImportedMaterial, KeyRow, MaterialRow, PolicyRow, Tag, UsageRow } from "./rows.ts";
import { rotationOf } from "./states.ts";
import { hasRegion } from "../world/regions.ts";

/** Where the material of a new key comes from; AWS KMS itself when left out. */
export type NewKeyPlace = Partial<Pick<KeyRow, "origin" | "customKeyStoreId" | "xksKeyId">>;

/** What makes one new key differ from another. */
export type NewKey = Pick<KeyRow, "account" | "region" | "keyId" | "spec" | "usage" | "description" | "created"> &
  Partial<Pick<KeyRow, "manager" | "multiRegion" | "state" | "settles" | "rotation">> &
  NewKeyPlace;

/** An alias that AWS has ready for a key of its own which does not exist yet. */
export interface PredefinedAlias {
  readonly name: string;
  readonly arn: string;
  readonly target: null;
}

/** The verbs operations have on keys and what belongs to them; over one call's overlay, so all of it or nothing happens. */
export class KeyStore implements Materials {
  readonly #rows: Writes;
  #grants: GrantStore | null = null;

  constructor(rows: Writes) {
    this.#rows = rows;
  }

  get grants(): GrantStore {
    return (this.#grants ??= new GrantStore(this.#rows));
  }

  key(region: string, keyId: string): KeyRow | undefined {
    return this.#rows.get("keys", `${region}/${keyId}`);
  }

  put(key: KeyRow): KeyRow {
    const row = asAvailable(key, this.#rows);
    this.#rows.put("keys", row);
    return row;
  }

  update(key: KeyRow, change: Partial<KeyRow>): KeyRow {
    return this.put({ ...key, ...change });
  }

  metadata(key: KeyRow): KeyMetadata {
    const store = key.customKeyStoreId === null ? undefined : this.#rows.get("customKeyStores", key.customKeyStoreId);
    return keyMetadata(key, this.related(key), this.#materials(key), store);
  }

  /** A new key, enabled, under `policy` or AWS's default one; it has no material until `addMaterial`. */
  newKey(made: NewKey, policy: string | undefined): KeyRow {
    const { account, region, keyId } = made;
    const key: KeyRow = {
      id: `${region}/${keyId}`,
      arn: keyArn(region, account, keyId),
      origin: "AWS_KMS",
      manager: "CUSTOMER",
      multiRegion: null,
      customKeyStoreId: null,
      xksKeyId: null,
      state: "Enabled",
      deletionDate: null,
      settles: null,
      pendingWindowInDays: null,
      rotation: { enabled: false, periodInDays: 365, next: null },
      currentMaterial: "",
      materialCount: 0,
      onDemandRotations: 0,
      tags: [],
      ...made,
    };
    this.putPolicy(key, policy ?? defaultKeyPolicy(account));
    return this.put(key);
  }

  /** @throws KmsError LimitExceededException. */
  roomForKey(account: string, region: string): void {
    if (this.#rows.tally("keysOf", `${account}/${region}`) >= QUOTAS.keys) throw limitExceeded();
  }

  keysPage(account: string, region: string, marker: string | undefined, limit: number): RowPage<KeyRow> {
    return page(this.#rows, "keysOf", `${account}/${region}`, marker, limit, (key) => key.keyId);
  }

  /* ---- imported material (keys/imports.ts) ---- */

  /** @throws KmsError what AWS answers to material that this key does not take. */
  importMaterial(key: KeyRow, made: MadeMaterial, terms: ImportTerms): void {
    const materials = this.#materials(key);
    const how = judgeImport(key, materials, made.materialId, terms);
    const known = materials.find(({ materialId }) => materialId === made.materialId);
    const imported: ImportedMaterial = {
      description: terms.description ?? known?.imported?.description ?? null,
      expires: terms.expires,
      pendingRotation: how === "NEW_KEY_MATERIAL" ? materials.length > 0 : known?.imported?.pendingRotation === true,
    };
    if (known !== undefined) this.#rows.put("materials", { ...known, ...made, imported });
    else {
      for (const each of this.related(key)) {
        const here = each.id === key.id ? made : { ...made, wrapped: "" };
        this.#putMaterial(each, here, "created", terms.now, imported);
      }
    }
    this.#settleImports(key);
  }

  /** The deleted material's id. @throws KmsError NotFoundException. */
  deleteImported(key: KeyRow, given: string | undefined): string {
    const material = namedMaterial(key, this.#materials(key), given);
    this.dropMaterial(key, material);
    return material.materialId;
  }

  /** Out of the waiting period: disabled, or waiting for material that went meanwhile. */
  takeBack(key: KeyRow): void {
    const back = this.update(key, { state: "Disabled", deletionDate: null, pendingWindowInDays: null });
    if (key.origin === "EXTERNAL") this.#settleImports(back);
  }

  /** Material goes: for good when it was not in use yet, otherwise its place stays for the same bytes. */
  dropMaterial(key: KeyRow, material: MaterialRow): void {
    if (material.imported?.pendingRotation === true) {
      const everywhere = key.multiRegion?.primaryRegion === key.region ? this.related(key) : [key];
      for (const each of everywhere) {
        const here = this.byId(each, material.materialId);
        if (here !== undefined) this.#rows.delete("materials", here.id);
      }
      return;
    }
    const { description = null } = material.imported ?? {};
    const imported = { description, expires: null, pendingRotation: false };
    this.#rows.put("materials", { ...material, wrapped: "", imported });
    this.#settleImports(key);
  }

  /** Takes the material that was imported for it into use. @throws KmsError KMSInvalidStateException. */
  rotateToImported(key: KeyRow, now: number): void {
    const related = this.related(key);
    const own = [key, ...related.filter(({ id }) => id !== key.id)].map((each) => this.#materials(each));
    const { materialId } = pendingMaterial(key, own);
    for (const each of related) {
      const material = this.byId(each, materialId) as MaterialRow;
      const imported = { description: null, expires: null, ...material.imported, pendingRotation: false };
      this.#rows.put("materials", { ...material, how: "ON_DEMAND", since: now, imported });
      this.update(each, { currentMaterial: materialId });
    }
  }

  materialState(key: KeyRow, material: MaterialRow): MaterialState {
    const related = this.related(key).map((each) => this.byId(each, material.materialId));
    return materialState(key, material, related);
  }

  /** In the state of the key that its materials give it. */
  #settleImports(key: KeyRow): void {
    const now = this.#rows.get("keys", key.id) ?? key;
    this.update(now, { state: importState(now, this.#materials(key)) });
  }

  #materials(key: KeyRow): readonly MaterialRow[] {
    return this.#rows.range("materialsOf", key.id, null, Number.MAX_SAFE_INTEGER);
  }

  /* ---- multi-Region keys (keys/replicas.ts) ---- */

  /** A key and, for a multi-Region key, all that belong to it, by Region. */
  related(key: KeyRow): readonly KeyRow[] {
    return relatedKeys(this.#rows, key);
  }

  /** A replica in its passing state, with the primary key's materials. @throws KmsError AlreadyExistsException, LimitExceededException. */
  replicate(primary: KeyRow, asked: NewReplica): KeyRow {
    if (this.key(asked.region, primary.keyId) !== undefined) throw replicaExists(primary, asked.region);
    // @NOTE AWS: a replica's Region must be enabled for the account; with which sentence another one is refused is not public.
    if (!hasRegion(primary.account, asked.region, this.#rows))
      throw unsupported(`The Region ${asked.region} is not enabled for the account ${primary.account}.`);
    this.roomForKey(primary.account, asked.region);
    const replica = this.newKey(replicaOf(primary, asked), asked.policy);
    for (const material of this.#materials(primary)) this.#rows.put("materials", materialFor(replica, material));
    return replica;
  }

  makePrimary(replica: KeyRow, primary: KeyRow, now: number): void {
    for (const key of newPrimary(this.related(primary), replica, now)) this.put(key);
  }

  /** As GetKeyRotationStatus tells it. */
  rotation(key: KeyRow): KeyRow["rotation"] {
    return rotationOf(key);
  }

  /** Rotation is a property that related keys share. */
  setRotation(key: KeyRow, rotation: KeyRow["rotation"]): void {
    for (const each of this.related(key)) this.update(each, { rotation });
  }

  /** Related keys share their materials, and so how many there may be: another primary key does not begin anew. */
  countOnDemandRotation(key: KeyRow): void {
    const onDemandRotations = key.onDemandRotations + 1;
    for (const each of this.related(key)) this.update(each, { onDemandRotations });
  }

  /** New material in use for a key and for all that are related to it. */
  rotate(key: KeyRow, made: MadeMaterial, how: MaterialRow["how"], since: number): void {
    for (const each of this.related(key)) this.addMaterial(each, made, how, since);
  }

  /** Whether the key must outlive others: a primary key with replicas. */
  hasReplicas(key: KeyRow): boolean {
    return key.multiRegion?.primaryRegion === key.region && this.related(key).length > 1;
  }

  /** A primary key that waited for the end of its last replica begins its own waiting period. */
  afterReplica(gone: KeyRow, at: number): void {
    const waiting = this.related(gone).filter(({ id }) => id !== gone.id);
    const [primary] = waiting;
    if (waiting.length === 1 && primary?.state === "PendingReplicaDeletion")
      this.update(primary, beginWaiting(primary, at));
  }

  /** The last cryptographic use of a key, in its Region. */
  lastUse(key: KeyRow): UsageRow | undefined {
    return this.#rows.get("usage", key.id);
  }

  /* ---- policies ---- */

  policy(key: KeyRow): PolicyRow {
    return this.#rows.get("policies", key.id) as PolicyRow;
  }

  putPolicy(key: KeyRow, text: string): void {
    const version = (this.#rows.get("policies", key.id)?.version ?? 0) + 1;
    this.#rows.put("policies", { id: key.id, text, version });
  }

  /* ---- tags ---- */

  /** Adds tags, or gives those that are there new values. @throws KmsError TagException. */
  putTags(key: KeyRow, tags: readonly Tag[]): KeyRow {
    const asked = new Set(tags.map(({ TagKey }) => TagKey));
    if (asked.size < tags.length) throw tagError("Duplicate tag keys");
    const kept = key.tags.filter(({ TagKey }) => !asked.has(TagKey));
    if (kept.length + tags.length > QUOTAS.tagsPerKey) throw tagError("Too many tags");
    if (tags.some(({ TagKey }) => /^aws:/i.test(TagKey))) throw tagError("Tags beginning with aws: are reserved");
    return this.update(key, { tags: [...kept, ...tags] });
  }

  /** Names that are not there are no error. */
  dropTags(key: KeyRow, tagKeys: readonly string[]): KeyRow {
    return this.update(key, { tags: key.tags.filter(({ TagKey }) => !tagKeys.includes(TagKey)) });
  }

  /** In the order of their keys. */
  tagsPage(key: KeyRow, marker: string | undefined, limit: number): RowPage<Tag> {
    const list = `tags ${key.id}`;
    const after = readMarker(list, marker);
    const tags = key.tags
      .filter(({ TagKey }) => after === null || TagKey > after)
      .toSorted((a, b) => (a.TagKey < b.TagKey ? -1 : 1));
    return pageOf(list, tags, limit, (tag) => tag.TagKey);
  }

  /* ---- aliases ---- */

  alias(account: string, region: string, name: string): AliasRow | undefined {
    return this.#rows.get("aliases", `${account}/${region}/${name}`);
  }

  /** @throws KmsError AlreadyExistsException, LimitExceededException. */
  createAlias(key: KeyRow, name: string, now: number): void {
    const { account, region } = key;
    const taken = this.alias(account, region, name);
    if (taken !== undefined) throw alreadyExists(`An alias with the name ${taken.arn} already exists`);
    this.#roomForAlias(key);
    this.#rows.put("aliases", {
      id: `${account}/${region}/${name}`,
      account,
      region,
      name,
      arn: aliasArn(region, account, name),
      target: key.id,
      created: now,
      updated: now,
    });
  }

  /** Points an alias of the key's account and Region at `key`. @throws KmsError LimitExceededException. */
  retarget(name: string, key: KeyRow, now: number): void {
    const alias = this.alias(key.account, key.region, name) as AliasRow;
    if (alias.target !== key.id) this.#roomForAlias(key);
    this.#rows.put("aliases", { ...alias, target: key.id, updated: now });
  }

  deleteAlias(key: KeyRow, name: string): void {
    this.#rows.delete("aliases", `${key.account}/${key.region}/${name}`);
  }

  #roomForAlias(key: KeyRow): void {
    // @NOTE AWS: sentence not public.
    if (this.#rows.count("aliasesTo", key.id) >= QUOTAS.aliasesPerKey) throw limitExceeded();
  }

  /** All aliases of the account in the Region, those too that AWS has ready for its own keys, or those of one key. */
  aliasesPage(
    of: KeyRow | { readonly account: string; readonly region: string },
    marker: string | undefined,
    limit: number,
  ): RowPage<AliasRow | PredefinedAlias> {
    const byName = (alias: AliasRow | PredefinedAlias): string => alias.name;
    if ("keyId" in of) return page(this.#rows, "aliasesTo", of.id, marker, limit, byName);
    const { account, region } = of;
    const place = `${account}/${region}`;
    const list = `aliasesOf ${place}`;
    const after = readMarker(list, marker);
    const rows = this.#rows.range("aliasesOf", place, after, limit + 1);
    const ready = PREDEFINED_ALIASES.filter(
      (name) => (after === null || name > after) && this.alias(account, region, name) === undefined,
    ).map((name) => ({ name, arn: aliasArn(region, account, name), target: null }));
    return pageOf(
      list,
      [...rows, ...ready].toSorted((a, b) => (a.name < b.name ? -1 : 1)),
      limit,
      byName,
    );
  }

  /** The key an alias points at. */
  target(alias: AliasRow): KeyRow {
    return this.#rows.get("keys", alias.target) as KeyRow;
  }

  /* ---- materials ---- */

  current(key: KeyRow): MaterialRow {
    return this.byId(key, key.currentMaterial) as MaterialRow;
  }

  byId(key: KeyRow, materialId: string): MaterialRow | undefined {
    return this.#rows.range("materialById", `${key.id}/${materialId}`, null, 1)[0];
  }

  /** In rotation order. The first material came with the key and not by a rotation, and an imported one may wait for its own. */
  materialsPage(
    key: KeyRow,
    which: "all" | "rotations",
    marker: string | undefined,
    limit: number,
  ): RowPage<MaterialRow> {
    const list = `${which} materialsOf ${key.id}`;
    const after = readMarker(list, marker) ?? "";
    const rows = this.#materials(key)
      .filter(({ ordinal, imported }) => which === "all" || (ordinal > 1 && imported?.pendingRotation !== true))
      .filter(({ id }) => id > after);
    return pageOf(list, rows, limit, ({ id }) => id);
  }

  /** Adds a material and puts it in use; the row before it stays and keeps opening what it sealed. */
  addMaterial(key: KeyRow, made: MadeMaterial, how: MaterialRow["how"], since: number): KeyRow {
    return this.#putMaterial(key, made, how, since, null);
  }

  /** An imported material that waits for its rotation is not in use. */
  #putMaterial(
    key: KeyRow,
    made: MadeMaterial,
    how: MaterialRow["how"],
    since: number,
    imported: ImportedMaterial | null,
  ): KeyRow {
    const ordinal = key.materialCount + 1;
    const id = materialRowId(key.id, ordinal);
    this.#rows.put("materials", { id, keyRow: key.id, ordinal, how, since, imported, ...made });
    const currentMaterial = imported?.pendingRotation === true ? key.currentMaterial : made.materialId;
    return this.update(key, { currentMaterial, materialCount: ordinal });
  }
}

const materialRowId = (keyRow: string, ordinal: number): string => `${keyRow}/${String(ordinal).padStart(5, "0")}`;
