/** The connection of a custom key store: its states, how long they last, and why a connection fails. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JsonObject } from "#wire/json.ts";
import {
  CLUSTER_STORE,
  createKeyStoreEngine,
  CREDENTIAL,
  PRIVATE_STORE,
  PROXY,
  XKS_STORE,
} from "../testing/key-stores.ts";

const start = () => createKeyStoreEngine();
type Kit = Awaited<ReturnType<typeof start>>;

describe("Connecting", () => {
  test.each([
    ["a CloudHSM key store takes 20 minutes", CLUSTER_STORE, 20],
    ["an external key store takes 5 minutes", XKS_STORE, 5],
  ] as const)("%s of the world's time, and disconnecting one", async (_, input, minutes) => {
    const { create, must, state, wait, engine } = await start();
    const CustomKeyStoreId = await create(input);
    const next = async () => (await engine.glass.world()).clock.next;
    await must("ConnectCustomKeyStore", { CustomKeyStoreId });
    expect(await next()).toMatchObject({ what: "connection", keyStore: input["CustomKeyStoreName"] });
    await wait(minutes - 1);
    expect(await state(CustomKeyStoreId)).toEqual(["CONNECTING"]);
    await wait(1);
    expect(await state(CustomKeyStoreId)).toEqual(["CONNECTED"]);
    expect(await next()).toBeNull();
    await must("DisconnectCustomKeyStore", { CustomKeyStoreId });
    expect(await state(CustomKeyStoreId)).toEqual(["DISCONNECTING"]);
    await wait(1);
    expect(await state(CustomKeyStoreId)).toEqual(["DISCONNECTED"]);
  });

  test("leaves a line in the log of calls with what KMS asked, and no record in CloudTrail", async () => {
    const { connected, engine } = await start();
    await connected(XKS_STORE);
    const { items } = await engine.glass.calls({ operation: "SettleKeyStore" }, null, 10);
    expect(items).toMatchObject([{ who: "AWS KMS", source: "calendar" }]);
    const trace = await engine.glass.call(items[0]?.id ?? "");
    expect(trace?.audit).toBeNull();
    expect(trace?.hsm.map(({ facts }) => facts["url"])).toEqual([`${PROXY.endpoint}${PROXY.path}/health`]);
  });

  test("a connected cluster gives its user a new password, so that KMS alone can come back", async () => {
    const { connected, disconnect, connect, must, state, cluster } = await start();
    const CustomKeyStoreId = await connected(CLUSTER_STORE);
    await disconnect(CustomKeyStoreId);
    await connect(CustomKeyStoreId);
    expect(await state(CustomKeyStoreId)).toEqual(["CONNECTED"]);
    await disconnect(CustomKeyStoreId);
    await must("UpdateCustomKeyStore", { CustomKeyStoreId, KeyStorePassword: "kmsPswd" });
    await connect(CustomKeyStoreId);
    expect(await state(CustomKeyStoreId)).toEqual(["FAILED", "INVALID_CREDENTIALS"]);
    await cluster({ act: "set-password", password: "kmsPswd" });
    await disconnect(CustomKeyStoreId);
    await connect(CustomKeyStoreId);
    expect(await state(CustomKeyStoreId)).toEqual(["CONNECTED"]);
  });

  test("five wrong passwords lock the user out until the password is changed in the cluster", async () => {
    const { create, connect, disconnect, must, state, cluster } = await start();
    const CustomKeyStoreId = await create({ ...CLUSTER_STORE, KeyStorePassword: "wrong password" });
    const outcomes: unknown[] = [];
    for (let n = 0; n < 6; n++) {
      await connect(CustomKeyStoreId);
      outcomes.push((await state(CustomKeyStoreId))[1]);
      await disconnect(CustomKeyStoreId);
    }
    expect(outcomes).toEqual([...Array.from({ length: 5 }, () => "INVALID_CREDENTIALS"), "USER_LOCKED_OUT"]);
    await must("UpdateCustomKeyStore", { CustomKeyStoreId, KeyStorePassword: "kmsPswd" });
    await connect(CustomKeyStoreId);
    expect(await state(CustomKeyStoreId)).toEqual(["FAILED", "USER_LOCKED_OUT"]);
    await cluster({ act: "set-password", password: "kmsPswd" });
    await disconnect(CustomKeyStoreId);
    await connect(CustomKeyStoreId);
    expect(await state(CustomKeyStoreId)).toEqual(["CONNECTED"]);
  });
});

describe("A connection fails with", () => {
  const breaking: readonly (readonly [
    code: string,
    what: string,
    store: JsonObject,
    act: (kit: Kit) => Promise<unknown>,
  ])[] = [
    ["CLUSTER_NOT_FOUND", "a deleted cluster", CLUSTER_STORE, ({ cluster }) => cluster({ act: "delete" })],
    [
      "INSUFFICIENT_CLOUDHSM_HSMS",
      "a cluster that lost its HSMs",
      CLUSTER_STORE,
      async ({ cluster }) => {
        await cluster({ act: "remove-hsm", hsm: "hsm-simulated1a" });
        await cluster({ act: "remove-hsm", hsm: "hsm-simulated1b" });
      },
    ],
    [
      "NETWORK_ERRORS",
      "an unreachable cluster",
      CLUSTER_STORE,
      ({ cluster }) => cluster({ act: "set-fault", fault: "network" }),
    ],
    ["INTERNAL_ERROR", "a mishap of KMS", CLUSTER_STORE, ({ cluster }) => cluster({ act: "set-fault", fault: "kms" })],
    [
      "SUBNET_NOT_FOUND",
      "a deleted subnet",
      CLUSTER_STORE,
      ({ cluster }) => cluster({ act: "set-fault", fault: "subnet-deleted" }),
    ],
    [
      "INSUFFICIENT_FREE_ADDRESSES_IN_SUBNET",
      "a full subnet",
      CLUSTER_STORE,
      ({ cluster }) => cluster({ act: "set-fault", fault: "subnet-full" }),
    ],
    ["USER_NOT_FOUND", "no kmsuser", CLUSTER_STORE, ({ cluster }) => cluster({ act: "set-kmsuser", state: "missing" })],
    [
      "USER_LOGGED_IN",
      "a kmsuser logged in elsewhere",
      CLUSTER_STORE,
      ({ cluster }) => cluster({ act: "set-kmsuser", state: "logged-in" }),
    ],
    [
      "INVALID_CREDENTIALS",
      "another password in the cluster",
      CLUSTER_STORE,
      ({ cluster }) => cluster({ act: "set-password", password: "changed" }),
    ],
    [
      "INVALID_CREDENTIALS",
      "a rotated proxy credential",
      XKS_STORE,
      ({ proxy }) => proxy({ act: "rotate-credential", accessKeyId: CREDENTIAL.AccessKeyId, secret: "z".repeat(43) }),
    ],
    [
      "XKS_PROXY_NOT_REACHABLE",
      "a proxy off the network",
      XKS_STORE,
      ({ proxy }) => proxy({ act: "fail", fault: "disconnected" }),
    ],
    ["XKS_PROXY_NOT_REACHABLE", "no proxy any more", XKS_STORE, ({ proxy }) => proxy({ act: "delete" })],
    [
      "XKS_PROXY_NOT_REACHABLE",
      "key managers that are all down",
      XKS_STORE,
      ({ proxy }) => proxy({ act: "set-managers", health: "UNAVAILABLE" }),
    ],
    ["NETWORK_ERRORS", "a broken network", XKS_STORE, ({ proxy }) => proxy({ act: "fail", fault: "network" })],
    ["INTERNAL_ERROR", "a mishap of KMS", XKS_STORE, ({ proxy }) => proxy({ act: "fail", fault: "kms" })],
    ["XKS_PROXY_TIMED_OUT", "a slow proxy", XKS_STORE, ({ proxy }) => proxy({ act: "slow", latency: 300 })],
    [
      "XKS_PROXY_ACCESS_DENIED",
      "a proxy that denies",
      XKS_STORE,
      ({ proxy }) => proxy({ act: "fail", fault: "AccessDeniedException" }),
    ],
    [
      "XKS_PROXY_INVALID_RESPONSE",
      "a proxy that talks nonsense",
      XKS_STORE,
      ({ proxy }) => proxy({ act: "fail", fault: "malformed" }),
    ],
    [
      "XKS_PROXY_INVALID_CONFIGURATION",
      "a path that moved",
      XKS_STORE,
      ({ proxy }) => proxy({ act: "set-paths", paths: ["/b/kms/xks/v1"] }),
    ],
    [
      "XKS_PROXY_INVALID_TLS_CONFIGURATION",
      "an expired certificate",
      XKS_STORE,
      ({ proxy }) => proxy({ act: "fail", fault: "tls" }),
    ],
    ["XKS_VPC_ENDPOINT_SERVICE_NOT_FOUND", "a deleted service", PRIVATE_STORE, ({ proxy }) => proxy({ act: "delete" })],
    [
      "XKS_VPC_ENDPOINT_SERVICE_INVALID_CONFIGURATION",
      "a service that does not conform",
      PRIVATE_STORE,
      ({ proxy }) => proxy({ act: "set-service", conforms: false }),
    ],
  ];

  test.each(breaking)("%s after %s, and must be disconnected before it is tried again", async (code, _, input, act) => {
    const kit = await start();
    const CustomKeyStoreId = await kit.create(input);
    await kit.must("ConnectCustomKeyStore", { CustomKeyStoreId });
    await act(kit);
    await kit.wait(20);
    expect(await kit.state(CustomKeyStoreId)).toEqual(["FAILED", code]);
    const again = await kit.call("ConnectCustomKeyStore", { CustomKeyStoreId });
    expect([again.status, again.error]).toEqual([400, "CustomKeyStoreInvalidStateException"]);
    await kit.disconnect(CustomKeyStoreId);
    expect(await kit.state(CustomKeyStoreId)).toEqual(["DISCONNECTED"]);
  });

  test("an exception, at once, where the cluster's configuration shows it", async () => {
    const { create, call, cluster, state } = await start();
    const CustomKeyStoreId = await create(CLUSTER_STORE);
    const connect = async () => (await call("ConnectCustomKeyStore", { CustomKeyStoreId })).error;
    await cluster({ act: "set-active", active: false });
    expect(await connect()).toBe("CloudHsmClusterNotActiveException");
    await cluster({ act: "set-active", active: true });
    await cluster({ act: "remove-hsm", hsm: "hsm-simulated1a" });
    await cluster({ act: "remove-hsm", hsm: "hsm-simulated1b" });
    expect(await connect()).toBe("CloudHsmClusterInvalidConfigurationException");
    expect(await state(CustomKeyStoreId)).toEqual(["DISCONNECTED"]);
    await cluster({ act: "add-hsm", zone: "us-east-1c" });
    expect(await connect()).toBeNull();
  });
});

describe("The state machine", () => {
  type Act = "connect" | "disconnect" | "minute" | "half an hour" | "break" | "mend" | "disable" | "enable" | "create";

  /** The store as AWS's documents describe it, told again in few words. */
  class Model {
    state = "DISCONNECTED";
    left = 0;
    broken = false;
    disabled = false;

    /** The exception that is expected, or null. */
    do(act: Act): string | null {
      const invalid = "CustomKeyStoreInvalidStateException";
      const { state } = this;
      if (act === "connect") {
        if (state === "FAILED" || state === "DISCONNECTING") return invalid;
        if (state === "DISCONNECTED") [this.state, this.left] = ["CONNECTING", 5];
      } else if (act === "disconnect") {
        if (state === "DISCONNECTED" || state === "DISCONNECTING") return invalid;
        [this.state, this.left] = ["DISCONNECTING", 1];
      } else if (act === "create") return state === "CONNECTED" ? "XksKeyAlreadyInUseException" : invalid;
      else if (act === "break" || act === "mend") this.broken = act === "break";
      else if (act === "disable" || act === "enable") this.disabled = act === "disable";
      else this.pass(act === "minute" ? 1 : 30);
      return null;
    }

    pass(minutes: number): void {
      if (this.left === 0) return;
      this.left = Math.max(0, this.left - minutes);
      if (this.left > 0) return;
      this.state = this.state === "DISCONNECTING" ? "DISCONNECTED" : this.broken ? "FAILED" : "CONNECTED";
    }

    get key(): string {
      return this.state !== "CONNECTED" ? "Unavailable" : this.disabled ? "Disabled" : "Enabled";
    }
  }

  test("is AWS's in any order of acts, and a key is usable exactly when its store is connected and it is enabled", async () => {
    const acts = fc.constantFrom<Act[]>(
      "connect",
      "connect",
      "disconnect",
      "minute",
      "half an hour",
      "break",
      "mend",
      "disable",
      "enable",
      "create",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(acts, { minLength: 5, maxLength: 25 }), async (sequence) => {
        const kit = await start();
        const model = new Model();
        const id = await kit.connected(XKS_STORE);
        const KeyId = await kit.key({ Origin: "EXTERNAL_KEY_STORE", CustomKeyStoreId: id, XksKeyId: "external-key-1" });
        model.state = "CONNECTED";
        const inStore = { Origin: "EXTERNAL_KEY_STORE", CustomKeyStoreId: id, XksKeyId: "external-key-1" };
        const run: Readonly<Record<Act, () => Promise<{ readonly error?: string | null } | object>>> = {
          connect: () => kit.call("ConnectCustomKeyStore", { CustomKeyStoreId: id }),
          disconnect: () => kit.call("DisconnectCustomKeyStore", { CustomKeyStoreId: id }),
          minute: () => kit.wait(1),
          "half an hour": () => kit.wait(30),
          break: () => kit.proxy({ act: "fail", fault: "malformed" }),
          mend: () => kit.proxy({ act: "fail", fault: null }),
          disable: () => kit.call("DisableKey", { KeyId }),
          enable: () => kit.call("EnableKey", { KeyId }),
          create: () => kit.call("CreateKey", inStore),
        };
        for (const act of sequence) {
          const answer = await run[act]();
          const expected = model.do(act);
          expect("error" in answer ? answer.error : null).toBe(expected);
          expect([(await kit.state(id))[0], await kit.keyState(KeyId)]).toEqual([model.state, model.key]);
        }
        const used = await kit.call("GenerateDataKey", { KeyId, KeySpec: "AES_256" });
        expect(used.status === 200).toBe(model.key === "Enabled" && !model.broken);
      }),
      { numRuns: 15 },
    );
  });
});
