/** Acts on users, roles and groups. */
import { base64 } from "#wire/bytes.ts";
import type { JsonValue } from "#wire/json.ts";
import { roleNamed } from "../../access/principals.ts";
import { rootArn } from "../../keys/arns.ts";
import type { Tag } from "../../keys/rows.ts";
import { regionsOf } from "../regions.ts";
import { PLAIN, type GroupRow, type PrincipalRow } from "../rows.ts";
import { usualTrust } from "../trust.ts";
import { ALL, digits, label, named, noSuch, pathOf, Refused, text, type Acts, type WorldActTools } from "./act.ts";
import { checkDocument, LIMITS, sizeOf } from "./documents.ts";
import { nameNoMore } from "./deleted-principals.ts";

export const identityActs: Acts<
  | "CreateAccount"
  | "RenameAccount"
  | "CloseAccount"
  | "CreateUser"
  | "DeleteUser"
  | "CreateRole"
  | "UpdateRole"
  | "UpdateAssumeRolePolicy"
  | "DeleteRole"
  | "CreateGroup"
  | "DeleteGroup"
  | "AddUserToGroup"
  | "RemoveUserFromGroup"
  | "TagPrincipal"
  | "EnableMFADevice"
  | "DeactivateMFADevice"
> = {
  /** With its root, so that somebody can begin there. */
  CreateAccount({ name }, { rows, random }) {
    const called = label(name, "an account");
    let id = "";
    do id = digits(random, 12);
    while (rows.get("accounts", id) !== undefined);
    rows.put("accounts", { id, name: called });
    const root = rootArn(id);
    const row = { id: root, kind: "root", name: "root", account: id, uniqueId: id, policies: [], trust: null } as const;
    rows.put("principals", { ...PLAIN, ...row });
  },

  RenameAccount({ account, name }, { rows }) {
    rows.put("accounts", { ...accountOf(account, rows), name: label(name, "an account") });
  },

  CloseAccount({ account }, { rows }) {
    const { id } = accountOf(account, rows);
    const regions = regionsOf(rows);
    if (regions.some((region) => rows.count("keysOf", `${id}/${region}`) > 0))
      throw new Refused(
        "ConstraintViolationException",
        "The account still has KMS keys; schedule their deletion first.",
      );
    if (rows.get("organizations", "organization")?.management === id)
      throw new Refused(
        "ConstraintViolationException",
        "You cannot close the management account of an organization; delete the organization first.",
      );
    if (rows.count("accounts", "all") === 1)
      throw new Refused("ConstraintViolationException", "A world keeps one account.");
    for (const row of rows.range("principalsOf", id, null, ALL)) dropPrincipal(row, rows);
    for (const row of rows.range("groupsOf", id, null, ALL)) rows.delete("groups", row.id);
    for (const row of rows.range("managedPoliciesOf", id, null, ALL)) rows.delete("managedPolicies", row.id);
    for (const row of rows.range("vpcs", "all", null, ALL)) if (row.account === id) rows.delete("vpcs", row.id);
    for (const row of rows.range("organizationPolicies", "all", null, ALL))
      if (row.targets.includes(id))
        rows.put("organizationPolicies", { ...row, targets: row.targets.filter((target) => target !== id) });
    rows.delete("accounts", id);
  },

  CreateUser({ account, name, path }, { rows, letters }) {
    const { id } = accountOf(account, rows);
    const called = named(name, "userName", 64);
    const at = pathOf(path);
    if (principalNamed(rows, id, "user", called) !== undefined)
      throw new Refused("EntityAlreadyExists", `User with name ${called} already exists.`);
    const arn = `arn:aws:iam::${id}:user${at}${called}`;
    dropKeys(arn, rows);
    const uniqueId = `AIDA${letters(17)}`;
    const row = { id: arn, kind: "user", name: called, account: id, uniqueId, policies: [], trust: null } as const;
    rows.put("principals", { ...PLAIN, ...row, path: at });
  },

  /** As the console does it: with its access keys, policies and places in groups. (The API wants them deleted first.) */
  DeleteUser({ arn }, { rows }) {
    dropPrincipal(principalOf(arn, "user", rows), rows);
  },

  CreateRole({ account, name, path, trust }, { rows, letters }) {
    const { id } = accountOf(account, rows);
    const called = named(name, "roleName", 64);
    const at = pathOf(path);
    if (principalNamed(rows, id, "role", called) !== undefined)
      throw new Refused("EntityAlreadyExists", `Role with name ${called} already exists.`);
    const document = usualTrust(id);
    const text_ = trust === undefined || trust === "" ? document.text : trustText(trust, rows);
    const arn = `arn:aws:iam::${id}:role${at}${called}`;
    dropKeys(arn, rows);
    const row = { id: arn, kind: "role", name: called, account: id, uniqueId: `AROA${letters(17)}` } as const;
    rows.put("principals", { ...PLAIN, ...row, policies: [], path: at, trust: { ...document, text: text_ } });
  },

  UpdateRole({ arn, maxSession }, { rows }) {
    const role = principalOf(arn, "role", rows);
    if (!Number.isInteger(maxSession) || maxSession < 3_600 || maxSession > 43_200)
      throw new Refused(
        "ValidationError",
        "1 validation error detected: Value at 'maxSessionDuration' failed to satisfy constraint: Member must have value between 3600 and 43200",
      );
    rows.put("principals", { ...role, maxSession });
  },

  UpdateAssumeRolePolicy({ arn, text: document }, { rows }) {
    const role = principalOf(arn, "role", rows);
    const before = role.trust ?? usualTrust(role.account);
    rows.put("principals", {
      ...role,
      trust: { ...before, text: trustText(document, rows), version: before.version + 1 },
    });
  },

  DeleteRole({ arn }, { rows }) {
    dropPrincipal(principalOf(arn, "role", rows), rows);
  },

  CreateGroup({ account, name, path }, { rows, letters }) {
    const { id } = accountOf(account, rows);
    const called = named(name, "groupName", 128);
    const at = pathOf(path);
    if (rows.range("groupsOf", id, null, ALL).some((group) => group.name === called))
      throw new Refused("EntityAlreadyExists", `Group with name ${called} already exists.`);
    const uniqueId = `AGPA${letters(17)}`;
    const arn = `arn:aws:iam::${id}:group${at}${called}`;
    rows.put("groups", { id: arn, name: called, account: id, path: at, uniqueId, policies: [], managed: [] });
  },

  DeleteGroup({ arn }, { rows }) {
    const group = groupOf(arn, rows);
    for (const row of rows.range("principalsOf", group.account, null, ALL))
      if (row.groups.includes(group.id))
        rows.put("principals", { ...row, groups: row.groups.filter((each) => each !== group.id) });
    rows.delete("groups", group.id);
  },

  AddUserToGroup({ group, user }, { rows }) {
    const { id, account } = groupOf(group, rows);
    const row = principalOf(user, "user", rows);
    if (row.account !== account) throw noSuch("user", row.name);
    if (row.groups.includes(id)) return;
    if (row.groups.length >= 10) throw new Refused("LimitExceeded", "Cannot exceed quota for GroupsPerUser: 10");
    rows.put("principals", { ...row, groups: [...row.groups, id] });
  },

  RemoveUserFromGroup({ group, user }, { rows }) {
    const { id, name } = groupOf(group, rows);
    const row = principalOf(user, "user", rows);
    if (!row.groups.includes(id)) throw new Refused("NoSuchEntity", `User ${row.name} is not in group ${name}.`);
    rows.put("principals", { ...row, groups: row.groups.filter((each) => each !== id) });
  },

  TagPrincipal({ arn, tags }, { rows }) {
    const row = rows.get("principals", text(arn, "arn"));
    if (row === undefined || row.kind === "root") throw noSuch("principal", arn);
    rows.put("principals", { ...row, tags: checkedTags(tags) });
  },

  /** Makes a virtual device and enables it at once. (IAM asks for two codes in a row, which prove that the seed reached the device.) */
  async EnableMFADevice({ arn }, { rows, vault, random, letters }) {
    const user = principalOf(arn, "user", rows);
    // @NOTE AWS: a user may have eight devices; here one, under the user's name.
    if (user.mfa !== undefined)
      throw new Refused("EntityAlreadyExists", "MFADevice entity at the same path and name already exists.");
    const sealedSeed = await vault.sealText(base64(random(SEED_BYTES)));
    const serial = `arn:aws:iam::${user.account}:mfa/${user.name}`;
    rows.put("principals", { ...user, mfa: { serial, id: letters(16), sealedSeed } });
  },

  /** And deletes it: a virtual device that nobody has is of no use. */
  DeactivateMFADevice({ arn }, { rows }) {
    const user = principalOf(arn, "user", rows);
    // @NOTE AWS: its sentence is not documented.
    if (user.mfa === undefined) throw new Refused("NoSuchEntity", "MFA Device invalid for user.");
    dropUse(user, rows);
    const { mfa: _, ...rest } = user;
    rows.put("principals", rest);
  },
};

/** As long as HMAC-SHA-1's result, which RFC 4226, section 4, recommends. */
const SEED_BYTES = 20;

/** IAM's rules for tags, which are STS's as well: names differ in more than case. @throws Refused. */
export function checkedTags(value: unknown): readonly Tag[] {
  if (!Array.isArray(value)) throw new Refused("ValidationError", "Tags are a list.");
  if (value.length > 50) throw new Refused("LimitExceeded", "Cannot exceed quota for TagsPerPrincipal: 50");
  const tags = (value as readonly JsonValue[]).map((each): Tag => {
    const { TagKey, TagValue } = (each ?? {}) as { TagKey?: unknown; TagValue?: unknown };
    if (typeof TagKey !== "string" || !/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u.test(TagKey) || /^aws:/i.test(TagKey))
      throw new Refused(
        "InvalidInput",
        "A tag's key has 1 to 128 letters, digits, spaces and _.:/=+-@, and no aws: before it.",
      );
    if (typeof TagValue !== "string" || !/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u.test(TagValue))
      throw new Refused("InvalidInput", "A tag's value has at most 256 letters, digits, spaces and _.:/=+-@.");
    return { TagKey, TagValue };
  });
  if (new Set(tags.map(({ TagKey }) => TagKey.toLowerCase())).size < tags.length)
    throw new Refused("InvalidInput", "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
  return tags;
}

function trustText(document: unknown, rows: WorldActTools["rows"]): string {
  const checked = checkDocument(document, "trust", rows);
  if (sizeOf(checked) > LIMITS.trust)
    throw new Refused("LimitExceeded", `Cannot exceed quota for ACLSizePerRole: ${LIMITS.trust}`);
  return checked;
}

/** Gone for good: what named it shows its unique id from now on, and a principal of the same name is another one. */
function dropPrincipal(row: PrincipalRow, rows: WorldActTools["rows"]): void {
  nameNoMore(row, rows);
  dropKeys(row.id, rows);
  dropUse(row, rows);
  rows.delete("principals", row.id);
}

function dropUse({ mfa }: PrincipalRow, rows: WorldActTools["rows"]): void {
  if (mfa !== undefined && rows.get("mfaUses", mfa.id) !== undefined) rows.delete("mfaUses", mfa.id);
}

/** Of whoever has or had this ARN: one whose making was taken back may have left some behind. */
function dropKeys(arn: string, rows: WorldActTools["rows"]): void {
  for (const key of rows.range("accessKeysOf", arn, null, ALL)) rows.delete("accessKeys", key.id);
}

export function accountOf(id: unknown, rows: WorldActTools["rows"]) {
  const row = rows.get("accounts", text(id, "account"));
  if (row === undefined) throw new Refused("AccountNotFoundException", "You specified an account that doesn't exist.");
  return row;
}

const principalNamed = (
  rows: WorldActTools["rows"],
  account: string,
  kind: "user" | "role",
  name: string,
): PrincipalRow | undefined =>
  kind === "role"
    ? roleNamed(rows, account, name)
    : rows.range("principalsOf", account, null, ALL).find((row) => row.kind === kind && row.name === name);

export function principalOf(arn: unknown, kind: "user" | "role", rows: WorldActTools["rows"]): PrincipalRow {
  const given = text(arn, "arn");
  const row = rows.get("principals", given);
  if (row?.kind !== kind) throw noSuch(kind, given.slice(given.lastIndexOf("/") + 1));
  return row;
}

export function groupOf(arn: unknown, rows: WorldActTools["rows"]): GroupRow {
  const given = text(arn, "arn");
  const row = rows.get("groups", given);
  if (row === undefined) throw noSuch("group", given.slice(given.lastIndexOf("/") + 1));
  return row;
}
