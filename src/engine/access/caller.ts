import type { Delivery } from "../world/rows.ts";

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
  /** `role App`, `user Zoe`, `the root user`. */
  readonly label: string;
  readonly session: CallerSession | null;
  /** Roles that only a service assumes: SCPs and RCPs leave them alone (authorization.md 1.11). */
  readonly isServiceLinkedRole: boolean;
  /** Tags of the user or role, and of the session, which win: `aws:PrincipalTag/K`. */
  readonly tags: ReadonlyMap<string, string>;
  /** The service that makes the call with this principal's authority, in a forward access session: `s3`; null: nobody is in between. */
  readonly via: string | null;
  /** What a service that acts as itself acts for; null for everybody else. */
  readonly source: ServiceSource | null;
}

export interface CallerSession {
  readonly name: string;
  /** World time, ms. */
  readonly issued: number;
  /** Taken with one: it stays through every further role that the session takes. */
  readonly sourceIdentity?: string;
  /** Taken with a second factor, at the time of issue. */
  readonly mfa?: true;
  /** The instance that EC2 delivered the credentials to. */
  readonly delivered?: Delivery;
}

/** `aws:SourceArn` and `aws:SourceAccount`; a service may tell one of them, both or neither. */
export interface ServiceSource {
  readonly arn: string | null;
  readonly account: string | null;
}

/** What a caller has who has nothing special. */
export const PLAIN: Pick<Caller, "isServiceLinkedRole" | "tags" | "via" | "source"> = {
  isServiceLinkedRole: false,
  tags: new Map(),
  via: null,
  source: null,
};

/** The caller with that service in between, which has a forward access session of it. */
export const through = (caller: Caller, service: string): Caller => ({
  ...caller,
  via: service,
  label: `${caller.label} via ${service}`,
});

/** As `kms:ViaService` has it: `s3.us-east-1.amazonaws.com`, with this suffix in every partition. */
export const viaService = ({ via }: Caller, region: string): string | null =>
  via === null ? null : `${via}.${region}.amazonaws.com`;

/** The service whose machines made the request, as CloudTrail names it (authorization.md 6.3); null: the principal's own made it. */
export function invokedBy({ kind, arn, via }: Caller): string | null {
  if (via !== null) return `fas.${via}.amazonaws.com`;
  return kind === "service" ? arn : null;
}

/** The user agent that KMS is told: a service's own is its name. `headers`: of the request. */
export const userAgentOf = (caller: Caller, headers: Readonly<Record<string, string>>): string =>
  invokedBy(caller) ?? headers["user-agent"] ?? headers["x-amz-user-agent"] ?? "";

/** The account that a call counts for: the caller's own, and that of the key where a service acts as itself; empty when there is neither. */
export function accountOfCall({ account }: Caller, keys: Iterable<{ readonly account: string }>): string {
  if (account !== "") return account;
  const [key] = keys;
  return key?.account ?? "";
}
