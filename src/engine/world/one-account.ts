/**
 * The world behind a port: one account with its root and an administrator, every Region, a simulated
 * CloudHSM cluster and external key store proxy, and the credentials it was told of.
 */
import type { SeedRow, SeedTools } from "./default.ts";
import { LAST_TIME } from "./clock.ts";
import { SESSION_NAME } from "./credentials.ts";
import { PLAIN, type AccessKeyRow, type PrincipalRow } from "./rows.ts";
import { usualTrust } from "./trust.ts";
import { rootArn } from "../keys/arns.ts";
import { keyStoreSeeds } from "../keystores/seed.ts";
import type { Row, RowChange, TableName } from "../storage/tables.ts";

/** AWS's Regions outside China and GovCloud, which are partitions of their own (botocore's endpoints.json, 2026). */
const REGIONS = [
  "us-east-1 us-east-2 us-west-1 us-west-2 ca-central-1 ca-west-1 mx-central-1 sa-east-1",
  "eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 il-central-1 me-central-1 me-south-1",
  "af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2",
  "ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7",
].flatMap((line) => line.split(" "));

export const isRegion = (name: string): boolean => REGIONS.includes(name);

/** What a port is told when it starts. */
export interface OneAccount {
  /** 12 digits. */
  readonly account: string;
  /** The Region of unsigned calls. */
  readonly region: string;
  readonly credentials: readonly TypedCredential[];
  /** Any well-formed principal ARN is one that exists. */
  readonly anyPrincipal: boolean;
}

export interface TypedCredential {
  readonly accessKeyId: string;
  readonly secret: string;
  /** Null: the account's administrator. Any other principal but a root has no IAM policy, so key policies and grants alone decide. */
  readonly principal: string | null;
}

interface NamedPrincipal {
  readonly account: string;
  readonly row: Pick<PrincipalRow, "id" | "kind" | "name" | "account" | "policies">;
  /** Of an assumed role. */
  readonly session: string | null;
}

/** The content of a new one: what custom key stores are made of, outside of KMS; `settleIn` adds whom it was told of. */
export const emptyWorld =
  (wanted: OneAccount) =>
  async (now: number, tools: SeedTools): Promise<readonly SeedRow[]> => {
    const { cluster, proxy, externalKeys } = await keyStoreSeeds(wanted.account, wanted.region, tools);
    // Programs behind a port wait for no lesson: a grant counts at once.
    return [
      {
        table: "settings",
        row: { id: "settings", ...told(wanted), clock: { at: now, rate: 1 }, throttling: null, grantDelay: 0 },
      },
      { table: "clusters", row: cluster },
      { table: "xksProxies", row: proxy },
      ...externalKeys.map((row): SeedRow => ({ table: "externalKeys", row })),
    ];
  };

/**
 * What must change in a stored world so that it knows the accounts, principals and credentials which it is told of now, and no
 * credentials besides. Principals stay whom they were.
 */
export async function settleIn(
  rows: readonly { readonly table: TableName; readonly row: Row }[],
  wanted: OneAccount,
  tools: Pick<SeedTools, "letters"> & { sealText(secret: string): Promise<string> },
): Promise<readonly RowChange[]> {
  const had = new Map(rows.map(({ table, row }) => [`${table} ${row.id}`, row]));
  const now = new Map<string, RowChange>();
  const put = (table: TableName, row: Row): void => {
    const before = had.get(`${table} ${row.id}`) ?? null;
    now.set(`${table} ${row.id}`, { table, key: row.id, before, after: row });
  };
  const settings = rows.find(({ table }) => table === "settings")?.row;
  if (settings !== undefined) put("settings", { ...settings, ...told(wanted) });
  // Principals of a file that was written before they had paths, tags and the rest.
  const complete = (row: PrincipalRow): void => {
    if (!("path" in row)) put("principals", { ...restOf(row), ...(row as PrincipalRow) });
  };
  const settle = ({ account, row }: NamedPrincipal): void => {
    if (!had.has(`accounts ${account}`)) put("accounts", { id: account, name: account });
    if (!had.has(`principals ${row.id}`)) put("principals", { ...row, uniqueId: uniqueId(row, tools), ...restOf(row) });
  };
  for (const { table, row } of rows) if (table === "principals") complete(row as PrincipalRow);
  settle(principalOf(rootArn(wanted.account)));
  for (const credential of wanted.credentials) {
    const principal = principalOf(credential.principal ?? administratorArn(wanted.account));
    settle(principalOf(rootArn(principal.account)));
    settle(principal);
    put("accessKeys", await accessKey(credential, principal, tools));
  }
  for (const { table, row } of rows) {
    if (table === "accessKeys" && !now.has(`accessKeys ${row.id}`))
      now.set(`accessKeys ${row.id}`, { table, key: row.id, before: row, after: null });
  }
  return [...now.values()];
}

/** `arn:aws:iam::111122223333:root`, `…:user/path/Zoe`, `…:role/App`, or `arn:aws:sts::111122223333:assumed-role/App/session`. */
const PRINCIPAL =
  /^arn:aws:(?:iam::(\d{12}):(?:(root)|(user|role)\/((?:[\w+=,.@-]+\/)*)([\w+=,.@-]{1,64}))|sts::(\d{12}):assumed-role\/([\w+=,.@-]{1,64})\/([\w+=,.@-]{2,64}))$/;

export const isPrincipalArn = (arn: string): boolean => PRINCIPAL.test(arn);

function principalOf(arn: string): NamedPrincipal {
  const match = PRINCIPAL.exec(arn);
  if (match === null) throw new RangeError(`${arn} is no ARN of a principal`);
  const [, owner, root, kind, , name = "", sessionOwner, role, session] = match;
  const account = (owner ?? sessionOwner) as string;
  if (root !== undefined)
    return { account, row: { id: arn, kind: "root", name: "root", account, policies: [] }, session: null };
  if (role !== undefined) {
    const id = `arn:aws:iam::${account}:role/${role}`;
    return { account, row: { id, kind: "role", name: role, account, policies: [] }, session: session ?? null };
  }
  const policies = arn === administratorArn(account) ? [ADMINISTRATOR] : [];
  const row = { id: arn, kind: kind as "user" | "role", name, account, policies };
  return { account, row, session: kind === "role" ? SESSION_NAME : null };
}

const administratorArn = (account: string): string => `arn:aws:iam::${account}:user/admin`;

/** AWS's own AdministratorAccess. */
const ADMINISTRATOR = {
  name: "AdministratorAccess",
  version: 1,
  text: JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] }),
};

const told = ({ region, anyPrincipal }: OneAccount) => ({
  regions: [region, ...REGIONS.filter((each) => each !== region)],
  anyPrincipal,
});

function restOf({ id, kind, name, account }: NamedPrincipal["row"]) {
  const path = kind === "root" ? "/" : id.slice(id.indexOf("/"), id.length - name.length);
  return { ...PLAIN, path, trust: kind === "role" ? usualTrust(account) : null };
}

function uniqueId({ kind, account }: NamedPrincipal["row"], { letters }: Pick<SeedTools, "letters">): string {
  return kind === "root" ? account : `${kind === "role" ? "AROA" : "AIDA"}${letters(17)}`;
}

/** @NOTE AWS: a role's credentials come with a session token and end after hours; those told by hand have none and do not end. */
async function accessKey(
  { accessKeyId, secret }: TypedCredential,
  { account, row, session }: NamedPrincipal,
  { sealText }: { sealText(secret: string): Promise<string> },
): Promise<AccessKeyRow> {
  const asRole = session === null ? null : { name: session, sealedToken: null, issued: 0, expires: LAST_TIME };
  return { id: accessKeyId, principal: row.id, account, sealedSecret: await sealText(secret), session: asRole };
}
