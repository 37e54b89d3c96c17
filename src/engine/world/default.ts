import type { KeyRow } from "../keys/rows.ts";
import { KeyStore } from "../keys/store.ts";
import { keyStoreSeeds, type KeyStoreSeedTools } from "../keystores/seed.ts";
import { MemoryState, Overlay } from "../storage/state.ts";
import type { Row, TableName } from "../storage/tables.ts";
import type { MadeMaterial } from "../vault/new-material.ts";
import { PLAIN, type PrincipalRow } from "./rows.ts";
import { usualTrust } from "./trust.ts";

export type SeedRow = { readonly table: TableName; readonly row: Row };

/** Everything a new world needs that must not be ambient. */
export interface SeedTools extends KeyStoreSeedTools {
  uuid(): string;
  /** Upper-case base32-like text of that length, for unique ids. */
  letters(count: number): string;
  material(key: Pick<KeyRow, "id" | "spec">): Promise<MadeMaterial>;
}

const REGIONS: readonly string[] = ["us-east-1", "eu-west-1", "ap-southeast-2"];
const BLUE = "111122223333";
const GREEN = "444455556666";

/**
 * "Blue and Green": the default world. Two accounts, three Regions, one key `alias/orders` with the default key policy, and IAM that is
 * made for lessons: Admin may all, App may use the key, Report and Zoe nothing, and Green's GreenEtl may decrypt by its own account's
 * word only (the key does not name it). Outside of KMS, Blue has a CloudHSM cluster and an external key store proxy to make custom key
 * stores of.
 */
export async function blueAndGreen(now: number, tools: SeedTools): Promise<readonly SeedRow[]> {
  const key = await ordersKey(now, tools);
  const { cluster, proxy, externalKeys } = await keyStoreSeeds(BLUE, "us-east-1", tools);
  const use = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"];
  const principals: readonly PrincipalRow[] = [
    principal("role", BLUE, "Admin", tools, [policy("kms-admin", "kms:*", "*")]),
    principal("role", BLUE, "App", tools, [policy("orders-app", use, key.arn)]),
    principal("role", BLUE, "Report", tools, []),
    principal("user", BLUE, "Zoe", tools, []),
    principal("role", GREEN, "GreenEtl", tools, [policy("orders-etl", "kms:Decrypt", key.arn)]),
  ];
  return [
    { table: "settings", row: { id: "settings", regions: REGIONS, clock: { at: now, rate: 1 }, throttling: null } },
    { table: "accounts", row: { id: BLUE, name: "Blue" } },
    { table: "accounts", row: { id: GREEN, name: "Green" } },
    ...principals.map((row): SeedRow => ({ table: "principals", row })),
    ...key.rows,
    { table: "clusters", row: cluster },
    { table: "xksProxies", row: proxy },
    ...externalKeys.map((row): SeedRow => ({ table: "externalKeys", row })),
  ];
}

async function ordersKey(
  now: number,
  tools: SeedTools,
): Promise<{ readonly arn: string; readonly rows: readonly SeedRow[] }> {
  const overlay = new Overlay(new MemoryState());
  const store = new KeyStore(overlay);
  const made = store.newKey(
    {
      account: BLUE,
      region: "us-east-1",
      keyId: tools.uuid(),
      spec: "SYMMETRIC_DEFAULT",
      usage: "ENCRYPT_DECRYPT",
      description: "Seals the files of the orders bucket",
      created: now,
    },
    undefined,
  );
  const key = store.addMaterial(made, await tools.material(made), "created", now);
  store.createAlias(key, "alias/orders", now);
  return { arn: key.arn, rows: overlay.changes.map(({ table, after }) => ({ table, row: after as Row })) };
}

function principal(
  kind: PrincipalRow["kind"],
  account: string,
  name: string,
  tools: SeedTools,
  policies: PrincipalRow["policies"],
): PrincipalRow {
  return {
    id: `arn:aws:iam::${account}:${kind}/${name}`,
    kind,
    name,
    account,
    uniqueId: `${kind === "role" ? "AROA" : "AIDA"}${tools.letters(17)}`,
    policies,
    ...PLAIN,
    trust: kind === "role" ? usualTrust(account) : null,
  };
}

function policy(name: string, action: string | readonly string[], resource: string): PrincipalRow["policies"][number] {
  const document = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: action, Resource: resource }] };
  return { name, version: 1, text: JSON.stringify(document, null, 2) };
}
