/** What the pane shows of what surrounds the keys. */
import type { AccessKeyView, IdentityView, SurroundingAccount, SurroundingsView } from "#glass/surroundings.ts";
import type { Reads } from "../storage/state.ts";
import { ALL } from "./acts/act.ts";
import { attachedTo } from "./acts/policies.ts";
import { AWS_POLICIES } from "./aws-policies.ts";
import { FORWARDING_SERVICES } from "./forwarding-services.ts";
import { hasRegion, OPT_IN_REGIONS, regionsOf } from "./regions.ts";
import type { AccessKeyRow, PrincipalRow } from "./rows.ts";

export function surroundingsView(rows: Reads, now: number): SurroundingsView {
  const organization = rows.get("organizations", "organization");
  return {
    accounts: rows.range("accounts", "all", null, ALL).map(({ id, name, parent, regions = [] }) => ({
      id,
      name,
      parent: parent ?? null,
      ...identities(id, rows, now),
      policies: managedPolicies(id, rows),
      managedKeys: managedKeys(id, rows),
      regions,
      regionsToEnable: OPT_IN_REGIONS.filter((region) => !hasRegion(id, region, rows)),
    })),
    organization:
      organization === undefined
        ? null
        : {
            id: organization.organizationId,
            management: organization.management,
            root: organization.root,
            enabled: organization.enabled,
            units: unitsUnder(organization.root, rows),
            policies: rows.range("organizationPolicies", "all", null, ALL),
          },
    vpcs: rows.range("vpcs", "all", null, ALL),
    services: FORWARDING_SERVICES,
  };
}

function identities(account: string, rows: Reads, now: number): Pick<SurroundingAccount, "users" | "roles" | "groups"> {
  const principals = rows.range("principalsOf", account, null, ALL);
  const views = (kind: PrincipalRow["kind"]): IdentityView[] =>
    principals.filter((row) => row.kind === kind).map((row) => identity(row, rows, now));
  return {
    users: [...views("root"), ...views("user")],
    roles: views("role"),
    groups: rows.range("groupsOf", account, null, ALL).map(({ id, name, path, uniqueId, policies, managed }) => ({
      arn: id,
      name,
      path,
      uniqueId,
      inline: policies,
      managed,
      users: principals.filter((row) => row.groups.includes(id)).map((row) => row.id),
    })),
  };
}

function identity(row: PrincipalRow, rows: Reads, now: number): IdentityView {
  const { id, kind, name, path, uniqueId, tags, policies, managed, boundary, groups, trust, maxSession } = row;
  const accessKeys = rows.range("accessKeysOf", id, null, ALL).flatMap((key) => accessKey(key, now));
  const mfaDevice = row.mfa?.serial ?? null;
  const rest = { tags, managed, boundary, groups, trust, maxSession, accessKeys, mfaDevice };
  return { arn: id, kind, name, path, uniqueId, inline: policies, ...rest };
}

/** Sessions that the platform took, or that a service has, are their own matter. */
function accessKey({ id, session, inactive, forward }: AccessKeyRow, now: number): AccessKeyView[] {
  const active = inactive !== true;
  if (forward !== undefined) return [];
  if (session === null) return [{ id, active, session: null }];
  const { name, expires, assumed } = session;
  return assumed === undefined || expires <= now ? [] : [{ id, active, session: { name, by: assumed.by, expires } }];
}

function managedPolicies(account: string, rows: Reads): SurroundingAccount["policies"] {
  const own = rows.range("managedPoliciesOf", account, null, ALL).map(({ id, name, uniqueId, versions, inForce }) => ({
    arn: id,
    name,
    uniqueId,
    versions,
    inForce,
    attachedTo: attachedTo(id, rows),
  }));
  const aws = AWS_POLICIES.map(({ arn, name, text }) => ({
    arn,
    name,
    uniqueId: "",
    versions: [{ number: 1, text }],
    inForce: 1,
    attachedTo: attachedTo(arn, rows).filter((holder) => holder.includes(`::${account}:`)),
  }));
  return [...own, ...aws];
}

function managedKeys(account: string, rows: Reads): SurroundingAccount["managedKeys"] {
  const regions = regionsOf(rows);
  return regions.flatMap((region) =>
    rows
      .range("aliasesOf", `${account}/${region}`, "alias/aws/", ALL)
      .filter(({ name }) => name.startsWith("alias/aws/"))
      .flatMap(({ name, target }) => {
        const key = rows.get("keys", target);
        const service = name.slice("alias/aws/".length);
        return key === undefined ? [] : [{ service, region, keyArn: key.arn, nextRotation: key.rotation.next }];
      }),
  );
}

function unitsUnder(parent: string, rows: Reads): { id: string; name: string; parent: string }[] {
  return rows.range("unitsIn", parent, null, ALL).flatMap((unit) => [unit, ...unitsUnder(unit.id, rows)]);
}
