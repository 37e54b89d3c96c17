/** What the acts put around a key is asked when the key is used. */
import { describe, expect, test } from "vitest";
import { b64, createTestEngine, ZOE } from "../../testing/engine.ts";

const BLUE = "111122223333";
const document = (Effect: string, Action: string, more: object = {}): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect, Action, Resource: "*", ...more }] });
const seal = { KeyId: "alias/orders", Plaintext: b64("x") };

describe("a user", () => {
  test("may what its groups may, inline and managed, as long as it is in them", async () => {
    const { engine, call } = await createTestEngine();
    const { changeWorld } = engine.glass;
    const group = `arn:aws:iam::${BLUE}:group/Ops`;
    const policy = `arn:aws:iam::${BLUE}:policy/Describe`;
    await changeWorld({ act: "CreateGroup", account: BLUE, name: "Ops" });
    await changeWorld({ act: "PutInlinePolicy", arn: group, name: "seal", text: document("Allow", "kms:Encrypt") });
    await changeWorld({
      act: "CreatePolicy",
      account: BLUE,
      name: "Describe",
      text: document("Allow", "kms:DescribeKey"),
    });
    const may = async (): Promise<number[]> => [
      (await call("Encrypt", seal, { as: ZOE })).status,
      (await call("DescribeKey", { KeyId: seal.KeyId }, { as: ZOE })).status,
    ];
    expect(await may()).toEqual([400, 400]);
    await changeWorld({ act: "AddUserToGroup", group, user: ZOE });
    expect(await may()).toEqual([200, 400]);
    await changeWorld({ act: "AttachPolicy", arn: group, policy });
    expect(await may()).toEqual([200, 200]);
    await changeWorld({ act: "CreatePolicyVersion", policy, text: document("Deny", "kms:Encrypt") });
    const denied = await call("Encrypt", seal, { as: ZOE });
    expect(denied.message).toContain("with an explicit deny in an identity-based policy");
    await changeWorld({ act: "RemoveUserFromGroup", group, user: ZOE });
    expect(await may()).toEqual([400, 400]);
    await changeWorld({ act: "AttachPolicy", arn: ZOE, policy: "arn:aws:iam::aws:policy/AdministratorAccess" });
    expect(await may()).toEqual([200, 200]);
  });
});
