/** What would allow a call that is refused, and what would refuse one that is allowed: single edits, each proved on a fork. */
import type { JsonObject } from "#wire/json.ts";
import type { WorldAct } from "./surroundings.ts";
import type { AllowPath, CallError, Decision, Layer } from "./trace.ts";

export interface WhyNotView {
  /** How the call goes at present. */
  readonly now: Outcome;
  /** The permission that was decided upon last, `kms:Decrypt`; null when nothing was asked. */
  readonly action: string | null;
  readonly keyArn: string | null;
  /** Least first. */
  readonly edits: readonly ProvedEdit[];
  /** How many edits were run. */
  readonly tried: number;
}

export interface Outcome {
  readonly allowed: boolean;
  readonly error: CallError | null;
  readonly decided: {
    readonly action: string;
    readonly layer: Layer;
    readonly path: AllowPath | null;
    readonly denial: Decision["denial"];
  } | null;
}

export interface ProvedEdit {
  readonly kind: EditKind;
  /** One after another; more than one only where no single one is enough. */
  readonly steps: readonly EditStep[];
  /** What the sentence about it names. */
  readonly about: EditAbout;
  /** Of the document that the edit changes; texts in one layout, so that lines can be compared. */
  readonly diffs: readonly DocumentDiff[];
  readonly reach: Reach;
  /** It was run on a fork, and the call after it. */
  readonly proved: true;
  /** How the call went then. */
  readonly by: Outcome;
}

export type EditKind =
  | "grant-token"
  | "wait"
  | "encryption-context"
  | "request-alias"
  | "enable-key"
  | "cancel-deletion"
  | "widen-statement"
  | "add-principal"
  | "key-policy-statement"
  | "delegation"
  | "identity-policy"
  | "grant"
  | "layer-statement"
  | "narrow-deny"
  | "both-sides"
  | "other-caller"
  | "network"
  | "without-session-policy"
  | "remove-statement"
  | "disable-key"
  | "add-deny"
  | "detach-policy"
  | "revoke-grant";

/**
 * How far an edit goes beyond this very call: 0 only the request changes; 1 nobody gets a permission; 2 one permission for one caller; 3 more
 * callers, or more permissions; 4 a protection is taken away.
 */
export type Reach = 0 | 1 | 2 | 3 | 4;

export type EditStep =
  /** A call of somebody who may make it: `as` is the ARN of a user or role. */
  | {
      readonly do: "call";
      readonly as: string;
      readonly region: string;
      readonly operation: string;
      readonly input: JsonObject;
    }
  | { readonly do: "act"; readonly act: WorldAct }
  /** The call itself is made otherwise. */
  | { readonly do: "ask"; readonly change: RequestChange };

export type RequestChange =
  | {
      readonly change: "context";
      readonly member: string;
      readonly before: Readonly<Record<string, string>>;
      readonly after: Readonly<Record<string, string>>;
    }
  /** With a token of this grant; null: of the one that was made just before. */
  | { readonly change: "grant-token"; readonly grantId: string | null }
  | { readonly change: "key"; readonly member: string; readonly after: string }
  | { readonly change: "caller"; readonly principal: string }
  /** `internet`, or the id of a VPC. */
  | { readonly change: "from"; readonly from: string; readonly name: string }
  /** World time in ms. */
  | { readonly change: "time"; readonly at: number }
  /** The role as the platform lends it, without the session's own policy. */
  | { readonly change: "session" };

export interface EditAbout {
  readonly layer?: Layer;
  /** Name of a document or a grant. */
  readonly document?: string;
  /** `2`, or `2, Allow use of the key`. */
  readonly statement?: string;
  /** `kms:Decrypt`. */
  readonly action?: string;
  /** ARN. */
  readonly principal?: string;
}

export interface DocumentDiff {
  readonly name: string;
  /** Null: there was none. */
  readonly before: string | null;
  /** Null: it goes. */
  readonly after: string | null;
}
