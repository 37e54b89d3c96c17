/** The rows of what surrounds the keys: accounts, principals, their credentials, networks, and the world's own settings. */
import type { ServiceSource } from "../access/caller.ts";
import type { Tag } from "../keys/rows.ts";

export interface SettingsRow {
  readonly id: "settings";
  /** Those that every account has; the first is that of unsigned calls. */
  readonly regions: readonly string[];
  /** There is no IAM in this world: any well-formed principal ARN is one that exists. */
  readonly anyPrincipal?: boolean;
  /** World time in ms at the moment this row was written, and world seconds per real second since. */
  readonly clock: { readonly at: number; readonly rate: number };
  /** The most requests a second that any of AWS's request quotas lets through; null: none of them is kept. */
  readonly throttling: number | null;
  /** Ms of world time until a new grant counts without its token; 0: at once, which AWS never does. The usual delay when absent. */
  readonly grantDelay?: number;
}

export interface AccountRow {
  /** 12 digits. */
  readonly id: string;
  readonly name: string;
  /** Regions that it has enabled besides those that every account has. */
  readonly regions?: readonly string[];
  /** Root or organizational unit that holds it; absent outside of the organization. */
  readonly parent?: string;
}

export interface PolicyDocument {
  readonly name: string;
  readonly text: string;
  readonly version: number;
}

export interface PrincipalRow {
  /** ARN: `arn:aws:iam::111122223333:role/App`, `…:user/ops/Zoe`, `…:root`. */
  readonly id: string;
  readonly kind: "user" | "role" | "root";
  readonly name: string;
  readonly account: string;
  /** `AIDA…` for users, `AROA…` for roles, the account's id for root: principals are compared by it, never by name. */
  readonly uniqueId: string;
  /** Inline policies. */
  readonly policies: readonly PolicyDocument[];
  /** `/`, or `/ops/eu/`: part of the ARN. */
  readonly path: string;
  readonly tags: readonly Tag[];
  /** ARNs of the managed policies attached to it. */
  readonly managed: readonly string[];
  /** ARN of the managed policy that is its permissions boundary. */
  readonly boundary: string | null;
  /** ARNs of a user's groups. */
  readonly groups: readonly string[];
  /** Roles: who may assume it (the trust policy); null for others. */
  readonly trust: PolicyDocument | null;
  /** Roles: the longest session, in seconds. */
  readonly maxSession: number;
  /** A user's MFA device. */
  readonly mfa?: MfaDevice;
}

/** A virtual MFA device; simulated. */
export interface MfaDevice {
  /** `arn:aws:iam::111122223333:mfa/Zoe`. */
  readonly serial: string;
  /** Tells it from another one that had the serial number before. */
  readonly id: string;
  /** Base64: what its codes are made from, sealed by the vault. */
  readonly sealedSeed: string;
}

/** The newest code of an MFA device that opened something; apart from the device, so that whoever undoes an act on a user is not in its way. */
export interface MfaUseRow {
  /** `MfaDevice.id`. */
  readonly id: string;
  /** Time step of the code: a code opens once. */
  readonly step: number;
}

/** What a principal is that nobody said more of. */
export const PLAIN = { path: "/", tags: [], managed: [], boundary: null, groups: [], maxSession: 3_600 } as const;

export interface GroupRow {
  /** ARN: `arn:aws:iam::111122223333:group/Developers`. */
  readonly id: string;
  readonly name: string;
  readonly account: string;
  readonly path: string;
  /** `AGPA…`. */
  readonly uniqueId: string;
  readonly policies: readonly PolicyDocument[];
  readonly managed: readonly string[];
}

export interface ManagedPolicyRow {
  /** ARN: `arn:aws:iam::111122223333:policy/ReadOrders`. */
  readonly id: string;
  readonly name: string;
  readonly account: string;
  readonly path: string;
  /** `ANPA…`. */
  readonly uniqueId: string;
  /** Oldest first; at most five. */
  readonly versions: readonly { readonly number: number; readonly text: string }[];
  /** Number of the version in force. */
  readonly inForce: number;
}

/* ---- the organization ---- */

export type OrganizationPolicyType = "SERVICE_CONTROL_POLICY" | "RESOURCE_CONTROL_POLICY";

/** A world has one organization at most. */
export interface OrganizationRow {
  readonly id: "organization";
  /** `o-` and ten letters and digits. */
  readonly organizationId: string;
  /** The management account: no policy of the organization touches it. */
  readonly management: string;
  /** `r-` and four. */
  readonly root: string;
  readonly enabled: readonly OrganizationPolicyType[];
}

export interface UnitRow {
  /** `ou-…`. */
  readonly id: string;
  readonly name: string;
  /** Root or unit above it. */
  readonly parent: string;
}

export interface OrganizationPolicyRow {
  /** `p-…`. */
  readonly id: string;
  readonly type: OrganizationPolicyType;
  readonly name: string;
  readonly text: string;
  /** From 1, counts every edit. */
  readonly version: number;
  /** Roots, units and accounts to which it is attached. */
  readonly targets: readonly string[];
}

/* ---- the network, simulated ---- */

export interface VpcRow {
  /** `vpc-` and 17 hex digits. */
  readonly id: string;
  readonly name: string;
  readonly account: string;
  readonly region: string;
  /** Its addresses, `10.0.0.0/16`. */
  readonly cidr: string;
  /** Whether a NAT gateway leads from it to the internet. */
  readonly internet: boolean;
  readonly endpoint: VpcEndpoint | null;
}

/** An interface endpoint for KMS. */
export interface VpcEndpoint {
  /** `vpce-` and 17 hex digits. */
  readonly id: string;
  /** Whether KMS's ordinary name resolves to the endpoint inside the VPC. */
  readonly privateDns: boolean;
  readonly policy: PolicyDocument;
}

/** The root of the world's simulated Nitro hypervisor. */
export interface NitroRow {
  readonly id: "root";
  /** Base64 of the certificate's DER. */
  readonly certificate: string;
  /** Base64: its private key under the world's domain key. */
  readonly wrapped: string;
}

/** A long-term access key of a user, the temporary credentials of one role session, or what a service of AWS signs with. */
export interface AccessKeyRow {
  /** AKIA… or ASIA…. */
  readonly id: string;
  /** Principal row id; of a service that acts as itself its name, `logs.us-east-1.amazonaws.com`. */
  readonly principal: string;
  /** Empty for a service that acts as itself. */
  readonly account: string;
  /** Base64: the secret access key, sealed by the vault. */
  readonly sealedSecret: string;
  /** Temporary credentials: name of the session, token and world time of expiry. Those that the port is told of by hand have no token. */
  readonly session: {
    readonly name: string;
    readonly sealedToken: string | null;
    readonly issued: number;
    readonly expires: number;
    /** EC2 delivered them to an instance in a VPC; absent: to an application elsewhere. */
    readonly delivered?: Delivery;
    /** Taken with AssumeRole; absent where the platform took the role for an application, as for an instance profile. */
    readonly assumed?: AssumedSession;
  } | null;
  /** Deactivated: it signs nothing until it is activated again. */
  readonly inactive?: true;
  /** A forward access session: a service holds it, and calls with the authority of the principal, who had signed a request to it. */
  readonly forward?: ForwardAccess;
  /** Of a service that acts as itself: what it acts for. */
  readonly source?: ServiceSource;
}

/** Where the credentials of an instance's role were delivered to. They keep it, wherever they are used from. */
export interface Delivery {
  /** Id of the VPC. */
  readonly vpc: string;
  /** The instance's own IPv4 address. */
  readonly privateIp: string;
}

export interface ForwardAccess {
  /** `s3`. */
  readonly service: string;
  /** The access key that signed the request to the service. What is no good any more carries nothing on. */
  readonly of: string;
}

/** What came with an AssumeRole. */
export interface AssumedSession {
  /** ARN of who asked. */
  readonly by: string;
  readonly policies: readonly PolicyDocument[];
  readonly tags: readonly Tag[];
  /** Who is behind the session, as whoever began the chain said. */
  readonly sourceIdentity?: string;
  /** With a code of the MFA device of whoever asked. */
  readonly mfa?: true;
}
