/** Who may do what with a key, asked without a call: a matrix of principals and actions, and single questions with their whole why. */
import type { JsonObject } from "#wire/json.ts";
import type { WorldAct } from "./surroundings.ts";
import type { AllowPath, Decision, Layer } from "./trace.ts";

/** What is not saved yet: the answer is for the world as it would be. */
export interface AccessDraft {
  /**
   * ARN of a principal: the question is about a new key of the same spec and usage instead, as CreateKey makes it for this one. It comes
   * first.
   */
  readonly newKeyBy?: string;
  /** The text of the key's own policy. */
  readonly keyPolicy?: string;
  /** Done one after another, after the key policy was put. */
  readonly acts?: readonly WorldAct[];
}

/** Circumstances of the calls that are asked about; what is left out is as in a plain call from the internet. */
export interface Circumstances {
  /** The encryption context. */
  readonly context?: Readonly<Record<string, string>>;
  /** `internet`, or the id of a VPC. */
  readonly from?: string;
  /** The service that makes the call in the caller's name, as `SurroundingsView` lists it: `s3`. It comes from nowhere else then. */
  readonly via?: string;
  /** Alias by which the key is named, `alias/orders`. */
  readonly viaAlias?: string;
  readonly draft?: AccessDraft;
}

export interface AccessQuestionView extends Circumstances {
  /** ARN of a user, a role or an account's root. */
  readonly principal: string;
  /** The access key by which the call was or would be signed: a session with its policies and tags. */
  readonly accessKeyId?: string;
  /** `kms:Decrypt`. */
  readonly action: string;
  readonly keyArn: string;
  /** Members of the operation's input as on the wire, for conditions about them. */
  readonly input?: JsonObject;
}

/** A draft that AWS would not take. */
export interface DraftRefusal {
  /** AWS's error. */
  readonly name: string;
  readonly message: string | null;
  /** `key-policy`, `new-key`, or the place of the act in the draft, from 0. */
  readonly of: "key-policy" | "new-key" | number;
  /** Of the document, from 1; null where the fault is of no single statement. */
  readonly line: number | null;
}

export type AccessAnswer<T> = ({ readonly refused: null } & T) | { readonly refused: DraftRefusal };

export type ActionGroup = "use" | "manage" | "grants" | "policy";

export interface AccessMatrix {
  readonly keyArn: string;
  /** Columns; the groups follow one another. */
  readonly actions: readonly {
    readonly action: string;
    readonly group: ActionGroup;
  }[];
  /** Rows: the key's own account first, in each account its root, users and roles. */
  readonly principals: readonly AccessPrincipal[];
  /** By row, then by column. */
  readonly cells: readonly (readonly AccessCell[])[];
}

export interface AccessPrincipal {
  readonly arn: string;
  readonly kind: "root" | "user" | "role";
  readonly name: string;
  readonly account: string;
}

export interface AccessCell {
  readonly allowed: boolean;
  /** The layer that decided. */
  readonly layer: Layer;
  readonly denial: Decision["denial"];
  readonly path: AllowPath | null;
  /** `X`: the key is another account's. */
  readonly across: "X" | null;
}

export interface AccessWhy {
  /** Every question that such a call is asked, in order; an alias has one of its own. The last one decided. */
  readonly decisions: readonly Decision[];
  readonly decision: Decision;
  /** What AWS would send with AccessDeniedException; null when it is allowed. */
  readonly sentence: string | null;
}

/* ---- the words of policies ---- */

/** What a policy about KMS may say: for completion, and for noticing a slip of the pen. */
export interface PolicyVocabulary {
  /** Every permission of KMS, by name. */
  readonly actions: readonly {
    readonly action: string;
    /** Also on keys of other accounts. */
    readonly crossAccount: boolean;
  }[];
  /** Every condition key, those of all services too; a family ends with its `:` or `/`. */
  readonly conditionKeys: readonly string[];
  /** Condition operators, without `IfExists` and set operators. */
  readonly operators: readonly string[];
}
