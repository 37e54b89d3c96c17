/** Acts on the simulated network: VPCs, and their interface endpoints for KMS. */
import { hex } from "#wire/bytes.ts";
import { kmsHost } from "#wire/http.ts";
import { hasRegion } from "../regions.ts";
import type { VpcRow } from "../rows.ts";
import { ALL, label, Refused, text, truth, type Acts, type WorldActTools } from "./act.ts";
import { checkDocument } from "./documents.ts";
import { accountOf } from "./identities.ts";

type Rows = WorldActTools["rows"];

/** AWS's default policy of an endpoint. */
const OPEN_ENDPOINT = JSON.stringify(
  { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }] },
  null,
  2,
);
/** One VPC for each second number of 10.x.0.0/16. */
const MOST_VPCS = 100;

export const networkActs: Acts<
  "CreateVpc" | "ModifyVpc" | "DeleteVpc" | "CreateVpcEndpoint" | "ModifyVpcEndpoint" | "DeleteVpcEndpoint"
> = {
  CreateVpc({ account, region, name, internet }, { rows, random }) {
    const owner = accountOf(account, rows).id;
    if (!hasRegion(owner, region, rows))
      throw new Refused("InvalidParameterValue", `The region ${region} does not exist here.`);
    const vpcs = rows.range("vpcs", "all", null, ALL);
    if (vpcs.length >= MOST_VPCS) throw new Refused("VpcLimitExceeded", "The maximum number of VPCs has been reached.");
    const taken = new Set(vpcs.map(({ cidr }) => cidr));
    let second = 0;
    while (taken.has(`10.${second}.0.0/16`)) second++;
    rows.put("vpcs", {
      id: `vpc-${id(random)}`,
      name: vpcName(name, null, rows),
      account: owner,
      region,
      cidr: `10.${second}.0.0/16`,
      internet: truth(internet),
      endpoint: null,
    });
  },

  ModifyVpc({ vpc, name, internet }, { rows }) {
    const row = vpcOf(vpc, rows);
    rows.put("vpcs", { ...row, name: vpcName(name, row.id, rows), internet: truth(internet) });
  },

  DeleteVpc({ vpc }, { rows }) {
    const row = vpcOf(vpc, rows);
    if (row.endpoint !== null)
      throw new Refused("DependencyViolation", `The vpc '${row.id}' has dependencies and cannot be deleted.`);
    rows.delete("vpcs", row.id);
  },

  CreateVpcEndpoint({ vpc, privateDns }, { rows, random }) {
    const row = vpcOf(vpc, rows);
    if (row.endpoint !== null)
      throw new Refused(
        "InvalidParameter",
        `private-dns-enabled cannot be set because there is already a conflicting DNS domain for ${kmsHost(row.region)} in the VPC ${row.id}`,
      );
    const policy = { name: "Endpoint policy", text: OPEN_ENDPOINT, version: 1 };
    rows.put("vpcs", { ...row, endpoint: { id: `vpce-${id(random)}`, privateDns: truth(privateDns), policy } });
  },

  ModifyVpcEndpoint({ vpc, privateDns, text: document }, { rows }) {
    const row = vpcOf(vpc, rows);
    const endpoint = endpointOf(row);
    const checked = checkDocument(document, "endpoint", rows);
    const { policy } = endpoint;
    const next = policy.text === checked ? policy : { ...policy, text: checked, version: policy.version + 1 };
    rows.put("vpcs", { ...row, endpoint: { ...endpoint, privateDns: truth(privateDns), policy: next } });
  },

  DeleteVpcEndpoint({ vpc }, { rows }) {
    const row = vpcOf(vpc, rows);
    endpointOf(row);
    rows.put("vpcs", { ...row, endpoint: null });
  },
};

const id = (random: WorldActTools["random"]): string => hex(random(9)).slice(0, 17);

function vpcOf(vpc: unknown, rows: Rows): VpcRow {
  const given = text(vpc, "vpcId");
  const row = rows.get("vpcs", given);
  if (row === undefined) throw new Refused("InvalidVpcID.NotFound", `The vpc ID '${given}' does not exist`);
  return row;
}

function endpointOf({ id: vpc, endpoint }: VpcRow) {
  if (endpoint === null)
    throw new Refused("InvalidVpcEndpointId.NotFound", `The VPC ${vpc} has no interface endpoint for KMS.`);
  return endpoint;
}

/** The seat is chosen by name, so no two VPCs share one. */
function vpcName(name: unknown, own: string | null, rows: Rows): string {
  const called = label(name, "a VPC");
  if (rows.range("vpcs", "all", null, ALL).some((vpc) => vpc.name === called && vpc.id !== own))
    throw new Refused("InvalidParameterValue", `There is a VPC named ${called} already.`);
  return called;
}
