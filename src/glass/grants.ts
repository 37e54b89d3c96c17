/** The grants of a key as the pane shows them. Tokens are told once, to whoever makes the grant, and never here. */
export interface GrantsView {
  /** In the order in which they were made. */
  readonly grants: readonly GrantView[];
  /** Retired or revoked ones that a call may still be allowed by, the newest last. ListGrants shows none of them. */
  readonly ending: readonly EndingGrantView[];
  /** Operations that a grant on this kind of key may give. */
  readonly operations: readonly string[];
}

export interface GrantView {
  readonly grantId: string;
  readonly name: string | null;
  /** ARN, a service's name, or the bare id of a principal that is no more. */
  readonly grantee: string;
  readonly retiring: string | null;
  readonly issuingAccount: string;
  readonly operations: readonly string[];
  readonly constraints: GrantConstraintsView | null;
  /** World times in ms: made, and known everywhere, so that it counts without its token. */
  readonly created: number;
  readonly knownAt: number;
  /** The newest call of the log that rested on it; null where none of those that are looked at did. */
  readonly lastUse: { readonly at: number; readonly callId: string; readonly operation: string } | null;
}

export interface EndingGrantView extends Pick<GrantView, "grantId" | "name" | "grantee"> {
  readonly how: "retired" | "revoked";
  /** World times in ms: when it was, and from when on all of KMS knows. */
  readonly at: number;
  readonly until: number;
}

export interface GrantConstraintsView {
  readonly equals: Readonly<Record<string, string>> | null;
  readonly subset: Readonly<Record<string, string>> | null;
  readonly sourceArn: string | null;
}
