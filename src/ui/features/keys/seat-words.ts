import type { WorldView } from "#glass/views.ts";

export const accountOf = (principalArn: string): string => principalArn.split(":")[4] ?? "";

/** `account Blue (111122223333)`. */
export function accountWords(world: WorldView, account: string): string {
  const name = world.accounts.find(({ id }) => id === account)?.name;
  return name === undefined ? `account ${account}` : `account ${name} (${account})`;
}

export const accountNames = (world: WorldView): Readonly<Record<string, string>> =>
  Object.fromEntries(world.accounts.map(({ id, name }) => [id, name]));

export const keyArn = (region: string, account: string, keyId: string): string =>
  `arn:aws:kms:${region}:${account}:key/${keyId}`;
