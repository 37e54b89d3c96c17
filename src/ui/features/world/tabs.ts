/** The parts of what surrounds the keys. */
export const WORLD_TABS = [
  { value: "identities", label: "Users, groups and roles" },
  { value: "policies", label: "Managed policies" },
  { value: "organization", label: "Organization" },
  { value: "network", label: "Network" },
  { value: "keys", label: "AWS managed keys" },
  { value: "services", label: "Services" },
] as const;

export type WorldTab = (typeof WORLD_TABS)[number]["value"];

export const isWorldTab = (value: unknown): value is WorldTab => WORLD_TABS.some((tab) => tab.value === value);
