import { describe, expect, test } from "vitest";
import { ADMIN, b64, createTestEngine, GREEN_ETL, type TestEngine } from "../../testing/engine.ts";

const BLUE = "111122223333";
const GREEN = "444455556666";
const region = "eu-south-1";

describe("an opt-in Region", () => {
  const enable = ({ engine }: TestEngine, account: string) =>
    engine.glass.changeWorld({ act: "EnableRegion", account, region });

  test("is there once an account has enabled it, for that account, and keeps its keys while it is disabled", async () => {
    const world = await createTestEngine();
    const { call, engine } = world;
    const create = () => call("CreateKey", {}, { region });
    expect(await create()).toMatchObject({ error: "InvalidSignatureException" });
    await enable(world, BLUE);
    expect((await engine.glass.world()).regions).toEqual(["us-east-1", "eu-west-1", "ap-southeast-2", region]);
    const { body } = await create();
    const describeKey = () =>
      call("DescribeKey", { KeyId: (body["KeyMetadata"] as unknown as { Arn: string }).Arn }, { region });
    expect((await describeKey()).status).toBe(200);
    await engine.glass.changeWorld({ act: "DisableRegion", account: BLUE, region });
    expect((await engine.glass.world()).regions).not.toContain(region);
    expect(await describeKey()).toMatchObject({ error: "InvalidSignatureException" });
    await enable(world, BLUE);
    expect((await describeKey()).status).toBe(200);
  });

  test("1.4 opt-in Regions: a principal of another account works there once its own account has the Region too", async () => {
    const world = await createTestEngine();
    const { call, engine } = world;
    await enable(world, BLUE);
    const { body } = await call("CreateKey", {}, { region });
    const arn = (body["KeyMetadata"] as unknown as { Arn: string }).Arn;
    const allow = { Effect: "Allow", Principal: { AWS: [`arn:aws:iam::${BLUE}:root`, GREEN_ETL] } };
    const Policy = { Version: "2012-10-17", Statement: [{ ...allow, Action: "kms:*", Resource: "*" }] };
    await call("PutKeyPolicy", { KeyId: arn, Policy: JSON.stringify(Policy) }, { region });
    const iam = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "kms:Encrypt", Resource: arn }] };
    const text = JSON.stringify(iam);
    await engine.glass.changeWorld({ act: "PutInlinePolicy", arn: GREEN_ETL, name: "seal", text });

    const seal = () => call("Encrypt", { KeyId: arn, Plaintext: b64("x") }, { as: GREEN_ETL, region });
    const asked = { principal: GREEN_ETL, operation: "Encrypt", region, input: { KeyId: arn, Plaintext: b64("x") } };
    const tried = async () => (await engine.glass.probe([asked]))[0]?.status;
    const inMatrix = async () => {
      const matrix = await engine.glass.accessTo(arn);
      return matrix.refused === null && matrix.principals.some(({ arn: principal }) => principal === GREEN_ETL);
    };
    const unknown = "The security token included in the request is invalid.";
    expect(await seal()).toMatchObject({ status: 400, error: "UnrecognizedClientException", message: unknown });
    expect([await tried(), await inMatrix()]).toEqual([400, false]);
    await enable(world, GREEN);
    expect((await seal()).status).toBe(200);
    expect([await tried(), await inMatrix()]).toEqual([200, true]);
  });

  test("takes no replica before it is enabled; Regions that everybody has are not enabled or disabled", async () => {
    const world = await createTestEngine();
    const { call, engine } = world;
    const { body } = await call("CreateKey", { MultiRegion: true });
    const replicate = () =>
      call(
        "ReplicateKey",
        { KeyId: (body["KeyMetadata"] as unknown as { Arn: string }).Arn, ReplicaRegion: region },
        { as: ADMIN },
      );
    expect(await replicate()).toMatchObject({ error: "UnsupportedOperationException" });
    await enable(world, BLUE);
    expect((await replicate()).status).toBe(200);
    for (const act of ["EnableRegion", "DisableRegion"] as const)
      await expect(engine.glass.changeWorld({ act, account: BLUE, region: "us-east-1" })).rejects.toMatchObject({
        name: "ValidationException",
      });
  });
});
