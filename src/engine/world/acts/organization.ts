/** Acts on the organization: its units, its accounts, its policies. A world has one organization at most. */
import type { OrganizationPolicyRow, OrganizationRow } from "../rows.ts";
import { ALL, label, lower, named, Refused, text, type Acts, type WorldActTools } from "./act.ts";
import { checkDocument, LIMITS, sizeOf } from "./documents.ts";
import { accountOf } from "./identities.ts";

type Rows = WorldActTools["rows"];

/** AWS's own first policy, on the root, every unit and every account until somebody detaches it. */
const FULL_ACCESS = "p-FullAWSAccess";
/** The same for resource control policies; it cannot be detached. */
const RCP_FULL_ACCESS = "p-RCPFullAWSAccess";

const ALLOW_ALL = { Effect: "Allow", Action: "*", Resource: "*" };
const document = (statement: object): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: [statement] }, null, 2);
/** Policies directly on one root, unit or account (AWS Organizations User Guide, quotas). */
const MOST_ATTACHED = 5;

export const organizationActs: Acts<
  | "CreateOrganization"
  | "DeleteOrganization"
  | "CreateOrganizationalUnit"
  | "UpdateOrganizationalUnit"
  | "DeleteOrganizationalUnit"
  | "MoveAccount"
  | "EnablePolicyType"
  | "DisablePolicyType"
  | "CreateOrganizationPolicy"
  | "UpdateOrganizationPolicy"
  | "DeleteOrganizationPolicy"
  | "AttachOrganizationPolicy"
  | "DetachOrganizationPolicy"
> = {
  CreateOrganization({ management }, { rows, random }) {
    const account = accountOf(management, rows);
    if (rows.get("organizations", "organization") !== undefined)
      throw new Refused("AlreadyInOrganizationException", "The AWS account is already a member of an organization.");
    const root = `r-${lower(random, 4)}`;
    rows.put("organizations", {
      id: "organization",
      organizationId: `o-${lower(random, 10)}`,
      management: account.id,
      root,
      enabled: ["SERVICE_CONTROL_POLICY"],
    });
    rows.put("accounts", { ...account, parent: root });
    const first = { version: 1, targets: [root, account.id] } as const;
    rows.put("organizationPolicies", {
      ...first,
      id: FULL_ACCESS,
      type: "SERVICE_CONTROL_POLICY",
      name: "FullAWSAccess",
      text: document(ALLOW_ALL),
    });
    rows.put("organizationPolicies", {
      ...first,
      id: RCP_FULL_ACCESS,
      type: "RESOURCE_CONTROL_POLICY",
      name: "RCPFullAWSAccess",
      text: document({ ...ALLOW_ALL, Principal: "*" }),
    });
  },

  DeleteOrganization(_, { rows }) {
    const organization = theOrganization(rows);
    const members = rows.range("accounts", "all", null, ALL).filter(({ parent }) => parent !== undefined);
    if (members.length > 1)
      throw new Refused(
        "OrganizationNotEmptyException",
        "The organization still has member accounts; remove them first.",
      );
    for (const { parent: _parent, ...account } of members) rows.put("accounts", account);
    for (const unit of allUnits(organization.root, rows)) rows.delete("units", unit);
    for (const policy of rows.range("organizationPolicies", "all", null, ALL))
      rows.delete("organizationPolicies", policy.id);
    rows.delete("organizations", organization.id);
  },

  CreateOrganizationalUnit({ parent, name }, { rows, random }) {
    const organization = theOrganization(rows);
    const above = parentOf(parent, organization, rows);
    const called = unitName(name, above, null, rows);
    const id = `ou-${organization.root.slice(2)}-${lower(random, 8)}`;
    rows.put("units", { id, name: called, parent: above });
    attachFirst(id, rows);
  },

  UpdateOrganizationalUnit({ unit, name }, { rows }) {
    const row = unitOf(unit, rows);
    rows.put("units", { ...row, name: unitName(name, row.parent, row.id, rows) });
  },

  DeleteOrganizationalUnit({ unit }, { rows }) {
    const { id } = unitOf(unit, rows);
    if (rows.count("unitsIn", id) + rows.count("accountsIn", id) > 0)
      throw new Refused(
        "OrganizationalUnitNotEmptyException",
        "The specified OU is not empty. Move all accounts to another root or to other OUs, remove all child OUs, and try the operation again.",
      );
    detachAll(id, rows);
    rows.delete("units", id);
  },

  MoveAccount({ account, parent }, { rows }) {
    const organization = theOrganization(rows);
    const { parent: before, ...row } = accountOf(account, rows);
    if (parent === null) {
      if (row.id === organization.management)
        throw new Refused(
          "MasterCannotLeaveOrganizationException",
          "You can't remove a management account from an organization.",
        );
      detachAll(row.id, rows);
      return rows.put("accounts", row);
    }
    rows.put("accounts", { ...row, parent: parentOf(parent, organization, rows) });
    if (before === undefined) attachFirst(row.id, rows);
  },

  EnablePolicyType({ type }, { rows }) {
    const organization = theOrganization(rows);
    if (organization.enabled.includes(policyType(type)))
      throw new Refused("PolicyTypeAlreadyEnabledException", "The specified policy type is already enabled.");
    rows.put("organizations", { ...organization, enabled: [...organization.enabled, type] });
  },

  /** As AWS has it: what was attached to the root, units and accounts is detached by it, AWS's own first policy aside. */
  DisablePolicyType({ type }, { rows }) {
    const organization = theOrganization(rows);
    if (!organization.enabled.includes(policyType(type)))
      throw new Refused(
        "PolicyTypeNotEnabledException",
        "The specified policy type isn't currently enabled in this root.",
      );
    rows.put("organizations", { ...organization, enabled: organization.enabled.filter((each) => each !== type) });
    for (const policy of rows.range("organizationPolicies", "all", null, ALL))
      if (policy.type === type && !isAws(policy)) rows.put("organizationPolicies", { ...policy, targets: [] });
  },

  CreateOrganizationPolicy({ type, name, text: content }, { rows, random }) {
    theOrganization(rows);
    const called = policyName(name, type, null, rows);
    const id = `p-${lower(random, 8)}`;
    const row = { id, type: policyType(type), name: called, text: policyText(content, type, rows) };
    rows.put("organizationPolicies", { ...row, version: 1, targets: [] });
  },

  UpdateOrganizationPolicy({ policy, name, text: content }, { rows }) {
    const row = changeable(policy, rows);
    const called = policyName(name, row.type, row.id, rows);
    rows.put("organizationPolicies", {
      ...row,
      name: called,
      text: policyText(content, row.type, rows),
      version: row.version + 1,
    });
  },

  DeleteOrganizationPolicy({ policy }, { rows }) {
    const row = changeable(policy, rows);
    if (row.targets.length > 0)
      throw new Refused(
        "PolicyInUseException",
        "The policy is attached to one or more entities. You must detach it from all roots, OUs, and accounts before performing this operation.",
      );
    rows.delete("organizationPolicies", row.id);
  },

  AttachOrganizationPolicy({ policy, target }, { rows }) {
    const organization = theOrganization(rows);
    const row = policyOf(policy, rows);
    if (!organization.enabled.includes(row.type))
      throw new Refused(
        "PolicyTypeNotEnabledException",
        "The specified policy type isn't currently enabled in this root.",
      );
    const at = targetOf(target, organization, rows);
    if (row.targets.includes(at))
      throw new Refused(
        "DuplicatePolicyAttachmentException",
        "The selected policy is already attached to the specified target.",
      );
    if (on(at, row.type, rows).length >= MOST_ATTACHED)
      throw new Refused(
        "ConstraintViolationException",
        "You have attached the maximum number of policies to this target.",
      );
    rows.put("organizationPolicies", { ...row, targets: [...row.targets, at] });
  },

  DetachOrganizationPolicy({ policy, target }, { rows }) {
    const row = policyOf(policy, rows);
    const at = text(target, "target");
    if (!row.targets.includes(at))
      throw new Refused(
        "PolicyNotAttachedException",
        "The policy isn't attached to the specified target in the specified root.",
      );
    if (row.id === RCP_FULL_ACCESS)
      throw new Refused("ConstraintViolationException", "The RCPFullAWSAccess policy can't be detached.");
    if (row.type === "SERVICE_CONTROL_POLICY" && on(at, row.type, rows).length === 1)
      throw new Refused(
        "ConstraintViolationException",
        "You cannot remove the last policy attached to the specified target. You must have at least one attached at all times.",
      );
    rows.put("organizationPolicies", { ...row, targets: row.targets.filter((each) => each !== at) });
  },
};

function theOrganization(rows: Rows): OrganizationRow {
  const row = rows.get("organizations", "organization");
  if (row === undefined)
    throw new Refused("AWSOrganizationsNotInUseException", "Your account is not a member of an organization.");
  return row;
}

function unitOf(unit: unknown, rows: Rows) {
  const row = rows.get("units", text(unit, "unit"));
  if (row === undefined)
    throw new Refused(
      "OrganizationalUnitNotFoundException",
      "You specified an organizational unit that doesn't exist.",
    );
  return row;
}

function parentOf(parent: unknown, { root }: OrganizationRow, rows: Rows): string {
  const id = text(parent, "parent");
  if (id !== root && rows.get("units", id) === undefined)
    throw new Refused("ParentNotFoundException", "You specified a root or OU that doesn't exist.");
  return id;
}

function targetOf(target: unknown, { root }: OrganizationRow, rows: Rows): string {
  const id = text(target, "target");
  if (id !== root && rows.get("units", id) === undefined && rows.get("accounts", id)?.parent === undefined)
    throw new Refused("TargetNotFoundException", "You specified a target that doesn't exist.");
  return id;
}

function unitName(name: unknown, parent: string, own: string | null, rows: Rows): string {
  const called = label(name, "a unit");
  if (rows.range("unitsIn", parent, null, ALL).some((unit) => unit.name === called && unit.id !== own))
    throw new Refused("DuplicateOrganizationalUnitException", "An OU with the same name already exists.");
  return called;
}

function policyOf(policy: unknown, rows: Rows): OrganizationPolicyRow {
  const row = rows.get("organizationPolicies", text(policy, "policy"));
  if (row === undefined) throw new Refused("PolicyNotFoundException", "You specified a policy that doesn't exist.");
  return row;
}

const isAws = ({ id }: { readonly id: string }): boolean => id === FULL_ACCESS || id === RCP_FULL_ACCESS;

function changeable(policy: unknown, rows: Rows): OrganizationPolicyRow {
  const row = policyOf(policy, rows);
  if (isAws(row))
    throw new Refused("PolicyChangesNotAllowedException", "Changes to AWS managed policies are not allowed.");
  return row;
}

function policyName(name: unknown, type: unknown, own: string | null, rows: Rows): string {
  const called = named(name, "name", 128);
  const taken = rows
    .range("organizationPolicies", "all", null, ALL)
    .some((each) => each.name === called && each.type === type && each.id !== own);
  if (taken) throw new Refused("DuplicatePolicyException", "A policy with the same name already exists.");
  return called;
}

function policyType(type: unknown): OrganizationRow["enabled"][number] {
  if (type !== "SERVICE_CONTROL_POLICY" && type !== "RESOURCE_CONTROL_POLICY")
    throw new Refused("InvalidInputException", "You specified an invalid value.");
  return type;
}

function policyText(content: unknown, type: unknown, rows: Rows): string {
  const checked = checkDocument(content, policyType(type) === "SERVICE_CONTROL_POLICY" ? "scp" : "rcp", rows);
  if (sizeOf(checked) > LIMITS.organization)
    throw new Refused("ConstraintViolationException", "The policy exceeds the maximum size for its type.");
  return checked;
}

const on = (target: string, type: string, rows: Rows): readonly OrganizationPolicyRow[] =>
  rows
    .range("organizationPolicies", "all", null, ALL)
    .filter((policy) => policy.type === type && policy.targets.includes(target));

function attachFirst(target: string, rows: Rows): void {
  for (const policy of rows.range("organizationPolicies", "all", null, ALL))
    if (isAws(policy)) rows.put("organizationPolicies", { ...policy, targets: [...policy.targets, target] });
}

function detachAll(target: string, rows: Rows): void {
  for (const policy of rows.range("organizationPolicies", "all", null, ALL))
    if (policy.targets.includes(target))
      rows.put("organizationPolicies", { ...policy, targets: policy.targets.filter((each) => each !== target) });
}

function allUnits(parent: string, rows: Rows): string[] {
  return rows.range("unitsIn", parent, null, ALL).flatMap(({ id }) => [id, ...allUnits(id, rows)]);
}
