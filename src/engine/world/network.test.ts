import { expect, test } from "vitest";
import type { JsonObject } from "#wire/json.ts";
import type { VpcView } from "#glass/surroundings.ts";
import { APP, b64, createTestEngine, NOON, type TestEngine } from "../testing/engine.ts";

const seal = { KeyId: "alias/orders", Plaintext: b64("x") };
const place = { account: "111122223333", region: "us-east-1", name: "Office" } as const;

async function office(internet: boolean, privateDns?: boolean): Promise<TestEngine & { readonly vpc: VpcView }> {
  const world = await createTestEngine();
  const { changeWorld, surroundings } = world.engine.glass;
  const made = await changeWorld({ act: "CreateVpc", ...place, internet });
  const { id } = made.vpcs[0] as VpcView;
  if (privateDns !== undefined) await changeWorld({ act: "CreateVpcEndpoint", vpc: id, privateDns });
  return { ...world, vpc: (await surroundings()).vpcs[0] as VpcView };
}

const seenBy = (audit: JsonObject | null) => [audit?.["sourceIPAddress"], audit?.["vpcEndpointId"]];

test("from the internet KMS sees an address of the internet", async () => {
  const world = await createTestEngine();
  const { network, audit } = await world.trace(await world.call("Encrypt", seal, { as: APP }));
  expect(network.path).toMatchObject({ vpc: null, via: "internet", source: "192.0.2.10" });
  expect(network.path?.addresses.every((address) => /^(198\.51\.100|203\.0\.113)\./.test(address))).toBe(true);
  expect(seenBy(audit)).toEqual(["192.0.2.10", undefined]);
});

test("with Private DNS the ordinary name leads to the endpoint, and the record names it", async () => {
  const world = await office(false, true);
  const { id, endpoint } = world.vpc;
  const answer = await world.call("Encrypt", seal, { as: APP, from: id });
  expect(answer.status).toBe(200);
  const { network, audit } = await world.trace(answer);
  expect(network).toMatchObject({
    from: id,
    path: { vpc: { name: "Office" }, via: "endpoint", addresses: ["10.0.1.10", "10.0.2.10"], source: "10.0.1.25" },
  });
  expect(seenBy(audit)).toEqual(["10.0.1.25", endpoint?.id]);
});

test("without Private DNS it leads to the internet, by the NAT gateway where there is one", async () => {
  const world = await office(true, false);
  const { network, audit } = await world.trace(await world.call("Encrypt", seal, { as: APP, from: world.vpc.id }));
  expect(network.path).toMatchObject({ via: "nat", endpoint: { privateDns: false } });
  expect(seenBy(audit)).toEqual(["192.0.2.77", undefined]);
});

test("an endpoint is there for its own Region only", async () => {
  const world = await office(true, true);
  const answer = await world.call("ListKeys", {}, { from: world.vpc.id, region: "eu-west-1" });
  expect((await world.trace(answer)).network.path?.via).toBe("nat");
});

test("without a way the call waits in simulated time, reaches nobody, and is told so", async () => {
  const world = await office(false);
  const { glass } = world.engine;
  const answer = await world.call("Encrypt", seal, { as: APP, from: world.vpc.id });
  expect(answer.status).toBe(0);
  expect((await glass.world()).clock.now).toBe(NOON + 5_000);
  const trace = await world.trace(answer);
  expect(trace).toMatchObject({
    summary: { operation: "Encrypt", status: 0, error: { name: "TimeoutError" } },
    network: { path: { via: "nowhere", source: null } },
    authorize: [],
    audit: null,
  });
  await glass.changeWorld({ act: "CreateVpcEndpoint", vpc: world.vpc.id, privateDns: true });
  expect((await world.call("Encrypt", seal, { as: APP, from: world.vpc.id })).status).toBe(200);
});

test("from a VPC that was deleted nothing comes", async () => {
  const world = await office(true);
  await world.engine.glass.changeWorld({ act: "DeleteVpc", vpc: world.vpc.id });
  expect((await world.call("ListKeys", {}, { from: world.vpc.id })).status).toBe(0);
});

test("a header does not make a call come by an endpoint", async () => {
  const world = await office(false, true);
  const signed = await world.sign("Encrypt", JSON.stringify(seal), { as: APP });
  const forged = signed.replace("\r\nhost:", `\r\nx-amzn-vpce-id: ${world.vpc.endpoint?.id ?? ""}\r\nhost:`);
  const { audit } = await world.trace(await world.raw(forged));
  expect(seenBy(audit)).toEqual(["192.0.2.10", undefined]);
});
