/** What condition keys take their values from: the request with its surroundings, the caller, and the key. authorization.md 1.9 and 1.10. */
import type { JsonObject } from "#wire/json.ts";
import type { GrantRow, KeyRow } from "../../keys/rows.ts";
import type { Reads } from "../../storage/state.ts";
import type { Caller, ServiceSource } from "../caller.ts";

export interface Facts {
  readonly rows: Reads;
  readonly caller: Caller;
  readonly request: RequestFacts;
  /** The key that is asked about, as the operation names it; null where there is none yet or none at all. */
  readonly subject: KeySubject | null;
  /** RetireGrant: the grant. */
  readonly grant: GrantRow | null;
}

export interface RequestFacts {
  /** The input as it was read, defaults filled in. */
  readonly input: Readonly<Record<string, unknown>>;
  /** The body as it came: a member that is not in it counts with its default. Left out where nothing came. */
  readonly sent?: JsonObject;
  readonly region: string;
  /** World time in ms. */
  readonly now: number;
  readonly userAgent: string;
  readonly network: NetworkFacts;
  /** The service that calls with the caller's own authority, as `s3.us-east-1.amazonaws.com`; null: the caller calls by itself. */
  readonly viaService: string | null;
  /** What a service acts for when it calls as itself. */
  readonly source: ServiceSource | null;
  /** Registers of the attestation document in the request, hex by number; null: there is no document, or none that holds. */
  readonly attested: Readonly<Record<string, string>> | null;
}

/** How a call comes in: from the internet with an address there, or by a VPC's endpoint. */
export type NetworkFacts =
  | { readonly sourceIp: string | null; readonly endpoint: null }
  | {
      readonly sourceIp: null;
      readonly endpoint: { readonly id: string; readonly vpc: string; readonly sourceIp: string };
    };

export interface KeySubject {
  readonly key: KeyRow;
  /** The members with this key's encryption context and algorithm, where they are not the usual ones (ReEncrypt). */
  readonly role: { readonly context?: string; readonly algorithm?: string };
  /** The alias by which the request named it. */
  readonly alias: string | null;
  /** ReEncrypt: whether both keys are this one. */
  readonly onSameKey: boolean;
}

export type Value = (facts: Facts) => string | readonly string[] | null | undefined;
/** Of a family of keys, such as `kms:EncryptionContext:`; `name`: the rest of the key's name, in lower case. */
export type FamilyValue = (facts: Facts, name: string) => string | null | undefined;
