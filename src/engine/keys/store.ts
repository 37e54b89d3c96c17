import { base64, fromBase64, strictText, utf8 } from "#wire/bytes.ts";
import { invalidMarker } from "../errors.ts";
import type { Writes } from "../storage/state.ts";
import type { IndexName, IndexRow } from "../storage/tables.ts";
import type { Materials } from "../vault/hsm.ts";
import { aliasArn } from "./arns.ts";
import type { AliasRow, KeyRow, MaterialRow, PolicyRow } from "./rows.ts";

export interface RowPage<R> {
  readonly rows: readonly R[];
  /** Undefined on the last page. */
  readonly NextMarker: string | undefined;
  readonly Truncated: boolean;
}

/** The verbs operations have on keys and what belongs to them; over one call's overlay, so all of it or nothing happens. */
export class KeyStore implements Materials {
  readonly #rows: Writes;

  constructor(rows: Writes) {
    this.#rows = rows;
  }

  key(region: string, keyId: string): KeyRow | undefined {
    return this.#rows.get("keys", `${region}/${keyId}`);
  }

  put(key: KeyRow): KeyRow {
    this.#rows.put("keys", key);
    return key;
  }

  update(key: KeyRow, change: Partial<KeyRow>): KeyRow {
    return this.put({ ...key, ...change });
  }

  keyCount(account: string, region: string): number {
    return this.#rows.count("keysOf", `${account}/${region}`);
  }

  keysPage(account: string, region: string, marker: string | undefined, limit: number): RowPage<KeyRow> {
    return this.#page("keysOf", `${account}/${region}`, marker, limit, (key) => key.keyId);
  }

  /* ---- policies ---- */

  policy(key: KeyRow): PolicyRow {
    return this.#rows.get("policies", key.id) as PolicyRow;
  }

  putPolicy(key: KeyRow, text: string): void {
    const version = (this.#rows.get("policies", key.id)?.version ?? 0) + 1;
    this.#rows.put("policies", { id: key.id, text, version });
  }

  /* ---- aliases ---- */

  alias(account: string, region: string, name: string): AliasRow | undefined {
    return this.#rows.get("aliases", `${account}/${region}/${name}`);
  }

  aliasCount(key: KeyRow): number {
    return this.#rows.count("aliasesTo", key.id);
  }

  createAlias(key: KeyRow, name: string, now: number): void {
    const { account, region } = key;
    this.#rows.put("aliases", { id: `${account}/${region}/${name}`, account, region, name, arn: aliasArn(region, account, name), target: key.id, created: now, updated: now });
  }

  retarget(alias: AliasRow, key: KeyRow, now: number): void {
    this.#rows.put("aliases", { ...alias, target: key.id, updated: now });
  }

  deleteAlias(alias: AliasRow): void {
    this.#rows.delete("aliases", alias.id);
  }

  /** All aliases of the account in the Region, or those of one key. */
  aliasesPage(of: KeyRow | { readonly account: string; readonly region: string }, marker: string | undefined, limit: number): RowPage<AliasRow> {
    return "keyId" in of
      ? this.#page("aliasesTo", of.id, marker, limit, (alias) => alias.name)
      : this.#page("aliasesOf", `${of.account}/${of.region}`, marker, limit, (alias) => alias.name);
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

  /** In rotation order. */
  materialsPage(key: KeyRow, marker: string | undefined, limit: number): RowPage<MaterialRow> {
    return this.#page("materialsOf", key.id, marker, limit, (material) => material.id);
  }

  /** Adds a material and puts it in use; the row before it stays and keeps opening what it sealed. */
  addMaterial(key: KeyRow, made: { readonly materialId: string; readonly wrapped: string }, how: MaterialRow["how"], since: number): KeyRow {
    const ordinal = key.materialCount + 1;
    this.#rows.put("materials", { id: materialRowId(key.id, ordinal), keyRow: key.id, ordinal, how, since, ...made });
    return this.update(key, { currentMaterial: made.materialId, materialCount: ordinal });
  }

  #page<N extends IndexName>(index: N, bucket: string, marker: string | undefined, limit: number, sort: (row: IndexRow<N>) => string): RowPage<IndexRow<N>> {
    const after = marker === undefined ? null : readMarker(marker);
    const rows = this.#rows.range(index, bucket, after, limit + 1);
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    return rows.length > limit && last !== undefined
      ? { rows: shown, NextMarker: base64(utf8(MARKER + sort(last))), Truncated: true }
      : { rows: shown, NextMarker: undefined, Truncated: false };
  }
}

export const materialRowId = (keyRow: string, ordinal: number): string => `${keyRow}/${String(ordinal).padStart(5, "0")}`;

/** Markers are ours and opaque; one that does not read back is refused. */
const MARKER = "after:";

function readMarker(marker: string): string {
  try {
    const text = strictText(fromBase64(marker));
    if (text.startsWith(MARKER)) return text.slice(MARKER.length);
  } catch {
    // Falls through to the refusal: not base64, or not text.
  }
  throw invalidMarker();
}
