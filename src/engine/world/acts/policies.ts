/** Acts on policies, inline and managed, on boundaries, and on access keys. */
import { base64 } from "#wire/bytes.ts";
import { awsPolicy } from "../aws-policies.ts";
import { longTermKeys } from "../credentials.ts";
import type { GroupRow, ManagedPolicyRow, PolicyDocument, PrincipalRow } from "../rows.ts";
import { ALL, named, noSuch, pathOf, Refused, text, truth, type Acts, type WorldActTools } from "./act.ts";
import { checkDocument, LIMITS, sizeOf } from "./documents.ts";
import { accountOf, groupOf, principalOf } from "./identities.ts";

type Rows = WorldActTools["rows"];

/** AWS's quotas (IAM User Guide). */
const MOST_ATTACHED = 10;
const MOST_VERSIONS = 5;
const MOST_ACCESS_KEYS = 2;

export const policyActs: Acts<
  | "PutInlinePolicy"
  | "DeleteInlinePolicy"
  | "AttachPolicy"
  | "DetachPolicy"
  | "PutPermissionsBoundary"
  | "DeletePermissionsBoundary"
  | "CreatePolicy"
  | "CreatePolicyVersion"
  | "SetDefaultPolicyVersion"
  | "DeletePolicyVersion"
  | "DeletePolicy"
  | "CreateAccessKey"
  | "UpdateAccessKey"
  | "DeleteAccessKey"
> = {
  PutInlinePolicy({ arn, name, text: document }, { rows }) {
    const holder = holderOf(arn, rows);
    const called = named(name, "policyName", 128);
    const checked = checkDocument(document, "identity", rows);
    const before = holder.row.policies.find((policy) => policy.name === called);
    const policy = { name: called, text: checked, version: (before?.version ?? 0) + 1 };
    const policies = [...holder.row.policies.filter((each) => each !== before), policy];
    const size = policies.reduce((sum, each) => sum + sizeOf(each.text), 0);
    const limit = LIMITS[holder.kind];
    if (size > limit)
      throw new Refused(
        "LimitExceeded",
        `Maximum policy size of ${limit} bytes exceeded for ${holder.kind} ${holder.row.name}`,
      );
    holder.put({ policies });
  },

  DeleteInlinePolicy({ arn, name }, { rows }) {
    const { kind, row, put } = holderOf(arn, rows);
    const kept = row.policies.filter((policy) => policy.name !== name);
    if (kept.length === row.policies.length)
      throw new Refused("NoSuchEntity", `The ${kind} policy with name ${name} cannot be found.`);
    put({ policies: kept });
  },

  AttachPolicy({ arn, policy }, { rows }) {
    const { kind, row, put } = holderOf(arn, rows);
    const id = attachable(policy, row.account, rows);
    if (row.managed.includes(id)) return;
    if (row.managed.length >= MOST_ATTACHED) {
      const per = { user: "User", role: "Role", group: "Group" }[kind];
      throw new Refused("LimitExceeded", `Cannot exceed quota for PoliciesPer${per}: ${MOST_ATTACHED}`);
    }
    put({ managed: [...row.managed, id] });
  },

  DetachPolicy({ arn, policy }, { rows }) {
    const { row, put } = holderOf(arn, rows);
    if (!row.managed.includes(policy)) throw new Refused("NoSuchEntity", `Policy ${String(policy)} was not found.`);
    put({ managed: row.managed.filter((each) => each !== policy) });
  },

  PutPermissionsBoundary({ arn, policy }, { rows }) {
    const row = bounded(arn, rows);
    rows.put("principals", { ...row, boundary: attachable(policy, row.account, rows) });
  },

  DeletePermissionsBoundary({ arn }, { rows }) {
    const row = bounded(arn, rows);
    if (row.boundary === null) throw new Refused("NoSuchEntity", `${row.name} does not have a permissions boundary.`);
    rows.put("principals", { ...row, boundary: null });
  },

  CreatePolicy({ account, name, path, text: document }, { rows, letters }) {
    const { id } = accountOf(account, rows);
    const called = named(name, "policyName", 128);
    const at = pathOf(path);
    if (rows.range("managedPoliciesOf", id, null, ALL).some((policy) => policy.name === called))
      throw new Refused(
        "EntityAlreadyExists",
        `A policy called ${called} already exists. Duplicate names are not allowed.`,
      );
    const versions = [{ number: 1, text: managedText(document, rows) }];
    const arn = `arn:aws:iam::${id}:policy${at}${called}`;
    const uniqueId = `ANPA${letters(17)}`;
    rows.put("managedPolicies", { id: arn, name: called, account: id, path: at, uniqueId, versions, inForce: 1 });
  },

  /** Into force at once, as the console does unless it is told otherwise. */
  CreatePolicyVersion({ policy, text: document }, { rows }) {
    const row = managedOf(policy, rows);
    if (row.versions.length >= MOST_VERSIONS)
      throw new Refused(
        "LimitExceeded",
        "A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.",
      );
    const number = Math.max(...row.versions.map((version) => version.number)) + 1;
    const versions = [...row.versions, { number, text: managedText(document, rows) }];
    rows.put("managedPolicies", { ...row, versions, inForce: number });
  },

  SetDefaultPolicyVersion({ policy, version }, { rows }) {
    const row = managedOf(policy, rows);
    rows.put("managedPolicies", { ...row, inForce: versionOf(row, version) });
  },

  DeletePolicyVersion({ policy, version }, { rows }) {
    const row = managedOf(policy, rows);
    const number = versionOf(row, version);
    if (number === row.inForce) throw new Refused("DeleteConflict", "Cannot delete the default version of a policy.");
    rows.put("managedPolicies", { ...row, versions: row.versions.filter((each) => each.number !== number) });
  },

  DeletePolicy({ policy }, { rows }) {
    const row = managedOf(policy, rows);
    if (attachedTo(row.id, rows).length > 0)
      throw new Refused("DeleteConflict", "Cannot delete a policy attached to entities.");
    rows.delete("managedPolicies", row.id);
  },

  /** Its secret is the application's to fetch, and is never shown. */
  async CreateAccessKey({ user }, { rows, vault, letters, random }) {
    const { id, account } = principalOf(user, "user", rows);
    if (longTermKeys(id, rows).length >= MOST_ACCESS_KEYS)
      throw new Refused("LimitExceeded", `Cannot exceed quota for AccessKeysPerUser: ${MOST_ACCESS_KEYS}`);
    const sealedSecret = await vault.sealText(base64(random(30)));
    rows.put("accessKeys", { id: `AKIA${letters(16)}`, principal: id, account, sealedSecret, session: null });
  },

  UpdateAccessKey({ key, active }, { rows }) {
    const { inactive: _, ...row } = accessKeyOf(key, rows);
    rows.put("accessKeys", { ...row, ...(truth(active) ? {} : { inactive: true }) });
  },

  DeleteAccessKey({ key }, { rows }) {
    rows.delete("accessKeys", accessKeyOf(key, rows).id);
  },
};

/** Whatever policies can be put on or attached to. */
type Holder = {
  readonly kind: "user" | "role" | "group";
  readonly row: PrincipalRow | GroupRow;
  put(change: { readonly policies?: readonly PolicyDocument[]; readonly managed?: readonly string[] }): void;
};

function holderOf(arn: unknown, rows: Rows): Holder {
  const given = text(arn, "arn");
  if (/:group\//.test(given)) {
    const row = groupOf(given, rows);
    return { kind: "group", row, put: (change) => rows.put("groups", { ...row, ...change }) };
  }
  const row = bounded(given, rows);
  return { kind: row.kind as "user" | "role", row, put: (change) => rows.put("principals", { ...row, ...change }) };
}

/** A user or a role: root has no policies and no boundary. */
function bounded(arn: unknown, rows: Rows): PrincipalRow {
  return principalOf(arn, /:user\//.test(text(arn, "arn")) ? "user" : "role", rows);
}

function attachable(policy: unknown, account: string, rows: Rows): string {
  const arn = text(policy, "policyArn");
  const found = awsPolicy(arn) !== undefined || rows.get("managedPolicies", arn)?.account === account;
  if (!found) throw new Refused("NoSuchEntity", `Policy ${arn} does not exist or is not attachable.`);
  return arn;
}

function managedOf(policy: unknown, rows: Rows): ManagedPolicyRow {
  const arn = text(policy, "policyArn");
  const row = rows.get("managedPolicies", arn);
  if (row === undefined) throw new Refused("NoSuchEntity", `Policy ${arn} was not found.`);
  return row;
}

function versionOf(row: ManagedPolicyRow, version: unknown): number {
  const found = row.versions.find((each) => each.number === version);
  if (found === undefined)
    throw new Refused("NoSuchEntity", `Policy ${row.id} version v${String(version)} does not exist.`);
  return found.number;
}

function managedText(document: unknown, rows: Rows): string {
  const checked = checkDocument(document, "identity", rows);
  if (sizeOf(checked) > LIMITS.managed)
    throw new Refused("LimitExceeded", `Cannot exceed quota for PolicySize: ${LIMITS.managed}`);
  return checked;
}

function accessKeyOf(key: unknown, rows: Rows) {
  const row = rows.get("accessKeys", text(key, "accessKeyId"));
  if (row === undefined || row.session !== null) throw noSuch("Access Key", String(key));
  return row;
}

/** ARNs of the users, roles and groups that have the policy, as a policy or as a boundary. */
export function attachedTo(policy: string, rows: Pick<Rows, "range">): readonly string[] {
  const found: string[] = [];
  for (const { id } of rows.range("accounts", "all", null, ALL)) {
    for (const row of rows.range("principalsOf", id, null, ALL))
      if (row.managed.includes(policy) || row.boundary === policy) found.push(row.id);
    for (const row of rows.range("groupsOf", id, null, ALL)) if (row.managed.includes(policy)) found.push(row.id);
  }
  return found;
}
