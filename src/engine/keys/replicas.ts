/**
 * Multi-Region keys: one key id and one set of materials in several Regions; policy, aliases, tags and state are each key's own. Simulated:
 * no material crosses a network, since all Regions of a world are in one engine.
 */
import { alreadyExists } from "../errors.ts";
import type { Reads } from "../storage/state.ts";
import { DAY_MS } from "../world/clock.ts";
import type { KeyRow, MaterialRow } from "./rows.ts";

/** How long a replica is being created and a primary Region is being updated: AWS says a few seconds. */
const PASSING_MS = 3_000;

export interface NewReplica {
  readonly region: string;
  readonly description: string;
  readonly policy: string | undefined;
  readonly now: number;
}

export function relatedKeys(rows: Reads, key: KeyRow): readonly KeyRow[] {
  if (key.multiRegion === null) return [rows.get("keys", key.id) ?? key];
  return rows.range("relatedKeys", `${key.account}/${key.keyId}`, null, Number.MAX_SAFE_INTEGER);
}

/** @NOTE AWS: sentence not public, our reading. */
export const replicaExists = (primary: KeyRow, region: string): Error =>
  alreadyExists(`${primary.arn.replace(`:${primary.region}:`, `:${region}:`)} already exists.`);

/** What a replica shares with its primary key, and what is its own. */
export function replicaOf(primary: KeyRow, { region, description, now }: NewReplica) {
  const { account, keyId, spec, usage, origin, multiRegion, rotation, onDemandRotations } = primary;
  const { currentMaterial, materialCount } = primary;
  const settled = origin === "EXTERNAL" ? ("PendingImport" as const) : ("Enabled" as const);
  return {
    account,
    region,
    keyId,
    spec,
    usage,
    origin,
    multiRegion,
    rotation,
    onDemandRotations,
    currentMaterial,
    materialCount,
    description,
    created: now,
    state: "Creating" as const,
    settles: { at: now + PASSING_MS, state: settled },
  };
}

/** The primary key's material in a replica's row. Imported material does not come along: it is imported there once more. */
export function materialFor(replica: KeyRow, material: MaterialRow): MaterialRow {
  const id = `${replica.id}${material.id.slice(material.keyRow.length)}`;
  return { ...material, id, keyRow: replica.id, wrapped: material.imported === null ? material.wrapped : "" };
}

/** Every related key knows the new primary Region; the two whose place changes pass through `Updating`. */
export function newPrimary(related: readonly KeyRow[], replica: KeyRow, now: number): readonly KeyRow[] {
  return related.map((key) => {
    const moves = key.region === replica.region || key.region === key.multiRegion?.primaryRegion;
    const multiRegion = { primaryRegion: replica.region };
    if (!moves) return { ...key, multiRegion };
    const state = key.settles?.state ?? key.state;
    return { ...key, multiRegion, state: "Updating", settles: { at: now + PASSING_MS, state } };
  });
}

/** The waiting period of a primary key whose replicas are gone. */
export const beginWaiting = (key: KeyRow, at: number): Partial<KeyRow> => ({
  state: "PendingDeletion",
  deletionDate: at + (key.pendingWindowInDays ?? 30) * DAY_MS,
});
