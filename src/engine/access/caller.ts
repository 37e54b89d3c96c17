/** Who signed a call, as the evaluator needs it. Principals are compared by unique id, shown as ARNs. */
export interface Caller {
  readonly kind: "user" | "role-session" | "root";
  readonly account: string;
  /** As CloudTrail and messages show it: user ARN, or `arn:aws:sts::…:assumed-role/App/session`. */
  readonly arn: string;
  /** The user's or role's own ARN: the row of `principals`. */
  readonly principalArn: string;
  /** `AIDA…`, or `AROA…:session`. */
  readonly uniqueId: string;
  readonly accessKeyId: string;
  /** `role App`, `user Zoe`. */
  readonly label: string;
  /** Role sessions: name, and world time of issue. */
  readonly session: { readonly name: string; readonly issued: number } | null;
}
