/** World time in ms at which the calendar brings something to a row, or null: of the row alone, so that indexes can keep that order. */
import type { KeyRow, MaterialRow } from "../keys/rows.ts";
import type { CustomKeyStoreRow } from "../keystores/rows.ts";

export const deletionAt = (key: KeyRow): number | null => key.deletionDate;

/**
 * A disabled or pending key does not rotate; its date moves on when it is usable again (rotation.next is cleared or set by the acts).
 * Replicas rotate with their primary key.
 */
export const rotationAt = (key: KeyRow): number | null =>
  key.state === "Enabled" && isSource(key) ? key.rotation.next : null;

export const settlingAt = (key: KeyRow): number | null => key.settles?.at ?? null;

/** Of imported material. */
export const expiryAt = (material: MaterialRow): number | null => material.imported?.expires ?? null;

/** Of a custom key store whose connection is being made or ended. */
export const connectionAt = (store: CustomKeyStoreRow): number | null => store.connection.until;

const isSource = ({ multiRegion, region }: KeyRow): boolean => (multiRegion?.primaryRegion ?? region) === region;
