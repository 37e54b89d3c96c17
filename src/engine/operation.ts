/**
 * The one shape of an operation: declared facts first, the story last. The pipeline runs the same order of checks for all of them;
 * `run` is reached only when every declared fact holds.
 */
import type { JsonObject } from "#wire/json.ts";
import type { Bytes } from "#wire/bytes.ts";
import type { CheckRow } from "#glass/trace.ts";
import type { Caller } from "./access/caller.ts";
import type { Fields, InputOf } from "./fields.ts";
import type { KeyStore } from "./keys/store.ts";
import type { KeyOrigin, KeyRow, KeyState, KeyUsage } from "./keys/rows.ts";
import type { CustomKeyStores } from "./keystores/key-stores.ts";
import type { AbilityName } from "./keys/specs.ts";
import type { Hsm } from "./vault/hsm.ts";
import { DAY_MS } from "./world/clock.ts";

/** One KMS key that an operation works on, by its role (`key`, `source`, `destination`). */
export interface KeyRole<Member extends string = string> {
  /** The input member that names the key: id or ARN. */
  readonly from: Member;
  /** The blob member that names the key when `from` is absent. */
  readonly ciphertext?: Member;
  /** Alias names and alias ARNs are accepted as well. */
  readonly aliases?: true;
  /** The member is an alias name, and the key it points at is meant. */
  readonly aliasTarget?: true;
  /** The member with a grant token that names the grant's key when `from` is absent. */
  readonly grantToken?: Member;
  /** Only an ARN will do, no bare key id. */
  readonly arnOnly?: true;
  /** May be left out. */
  readonly optional?: true;
  /** Action to be allowed on this key; null when the operation's own permission is enough. */
  readonly permission: string | null;
  /** Accepted states; in any other one the operation is refused. */
  readonly states: readonly KeyState[];
  readonly usage?: KeyUsage;
  /** Accepted origins; all when left out. */
  readonly origins?: readonly KeyOrigin[];
  /** `primary`: must be a multi-Region primary key. `no-replica`: what replicas share is changed on their primary key. */
  readonly multiRegion?: "primary" | "no-replica";
  /** The member that names the Region in which this key is looked for, when it is not the request's own. */
  readonly region?: Member;
  /** What the key's spec must be able to do. */
  readonly able?: AbilityName;
  /** The member that names an algorithm which must suit the key's spec. */
  readonly algorithm?: Member;
  /** The member with an encryption context, which only symmetric keys take. */
  readonly context?: Member;
  /** The member with what is to be encrypted; under an RSA key it must fit. */
  readonly plaintext?: Member;
  /** The members with what is to be signed, and with its type: both must suit the algorithm. */
  readonly message?: { readonly bytes: Member; readonly type: Member };
  /** Usable on another account's key. */
  readonly crossAccount?: true;
}

/** A permission that is not about a key: on an alias, or on `*`. */
export interface OtherPermission<Member extends string = string> {
  readonly permission: string;
  /** The member that names the alias; absent for other resources, and for `*`. */
  readonly alias?: Member;
  /** The member that names a principal as the resource. */
  readonly principal?: Member;
  /** Only needed when this member is given and not empty. */
  readonly when?: Member;
  /** It is about a key that will be made like the key of this role, for conditions on what the key is. */
  readonly like?: string;
}

/** A value that a response member may have. Bytes become base64; undefined is left out. */
export type OutputValue =
  | string
  | number
  | boolean
  | Bytes
  | undefined
  | null
  | readonly OutputValue[]
  | { readonly [name: string]: OutputValue };
export type Output = { readonly [name: string]: OutputValue };

export type Roles<Member extends string> = Readonly<Record<string, KeyRole<Member>>>;
export type KeysOf<K> = {
  readonly [R in keyof K]: K[R] extends { readonly optional: true } ? KeyRow | undefined : KeyRow;
};

export interface Call<F extends Fields, K> {
  readonly input: InputOf<F>;
  readonly keys: KeysOf<K>;
  readonly caller: Caller;
  readonly region: string;
  /** World time in ms since 1970. */
  readonly now: number;
  /** A fresh UUID for a new key's id. */
  uuid(): string;
  /** Random bytes for ids and tokens; never for key material. */
  random(bytes: number): Bytes;
  /** Verbs on keys, aliases, policies, tags. Writes become visible to others only when the whole call succeeds. */
  readonly store: KeyStore;
  /** Verbs on key material; each records its step. */
  readonly hsm: Hsm;
  /** Verbs on custom key stores; what they ask of a cluster or a proxy is a step too. */
  readonly keyStores: CustomKeyStores;
  /**
   * Checks a key policy before it is saved: size, language, principals, and that this caller could still change it (the lockout
   * safety check, unless bypassed). @throws KmsError LimitExceededException, MalformedPolicyDocumentException.
   */
  checkPolicy(text: string, options: { readonly key: KeyRow; readonly bypassLockout: boolean }): void;
  /** Records a check of the operation's own in stage 7. */
  check(row: CheckRow): void;
}

export interface Operation<F extends Fields = Fields, K extends Roles<string> = Roles<string>> {
  readonly name: string;
  /** One plain sentence. */
  readonly says: string;
  readonly kind: "change" | "crypto" | "read";
  readonly input: F;
  readonly keys: K;
  readonly permissions?: readonly OtherPermission[];
  /** Response members, in AWS's order. Empty: the body is empty. */
  readonly output: readonly string[];
  /** Defaults that CloudTrail shows among the request parameters when the caller left them out, in its own spelling. */
  readonly logged?: JsonObject | ((input: JsonObject) => JsonObject);
  /** Sentences about this operation's own steps inside the HSM, by step name; they replace the HSM's general ones. */
  readonly steps?: Readonly<Record<string, string>>;
  /**
   * Its `keys.key` is decided upon by one of the key's grants and not by the key policy; these members name the grant: a token of it,
   * or its id on the key. (RetireGrant: authorization.md 1.3.)
   */
  readonly decidedByGrant?: { readonly token: string; readonly grantId: string; readonly permission: string };
  /** A rehearsal (DryRun) goes through `run` as well, since `run` checks more; what it wrote is dropped. */
  readonly rehearses?: true;
  /** Refusals of the request's own shape, after the keys were found and before anything is authorized. */
  shape?(input: InputOf<F>): void;
  run(call: Call<F, K>): Promise<Output | void> | Output | void;
}

/** Whether a member is given and not empty. */
export const given = (value: unknown): boolean => value !== undefined && !(Array.isArray(value) && value.length === 0);

/** Days as the engine's time, in ms. */
export const days = (count: number): number => count * DAY_MS;

/** The engine's time as the wire has it: seconds since 1970, with fractions. */
export const seconds = (ms: number): number => ms / 1000;

/** Accepted states that many operations share (key-state-table.json). */
export const ANY_STATE = [
  "Enabled",
  "Disabled",
  "PendingDeletion",
  "PendingImport",
  "Unavailable",
  "Creating",
  "Updating",
  "PendingReplicaDeletion",
] as const satisfies readonly KeyState[];
export const NOT_PENDING_DELETION = [
  "Enabled",
  "Disabled",
  "PendingImport",
  "Unavailable",
  "Creating",
  "Updating",
] as const satisfies readonly KeyState[];
/** Of keys that can have several materials: never those in a custom key store. */
export const ROTATES = ["AWS_KMS", "EXTERNAL"] as const satisfies readonly KeyOrigin[];
/** Cryptographic use. */
export const IN_USE = ["Enabled", "Updating"] as const satisfies readonly KeyState[];

/** What all roles of a key for imported material have in common. */
export const IMPORTABLE = { origins: ["EXTERNAL"] } as const;

/** What all roles of a key in cryptographic use have in common, by its usage. */
const inUse = <U extends KeyUsage>(usage: U) => ({ aliases: true, states: IN_USE, usage, crossAccount: true }) as const;
export const CIPHER = inUse("ENCRYPT_DECRYPT");
export const SIGNER = inUse("SIGN_VERIFY");
export const MAC = inUse("GENERATE_VERIFY_MAC");
export const AGREEMENT = inUse("KEY_AGREEMENT");
export const KEM = inUse("ENCAPSULATE_DECAPSULATE");

export function defineOperation<const F extends Fields, const K extends Roles<Extract<keyof F, string>>>(
  operation: Operation<F, K>,
): Operation<F, K> {
  return operation;
}
