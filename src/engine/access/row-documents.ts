/**
 * Rows as the documents that the evaluator reads. Rows are replaced and never altered, so one row is one document, made once: what was
 * decided on the same documents need not be decided again.
 */
import type { Layer } from "#glass/trace.ts";
import type { PolicyRow } from "../keys/rows.ts";
import type { Reads } from "../storage/state.ts";
import { awsPolicy } from "../world/aws-policies.ts";
import type {
  GroupRow,
  ManagedPolicyRow,
  OrganizationPolicyRow,
  OrganizationPolicyType,
  OrganizationRow,
  PolicyDocument,
  PrincipalRow,
  VpcRow,
} from "../world/rows.ts";
import type { Document } from "./question.ts";

const ALL = Number.MAX_SAFE_INTEGER;

/** Worked out once for each row (or list of a row), and each text that it is asked with. */
function oncePer<K extends object, V>(work: (row: K, of: string) => V): (row: K, of: string) => V {
  const kept = new WeakMap<K, Map<string, V>>();
  return (row, of) => {
    let byText = kept.get(row);
    if (byText === undefined) kept.set(row, (byText = new Map<string, V>()));
    let made = byText.get(of);
    if (made === undefined) byText.set(of, (made = work(row, of)));
    return made;
  };
}

export const keyPolicy = oncePer(({ text, version }: PolicyRow, arn): Document => {
  return { layer: "key-policy", name: "Key policy", owner: arn, version, text };
});

const inline = oncePer((policies: readonly PolicyDocument[], owner): readonly Document[] =>
  policies.map(({ name, text, version }) => ({ layer: "identity", name, owner, version, text })),
);

/** The policies on a user, a role or a group, inline ones first. */
export function policiesOn(row: PrincipalRow | GroupRow, rows: Reads): readonly Document[] {
  const own = inline(row.policies, row.id);
  if (row.managed.length === 0) return own;
  return [...own, ...row.managed.flatMap((arn) => managed(arn, row.id, "identity", rows) ?? [])];
}

const ownManaged = {
  identity: oncePer((row: ManagedPolicyRow, owner) => managedDocument(row, owner, "identity")),
  boundary: oncePer((row: ManagedPolicyRow, owner) => managedDocument(row, owner, "boundary")),
};
const awsManaged = {
  identity: oncePer((policy: AwsPolicy, owner) => ({ ...policy, owner, layer: "identity" as Layer, version: 1 })),
  boundary: oncePer((policy: AwsPolicy, owner) => ({ ...policy, owner, layer: "boundary" as Layer, version: 1 })),
};
type AwsPolicy = NonNullable<ReturnType<typeof awsPolicy>>;

/** A managed policy in its version in force, attached to `owner`. */
export function managed(arn: string, owner: string, layer: "identity" | "boundary", rows: Reads): Document | undefined {
  const aws = awsPolicy(arn);
  if (aws !== undefined) return awsManaged[layer](aws, owner);
  const row = rows.get("managedPolicies", arn);
  return row === undefined ? undefined : ownManaged[layer](row, owner);
}

function managedDocument({ id, name, versions, inForce }: ManagedPolicyRow, owner: string, layer: Layer): Document {
  const text = versions.find(({ number }) => number === inForce)?.text ?? "";
  return { layer, name, owner, version: inForce, text, arn: id };
}

export const sessionPolicies = oncePer((policies: readonly PolicyDocument[], owner): readonly Document[] =>
  policies.map(({ name, text, version }) => ({ layer: "session", name, owner, version, text })),
);

export const endpointPolicy = oncePer((endpoint: NonNullable<VpcRow["endpoint"]>): Document => {
  const { name, text, version } = endpoint.policy;
  return { layer: "vpc-endpoint", name, owner: endpoint.id, version, text };
});

/**
 * What the organization has attached on the way from its root to the account, level by level; empty where no such policy applies to the
 * account: outside of the organization, for the management account, or while the type is not enabled.
 */
export function organizationLevels(
  rows: Reads,
  account: string,
  type: OrganizationPolicyType,
): readonly (readonly Document[])[] {
  const parent = rows.get("accounts", account)?.parent;
  const organization = parent === undefined ? undefined : rows.get("organizations", "organization");
  if (organization === undefined || organization.management === account || !organization.enabled.includes(type))
    return [];
  const policies = rows.range("organizationPolicies", "all", null, ALL).filter((policy) => policy.type === type);
  return organizationPath(rows, account).map((place) =>
    policies
      .filter(({ targets }) => targets.includes(place))
      .map((policy) => ofOrganization(policy, organization, place)),
  );
}

/** Root, units and the account itself, from above. */
export function organizationPath(rows: Reads, account: string): readonly string[] {
  const path = [account];
  for (let at = rows.get("accounts", account)?.parent; at !== undefined; at = rows.get("units", at)?.parent)
    path.unshift(at);
  return path;
}

const inOrganization = oncePer((policy: OrganizationPolicyRow, where): Document => {
  const [place = "", management = "", organization = ""] = where.split(" ");
  const { id, name, text, version, type } = policy;
  const kind = type.toLowerCase();
  const arn = /^p-(RCP)?FullAWSAccess$/.test(id)
    ? `arn:aws:organizations::aws:policy/${kind}/${id}`
    : `arn:aws:organizations::${management}:policy/${organization}/${kind}/${id}`;
  return { layer: type === "SERVICE_CONTROL_POLICY" ? "scp" : "rcp", name, owner: place, version, text, arn };
});

const ofOrganization = (
  policy: OrganizationPolicyRow,
  { management, organizationId }: OrganizationRow,
  place: string,
): Document => inOrganization(policy, `${place} ${management} ${organizationId}`);
