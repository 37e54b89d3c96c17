/** "Why not?": what would turn a call's outcome, proved on forks. */
import { describe, expect, test } from "vitest";
import type { ProbeCall } from "#glass/pane.ts";
import type { WorldAct } from "#glass/surroundings.ts";
import type { EditKind, ProvedEdit, WhyNotView } from "#glass/why-not.ts";
import type { JsonObject } from "#wire/json.ts";
import { ADMIN, APP, b64, createTestEngine, GREEN_ETL, REPORT, ZOE, type TestEngine } from "../testing/engine.ts";
import { callWith, sts } from "../testing/sts.ts";

const ROOT = "arn:aws:iam::111122223333:root";

const encrypt = (world: TestEngine, principal: string): ProbeCall => ({
  principal,
  region: "us-east-1",
  operation: "Encrypt",
  input: { KeyId: world.orders, Plaintext: b64("three boxes") },
});

async function asked({ engine }: TestEngine, of: Parameters<TestEngine["engine"]["glass"]["whyNot"]>[0]) {
  const view = await engine.glass.whyNot(of);
  if (view === null) throw new Error("no answer");
  return view;
}

const kinds = ({ edits }: WhyNotView): EditKind[] => edits.map(({ kind }) => kind);
const ofKind = ({ edits }: WhyNotView, kind: EditKind): ProvedEdit => {
  const found = edits.find((edit) => edit.kind === kind);
  if (found === undefined) throw new Error(`${kind} is not among ${edits.map((edit) => edit.kind).join(", ")}`);
  return found;
};

const statementsIn = (text: string | null | undefined): readonly JsonObject[] =>
  (JSON.parse(text ?? "") as { Statement: readonly JsonObject[] }).Statement;
const policy = (...Statement: readonly object[]): string => JSON.stringify({ Version: "2012-10-17", Statement });
const toAdmin = { Sid: "Admin", Effect: "Allow", Principal: { AWS: ADMIN }, Action: "kms:*", Resource: "*" };

async function put({ call, orders }: TestEngine, ...statements: readonly object[]): Promise<void> {
  const { error } = await call("PutKeyPolicy", { KeyId: orders, Policy: policy(...statements) });
  expect(error).toBeNull();
}

async function act({ engine }: TestEngine, ...acts: readonly WorldAct[]): Promise<void> {
  for (const each of acts) await engine.glass.changeWorld(each);
}

/** What an edit says is done in the world itself, and the call made again. */
async function doIt(world: TestEngine, edit: ProvedEdit, probe: ProbeCall) {
  let input: JsonObject = probe.input;
  let [as, token] = [probe.principal, ""];
  for (const step of edit.steps) {
    if (step.do === "act") await act(world, step.act);
    else if (step.do === "call") {
      const { body, error } = await world.call(step.operation, step.input, { as: step.as, region: step.region });
      if (error !== null) throw new Error(`${step.operation}: ${error}`);
      token = (body["GrantToken"] as string | undefined) ?? token;
    } else if (step.change.change === "grant-token") input = { ...input, GrantTokens: [token] };
    else if (step.change.change === "context") input = { ...input, [step.change.member]: step.change.after };
    else if (step.change.change === "caller") as = step.change.principal;
  }
  return world.call(probe.operation, input, { as, region: probe.region });
}

describe("a call that nothing allows", () => {
  test("is told the least edits first, each with how the call then goes", async () => {
    const world = await createTestEngine();
    const view = await asked(world, encrypt(world, REPORT));
    expect(view.now).toMatchObject({
      allowed: false,
      error: { name: "AccessDeniedException" },
      decided: { layer: "identity" },
    });
    expect(view).toMatchObject({ action: "kms:Encrypt", keyArn: world.orders });
    expect(kinds(view)).toEqual(["identity-policy", "key-policy-statement", "grant", "other-caller", "other-caller"]);
    expect(view.edits.map(({ by }) => by.allowed)).not.toContain(false);
    expect(ofKind(view, "identity-policy").by.decided).toMatchObject({ path: "kp-account" });
    expect(ofKind(view, "grant").by.decided).toMatchObject({ path: "grant-role" });
  });
  test("each of them, done in the world, allows it", async () => {
    for (const kind of ["identity-policy", "key-policy-statement", "grant", "other-caller"] as const) {
      const world = await createTestEngine();
      const probe = encrypt(world, REPORT);
      expect((await world.call(probe.operation, probe.input, { as: REPORT })).error).toBe("AccessDeniedException");
      const view = await asked(world, probe);
      expect([kind, (await doIt(world, ofKind(view, kind), probe)).error]).toEqual([kind, null]);
    }
  });
  test("gives what is missing and nothing more: one action, one caller, one key", async () => {
    const world = await createTestEngine();
    const view = await asked(world, encrypt(world, REPORT));
    const [own] = ofKind(view, "identity-policy").diffs;
    expect(own).toMatchObject({ name: "allow-Encrypt", before: null });
    expect(JSON.parse(own?.after ?? "")).toEqual({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "kms:Encrypt", Resource: world.orders }],
    });
    const [keys] = ofKind(view, "key-policy-statement").diffs;
    expect(statementsIn(keys?.after).at(-1)).toEqual({
      Effect: "Allow",
      Principal: { AWS: REPORT },
      Action: "kms:Encrypt",
      Resource: "*",
    });
  });
  test("of the log is asked by its request id, its plaintext forgotten", async () => {
    const world = await createTestEngine();
    const probe = encrypt(world, REPORT);
    const { headers } = await world.call(probe.operation, probe.input, { as: REPORT });
    const view = await asked(world, { callId: headers["x-amzn-requestid"] ?? "" });
    expect(kinds(view)).toContain("identity-policy");
    expect(await world.engine.glass.whyNot({ callId: "none" })).toBeNull();
  });
  test("of somebody who was deleted since is nobody's to make again", async () => {
    const world = await createTestEngine();
    const { operation, input } = encrypt(world, ZOE);
    const { headers } = await world.call(operation, input, { as: ZOE });
    for (const { id } of (await world.engine.glass.surroundings()).accounts[0]?.users.find(({ arn }) => arn === ZOE)
      ?.accessKeys ?? [])
      await act(world, { act: "DeleteAccessKey", key: id });
    await act(world, { act: "DeleteUser", arn: ZOE });
    expect(await world.engine.glass.whyNot({ callId: headers["x-amzn-requestid"] ?? "" })).toBeNull();
  });
});

test("IAM that allows is nothing without the key policy: a statement for the caller, or delegation", async () => {
  const world = await createTestEngine();
  await put(world, toAdmin);
  const view = await asked(world, encrypt(world, APP));
  expect(view.now.decided).toMatchObject({ layer: "key-policy" });
  expect(kinds(view)).toEqual(["key-policy-statement", "grant", "add-principal", "delegation", "other-caller"]);
  const delegation = ofKind(view, "delegation");
  expect(delegation.about).toEqual({ action: "kms:Encrypt", principal: ROOT });
  expect(delegation.by.decided).toMatchObject({ path: "kp-account" });
  expect(delegation.steps).toMatchObject([{ do: "call", as: ADMIN, operation: "PutKeyPolicy" }]);
  expect((await doIt(world, delegation, encrypt(world, APP))).error).toBeNull();
});

test("across accounts one side alone is not enough: both together, where both are missing", async () => {
  const world = await createTestEngine();
  const view = await asked(world, encrypt(world, GREEN_ETL));
  const both = ofKind(view, "both-sides");
  expect(both.steps.map((step) => step.do)).toEqual(["call", "act"]);
  expect(kinds(view)).not.toContain("key-policy-statement");
  expect((await doIt(world, both, encrypt(world, GREEN_ETL))).error).toBeNull();
});

test("a statement that is about the caller and lacks the action gets it", async () => {
  const world = await createTestEngine();
  await put(world, toAdmin, { Effect: "Allow", Principal: { AWS: REPORT }, Action: "kms:Decrypt", Resource: "*" });
  const widened = ofKind(await asked(world, encrypt(world, REPORT)), "widen-statement");
  expect(widened.about).toMatchObject({ layer: "key-policy", statement: "2", action: "kms:Encrypt" });
  expect(statementsIn(widened.diffs[0]?.after)[1]?.["Action"]).toEqual(["kms:Decrypt", "kms:Encrypt"]);
});

describe("an explicit Deny", () => {
  test("in the key policy spares the caller", async () => {
    const world = await createTestEngine();
    const deny = { Sid: "Never", Effect: "Deny", Principal: "*", Action: "kms:Encrypt", Resource: "*" };
    await put(world, { ...toAdmin, Principal: { AWS: ROOT } }, deny);
    const view = await asked(world, encrypt(world, APP));
    expect(kinds(view)).toEqual(["narrow-deny"]);
    expect(ofKind(view, "narrow-deny").about).toMatchObject({ layer: "key-policy", statement: "2, Never" });
    expect((await doIt(world, ofKind(view, "narrow-deny"), encrypt(world, APP))).error).toBeNull();
    expect((await asked(world, encrypt(world, APP))).now.allowed).toBe(true);
    expect((await asked(world, encrypt(world, ADMIN))).now.allowed).toBe(false);
  });
  test("in the caller's own policy loses the action", async () => {
    const world = await createTestEngine();
    const text = policy(
      { Effect: "Deny", Action: ["kms:Encrypt", "kms:Sign"], Resource: "*" },
      { Effect: "Allow", Action: "s3:*", Resource: "*" },
    );
    await act(world, { act: "PutInlinePolicy", arn: APP, name: "never", text });
    const narrowed = ofKind(await asked(world, encrypt(world, APP)), "narrow-deny");
    expect(statementsIn(narrowed.diffs[0]?.after)[0]?.["Action"]).toEqual(["kms:Sign"]);
  });
});

describe("layers that limit", () => {
  test("a permissions boundary: a statement in it, or none of it any more", async () => {
    const world = await createTestEngine();
    const text = policy({ Effect: "Allow", Action: "s3:*", Resource: "*" });
    await act(world, { act: "CreatePolicy", account: "111122223333", name: "Limit", text });
    await act(world, { act: "PutPermissionsBoundary", arn: APP, policy: "arn:aws:iam::111122223333:policy/Limit" });
    const view = await asked(world, encrypt(world, APP));
    expect(view.now.decided?.layer).toBe("boundary");
    const steps = view.edits.filter(({ kind }) => kind === "layer-statement").map((edit) => edit.steps[0]);
    expect(steps).toMatchObject([
      { act: { act: "CreatePolicyVersion" } },
      { act: { act: "DeletePermissionsBoundary", arn: APP } },
    ]);
  });
  test("a service control policy", async () => {
    const world = await createTestEngine();
    await act(world, { act: "CreateOrganization", management: "444455556666" });
    const { organization } = await world.engine.glass.surroundings();
    await act(world, { act: "MoveAccount", account: "111122223333", parent: organization?.root ?? "" });
    const text = policy({ Sid: "NoKms", Effect: "Deny", Action: "kms:Encrypt", Resource: "*" });
    await act(world, { act: "CreateOrganizationPolicy", type: "SERVICE_CONTROL_POLICY", name: "NoKms", text });
    const made = (await world.engine.glass.surroundings()).organization?.policies.find(({ name }) => name === "NoKms");
    await act(world, { act: "AttachOrganizationPolicy", policy: made?.id ?? "", target: "111122223333" });
    const view = await asked(world, encrypt(world, APP));
    expect(view.now.decided).toMatchObject({ layer: "scp", denial: "explicit" });
    expect(ofKind(view, "narrow-deny").steps).toMatchObject([
      { act: { act: "UpdateOrganizationPolicy", policy: made?.id } },
    ]);
  });
});

test("the policy of an endpoint: a statement in it, or another way to KMS", async () => {
  const world = await createTestEngine();
  await act(world, { act: "CreateVpc", account: "111122223333", region: "us-east-1", name: "Inside", internet: false });
  const vpc = (await world.engine.glass.surroundings()).vpcs[0]?.id ?? "";
  const from = { ...encrypt(world, APP), from: vpc };
  expect(kinds(await asked(world, from))).toEqual(["network"]);
  await act(world, { act: "CreateVpcEndpoint", vpc, privateDns: true });
  expect((await asked(world, from)).now.allowed).toBe(true);
  const text = policy({ Effect: "Allow", Principal: "*", Action: "kms:Decrypt", Resource: "*" });
  await act(world, { act: "ModifyVpcEndpoint", vpc, privateDns: true, text });
  const view = await asked(world, from);
  expect(view.now.decided).toMatchObject({ layer: "vpc-endpoint", denial: "implicit" });
  expect(kinds(view)).toEqual(["network", "widen-statement", "layer-statement"]);
});

test("a session policy cannot be changed: the role without it, or somebody else", async () => {
  const world = await createTestEngine();
  const trust = policy({ Effect: "Allow", Principal: { AWS: ADMIN }, Action: "sts:AssumeRole" });
  await act(world, { act: "UpdateAssumeRolePolicy", arn: APP, text: trust });
  await act(world, {
    act: "PutInlinePolicy",
    arn: ADMIN,
    name: "sts",
    text: policy({ Effect: "Allow", Action: "sts:*", Resource: "*" }),
  });
  const Policy = policy({ Effect: "Allow", Action: "kms:Decrypt", Resource: "*" });
  const taken = await sts(world, { Action: "AssumeRole", RoleArn: APP, RoleSessionName: "narrow", Policy }, ADMIN);
  const { operation, input } = encrypt(world, APP);
  const { headers, error } = await callWith(world, taken.credentials, operation, input);
  expect(error).toBe("AccessDeniedException");
  const view = await asked(world, { callId: headers["x-amzn-requestid"] ?? "" });
  expect(view.now.decided).toMatchObject({ layer: "session" });
  expect(kinds(view)).toContain("without-session-policy");
  expect(ofKind(view, "without-session-policy").by.allowed).toBe(true);
});

test("a resource control policy spares the caller", async () => {
  const world = await createTestEngine();
  await act(world, { act: "CreateOrganization", management: "444455556666" });
  const { organization } = await world.engine.glass.surroundings();
  await act(world, { act: "MoveAccount", account: "111122223333", parent: organization?.root ?? "" });
  await act(world, { act: "EnablePolicyType", type: "RESOURCE_CONTROL_POLICY" });
  const text = policy({ Effect: "Deny", Principal: "*", Action: "kms:Encrypt", Resource: "*" });
  await act(world, { act: "CreateOrganizationPolicy", type: "RESOURCE_CONTROL_POLICY", name: "NoEncrypt", text });
  const made = (await world.engine.glass.surroundings()).organization?.policies.find(
    ({ name }) => name === "NoEncrypt",
  );
  await act(world, { act: "AttachOrganizationPolicy", policy: made?.id ?? "", target: "111122223333" });
  const view = await asked(world, encrypt(world, APP));
  expect(view.now.decided).toMatchObject({ layer: "rcp", denial: "explicit" });
  expect(kinds(view)).toEqual(["narrow-deny"]);
});

describe("the encryption context", () => {
  test("is found among the calls that sealed this very ciphertext, and tried with the ciphertext itself", async () => {
    const world = await createTestEngine();
    const { orders: KeyId, call } = world;
    const seal = async (EncryptionContext: JsonObject): Promise<string> =>
      (await call("Encrypt", { KeyId, Plaintext: b64("x"), EncryptionContext })).body[
        "CiphertextBlob"
      ] as unknown as string;
    const blob = await seal({ order: "7", Shop: "north" });
    await seal({ order: "8" });
    const { headers, error } = await call(
      "Decrypt",
      { CiphertextBlob: blob, EncryptionContext: { order: "7" } },
      { as: APP },
    );
    expect(error).toBe("InvalidCiphertextException");
    const view = await asked(world, { callId: headers["x-amzn-requestid"] ?? "" });
    expect(view.edits).toHaveLength(1);
    expect(ofKind(view, "encryption-context").steps).toEqual([
      {
        do: "ask",
        change: {
          change: "context",
          member: "EncryptionContext",
          before: { order: "7" },
          after: { order: "7", Shop: "north" },
        },
      },
    ]);
  });
  test("is what a condition asks for", async () => {
    const world = await createTestEngine();
    const Condition = { StringEquals: { "kms:EncryptionContext:order": "7" } };
    await put(world, toAdmin, {
      Effect: "Allow",
      Principal: { AWS: REPORT },
      Action: "kms:*",
      Resource: "*",
      Condition,
    });
    const view = await asked(world, encrypt(world, REPORT));
    expect(ofKind(view, "encryption-context").steps).toMatchObject([{ change: { after: { order: "7" } } }]);
    expect(kinds(view)[0]).toBe("encryption-context");
  });
});

describe("a grant that is not known everywhere yet", () => {
  test("needs its token, or patience", async () => {
    const world = await createTestEngine();
    await world.call("CreateGrant", { KeyId: world.orders, GranteePrincipal: ZOE, Operations: ["Encrypt"] });
    const view = await asked(world, encrypt(world, ZOE));
    expect(kinds(view).slice(0, 2)).toEqual(["grant-token", "wait"]);
    const wait = ofKind(view, "wait").steps[0];
    const at = wait?.do === "ask" && wait.change.change === "time" ? wait.change.at : 0;
    await world.engine.glass.setClock({ set: at });
    expect((await asked(world, encrypt(world, ZOE))).now).toMatchObject({
      allowed: true,
      decided: { path: "grant-direct" },
    });
  });
});

describe("the key's state", () => {
  test("a disabled key is enabled", async () => {
    const world = await createTestEngine();
    await world.call("DisableKey", { KeyId: world.orders });
    const view = await asked(world, encrypt(world, APP));
    expect(kinds(view)).toEqual(["enable-key"]);
    expect(view.now.error?.name).toBe("DisabledException");
  });
  test("a key that is to be deleted needs two steps: it comes back disabled", async () => {
    const world = await createTestEngine();
    await world.call("ScheduleKeyDeletion", { KeyId: world.orders });
    const [edit, ...others] = (await asked(world, encrypt(world, APP))).edits;
    expect(others).toEqual([]);
    expect(edit?.steps).toMatchObject([{ operation: "CancelKeyDeletion" }, { operation: "EnableKey" }]);
  });
});

test("a condition on the alias or on the network is met by another way of asking", async () => {
  const world = await createTestEngine();
  await act(world, { act: "CreateVpc", account: "111122223333", region: "us-east-1", name: "Inside", internet: false });
  const vpc = (await world.engine.glass.surroundings()).vpcs[0]?.id ?? "";
  await act(world, { act: "CreateVpcEndpoint", vpc, privateDns: true });
  const to = (Condition: object) => ({
    Effect: "Allow",
    Principal: { AWS: REPORT },
    Action: "kms:*",
    Resource: "*",
    Condition,
  });
  await put(
    world,
    toAdmin,
    to({ StringEquals: { "aws:SourceVpc": vpc } }),
    to({ StringEquals: { "kms:RequestAlias": "alias/orders" } }),
  );
  const view = await asked(world, encrypt(world, REPORT));
  expect(kinds(view).slice(0, 2)).toEqual(["request-alias", "network"]);
  expect(ofKind(view, "network").steps).toEqual([{ do: "ask", change: { change: "from", from: vpc, name: "Inside" } }]);
});

describe("a call that is allowed", () => {
  test("is told what would refuse it", async () => {
    const world = await createTestEngine();
    const view = await asked(world, encrypt(world, APP));
    expect(view.now).toMatchObject({ allowed: true, error: null });
    expect(kinds(view)).toEqual(["add-deny", "detach-policy", "disable-key"]);
    expect(view.edits.map(({ by }) => by.allowed)).not.toContain(true);
    expect(ofKind(view, "disable-key").by.error?.name).toBe("DisabledException");
  });
  test("each of them, done in the world, refuses it", async () => {
    for (const kind of ["add-deny", "detach-policy", "disable-key"] as const) {
      const world = await createTestEngine();
      const edit = ofKind(await asked(world, encrypt(world, APP)), kind);
      expect((await doIt(world, edit, encrypt(world, APP))).status).toBe(400);
    }
  });
  test("by a grant: revoked, it is refused", async () => {
    const world = await createTestEngine();
    await world.call("CreateGrant", {
      KeyId: world.orders,
      GranteePrincipal: ZOE,
      Operations: ["Encrypt"],
      Name: "zoe",
    });
    await world.engine.glass.setClock({ advance: 10_000 });
    const revoked = ofKind(await asked(world, encrypt(world, ZOE)), "revoke-grant");
    expect(revoked).toMatchObject({ about: { document: "zoe" }, by: { allowed: false } });
  });
  test("by a statement of several: without it, it is refused", async () => {
    const world = await createTestEngine();
    await put(world, toAdmin, {
      Sid: "Use",
      Effect: "Allow",
      Principal: { AWS: REPORT },
      Action: "kms:*",
      Resource: "*",
    });
    const removed = ofKind(await asked(world, encrypt(world, REPORT)), "remove-statement");
    expect(removed.about).toMatchObject({ layer: "key-policy", statement: "2, Use" });
  });
});

test("a fork leaves the world untouched: its rows, log, acts, calendar and disk", async () => {
  const world = await createTestEngine();
  const { engine, snapshot, storage } = world;
  const probe = encrypt(world, REPORT);
  await world.call(probe.operation, probe.input, { as: REPORT });
  const all = async () => {
    await engine.flush();
    const { glass } = engine;
    return JSON.stringify([
      await snapshot(),
      await storage.load(),
      await glass.calls({}, null, 100),
      await glass.acts(null, 100),
      await glass.world(),
      await glass.key(world.orders),
    ]);
  };
  const before = await all();
  for (const principal of [REPORT, APP, GREEN_ETL, ZOE]) await asked(world, encrypt(world, principal));
  expect(await all()).toBe(before);
});
