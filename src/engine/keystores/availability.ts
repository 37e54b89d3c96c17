/** Whether the keys of a custom key store can be used follows from its connection, and from nothing else. */
import type { KeyRow, KeyState } from "../keys/rows.ts";
import type { Reads, Writes } from "../storage/state.ts";
import type { CustomKeyStoreRow } from "./rows.ts";

/** The states that an ended connection hides; a key that waits for its deletion goes on waiting (key-state-table.json, 13). */
const HIDDEN: readonly (KeyState | undefined)[] = ["Enabled", "Disabled"];

/**
 * A key of a custom key store in the state that the store's connection gives it. While the store is not connected, enabling and
 * disabling only change what the key will be (key-state-table.json, 12).
 */
export function asAvailable(key: KeyRow, rows: Reads): KeyRow {
  if (key.customKeyStoreId === null) return key;
  const connected = rows.get("customKeyStores", key.customKeyStoreId)?.connection.state === "CONNECTED";
  const { stateWhenAvailable, ...rest } = key;
  const state = key.state === "Unavailable" ? (stateWhenAvailable ?? "Enabled") : key.state;
  return connected || !HIDDEN.includes(state)
    ? { ...rest, state }
    : { ...rest, state: "Unavailable", stateWhenAvailable: state };
}

/** Writes a store, and its keys as its connection now lets them be. */
export function putStore(rows: Writes, store: CustomKeyStoreRow): void {
  const connected = (row: CustomKeyStoreRow | undefined): boolean => row?.connection.state === "CONNECTED";
  const was = connected(rows.get("customKeyStores", store.id));
  rows.put("customKeyStores", store);
  if (was === connected(store)) return;
  for (const key of rows.range("keysInStore", store.id, null, Number.MAX_SAFE_INTEGER))
    rows.put("keys", asAvailable(key, rows));
}
