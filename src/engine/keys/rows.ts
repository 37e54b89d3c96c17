/** The rows of KMS keys. JSON only: wrapped material is base64 of bytes sealed under the world's domain key. */

import type { KeySpecName } from "./specs.ts";

/** The specs whose keys exist here; SM2 exists in China only. */
export type KeySpec = Exclude<KeySpecName, "SM2">;
export type KeyOrigin = "AWS_KMS" | "EXTERNAL" | "AWS_CLOUDHSM" | "EXTERNAL_KEY_STORE";
export type KeyUsage =
  | "ENCRYPT_DECRYPT"
  | "SIGN_VERIFY"
  | "GENERATE_VERIFY_MAC"
  | "KEY_AGREEMENT"
  | "ENCAPSULATE_DECAPSULATE";
export type KeyState =
  | "Enabled"
  | "Disabled"
  | "PendingDeletion"
  | "PendingImport"
  | "Unavailable"
  | "Creating"
  | "Updating"
  | "PendingReplicaDeletion";

export interface KeyRow {
  /** `region/keyId`: key ids are unique in a Region, whatever the account; ciphertexts name keys this way. */
  readonly id: string;
  readonly keyId: string;
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  readonly spec: KeySpec;
  readonly usage: KeyUsage;
  readonly origin: KeyOrigin;
  readonly manager: "CUSTOMER" | "AWS";
  /** Null for a single-Region key. Related keys have the same key id, each in its Region. */
  readonly multiRegion: { readonly primaryRegion: string } | null;
  /** The custom key store that holds its material, and there the external key's own id; null elsewhere. */
  readonly customKeyStoreId: string | null;
  readonly xksKeyId: string | null;
  readonly description: string;
  readonly state: KeyState;
  /** Only while Unavailable: what the key is again once its custom key store is connected. */
  readonly stateWhenAvailable?: KeyState;
  /** World times in ms since 1970. */
  readonly created: number;
  readonly deletionDate: number | null;
  /** A passing state (`Creating`, `Updating`) ends at this world time in that state. */
  readonly settles: { readonly at: number; readonly state: KeyState } | null;
  readonly pendingWindowInDays: number | null;
  readonly rotation: RotationSetting;
  /** KeyMaterialId in use for new work; empty while there is none. */
  readonly currentMaterial: string;
  readonly materialCount: number;
  /** On-demand rotations made so far; AWS allows 25 in the life of a key (kms-api.md 1.3). */
  readonly onDemandRotations: number;
  readonly tags: readonly Tag[];
}

export interface RotationSetting {
  readonly enabled: boolean;
  readonly periodInDays: number;
  /** World time of the next automatic rotation; null when disabled. */
  readonly next: number | null;
}

export interface Tag {
  readonly TagKey: string;
  readonly TagValue: string;
}

export interface PolicyRow {
  /** The KeyRow's id. */
  readonly id: string;
  readonly text: string;
  /** From 1, counts every PutKeyPolicy. Traces refer to it. */
  readonly version: number;
}

export interface MaterialRow {
  /** `region/keyId/ordinal`, ordinal as five digits so that text order is rotation order. */
  readonly id: string;
  readonly keyRow: string;
  /** KeyMaterialId: 64 hex digits. */
  readonly materialId: string;
  readonly ordinal: number;
  readonly how: "created" | "AUTOMATIC" | "ON_DEMAND";
  /** World time from which it was the current one. */
  readonly since: number;
  /** Base64: the material under the world's domain key. Empty once destroyed. */
  readonly wrapped: string;
  /** Base64 of the SubjectPublicKeyInfo; null for secret keys. */
  readonly publicKey: string | null;
  /** What came with an imported material; null for one that KMS made. */
  readonly imported: ImportedMaterial | null;
}

export interface ImportedMaterial {
  readonly description: string | null;
  /** World time at which the material is deleted by itself; null when it does not expire. */
  readonly expires: number | null;
  /** Imported as new and not yet taken into use by RotateKeyOnDemand. */
  readonly pendingRotation: boolean;
}

export interface AliasRow {
  /** `account/region/alias/name`. */
  readonly id: string;
  readonly account: string;
  readonly region: string;
  /** With the `alias/` prefix. */
  readonly name: string;
  readonly arn: string;
  /** KeyRow id. */
  readonly target: string;
  readonly created: number;
  readonly updated: number;
}

/** A principal of a grant: by unique id where it has one, or the service principal that a service grant names. */
export type GrantParty =
  | { readonly service: string }
  | {
      /** As it was given, an account as its root's ARN. */
      readonly arn: string;
      /** `AIDA…`, `AROA…`, `AROA…:session`; null for accounts and federated users. */
      readonly uniqueId: string | null;
    };

/** Pairs of an encryption context, in the order of their names: a name such as `__proto__` is only a name. */
export type ContextPairs = readonly (readonly [name: string, value: string])[];

export interface GrantConstraints {
  /** One of the two at most. */
  readonly equals: ContextPairs | null;
  readonly subset: ContextPairs | null;
  readonly sourceArn: string | null;
}

export interface GrantRow {
  /** `region/keyId/grantId`. */
  readonly id: string;
  /** 64 hex digits. */
  readonly grantId: string;
  /** KeyRow id. */
  readonly keyRow: string;
  readonly region: string;
  readonly name: string | null;
  readonly grantee: GrantParty;
  readonly retiring: GrantParty | null;
  /** The account in which it was made. */
  readonly issuingAccount: string;
  /** In alphabetical order, each once. */
  readonly operations: readonly string[];
  readonly constraints: GrantConstraints | null;
  readonly created: number;
  /** Absent while it is in force. */
  readonly ended?: GrantEnd;
}

/** A grant that was given back or taken away, and that not all of KMS knows to be over. */
export interface GrantEnd {
  readonly how: "retired" | "revoked";
  /** World times in ms: when it was, and from when on everybody knows. */
  readonly at: number;
  readonly until: number;
}

/** A grant's token; every CreateGrant of the same grant adds one, and all of them mean the same. */
export interface GrantTokenRow {
  /** The token itself. Not a secret: it gives nobody a permission that the grant does not (authorization.md 1.7). */
  readonly id: string;
  /** GrantRow id. */
  readonly grant: string;
}

/** What a key's materials have done: counted beside the log, grouped with it on disk. */
export interface UsageRow {
  /** The KeyRow's id. */
  readonly id: string;
  readonly at: number;
  readonly operation: string;
  /** Of the call that used it last, and of its record in the audit log; null for a use older than their being kept. */
  readonly requestId: string | null;
  readonly eventId: string | null;
  /** By KeyMaterialId: blobs sealed and opened. */
  readonly materials: Readonly<Record<string, { readonly sealed: number; readonly opened: number }>>;
}
