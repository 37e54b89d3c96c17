/** What the pane shows of a world's rows. Reads only; every number comes from a row. */
import type {
  AccountView,
  ActView,
  AlgorithmView,
  ClockView,
  DueView,
  KeyDetail,
  KeyFilter,
  KeyView,
  MaterialView,
  OperationView,
  Page,
  PrincipalView,
  RelatedKeyView,
  SpecView,
} from "#glass/views.ts";
import type { JsonObject } from "#wire/json.ts";
import { policiesOn } from "./access/row-documents.ts";
import { keyByArn } from "./keys/arns.ts";
import { isPresent } from "./keys/imports.ts";
import { messageTypesOf } from "./keys/messages.ts";
import { relatedKeys } from "./keys/replicas.ts";
import type { KeyRow, KeySpec, KeyUsage, MaterialRow, UsageRow } from "./keys/rows.ts";
import { algorithmsOf, isAsymmetric, KEY_SPECS, KEY_USAGES, roomOf, SPECS } from "./keys/specs.ts";
import { rotationOf } from "./keys/states.ts";
import type { Operation } from "./operation.ts";
import { QUOTAS } from "./quotas.ts";
import type { MemoryState } from "./storage/state.ts";
import type { ActRecord } from "./storage/storage.ts";
import type { RowChange } from "./storage/tables.ts";
import { regionsOf } from "./world/regions.ts";
import type { WorldClock } from "./world/clock.ts";
import type { Due } from "./world/due.ts";

const ALL = Number.MAX_SAFE_INTEGER;

export function accountViews(state: MemoryState): AccountView[] {
  return state.range("accounts", "all", null, ALL).map(({ id, name }) => ({
    id,
    name,
    principals: state.range("principalsOf", id, null, ALL).map((row): PrincipalView => ({
      arn: row.id,
      kind: row.kind,
      name: row.name,
      account: id,
      policies: [row, ...row.groups.flatMap((arn) => state.get("groups", arn) ?? [])]
        .flatMap((holder) => policiesOn(holder, state))
        .map(({ name, version, text }) => ({ name, version, text })),
    })),
  }));
}

export function clockView(due: Due | null, clock: WorldClock, state: MemoryState): ClockView {
  return {
    now: clock.now(),
    rate: clock.rate,
    next: due === null ? null : dueView(due, state),
  };
}

export function dueView({ at, what, about }: Due, state: MemoryState): DueView {
  if (what === "connection") return { at, what, keyStore: about };
  const key = keyByArn(state, about);
  return { at, what, keyArn: about, alias: key === undefined ? null : (aliasNames(state, key)[0] ?? null) };
}

function keyView(state: MemoryState, key: KeyRow): KeyView {
  const used = state.get("usage", key.id);
  return {
    arn: key.arn,
    keyId: key.keyId,
    account: key.account,
    region: key.region,
    aliases: aliasNames(state, key),
    description: key.description,
    state: key.state,
    spec: key.spec,
    usage: key.usage,
    origin: key.origin,
    manager: key.manager,
    multiRegion: key.multiRegion !== null,
    created: key.created,
    deletionDate: key.deletionDate,
    pendingWindowInDays: key.pendingWindowInDays,
    materials: key.materialCount,
    rotation: { set: key.rotation.enabled, ...rotationOf(key) },
    lastUsed: used === undefined ? null : { at: used.at, operation: used.operation },
  };
}

export function keyDetail(state: MemoryState, key: KeyRow): KeyDetail {
  const policy = state.get("policies", key.id);
  const used = state.get("usage", key.id);
  return {
    ...keyView(state, key),
    policy: { name: "default", version: policy?.version ?? 0, text: policy?.text ?? "" },
    tags: key.tags.map(({ TagKey, TagValue }) => ({ key: TagKey, value: TagValue })),
    materialRing: state.range("materialsOf", key.id, null, ALL).map((row) => materialView(row, key, used)),
    onDemandRotations: { used: key.onDemandRotations, limit: QUOTAS.onDemandRotationsPerKey },
    algorithms: algorithmViews(key),
    asymmetric: isAsymmetric(key.spec),
    rotatable: SPECS[key.spec].rotatable,
    related: key.multiRegion === null ? [] : relatedViews(relatedKeys(state, key)),
  };
}

function relatedViews(keys: readonly KeyRow[]): RelatedKeyView[] {
  const views = keys.map(({ region, state, multiRegion }) => ({
    region,
    state,
    primary: multiRegion?.primaryRegion === region,
  }));
  return [...views.filter(({ primary }) => primary), ...views.filter(({ primary }) => !primary)];
}

/** The most that one Encrypt takes, whatever the key (kms-api.md 1.3). */
const MOST_BYTES = 4_096;

function algorithmViews({ spec, usage }: { readonly spec: KeySpec; readonly usage: KeyUsage }): AlgorithmView[] {
  return algorithmsOf({ spec, usage }).map((name) => ({
    name,
    room: usage === "ENCRYPT_DECRYPT" ? Math.min(MOST_BYTES, roomOf(spec, name)) : null,
    messageTypes: usage === "SIGN_VERIFY" ? messageTypesOf(name) : [],
  }));
}

/** What keys can be made: all of AWS's specs but the one that exists in China only. */
export function specViews(): SpecView[] {
  return KEY_SPECS.filter((name) => name !== "SM2").map((name) => ({
    name,
    usages: Object.fromEntries(
      KEY_USAGES.filter((usage) => usage in SPECS[name].algorithms).map((usage) => [
        usage,
        algorithmViews({ spec: name, usage }),
      ]),
    ),
  }));
}

function materialView(row: MaterialRow, key: KeyRow, used: UsageRow | undefined): MaterialView {
  const counts = used?.materials[row.materialId] ?? { sealed: 0, opened: 0 };
  const pending = row.imported?.pendingRotation === true;
  const state = pending ? "PENDING_ROTATION" : row.materialId === key.currentMaterial ? "CURRENT" : "NON_CURRENT";
  return {
    ordinal: row.ordinal,
    id: row.materialId,
    state,
    since: row.since,
    how: row.imported !== null && row.how === "created" ? "imported" : row.how,
    present: isPresent(row),
    expires: row.imported?.expires ?? null,
    ...counts,
  };
}

const aliasNames = (state: MemoryState, key: KeyRow): string[] =>
  state.range("aliasesTo", key.id, null, ALL).map((alias) => alias.name);

/**
 * Pages of keys in the order a person looks for them: by alias, those without one after, newest first. A cursor is a place in that order:
 * the list that shows them has its rows by place, and asks again when keys came or went.
 */
export class KeyPages {
  readonly #state: MemoryState;
  /** Ids of `keys`, by bucket of `keysOf`. */
  readonly #sorted = new Map<string, { readonly versions: string; readonly ids: readonly string[] }>();

  constructor(state: MemoryState) {
    this.#state = state;
  }

  page(filter: KeyFilter, cursor: string | null, limit: number): Page<KeyView> {
    const ids = this.#buckets(filter).flatMap((bucket) => this.#inOrder(bucket));
    const wanted =
      filter.search === undefined && filter.state === undefined
        ? ids
        : ids.filter((id) => this.#fits(this.#key(id), filter));
    const start = cursor === null ? 0 : Number(cursor);
    const items = wanted.slice(start, start + limit).map((id) => keyView(this.#state, this.#key(id)));
    const end = start + items.length;
    return { items, total: wanted.length, next: end < wanted.length ? String(end) : null };
  }

  #key(id: string): KeyRow {
    return this.#state.get("keys", id) as KeyRow;
  }

  #buckets({ account, region }: KeyFilter): string[] {
    const accounts =
      account === undefined ? this.#state.range("accounts", "all", null, ALL).map((row) => row.id) : [account];
    const regions = region === undefined ? regionsOf(this.#state) : [region];
    return accounts.flatMap((id) => regions.map((name) => `${id}/${name}`));
  }

  /** Names and birthdays make the order: it stays when a key is tagged, used or rotated, however often a second. */
  #inOrder(bucket: string): readonly string[] {
    const versions = `${this.#state.members("keysOf", bucket)} ${this.#state.version("aliasesOf", bucket)}`;
    const kept = this.#sorted.get(bucket);
    if (kept?.versions === versions) return kept.ids;
    const named = this.#state
      .range("keysOf", bucket, null, ALL)
      .map(({ id, created }) => ({ id, created, name: this.#state.range("aliasesTo", id, null, 1)[0]?.name }));
    named.sort((a, b) =>
      a.name !== undefined && b.name !== undefined
        ? a.name < b.name
          ? -1
          : 1
        : a.name !== undefined
          ? -1
          : b.name !== undefined
            ? 1
            : b.created - a.created,
    );
    const ids = named.map(({ id }) => id);
    this.#sorted.set(bucket, { versions, ids });
    return ids;
  }

  #fits(key: KeyRow, { search, state }: KeyFilter): boolean {
    if (state !== undefined && key.state !== state) return false;
    if (search === undefined || search === "") return true;
    const text = search.toLowerCase();
    return (
      key.arn.includes(text) ||
      key.description.toLowerCase().includes(text) ||
      aliasNames(this.#state, key).some((name) => name.toLowerCase().includes(text))
    );
  }
}

export function operationView(operation: Operation): OperationView {
  const { name, says, kind } = operation;
  return {
    name,
    says,
    kind,
    input: Object.fromEntries(Object.entries(operation.input).map(([member, field]) => [member, field.view])),
    keys: Object.entries(operation.keys).map(([role, key]) => ({
      role,
      member: key.from,
      permission: key.permission ?? operation.permissions?.[0]?.permission ?? "",
      states: key.states,
      usage: key.usage ?? null,
      aliases: key.aliases === true,
    })),
    steps: operation.steps ?? {},
    crossAccount: Object.values(operation.keys).some((key) => key.crossAccount === true),
  };
}

/** An act for the history; wrapped material is left out of its rows. */
export function actView({ seq, at, name, who, changes }: ActRecord): ActView {
  const json = (row: RowChange["before"]): JsonObject | null =>
    row === null ? null : ({ ...row, ...("wrapped" in row ? { wrapped: "" } : {}) } as unknown as JsonObject);
  return {
    seq,
    at,
    name,
    who,
    changes: changes.map(({ table, key, before, after }) => ({ table, key, before: json(before), after: json(after) })),
  };
}
