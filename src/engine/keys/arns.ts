/** The ARNs of KMS keys and aliases, read and written in one place. */
import type { Reads } from "../storage/state.ts";
import type { KeyRow } from "./rows.ts";

export interface KmsArn {
  readonly region: string;
  readonly account: string;
  readonly kind: "key" | "alias";
  /** Key id, or alias name with its `alias/` prefix. */
  readonly name: string;
}

export const keyArn = (region: string, account: string, keyId: string): string =>
  `arn:aws:kms:${region}:${account}:key/${keyId}`;
export const aliasArn = (region: string, account: string, name: string): string =>
  `arn:aws:kms:${region}:${account}:${name}`;
export const rootArn = (account: string): string => `arn:aws:iam::${account}:root`;

/** Null for text that is no ARN of a KMS key or alias. */
export function parseKmsArn(text: string): KmsArn | null {
  const match = /^arn:aws:kms:([a-z0-9-]+):(\d{12}):(key\/(.+)|alias\/.+)$/.exec(text);
  if (match === null) return null;
  const [, region, account, resource, keyId] = match as unknown as [string, string, string, string, string | undefined];
  return keyId === undefined
    ? { region, account, kind: "alias", name: resource }
    : { region, account, kind: "key", name: keyId };
}

/** The key with that very ARN. */
export function keyByArn(rows: Reads, arn: string): KeyRow | undefined {
  const parsed = parseKmsArn(arn);
  const key = parsed === null ? undefined : rows.get("keys", `${parsed.region}/${parsed.name}`);
  return key?.arn === arn ? key : undefined;
}

/** UUID, or `mrk-` and 32 hex digits. */
export const isKeyId = (text: string): boolean =>
  /^(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|mrk-[0-9a-f]{32})$/.test(text);

/** The 16 bytes of a key id as hex, and back: ciphertext headers hold these. */
export const keyIdHex = (keyId: string): string => keyId.replace(/^mrk-|-/g, "");
export const keyIdFromHex = (digits: string, multiRegion: boolean): string =>
  multiRegion ? `mrk-${digits}` : digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
