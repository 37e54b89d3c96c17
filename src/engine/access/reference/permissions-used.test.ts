/** The table of permissions (authorization.md 1.8), each row tried by calls: where it is looked for, across accounts, in a grant. */
import { beforeAll, describe, expect, test } from "vitest";
import { ADMIN } from "../../testing/engine.ts";
import {
  BLUE_ROOT,
  CARRIER,
  CLERK,
  createTrial,
  GREEN_ROOT,
  may,
  to,
  type Statement,
  type Trial,
  type Tryable,
} from "../../testing/trial.ts";
import { PERMISSIONS } from "../permissions.ts";

/** `KP`: key policy, and IAM when that delegates. */
type Where = "KP" | "IAM" | "IAM (alias) + KP (key)" | "grant" | "internal";
/** X: usable across accounts. G: may be in a grant. */
type Row = [id: string, where: Where, resource: string, uses: "" | "X" | "XG"];

/** AWS KMS Developer Guide, "AWS KMS permissions" (2026), beside the Service Authorization Reference. */
const TABLE: readonly Row[] = [
  ["1.8 CancelKeyDeletion", "KP", "key", ""],
  ["1.8 ConnectCustomKeyStore", "IAM", "*", ""],
  ["1.8 CreateAlias", "IAM (alias) + KP (key)", "alias and key", ""],
  ["1.8 CreateCustomKeyStore", "IAM", "*", ""],
  ["1.8 CreateGrant", "KP", "key", "XG"],
  ["1.8 CreateKey", "IAM", "*", ""],
  ["1.8 Decrypt", "KP", "key", "XG"],
  ["1.8 DeleteAlias", "IAM (alias) + KP (key)", "alias and key", ""],
  ["1.8 DeleteCustomKeyStore", "IAM", "*", ""],
  ["1.8 DeleteImportedKeyMaterial", "KP", "key", ""],
  ["1.8 DeriveSharedSecret", "KP", "key", "XG"],
  ["1.8 DescribeCustomKeyStores", "IAM", "*", ""],
  ["1.8 DescribeKey", "KP", "key", "XG"],
  ["1.8 DisableKey", "KP", "key", ""],
  ["1.8 DisableKeyRotation", "KP", "key", ""],
  ["1.8 DisconnectCustomKeyStore", "IAM", "*", ""],
  ["1.8 EnableKey", "KP", "key", ""],
  ["1.8 EnableKeyRotation", "KP", "key", ""],
  ["1.8 Encrypt", "KP", "key", "XG"],
  ["1.8 GenerateDataKey", "KP", "key", "XG"],
  ["1.8 GenerateDataKeyPair", "KP", "key", "XG"],
  ["1.8 GenerateDataKeyPairWithoutPlaintext", "KP", "key", "XG"],
  ["1.8 GenerateDataKeyWithoutPlaintext", "KP", "key", "XG"],
  ["1.8 GenerateMac", "KP", "key", "XG"],
  ["1.8 GenerateRandom", "IAM", "*", ""],
  ["1.8 GetKeyLastUsage", "KP", "key", ""],
  ["1.8 GetKeyPolicy", "KP", "key", ""],
  ["1.8 GetKeyRotationStatus", "KP", "key", "X"],
  ["1.8 GetParametersForImport", "KP", "key", ""],
  ["1.8 GetPublicKey", "KP", "key", "XG"],
  ["1.8 ImportKeyMaterial", "KP", "key", ""],
  ["1.8 ListAliases", "IAM", "*", ""],
  ["1.8 ListGrants", "KP", "key", "X"],
  ["1.8 ListKeyPolicies", "KP", "key", ""],
  ["1.8 ListKeyRotations", "KP", "key", ""],
  ["1.8 ListKeys", "IAM", "*", ""],
  ["1.8 ListResourceTags", "KP", "key", ""],
  ["1.8 ListRetirableGrants", "IAM", "principal", ""],
  ["1.8 PutKeyPolicy", "KP", "key", ""],
  ["1.8 ReEncryptFrom", "KP", "key", "XG"],
  ["1.8 ReEncryptTo", "KP", "key", "XG"],
  ["1.8 ReplicateKey", "KP", "key", ""],
  ["1.8 RetireGrant", "grant", "key", "XG"],
  ["1.8 RevokeGrant", "KP", "key", "X"],
  ["1.8 RotateKeyOnDemand", "KP", "key", ""],
  ["1.8 ScheduleKeyDeletion", "KP", "key", ""],
  ["1.8 Sign", "KP", "key", "XG"],
  ["1.8 SynchronizeMultiRegionKey", "internal", "key", ""],
  ["1.8 TagResource", "KP", "key", ""],
  ["1.8 UntagResource", "KP", "key", ""],
  ["1.8 UpdateAlias", "IAM (alias) + KP (key)", "alias and key", ""],
  ["1.8 UpdateCustomKeyStore", "IAM", "*", ""],
  ["1.8 UpdateKeyDescription", "KP", "key", ""],
  ["1.8 UpdatePrimaryRegion", "KP", "key", ""],
  ["1.8 Verify", "KP", "key", "XG"],
  ["1.8 VerifyMac", "KP", "key", "XG"],
];

const nameOf = (id: string): string => id.replace(/^1\.8 /, "");
const operationOf = (name: string): string => name.replace(/^ReEncrypt(?:From|To)$/, "ReEncrypt");

let trial: Trial;
beforeAll(async () => {
  trial = await createTrial();
});

const tryable = (name: string): Promise<Tryable> => trial.tryable(operationOf(name));

/** The same statements on every key that is asked. */
const onEach = ({ onKeys }: Tryable, statements: (resource: string) => readonly Statement[]) =>
  new Map(onKeys.map(({ resource }) => [resource, statements(resource)]));
const actionsOn = ({ onKeys }: Tryable, key: string): string[] =>
  onKeys.filter(({ resource }) => resource === key).map(({ action }) => action);

async function clerk(policies: ReadonlyMap<string, readonly Statement[]>, { ask, before }: Tryable): Promise<string> {
  const calls = [...before.map((each) => trial.as(ADMIN, each)), trial.as(CLERK, ask)];
  return (await trial.tried(policies, calls)).at(-1)!;
}

const ofKind = (...kinds: readonly Where[]) => TABLE.filter(([, where]) => kinds.includes(where));

describe("the row is the permission's", () => {
  test.each(TABLE)("%s: %s, on %s, %s", (id, where, resource, uses) => {
    const words = { KP: "key policy", IAM: "IAM", "IAM (alias) + KP (key)": "alias and key", grant: "grant" } as const;
    expect(PERMISSIONS.get(`kms:${nameOf(id)}`)).toMatchObject({
      where: where === "internal" ? "nowhere" : words[where],
      resource,
      crossAccount: uses.includes("X"),
      grantable: uses.includes("G"),
    });
  });
});

describe("a permission on a key", () => {
  test.each(ofKind("KP"))("%s: the key policy alone gives it, by this name and no other", async (id) => {
    const name = nameOf(id);
    const call = await tryable(name);
    // What is not about a key (CreateKey of a replica) is IAM's.
    await trial.iam(CLERK, call.others.length === 0 ? undefined : [may(call.others.map(({ action }) => action))]);
    const named = onEach(call, (key) => [to(CLERK, actionsOn(call, key))]);
    expect(await clerk(named, call)).toBe("allowed");
    const others = call.onKeys.map(({ action }) => action).filter((action) => action !== `kms:${name}`);
    const allBut = onEach(call, () => [
      { Effect: "Allow", Principal: { AWS: CLERK }, NotAction: `kms:${name}`, Resource: "*" },
      ...(others.length === 0 ? [] : [to(CLERK, others)]),
    ]);
    expect(await clerk(allBut, call)).toMatch(new RegExp(`^kms:${name} on resource: .* because no resource-based`));
  });

  test.each(ofKind("KP"))("%s: IAM gives it when the key policy delegates, and not without", async (id) => {
    const call = await tryable(nameOf(id));
    await trial.iam(CLERK, [may(call.questions.map(({ action }) => action))]);
    expect(
      await clerk(
        onEach(call, () => [to(BLUE_ROOT, "kms:*")]),
        call,
      ),
    ).toBe("allowed");
    expect(
      await clerk(
        onEach(call, () => []),
        call,
      ),
    ).toMatch(/because no resource-based policy allows/);
    await trial.iam(CLERK);
    expect(
      await clerk(
        onEach(call, () => [to(BLUE_ROOT, "kms:*")]),
        call,
      ),
    ).toMatch(/because no identity-based policy/);
  });
});

test.each(ofKind("IAM"))("%s: IAM alone gives it, by this name and no other", async (id, _, resource) => {
  const name = nameOf(id);
  const call = await tryable(name);
  expect(call.onKeys).toEqual([]);
  await trial.iam(CLERK, [may(`kms:${name}`)]);
  expect(await clerk(new Map(), call)).toBe("allowed");
  await trial.iam(CLERK, [{ Effect: "Allow", NotAction: `kms:${name}`, Resource: "*" }]);
  expect(await clerk(new Map(), call)).toMatch(
    new RegExp(`^kms:${name}${resource === "*" ? "" : " on resource: .*"} because no identity-based policy`),
  );
});

test.each(ofKind("IAM (alias) + KP (key)"))("%s: the alias by IAM and every key by its policy", async (id) => {
  const action = `kms:${nameOf(id)}`;
  const call = await tryable(nameOf(id));
  expect(call.others.map(({ resource }) => resource.split(":")[5])).toEqual([call.ask[1]["AliasName"]]);
  const named = onEach(call, () => [to(CLERK, action)]);
  await trial.iam(CLERK, [may(action, { Resource: "arn:aws:kms:*:*:alias/*" })]);
  expect(await clerk(named, call)).toBe("allowed");
  for (const { resource } of call.onKeys) {
    const without = new Map([...named, [resource, []] as const]);
    expect(await clerk(without, call)).toBe(
      `${action} on resource: ${resource} because no resource-based policy allows the ${action} action`,
    );
  }
  await trial.iam(CLERK);
  expect(await clerk(named, call)).toMatch(
    /on resource: arn:aws:kms:us-east-1:\d+:alias\/.* because no identity-based/,
  );
});

const ABOUT_KEYS = ofKind("KP", "IAM (alias) + KP (key)");

test.each(ABOUT_KEYS)("%s: %s, on %s: across accounts only where the row has an X: %s", async (id, _, __, uses) => {
  const call = await tryable(nameOf(id));
  const open = onEach(call, () => [to(GREEN_ROOT, "kms:*")]);
  const [answer] = await trial.tried(open, [trial.as(CARRIER, call.ask)]);
  expect(answer).toMatch(uses.includes("X") ? /^allowed$/ : /^kms:|^NotFoundException/);
});

const GRANTS = ABOUT_KEYS.filter(([id]) => id !== "1.8 CreateGrant");

test.each(GRANTS)("%s: %s, on %s: in a grant only where the row has a G: %s", async (id, _, __, uses) => {
  const call = await tryable(nameOf(id));
  await trial.iam(CLERK);
  const grants = [...onEach(call, () => [])].map(([KeyId]) =>
    trial.as(ADMIN, [
      "CreateGrant",
      { KeyId, GranteePrincipal: CLERK, Operations: actionsOn(call, KeyId).map((action) => action.slice(4)) },
      { region: KeyId.split(":")[3] as string },
    ]),
  );
  const answers = await trial.tried(
    onEach(call, () => []),
    [...grants, trial.as(CLERK, call.ask)],
  );
  // Either every answer, or that to CreateGrant itself.
  expect(uses.includes("G") ? answers.join() : answers[0]).toMatch(
    uses.includes("G") ? /^allowed(,allowed)+$/ : /^ValidationException/,
  );
});

test("1.8 CreateGrant: a grant gives it, for what that grant gives itself", async () => {
  const child = { KeyId: trial.orders, GranteePrincipal: CARRIER, Operations: ["Decrypt"] };
  const parent = (Operations: string[]) =>
    trial.as(ADMIN, ["CreateGrant", { KeyId: trial.orders, GranteePrincipal: CLERK, Operations }]);
  const made = (operations: string[]) =>
    trial.tried(new Map([[trial.orders, []]]), [parent(operations), trial.as(CLERK, ["CreateGrant", child])]);
  await trial.iam(CLERK);
  expect(await made(["CreateGrant", "Decrypt"])).toEqual(["allowed", "allowed"]);
  expect((await made(["Decrypt"]))[1]).toMatch(/^kms:CreateGrant /);
});

test("1.8 RetireGrant: the grant gives it, in another account with that account's word", async () => {
  const tokens = async (GranteePrincipal: string, Operations: string[]): Promise<string> => {
    const { body } = await trial.call("CreateGrant", { KeyId: trial.orders, GranteePrincipal, Operations });
    return String(body["GrantToken"]);
  };
  const retire = async (principal: string, operations: string[]) => {
    const GrantToken = await tokens(principal, operations);
    return (await trial.tried(new Map(), [trial.as(principal, ["RetireGrant", { GrantToken }])]))[0];
  };
  await trial.iam(CLERK);
  expect(await retire(CLERK, ["Decrypt", "RetireGrant"])).toBe("allowed");
  expect(await retire(CLERK, ["Decrypt"])).toMatch(/^kms:RetireGrant /);
  expect(await retire(CARRIER, ["Decrypt", "RetireGrant"])).toBe("allowed");
});

test("1.8 SynchronizeMultiRegionKey: nobody can ask for it", async () => {
  expect((await trial.call("SynchronizeMultiRegionKey", { KeyId: trial.orders })).error).toBe(
    "UnknownOperationException",
  );
});

test("1.8 20 across accounts: as many rows have an X", () => {
  expect(TABLE.filter(([, , , uses]) => uses.includes("X"))).toHaveLength(20);
});

test("1.8 UpdatePrimaryRegion twice: the old primary key and the replica, each by its own policy", async () => {
  const call = await tryable("UpdatePrimaryRegion");
  await trial.iam(CLERK);
  expect(call.onKeys.map(({ resource }) => resource.split(":")[3])).toEqual(["us-east-1", "eu-west-1"]);
  for (const { resource } of call.onKeys) {
    const named = onEach(call, (key) => (key === resource ? [] : [to(CLERK, "kms:UpdatePrimaryRegion")]));
    expect(await clerk(named, call)).toBe(
      `kms:UpdatePrimaryRegion on resource: ${resource} because no resource-based policy allows the kms:UpdatePrimaryRegion action`,
    );
  }
});

test("1.8 custom key store: a key in one needs kms:CreateKey and nothing else", async () => {
  const inStore = trial.furnished.right("CreateKey").find((input) => "CustomKeyStoreId" in input)!;
  await trial.iam(CLERK, [may("kms:CreateKey")]);
  expect((await trial.tried(new Map(), [trial.as(CLERK, ["CreateKey", inStore])]))[0]).toBe("allowed");
});
