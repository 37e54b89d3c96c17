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

/** One key that a request means, and where to record what was looked for, found or not. */
interface Search {
  /** The operation's word for the key. */
  readonly name: string;
  /** What is asked for where the key has no permission of its own: the operation's. */
  readonly action: string;
  readonly role: KeyRole;
  readonly place: Place;
  readonly stages: LocateStage[];
}

/** Null when an optional member was left out. @throws KmsError when there is no such key. */
export function locate(search: Search, input: Readonly<Record<string, unknown>>): KeyRow | null {
  const { role } = search;
  const given = input[role.from];
  if (role.region !== undefined) return related(search, String(given), String(input[role.region]));
  const blob = role.ciphertext === undefined ? undefined : (input[role.ciphertext] as Bytes | undefined);
  if (typeof given === "string") return role.aliasTarget === true ? byAlias(search, given) : byText(search, given);
  const token = role.grantToken === undefined ? undefined : input[role.grantToken];
  if (typeof token === "string") return byGrantToken(search, token);
  // An RSA ciphertext names no key, so the caller must.
  const bare = role.algorithm !== undefined && input[role.algorithm] !== "SYMMETRIC_DEFAULT";
  if (blob !== undefined && bare && keyNamedBy(blob) === null) throw nullMember(role.from);
  if (blob !== undefined) return byCiphertext(search, blob);
  return null;
}

function byText(search: Search, given: string): KeyRow {
  const { role, place } = search;
  const { caller, region, store } = place;
  if (given.startsWith("arn:")) {
    const arn = parseKmsArn(given);
    if (arn === null) throw notFound(`Invalid arn ${given}`);
    if (arn.region !== region) throw notFound(`Invalid arn ${arn.region}`);
    if (arn.kind === "alias") {
      refuseAlias(role);
      return followAlias(search, { given, by: "alias-arn", account: arn.account, alias: arn.name });
    }
    if (!isKeyId(arn.name)) throw notFound(`Invalid keyId ${arn.name}`);
    const row = store.key(region, arn.name);
    // Where the operation's own permission is enough, it is only ever enough for the caller's own keys.
    const visible = role.permission !== null || role.crossAccount === true || arn.account === caller.account;
    const key = row?.account === arn.account && visible ? row : undefined;
    return found(search, key, { member: role.from, by: "arn", given }, () =>
      missing(search, arn.account, `Key '${given}' does not exist`),
    );
  }
  if (given.startsWith("alias/")) {
    refuseAlias(role);
    return byAlias(search, given);
  }
  if (role.arnOnly === true) throw notFound(`Invalid arn ${given}`);
  if (!isKeyId(given)) throw notFound(`Invalid keyId '${given}'`);
  const row = store.key(region, given);
  const key = row?.account === caller.account ? row : undefined;
  return found(search, key, { member: role.from, by: "id", given }, () =>
    notFound(`Key '${keyArn(region, caller.account, given)}' does not exist`),
  );
}

/** The related multi-Region key of the same key id in another Region. */
function related(search: Search, given: string, region: string): KeyRow {
  const { caller, store } = search.place;
  const id = given.slice(given.lastIndexOf("/") + 1);
  const account = parseKmsArn(given)?.account ?? caller.account;
  const row = store.key(region, id);
  const key = row?.account === account ? row : undefined;
  return found(search, key, { member: search.role.region as string, by: "id", given: region }, () =>
    missing(search, account, `Key '${keyArn(region, account, id)}' does not exist`),
  );
}

/** A name of the caller's account, no ARN. */
function byAlias(search: Search, given: string): KeyRow {
  return followAlias(search, { given, by: "alias", account: search.place.caller.account, alias: given });
}

function followAlias(
  search: Search,
  { account, ...asked }: Pick<LocateStage, "given" | "by"> & { readonly account: string; readonly alias: string },
): KeyRow {
  const { region, store } = search.place;
  const alias = store.alias(account, region, asked.alias);
  const key = alias === undefined ? undefined : store.target(alias);
  return found(search, key, { member: search.role.from, ...asked }, () =>
    missing(search, account, `Alias ${aliasArn(region, account, asked.alias)} is not found.`),
  );
}

function byGrantToken(search: Search, token: string): KeyRow {
  const { region, store } = search.place;
  const grant = store.grants.byToken(region, token);
  const key = grant === undefined ? undefined : store.grants.keyOf(grant);
  const member = search.role.grantToken as string;
  return found(search, key, { member, by: "grant-token", given: grant?.grantId ?? "unknown" }, invalidGrantToken);
}

function byCiphertext(search: Search, blob: Bytes): KeyRow {
  const { role, place, action } = search;
  const keyId = keyNamedBy(blob);
  const key = keyId === null ? undefined : place.store.key(place.region, keyId);
  const member = role.ciphertext as string;
  return found(search, key, { member, by: "ciphertext", given: keyId ?? "unreadable" }, () =>
    keyId === null
      ? invalidCiphertext()
      : accessDenied(unknownKeySentence(role.permission ?? action, place.caller, "ciphertext")),
  );
}

/** Records what was looked for and what is there. @throws the refusal when nothing is. */
function found(
  { name, stages }: Search,
  key: KeyRow | undefined,
  asked: Pick<LocateStage, "member" | "by" | "given"> & { readonly alias?: string },
  refusal: () => Error,
): KeyRow {
  stages.push({ role: name, alias: null, ...asked, keyArn: key?.arn ?? null });
  if (key === undefined) throw refusal();
  return key;
}

function refuseAlias(role: KeyRole): void {
  if (role.aliases !== true) throw invalidArn("Key Aliases are not supported for this operation.");
}

/** In another account a missing key looks like a forbidden one. */
function missing({ role, action, place: { caller } }: Search, account: string, sentence: string): Error {
  return account === caller.account
    ? notFound(sentence)
    : accessDenied(unknownKeySentence(role.permission ?? action, caller, "key"));
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
