/** The views of one key, in the order in which they stand; the address names the one that is open. */
export const KEY_TABS = ["material", "policy", "grants", "aliases", "use", "calls"] as const;
export type KeyTab = (typeof KEY_TABS)[number];
