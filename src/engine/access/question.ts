/** What the evaluator is asked: every layer of authorization.md 1.2 as documents and facts. `gather.ts` makes it from rows and a request. */
import type { EndingGrant, Layer, OurReading } from "#glass/trace.ts";
import type { ContextPairs, GrantRow } from "../keys/rows.ts";
import type { Caller } from "./caller.ts";

export interface Document {
  readonly layer: Layer;
  readonly name: string;
  /** The ARN of what it is attached to. */
  readonly owner: string;
  readonly version: number;
  readonly text: string;
  /** Of a managed policy, an SCP or an RCP: sentences about an explicit deny name it (1.12, form B″). Inline ones have none. */
  readonly arn?: string;
}

/** A grant that names the caller, its role or its account as grantee. */
export interface GrantFacts {
  readonly grant: GrantRow;
  /** Why it counts (1.7): it has become known everywhere, or its token was passed; null: neither yet. */
  readonly live: "consistent" | "token" | null;
  /** World time in ms from which it is known everywhere. */
  readonly knownAt: number;
  /** Set when it was retired or revoked and still counts. */
  readonly ending?: EndingGrant;
}

/** CreateGrant: what the new grant would give. A grant that gives CreateGrant must give all of it, to as few contexts (1.7). */
export type ChildGrant = Pick<GrantRow, "operations" | "constraints">;

/** Values of condition keys by lower-case name; absent keys are undefined. Worked out on demand, so asking is all one may do. */
export interface ContextValues {
  get(key: string): readonly string[] | undefined;
  /** The reading of ours by which this key has its value; left out where there is none for any key. */
  readingOf?(key: string): OurReading | undefined;
}

/** Takes a rule of our own reading that had a part in what is being decided. */
export type Note = (reading: OurReading) => void;

export interface AccessQuestion {
  readonly caller: Caller;
  readonly action: string;
  /** Key ARN, alias ARN, a principal's ARN, or `*`. */
  readonly resource: string;
  /** The key's account and policy; null for operations on `*` and for aliases. */
  readonly key: { readonly account: string; readonly policy: Document } | null;
  /** Whether the operation may be used on another account's key at all (1.8, column X). */
  readonly crossAccountAllowed: boolean;
  /** Levels from the organisation's root by its OUs to the caller's account; empty when SCPs do not apply to the caller. */
  readonly scps: readonly (readonly Document[])[];
  /** Of the key's account; empty when RCPs do not apply to the call. */
  readonly rcps: readonly Document[];
  /** Of the endpoint by which the call came; null when it came by none. */
  readonly vpcEndpoint: Document | null;
  readonly grants: readonly GrantFacts[];
  /** Of the user and its groups, or of the role: inline and managed. */
  readonly identity: readonly Document[];
  readonly boundary: Document | null;
  /** Empty: the session was made without one. */
  readonly session: readonly Document[];
  readonly context: ContextValues;
  /** What the constraints of grants are held against: the pairs of the request, and the resource for which a service calls. */
  encryptionContext(): ContextPairs;
  readonly sourceArn: string | null;
  /** With CreateGrant only. */
  readonly child: ChildGrant | null;
}

/** A question with nothing in it but a caller, an action and a resource: what is left out is not there. */
export const askAbout = (
  asked: Pick<AccessQuestion, "caller" | "action" | "resource"> & Partial<AccessQuestion>,
): AccessQuestion => ({ ...NOTHING, ...asked });

const NOTHING: Omit<AccessQuestion, "caller" | "action" | "resource"> = {
  key: null,
  crossAccountAllowed: false,
  scps: [],
  rcps: [],
  vpcEndpoint: null,
  grants: [],
  identity: [],
  boundary: null,
  session: [],
  context: new Map(),
  encryptionContext: () => [],
  sourceArn: null,
  child: null,
};
