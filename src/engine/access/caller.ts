/** Who signed a call, as the evaluator needs it. Principals are compared by unique id, shown as ARNs. */
export interface Caller {
  readonly kind: "user" | "role-session" | "federated-user" | "root" | "service";
  /** 12 digits; empty for a service that acts as itself: it belongs to nobody's account. */
  readonly account: string;
  /** As CloudTrail and messages show it: user ARN, `arn:aws:sts::…:assumed-role/App/session`; a service's name, `s3.amazonaws.com`. */
  readonly arn: string;
  /** The ARN of the row of `principals` that stands behind it: the user, the role, the user who made a federated session. */
  readonly principalArn: string;
  /** `AIDA…`, `AROA…:session`, `111122223333:name` of a federated user, the account's id of its root. */
  readonly uniqueId: string;
  readonly accessKeyId: string;
  /** `role App`, `user Zoe`. */
  readonly label: string;
  /** Sessions: name, and world time of issue. */
  readonly session: { readonly name: string; readonly issued: number } | null;
  /** Roles that only a service assumes: SCPs and RCPs leave them alone (authorization.md 1.11). */
  readonly isServiceLinkedRole: boolean;
  /** Tags of the user or role, and of the session, which win: `aws:PrincipalTag/K`. */
  readonly tags: ReadonlyMap<string, string>;
}

/** What a caller has who has nothing special. */
export const PLAIN: Pick<Caller, "isServiceLinkedRole" | "tags"> = {
  isServiceLinkedRole: false,
  tags: new Map(),
};
