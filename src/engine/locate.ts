/** Stage 5: from what the caller typed, or from the ciphertext, to the row of a key. kms-api.md 1.4 (2) to (4). */
import type { Bytes } from "#wire/bytes.ts";
import type { LocateStage } from "#glass/trace.ts";
import { unknownKeySentence } from "./access/denial.ts";
import type { Caller } from "./access/caller.ts";
import { accessDenied, invalidArn, invalidCiphertext, invalidGrantToken, notFound } from "./errors.ts";
import { nullMember } from "./fields.ts";
import { aliasArn, isKeyId, keyArn, parseKmsArn } from "./keys/arns.ts";
import type { GrantRow, KeyRow } from "./keys/rows.ts";
import type { KeyStore } from "./keys/store.ts";
import type { KeyRole, Operation } from "./operation.ts";
import { keyNamedBy } from "./vault/hsm.ts";

export interface Place {
  readonly caller: Caller;
  readonly region: string;
  readonly store: KeyStore;
}

export interface Located {
  readonly key: KeyRow;
  readonly stage: LocateStage;
}

/** Null when an optional member was left out. Records what it looked for in `stages` even when nothing is found. */
export function locate(
  name: string,
  role: KeyRole,
  input: Readonly<Record<string, unknown>>,
  place: Place,
  stages: LocateStage[],
): Located | null {
  const given = input[role.from];
  if (role.region !== undefined) return related(name, role, String(given), String(input[role.region]), place, stages);
  const blob = role.ciphertext === undefined ? undefined : (input[role.ciphertext] as Bytes | undefined);
  if (typeof given === "string")
    return role.aliasTarget === true
      ? byAlias(name, role, given, place, stages)
      : byText(name, role, given, place, stages);
  const token = role.grantToken === undefined ? undefined : input[role.grantToken];
  if (typeof token === "string") return byGrantToken(name, role, token, place, stages);
  // An RSA ciphertext names no key, so the caller must.
  const bare = role.algorithm !== undefined && input[role.algorithm] !== "SYMMETRIC_DEFAULT";
  if (blob !== undefined && bare && keyNamedBy(blob) === null) throw nullMember(role.from);
  if (blob !== undefined) return byCiphertext(name, role, blob, place, stages);
  return null;
}

function byText(name: string, role: KeyRole, given: string, place: Place, stages: LocateStage[]): Located {
  const { caller, region, store } = place;
  if (given.startsWith("arn:")) {
    const arn = parseKmsArn(given);
    if (arn === null) throw notFound(`Invalid arn ${given}`);
    if (arn.region !== region) throw notFound(`Invalid arn ${arn.region}`);
    if (arn.kind === "alias") {
      refuseAlias(role);
      return followAlias(name, role, given, "alias-arn", arn.account, arn.name, place, stages);
    }
    if (!isKeyId(arn.name)) throw notFound(`Invalid keyId ${arn.name}`);
    const found = store.key(region, arn.name);
    // Where the operation's own permission is enough, it is only ever enough for the caller's own keys.
    const visible = role.permission !== null || role.crossAccount === true || arn.account === caller.account;
    const key = found?.account === arn.account && visible ? found : undefined;
    stages.push({ role: name, member: role.from, by: "arn", given, alias: null, keyArn: key?.arn ?? null });
    if (key === undefined) throw missing(role, caller, arn.account, `Key '${given}' does not exist`);
    return { key, stage: stages.at(-1) as LocateStage };
  }
  if (given.startsWith("alias/")) {
    refuseAlias(role);
    return followAlias(name, role, given, "alias", caller.account, given, place, stages);
  }
  if (role.arnOnly === true) throw notFound(`Invalid arn ${given}`);
  if (!isKeyId(given)) throw notFound(`Invalid keyId '${given}'`);
  const found = store.key(region, given);
  const key = found?.account === caller.account ? found : undefined;
  stages.push({ role: name, member: role.from, by: "id", given, alias: null, keyArn: key?.arn ?? null });
  if (key === undefined) throw notFound(`Key '${keyArn(region, caller.account, given)}' does not exist`);
  return { key, stage: stages.at(-1) as LocateStage };
}

/** The related multi-Region key of the same key id in another Region. */
function related(
  name: string,
  role: KeyRole,
  given: string,
  region: string,
  { caller, store }: Place,
  stages: LocateStage[],
): Located {
  const id = given.slice(given.lastIndexOf("/") + 1);
  const account = parseKmsArn(given)?.account ?? caller.account;
  const found = store.key(region, id);
  const key = found?.account === account ? found : undefined;
  stages.push({
    role: name,
    member: role.region as string,
    by: "id",
    given: region,
    alias: null,
    keyArn: key?.arn ?? null,
  });
  if (key === undefined) throw missing(role, caller, account, `Key '${keyArn(region, account, id)}' does not exist`);
  return { key, stage: stages.at(-1) as LocateStage };
}

/** The alias operations' own member: a name of the caller's account, no ARN. */
function byAlias(name: string, role: KeyRole, given: string, place: Place, stages: LocateStage[]): Located {
  return followAlias(name, role, given, "alias", place.caller.account, given, place, stages);
}

function followAlias(
  name: string,
  role: KeyRole,
  given: string,
  by: "alias" | "alias-arn",
  account: string,
  aliasName: string,
  place: Place,
  stages: LocateStage[],
): Located {
  const alias = place.store.alias(account, place.region, aliasName);
  const key = alias === undefined ? undefined : place.store.target(alias);
  stages.push({ role: name, member: role.from, by, given, alias: aliasName, keyArn: key?.arn ?? null });
  if (key === undefined)
    throw missing(role, place.caller, account, `Alias ${aliasArn(place.region, account, aliasName)} is not found.`);
  return { key, stage: stages.at(-1) as LocateStage };
}

function byGrantToken(name: string, role: KeyRole, token: string, place: Place, stages: LocateStage[]): Located {
  const { grants } = place.store;
  const grant = grants.byToken(place.region, token);
  const key = grant === undefined ? undefined : grants.keyOf(grant);
  stages.push({
    role: name,
    member: role.grantToken as string,
    by: "grant-token",
    given: grant?.grantId ?? "unknown",
    alias: null,
    keyArn: key?.arn ?? null,
  });
  if (key === undefined) throw invalidGrantToken();
  return { key, stage: stages.at(-1) as LocateStage };
}

/** The grant that decides upon the call, on a key that was found. In another account a missing grant looks like a forbidden one. */
export function locateGrant(
  { token, grantId, permission }: NonNullable<Operation["decidedByGrant"]>,
  key: KeyRow,
  input: Readonly<Record<string, unknown>>,
  { caller, region, store: { grants } }: Place,
): GrantRow {
  const given = input[token];
  if (typeof given === "string") return grants.byToken(region, given) as GrantRow;
  try {
    return grants.byId(key, input[grantId] as string);
  } catch (error) {
    throw key.account === caller.account ? error : accessDenied(unknownKeySentence(permission, caller, "key"));
  }
}

function byCiphertext(name: string, role: KeyRole, blob: Bytes, place: Place, stages: LocateStage[]): Located {
  const keyId = keyNamedBy(blob);
  const key = keyId === null ? undefined : place.store.key(place.region, keyId);
  stages.push({
    role: name,
    member: role.ciphertext as string,
    by: "ciphertext",
    given: keyId ?? "unreadable",
    alias: null,
    keyArn: key?.arn ?? null,
  });
  if (keyId === null) throw invalidCiphertext();
  if (key === undefined)
    throw accessDenied(unknownKeySentence(role.permission ?? "kms:Decrypt", place.caller, "ciphertext"));
  return { key, stage: stages.at(-1) as LocateStage };
}

function refuseAlias(role: KeyRole): void {
  if (role.aliases !== true) throw invalidArn("Key Aliases are not supported for this operation.");
}

/** In another account a missing key looks like a forbidden one. */
function missing(role: KeyRole, caller: Caller, account: string, sentence: string): Error {
  return account === caller.account
    ? notFound(sentence)
    : accessDenied(unknownKeySentence(role.permission ?? "kms:DescribeKey", caller, "key"));
}
