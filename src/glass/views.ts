/** What the pane shows of a world: rows for lists, details for one thing. Plain JSON, no key bytes. */
import type { JsonObject } from "#wire/json.ts";
import type { CallSummary } from "./trace.ts";

export interface WorldSummary {
  readonly id: string;
  readonly name: string;
  /** Real time of creation, ms since 1970. */
  readonly created: number;
}

export interface WorldView {
  readonly id: string;
  readonly name: string;
  readonly accounts: readonly AccountView[];
  readonly regions: readonly string[];
  /** VPCs: where an application can be besides the internet. No two have one name. */
  readonly vpcs: readonly { readonly id: string; readonly name: string }[];
  readonly clock: ClockView;
  readonly storage: StorageView;
  /** The most requests a second that any request quota lets through; null: no quota is kept. */
  readonly throttling: number | null;
  /** Ms of world time until a new grant counts without its token. */
  readonly grantDelay: number;
  /** How the next calls will fail, and how many of them; null: none will. */
  readonly fault: FaultView | null;
  /** Count of acts so far. */
  readonly acts: number;
  /** What undo and redo would do, in words of the act, or null. */
  readonly undo: string | null;
  readonly redo: string | null;
}

/**
 * `lost`: the browser's storage was cleared under a running world; `taken`: another build of Keyglass has opened this world since, and
 * this one writes no more; `memory`: this browser keeps nothing.
 */
export type StorageView = "durable" | "memory" | "lost" | "taken";

/** Failures inside AWS that can be asked for. */
export type FaultName = "KMSInternalException" | "DependencyTimeoutException" | "KeyUnavailableException";

export interface FaultView {
  readonly name: FaultName;
  readonly calls: number;
}

export interface AccountView {
  readonly id: string;
  readonly name: string;
  readonly principals: readonly PrincipalView[];
}

export interface PrincipalView {
  /** Role ARN or user ARN (a role is used through a session; the session's ARN appears in traces). */
  readonly arn: string;
  readonly kind: "root" | "user" | "role";
  readonly name: string;
  readonly account: string;
  /** All that apply to it: its own, attached ones, and those of its groups. */
  readonly policies: readonly PolicyView[];
}

export interface PolicyView {
  readonly name: string;
  readonly version: number;
  /** The document's JSON text, as it was put. */
  readonly text: string;
}

export interface ClockView {
  /** World time now, ms since 1970. */
  readonly now: number;
  /** World seconds per real second: 0 paused, 1 as real time, 86,400 a day a second. */
  readonly rate: number;
  /** The next due event, or null. */
  readonly next: DueView | null;
}

export type DueView =
  | {
      readonly at: number;
      /** `settling`: a multi-Region key's passing state ends; `expiry`: imported material goes. */
      readonly what: "rotation" | "deletion" | "settling" | "expiry";
      readonly keyArn: string;
      /** The first of the key's aliases, or null. */
      readonly alias: string | null;
    }
  /** A custom key store's connection is made or ended; `keyStore`: its name. */
  | { readonly at: number; readonly what: "connection"; readonly keyStore: string };

export interface KeyView {
  readonly arn: string;
  readonly keyId: string;
  readonly account: string;
  readonly region: string;
  readonly aliases: readonly string[];
  readonly description: string;
  readonly state: string;
  readonly spec: string;
  readonly usage: string;
  readonly origin: string;
  readonly manager: "CUSTOMER" | "AWS";
  readonly multiRegion: boolean;
  /** World times, ms since 1970. */
  readonly created: number;
  readonly deletionDate: number | null;
  /** The waiting period of a scheduled deletion. */
  readonly pendingWindowInDays: number | null;
  readonly materials: number;
  /** `set`: as it is set, and as it comes back when a deletion is cancelled; `enabled`: whether it rotates. */
  readonly rotation: {
    readonly set: boolean;
    readonly enabled: boolean;
    readonly periodInDays: number;
    readonly next: number | null;
  };
  readonly lastUsed: { readonly at: number; readonly operation: string } | null;
}

export interface KeyDetail extends KeyView {
  readonly policy: PolicyView;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
  readonly materialRing: readonly MaterialView[];
  readonly onDemandRotations: { readonly used: number; readonly limit: number };
  /** What it may be used with, in AWS's order. */
  readonly algorithms: readonly AlgorithmView[];
  /** It has a public half. */
  readonly asymmetric: boolean;
  /** Its material may be replaced by rotation. */
  readonly rotatable: boolean;
  /** The keys of a multi-Region key, itself among them, the primary key first; empty for a single-Region key. */
  readonly related: readonly RelatedKeyView[];
}

export interface RelatedKeyView {
  readonly region: string;
  readonly state: string;
  readonly primary: boolean;
}

export interface AlgorithmView {
  readonly name: string;
  /** Of an encryption algorithm: the most bytes that one Encrypt takes. */
  readonly room: number | null;
  /** Of a signing algorithm: which MessageTypes it takes. */
  readonly messageTypes: readonly string[];
}

export interface MaterialView {
  /** 1 for the first. */
  readonly ordinal: number;
  /** KeyMaterialId, 64 hex digits. */
  readonly id: string;
  readonly state: "CURRENT" | "NON_CURRENT" | "PENDING_ROTATION";
  /** World time at which it became current. */
  readonly since: number;
  readonly how: "created" | "imported" | "AUTOMATIC" | "ON_DEMAND";
  /** Whether it is in the vault: imported material goes when it is deleted or expires. */
  readonly present: boolean;
  /** World time at which an imported material goes by itself; null: never. */
  readonly expires: number | null;
  /** How many blobs this world has sealed and opened with it. */
  readonly sealed: number;
  readonly opened: number;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly total: number;
  /** Cursor of the next page, or null. */
  readonly next: string | null;
}

export interface KeyFilter {
  readonly account?: string;
  readonly region?: string;
  /** Part of an id, alias or description, any case. */
  readonly search?: string;
  readonly state?: string;
}

export interface CallFilter {
  readonly operation?: string;
  /** Principal ARN. */
  readonly principal?: string;
  readonly result?: "ok" | "error";
  readonly key?: string;
}

export type CallsPage = Page<CallSummary>;

/* ---- the catalogue: what operations there are, published by their files, and what keys can be made ---- */

/** A key spec whose keys can be made here. */
export interface SpecView {
  readonly name: string;
  /** KeyUsage: the algorithms of that use. Only what its keys may be made for. */
  readonly usages: Readonly<Partial<Record<string, readonly AlgorithmView[]>>>;
}

export interface OperationView {
  readonly name: string;
  readonly says: string;
  readonly kind: "change" | "crypto" | "read";
  readonly input: Readonly<Record<string, FieldView>>;
  readonly keys: readonly {
    readonly role: string;
    readonly member: string;
    readonly permission: string;
    readonly states: readonly string[];
    readonly usage: string | null;
    readonly aliases: boolean;
  }[];
  readonly steps: Readonly<Record<string, string>>;
  readonly crossAccount: boolean;
}

export interface FieldView {
  readonly type: "string" | "integer" | "boolean" | "timestamp" | "blob" | "list" | "map" | "structure";
  readonly required: boolean;
  readonly secret: boolean;
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly values?: readonly string[];
}

/** A row change of an act, for the history. `before` and `after` are JSON rows; wrapped material is left out. */
export interface ActView {
  readonly seq: number;
  readonly at: number;
  readonly name: string;
  readonly who: string;
  readonly changes: readonly {
    readonly table: string;
    readonly key: string;
    readonly before: JsonObject | null;
    readonly after: JsonObject | null;
  }[];
}
