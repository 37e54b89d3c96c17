import type { ChangeNote } from "#glass/trace.ts";
import { partyKey } from "../access/parties.ts";
import type { AliasRow, GrantRow, GrantTokenRow, KeyRow, MaterialRow, PolicyRow, UsageRow } from "../keys/rows.ts";
import type { ClusterRow, CustomKeyStoreRow, ExternalKeyRow, XksProxyRow } from "../keystores/rows.ts";
import { connectionAt, deletionAt, expiryAt, rotationAt, settlingAt } from "../world/due-times.ts";
import type {
  AccessKeyRow,
  AccountRow,
  GroupRow,
  ManagedPolicyRow,
  MfaUseRow,
  NitroRow,
  OrganizationPolicyRow,
  OrganizationRow,
  PrincipalRow,
  SettingsRow,
  UnitRow,
  VpcRow,
} from "../world/rows.ts";

/** Every table of a world. All rows are JSON with a text `id`; all of them are in memory, all of them on disk. */
export interface Tables {
  settings: SettingsRow;
  accounts: AccountRow;
  principals: PrincipalRow;
  accessKeys: AccessKeyRow;
  keys: KeyRow;
  policies: PolicyRow;
  materials: MaterialRow;
  aliases: AliasRow;
  grants: GrantRow;
  grantTokens: GrantTokenRow;
  usage: UsageRow;
  nitro: NitroRow;
  customKeyStores: CustomKeyStoreRow;
  clusters: ClusterRow;
  xksProxies: XksProxyRow;
  externalKeys: ExternalKeyRow;
  groups: GroupRow;
  managedPolicies: ManagedPolicyRow;
  organizations: OrganizationRow;
  units: UnitRow;
  organizationPolicies: OrganizationPolicyRow;
  vpcs: VpcRow;
  mfaUses: MfaUseRow;
}

export type TableName = keyof Tables;
export type Row = Tables[TableName];

export const TABLES: readonly TableName[] = [
  "settings",
  "accounts",
  "principals",
  "accessKeys",
  "keys",
  "policies",
  "materials",
  "aliases",
  "grants",
  "grantTokens",
  "usage",
  "nitro",
  "customKeyStores",
  "clusters",
  "xksProxies",
  "externalKeys",
  "groups",
  "managedPolicies",
  "organizations",
  "units",
  "organizationPolicies",
  "vpcs",
  "mfaUses",
];

interface Index<T extends TableName> {
  readonly table: T;
  /** The bucket a row belongs to, or null for none. */
  readonly bucket: (row: Tables[T]) => string | null;
  /** Order inside the bucket, unique there. */
  readonly sort: (row: Tables[T]) => string;
}

const index = <T extends TableName>(spec: Index<T>): Index<T> => spec;

/** Rows with something of one kind on the calendar, in one bucket, the earliest first: what comes next is found without a search. */
const due = <T extends TableName>(table: T, at: (row: Tables[T]) => number | null): Index<T> => ({
  table,
  bucket: (row) => (at(row) === null ? null : "due"),
  // Whole ms of the calendar's years: as texts of one length they have the order of numbers.
  sort: (row) => `${String(at(row)).padStart(13, "0")} ${row.id}`,
});

/** Ordered look-ups, kept up to date by the state itself. A new one is one row here. */
export const INDEXES = {
  /** Keys of an account in a Region, by key id: ListKeys. */
  keysOf: index({ table: "keys", bucket: (key) => `${key.account}/${key.region}`, sort: (key) => key.keyId }),
  deletionsDue: due("keys", deletionAt),
  rotationsDue: due("keys", rotationAt),
  settlingsDue: due("keys", settlingAt),
  /** Multi-Region keys that belong together, wherever they are. */
  relatedKeys: index({
    table: "keys",
    bucket: (key) => (key.multiRegion === null ? null : `${key.account}/${key.keyId}`),
    sort: (key) => key.region,
  }),
  aliasesOf: index({
    table: "aliases",
    bucket: (alias) => `${alias.account}/${alias.region}`,
    sort: (alias) => alias.name,
  }),
  aliasesTo: index({ table: "aliases", bucket: (alias) => alias.target, sort: (alias) => alias.name }),
  materialsOf: index({ table: "materials", bucket: (material) => material.keyRow, sort: (material) => material.id }),
  expiriesDue: due("materials", expiryAt),
  materialById: index({
    table: "materials",
    bucket: (material) => `${material.keyRow}/${material.materialId}`,
    sort: (material) => material.id,
  }),
  /* What is listed of grants is what is in force; one that is over and still counts stands in `grantsEnding` alone. */
  grantsOf: index({
    table: "grants",
    bucket: (grant) => (grant.ended === undefined ? grant.keyRow : null),
    sort: (grant) => grant.grantId,
  }),
  grantsTo: index({
    table: "grants",
    bucket: (grant) => (grant.ended === undefined ? `${grant.keyRow} ${partyKey(grant.grantee)}` : null),
    sort: (grant) => grant.grantId,
  }),
  grantsNamed: index({
    table: "grants",
    bucket: ({ ended, name, keyRow }) => (ended !== undefined || name === null ? null : `${keyRow} ${name}`),
    sort: (grant) => grant.grantId,
  }),
  /** Grants of all keys of a Region by the principal that may retire them: ListRetirableGrants. */
  grantsRetirableBy: index({
    table: "grants",
    bucket: ({ ended, region, retiring }) =>
      ended !== undefined || retiring === null ? null : `${region} ${partyKey(retiring)}`,
    sort: (grant) => grant.id,
  }),
  grantsEnding: index({
    table: "grants",
    bucket: (grant) => (grant.ended === undefined ? null : grant.keyRow),
    sort: (grant) => grant.grantId,
  }),
  grantTokensOf: index({ table: "grantTokens", bucket: (token) => token.grant, sort: (token) => token.id }),
  /** One principal, by its unique id. */
  principalsById: index({
    table: "principals",
    bucket: (principal) => principal.uniqueId,
    sort: (principal) => principal.id,
  }),
  principalsOf: index({
    table: "principals",
    bucket: (principal) => principal.account,
    sort: (principal) => principal.id,
  }),
  accounts: index({ table: "accounts", bucket: () => "all", sort: (account) => account.id }),
  accessKeysOf: index({ table: "accessKeys", bucket: (key) => key.principal, sort: (key) => key.id }),
  /** The keys whose material a custom key store holds. */
  keysInStore: index({ table: "keys", bucket: (key) => key.customKeyStoreId, sort: (key) => key.id }),
  keyStoresOf: index({
    table: "customKeyStores",
    bucket: (store) => `${store.account}/${store.region}`,
    sort: (store) => store.id,
  }),
  connectionsDue: due("customKeyStores", connectionAt),
  clusters: index({ table: "clusters", bucket: () => "all", sort: (cluster) => cluster.id }),
  xksProxies: index({ table: "xksProxies", bucket: () => "all", sort: (proxy) => proxy.id }),
  externalKeysOf: index({ table: "externalKeys", bucket: (key) => key.proxy, sort: (key) => key.id }),
  groupsOf: index({ table: "groups", bucket: (group) => group.account, sort: (group) => group.id }),
  managedPoliciesOf: index({
    table: "managedPolicies",
    bucket: (policy) => policy.account,
    sort: (policy) => policy.id,
  }),
  accountsIn: index({ table: "accounts", bucket: (account) => account.parent ?? null, sort: (account) => account.id }),
  unitsIn: index({ table: "units", bucket: (unit) => unit.parent, sort: (unit) => unit.id }),
  organizationPolicies: index({ table: "organizationPolicies", bucket: () => "all", sort: (policy) => policy.id }),
  vpcs: index({ table: "vpcs", bucket: () => "all", sort: (vpc) => vpc.id }),
} as const;

export type IndexName = keyof typeof INDEXES;
export type IndexRow<N extends IndexName> = (typeof INDEXES)[N] extends Index<infer T> ? Tables[T] : never;

/** One row's change: the only way that anything in a world changes. `null`: absent. */
export interface RowChange {
  readonly table: TableName;
  readonly key: string;
  readonly before: Row | null;
  readonly after: Row | null;
}

/** What a trace tells of it. */
export const changeNote = ({ table, key, before, after }: RowChange): ChangeNote => ({
  table,
  key,
  what: before === null ? "created" : after === null ? "deleted" : "changed",
});

/** Destroyed, or expired: the row goes, or only its wrapped bytes. */
export const isMaterialGone = ({ table, after }: RowChange): boolean =>
  table === "materials" && (after === null || ("wrapped" in after && after.wrapped === ""));
