/**
 * What surrounds the keys of a world: identities and their policies, the organization, networks, AWS managed keys; and the acts by which
 * somebody changes them. Secrets of access keys do not pass here.
 */
import type { PolicyView } from "./views.ts";

export interface SurroundingsView {
  readonly accounts: readonly SurroundingAccount[];
  readonly organization: OrganizationView | null;
  readonly vpcs: readonly VpcView[];
  /** The services of AWS that can call KMS in somebody's name; simulated. */
  readonly services: readonly ServiceView[];
}

export interface ServiceView {
  /** As `kms:ViaService` begins: `s3`. */
  readonly id: string;
  /** `Amazon S3`. */
  readonly name: string;
}

export interface SurroundingAccount {
  readonly id: string;
  readonly name: string;
  /** Root or unit of the organization that holds it, or null. */
  readonly parent: string | null;
  readonly users: readonly IdentityView[];
  readonly roles: readonly IdentityView[];
  readonly groups: readonly GroupView[];
  readonly policies: readonly ManagedPolicyView[];
  readonly managedKeys: readonly ManagedKeyView[];
  /** Opt-in Regions that it has enabled, and those that it could. */
  readonly regions: readonly string[];
  readonly regionsToEnable: readonly string[];
}

export interface TagView {
  readonly TagKey: string;
  readonly TagValue: string;
}

export interface IdentityView {
  readonly arn: string;
  readonly kind: "user" | "role" | "root";
  readonly name: string;
  readonly path: string;
  readonly uniqueId: string;
  readonly tags: readonly TagView[];
  /** Inline policies. */
  readonly inline: readonly PolicyView[];
  /** ARNs. */
  readonly managed: readonly string[];
  readonly boundary: string | null;
  readonly groups: readonly string[];
  readonly trust: PolicyView | null;
  /** Seconds. */
  readonly maxSession: number;
  /** A user's long-term access keys; a role's sessions that were assumed and still last. */
  readonly accessKeys: readonly AccessKeyView[];
  /** Serial number of a user's MFA device, which is simulated; null: there is none. */
  readonly mfaDevice: string | null;
}

export interface AccessKeyView {
  readonly id: string;
  readonly active: boolean;
  /** Of a session: its name, who assumed it, and world time of its end. */
  readonly session: { readonly name: string; readonly by: string; readonly expires: number } | null;
}

export interface GroupView {
  readonly arn: string;
  readonly name: string;
  readonly path: string;
  readonly uniqueId: string;
  readonly inline: readonly PolicyView[];
  readonly managed: readonly string[];
  /** ARNs of its users. */
  readonly users: readonly string[];
}

export interface ManagedPolicyView {
  readonly arn: string;
  readonly name: string;
  readonly uniqueId: string;
  readonly versions: readonly { readonly number: number; readonly text: string }[];
  readonly inForce: number;
  /** ARNs of what it is attached to, as a policy or as a boundary. */
  readonly attachedTo: readonly string[];
}

/** A key that AWS made in the account for one of its services. */
export interface ManagedKeyView {
  readonly service: string;
  readonly region: string;
  readonly keyArn: string;
  readonly nextRotation: number | null;
}

export type OrganizationPolicyKind = "SERVICE_CONTROL_POLICY" | "RESOURCE_CONTROL_POLICY";

export interface OrganizationView {
  readonly id: string;
  readonly management: string;
  readonly root: string;
  readonly enabled: readonly OrganizationPolicyKind[];
  readonly units: readonly { readonly id: string; readonly name: string; readonly parent: string }[];
  readonly policies: readonly OrganizationPolicyView[];
}

export interface OrganizationPolicyView {
  readonly id: string;
  readonly type: OrganizationPolicyKind;
  readonly name: string;
  readonly text: string;
  readonly version: number;
  readonly targets: readonly string[];
}

export interface VpcView {
  readonly id: string;
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly cidr: string;
  readonly internet: boolean;
  readonly endpoint: { readonly id: string; readonly privateDns: boolean; readonly policy: PolicyView } | null;
}

/** One act on what surrounds the keys, named as AWS names it where AWS has it. Refused in AWS's words where they are known. */
export type WorldAct =
  /* accounts */
  | { readonly act: "CreateAccount"; readonly name: string }
  | { readonly act: "RenameAccount"; readonly account: string; readonly name: string }
  | { readonly act: "CloseAccount"; readonly account: string }
  | { readonly act: "EnableRegion"; readonly account: string; readonly region: string }
  | { readonly act: "DisableRegion"; readonly account: string; readonly region: string }
  /* users, groups, roles */
  | { readonly act: "CreateUser"; readonly account: string; readonly name: string; readonly path?: string }
  | { readonly act: "DeleteUser"; readonly arn: string }
  | {
      readonly act: "CreateRole";
      readonly account: string;
      readonly name: string;
      readonly path?: string;
      readonly trust?: string;
    }
  | { readonly act: "UpdateRole"; readonly arn: string; readonly maxSession: number }
  | { readonly act: "UpdateAssumeRolePolicy"; readonly arn: string; readonly text: string }
  | { readonly act: "DeleteRole"; readonly arn: string }
  | { readonly act: "CreateGroup"; readonly account: string; readonly name: string; readonly path?: string }
  | { readonly act: "DeleteGroup"; readonly arn: string }
  | { readonly act: "AddUserToGroup" | "RemoveUserFromGroup"; readonly group: string; readonly user: string }
  /** All tags, replacing those before. */
  | { readonly act: "TagPrincipal"; readonly arn: string; readonly tags: readonly TagView[] }
  /** A user's MFA device: what it shows, `WorldPane.mfaCode` tells. */
  | { readonly act: "EnableMFADevice" | "DeactivateMFADevice"; readonly arn: string }
  /* policies; `arn`: of a user, role or group */
  | { readonly act: "PutInlinePolicy"; readonly arn: string; readonly name: string; readonly text: string }
  | { readonly act: "DeleteInlinePolicy"; readonly arn: string; readonly name: string }
  | { readonly act: "AttachPolicy" | "DetachPolicy"; readonly arn: string; readonly policy: string }
  | { readonly act: "PutPermissionsBoundary"; readonly arn: string; readonly policy: string }
  | { readonly act: "DeletePermissionsBoundary"; readonly arn: string }
  | {
      readonly act: "CreatePolicy";
      readonly account: string;
      readonly name: string;
      readonly path?: string;
      readonly text: string;
    }
  | { readonly act: "CreatePolicyVersion"; readonly policy: string; readonly text: string }
  | {
      readonly act: "SetDefaultPolicyVersion" | "DeletePolicyVersion";
      readonly policy: string;
      readonly version: number;
    }
  | { readonly act: "DeletePolicy"; readonly policy: string }
  /* access keys */
  | { readonly act: "CreateAccessKey"; readonly user: string }
  | { readonly act: "UpdateAccessKey"; readonly key: string; readonly active: boolean }
  | { readonly act: "DeleteAccessKey"; readonly key: string }
  /* the organization */
  | { readonly act: "CreateOrganization"; readonly management: string }
  | { readonly act: "DeleteOrganization" }
  | { readonly act: "CreateOrganizationalUnit"; readonly parent: string; readonly name: string }
  | { readonly act: "UpdateOrganizationalUnit"; readonly unit: string; readonly name: string }
  | { readonly act: "DeleteOrganizationalUnit"; readonly unit: string }
  /** Into the organization or another place of it; null: out of it. */
  | { readonly act: "MoveAccount"; readonly account: string; readonly parent: string | null }
  | { readonly act: "EnablePolicyType" | "DisablePolicyType"; readonly type: OrganizationPolicyKind }
  | {
      readonly act: "CreateOrganizationPolicy";
      readonly type: OrganizationPolicyKind;
      readonly name: string;
      readonly text: string;
    }
  | {
      readonly act: "UpdateOrganizationPolicy";
      readonly policy: string;
      readonly name: string;
      readonly text: string;
    }
  | { readonly act: "DeleteOrganizationPolicy"; readonly policy: string }
  | {
      readonly act: "AttachOrganizationPolicy" | "DetachOrganizationPolicy";
      readonly policy: string;
      readonly target: string;
    }
  /** A service of AWS's first needs its key in the account and Region. `service`: as in `alias/aws/s3`. */
  | { readonly act: "MakeManagedKey"; readonly account: string; readonly region: string; readonly service: string }
  /* the network */
  | {
      readonly act: "CreateVpc";
      readonly account: string;
      readonly region: string;
      readonly name: string;
      readonly internet: boolean;
    }
  | { readonly act: "ModifyVpc"; readonly vpc: string; readonly name: string; readonly internet: boolean }
  | { readonly act: "DeleteVpc"; readonly vpc: string }
  | { readonly act: "CreateVpcEndpoint"; readonly vpc: string; readonly privateDns: boolean }
  /** `text`: the endpoint policy. */
  | { readonly act: "ModifyVpcEndpoint"; readonly vpc: string; readonly privateDns: boolean; readonly text: string }
  | { readonly act: "DeleteVpcEndpoint"; readonly vpc: string };
