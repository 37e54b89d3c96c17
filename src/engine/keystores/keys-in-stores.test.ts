/** KMS keys whose material lies in a custom key store: made, used, and unavailable. */
import { describe, expect, test } from "vitest";
import type { JsonObject } from "#wire/json.ts";
import { fromBase64, base64 } from "#wire/bytes.ts";
import { APP, b64 } from "../testing/engine.ts";
import {
  CLUSTER,
  CLUSTER_STORE,
  createKeyStoreEngine,
  FIRST_KEY,
  PROXY,
  SECOND_KEY,
  XKS_STORE,
} from "../testing/key-stores.ts";

const start = () => createKeyStoreEngine();
type Kit = Awaited<ReturnType<typeof start>>;
const inCluster = (CustomKeyStoreId: string): JsonObject => ({ Origin: "AWS_CLOUDHSM", CustomKeyStoreId });
const outside = (CustomKeyStoreId: string, XksKeyId: string = FIRST_KEY): JsonObject => ({
  Origin: "EXTERNAL_KEY_STORE",
  CustomKeyStoreId,
  XksKeyId,
});
const url = (rest: string): string => `${PROXY.endpoint}${PROXY.path}/keys/${FIRST_KEY}/${rest}`;

/** A key of an external key store, and something that it sealed. */
async function sealed() {
  const kit = await start();
  const id = await kit.connected(XKS_STORE);
  const KeyId = await kit.key(outside(id));
  const context = { EncryptionContext: { order: "7" } };
  const answer = await kit.must("Encrypt", { KeyId, Plaintext: b64("two lamps"), ...context });
  const CiphertextBlob = String(answer.body["CiphertextBlob"]);
  return { ...kit, id, KeyId, context, answer, CiphertextBlob, opening: { CiphertextBlob, ...context } };
}

describe("A KMS key", () => {
  test("in a CloudHSM key store has its material made in the cluster, and says which one", async () => {
    const { connected, must, trace } = await start();
    const id = await connected(CLUSTER_STORE);
    const made = await must("CreateKey", inCluster(id));
    const metadata = made.body["KeyMetadata"] as unknown as JsonObject;
    expect(metadata).toMatchObject({
      Origin: "AWS_CLOUDHSM",
      CustomKeyStoreId: id,
      CloudHsmClusterId: CLUSTER,
      KeyState: "Enabled",
      KeySpec: "SYMMETRIC_DEFAULT",
      MultiRegion: false,
    });
    expect(metadata).not.toHaveProperty("CurrentKeyMaterialId");
    expect((await trace(made)).hsm.map(({ step }) => step)).toEqual(["cluster", "generate"]);
    const KeyId = metadata["KeyId"] as string;
    const used = await must("GenerateDataKey", { KeyId, KeySpec: "AES_256" });
    const told = await trace(used);
    expect(told.hsm[1]).toMatchObject({ step: "cluster", facts: { cluster: CLUSTER, hsm: "hsm-simulated1a" } });
    expect(told.audit?.["additionalEventData"]).toMatchObject({ customKeyStoreId: id });
    const opened = await must("Decrypt", { CiphertextBlob: used.body["CiphertextBlob"] });
    expect(opened.body["Plaintext"]).toBe(used.body["Plaintext"]);
  });

  test("in an external key store has two backing keys: KMS's own, and the external one that was named", async () => {
    const { connected, must, trace } = await start();
    const id = await connected(XKS_STORE);
    const made = await must("CreateKey", outside(id));
    const metadata = made.body["KeyMetadata"] as unknown as JsonObject;
    expect(metadata).toMatchObject({
      Origin: "EXTERNAL_KEY_STORE",
      CustomKeyStoreId: id,
      XksKeyConfiguration: { Id: FIRST_KEY },
    });
    expect(metadata).not.toHaveProperty("CloudHsmClusterId");
    const { hsm } = await trace(made);
    expect(hsm.map(({ step }) => step)).toEqual(["proxy", "generate"]);
    expect(hsm[0]?.facts).toEqual({ method: "POST", url: url("metadata"), latencyInMs: 20, status: 200 });
  });

  const refused: readonly (readonly [
    what: string,
    error: string,
    input: (ids: { readonly cluster: string; readonly xks: string }) => JsonObject,
    before?: ((kit: Kit, ids: { readonly cluster: string; readonly xks: string }) => Promise<unknown>) | undefined,
    message?: string | RegExp | undefined,
  ])[] = [
    ["in a store that is not there", "CustomKeyStoreNotFoundException", () => inCluster("cks-1234567890abcdef0")],
    ["without naming the store", "ValidationException", () => ({ Origin: "AWS_CLOUDHSM" })],
    ["in a store, from KMS's own HSMs", "ValidationException", ({ cluster }) => ({ CustomKeyStoreId: cluster })],
    [
      "without naming the external key",
      "ValidationException",
      ({ xks }) => ({ Origin: "EXTERNAL_KEY_STORE", CustomKeyStoreId: xks }),
    ],
    [
      "with an external key in a cluster",
      "ValidationException",
      ({ cluster }) => ({ ...inCluster(cluster), XksKeyId: FIRST_KEY }),
    ],
    ["in a store of the other type", "UnsupportedOperationException", ({ xks }) => inCluster(xks)],
    [
      "that signs",
      "UnsupportedOperationException",
      ({ cluster }) => ({ ...inCluster(cluster), KeySpec: "RSA_2048", KeyUsage: "SIGN_VERIFY" }),
    ],
    [
      "of several Regions",
      "UnsupportedOperationException",
      ({ cluster }) => ({ ...inCluster(cluster), MultiRegion: true }),
    ],
    [
      "in a store that is not connected",
      "CustomKeyStoreInvalidStateException",
      ({ cluster }) => inCluster(cluster),
      (kit, { cluster }) => kit.disconnect(cluster),
    ],
    [
      "in a cluster that has one HSM left",
      "CloudHsmClusterInvalidConfigurationException",
      ({ cluster }) => inCluster(cluster),
      ({ cluster }) => cluster({ act: "remove-hsm", hsm: "hsm-simulated1a" }),
    ],
    [
      "in a cluster that is gone",
      "CloudHsmClusterInvalidConfigurationException",
      ({ cluster }) => inCluster(cluster),
      ({ cluster }) => cluster({ act: "delete" }),
    ],
    [
      "of an external key that is taken",
      "XksKeyAlreadyInUseException",
      ({ xks }) => outside(xks),
      (kit, { xks }) => kit.key(outside(xks)),
    ],
    [
      "of an external key that does not exist",
      "XksKeyNotFoundException",
      ({ xks }) => outside(xks, "nobody"),
      undefined,
      "The external key store proxy rejected the request because it could not find the external key.",
    ],
    [
      "of a disabled external key",
      "XksKeyInvalidConfigurationException",
      ({ xks }) => outside(xks),
      ({ proxy }) => proxy({ act: "set-key", key: FIRST_KEY, status: "DISABLED" }),
      "The status of the external key must be ENABLED. The status of specified external key is DISABLED.",
    ],
    [
      "of an external key of 128 bits",
      "XksKeyInvalidConfigurationException",
      ({ xks }) => outside(xks, "short"),
      ({ proxy }) => proxy({ act: "add-key", key: "short", spec: "AES_128", usage: ["ENCRYPT", "DECRYPT"] }),
      "The key spec of the external key must be AES_256. The key spec of specified external key is AES_128.",
    ],
    [
      "of an external key that only encrypts",
      "XksKeyInvalidConfigurationException",
      ({ xks }) => outside(xks, "half"),
      ({ proxy }) => proxy({ act: "add-key", key: "half", spec: "AES_256", usage: ["ENCRYPT"] }),
      "The key usage of the external key must include ENCRYPT and DECRYPT. The key use of specified external key is ENCRYPT.",
    ],
    [
      "while the proxy is down, though the store is connected",
      "CustomKeyStoreInvalidStateException",
      ({ xks }) => outside(xks),
      ({ proxy }) => proxy({ act: "fail", fault: "disconnected" }),
      /^AWS KMS cannot communicate with the external key store proxy/,
    ],
    [
      "when the proxy denies it",
      "CustomKeyStoreInvalidStateException",
      ({ xks }) => outside(xks),
      ({ proxy }) => proxy({ act: "fail", fault: "AccessDeniedException" }),
      /^The external key store proxy denied access to the operation/,
    ],
  ];

  test.for(refused)("is not made %s: %s", async ([, error, input, before, message = ""]) => {
    const kit = await start();
    const ids = { cluster: await kit.connected(CLUSTER_STORE), xks: await kit.connected(XKS_STORE) };
    await before?.(kit, ids);
    const unchanged = await kit.snapshot();
    const answer = await kit.call("CreateKey", input(ids));
    expect([answer.status, answer.error]).toEqual([400, error]);
    expect(answer.message ?? "").toMatch(message);
    expect(await kit.snapshot()).toBe(unchanged);
  });
});

describe("Double encryption", () => {
  test("seals with KMS's material and then with the external key, and tells each step with its request", async () => {
    const { answer, trace, must, opening } = await sealed();
    const sealing = (await trace(answer)).hsm;
    expect(sealing.map(({ step }) => step)).toEqual(["derive", "seal", "proxy", "double", "forget"]);
    expect(sealing[2]?.facts).toEqual({ method: "POST", url: url("encrypt"), latencyInMs: 20, status: 200 });
    const anatomy = sealing[3]?.anatomy;
    expect(anatomy?.fields.map(({ name }) => name).slice(-3)).toEqual([
      "outer IV",
      "plaintext, encrypted twice",
      "outer tag",
    ]);
    const end = anatomy?.fields.reduce((sum, { length }) => sum + length, 0);
    expect([end, anatomy?.length]).toEqual([anatomy?.length, 79 + 12 + "two lamps".length + 16 + 16]);

    const opened = await must("Decrypt", opening);
    expect(opened.body["Plaintext"]).toBe(b64("two lamps"));
    const told = await trace(opened);
    expect(told.hsm.map(({ step }) => step)).toEqual(["parse", "proxy", "undouble", "derive", "open"]);
    expect(told.audit?.["additionalEventData"]).toMatchObject({ xksKeyId: FIRST_KEY });
  });

  test("the external key's material is nowhere in the clear, and its deletion closes for good what it sealed", async () => {
    const { proxy, call, opening, engine, storage, must, id, key } = await sealed();
    await proxy({ act: "delete-key", key: FIRST_KEY });
    const answer = await call("Decrypt", opening);
    expect([answer.error, answer.message]).toEqual([
      "KMSInvalidStateException",
      "The external key store proxy rejected the request because it could not find the external key.",
    ]);
    await proxy({ act: "add-key", key: FIRST_KEY, spec: "AES_256", usage: ["ENCRYPT", "DECRYPT"] });
    expect((await call("Decrypt", opening)).message).toMatch(/corrupted, missing, or otherwise invalid/);
    await must("Encrypt", { KeyId: await key(outside(id, SECOND_KEY)), Plaintext: b64("x") });
    await engine.flush();
    const log = JSON.stringify([
      await storage.actsPage(Number.MAX_SAFE_INTEGER, 200),
      await engine.glass.acts(null, 100),
    ]);
    const wrapped = (await storage.load())?.rows.flatMap(({ row }) => ("wrapped" in row ? row.wrapped : [])) ?? [];
    expect(wrapped).toHaveLength(5);
    for (const bytes of wrapped) expect(log).not.toContain(bytes);
  });

  test("no bit of a blob can be altered, and neither layer's format passes for the other's", async () => {
    const { call, must, orders, opening, CiphertextBlob } = await sealed();
    const flipped = (at: number): string => {
      const bytes = fromBase64(CiphertextBlob);
      const from = at < 0 ? bytes.length + at : at;
      bytes[from] = (bytes[from] as number) ^ 1;
      return base64(bytes);
    };
    for (const at of [60, 70, 80, 95, -20, -1]) {
      const answer = await call("Decrypt", { ...opening, CiphertextBlob: flipped(at) });
      expect([at, answer.error, answer.message]).toEqual([
        at,
        "KMSInvalidStateException",
        "The external key store proxy rejected the request because the specified ciphertext or additional authenticated data is corrupted, missing, or otherwise invalid.",
      ]);
    }
    const single = fromBase64(CiphertextBlob);
    single[2] = 1;
    expect((await call("Decrypt", { ...opening, CiphertextBlob: base64(single) })).error).toBe(
      "InvalidCiphertextException",
    );
    const ours = fromBase64(
      String((await must("Encrypt", { KeyId: orders, Plaintext: b64("x") })).body["CiphertextBlob"]),
    );
    ours[2] = 2;
    expect((await call("Decrypt", { CiphertextBlob: base64(ours) })).error).toBe("InvalidCiphertextException");
    expect((await call("Decrypt", { ...opening, EncryptionContext: { order: "8" } })).error).toBe(
      "KMSInvalidStateException",
    );
    expect((await call("Decrypt", { ...opening, KeyId: orders })).error).toBe("IncorrectKeyException");
  });

  test("4,096 bytes go both ways, and a key of KMS's own takes over what it sealed", async () => {
    const { KeyId, must, orders } = await sealed();
    const Plaintext = b64("x".repeat(4096));
    const { body } = await must("Encrypt", { KeyId, Plaintext });
    const moved = await must("ReEncrypt", { CiphertextBlob: body["CiphertextBlob"], DestinationKeyId: orders });
    expect((await must("Decrypt", { CiphertextBlob: moved.body["CiphertextBlob"] })).body["Plaintext"]).toBe(Plaintext);
  });
});

describe("While the store is connected and what stands behind it fails, a key of", () => {
  const REFUSED: readonly (readonly [what: string, break_: (kit: Kit) => Promise<unknown>, message: RegExp])[] = [
    ["a proxy off the network", ({ proxy }) => proxy({ act: "fail", fault: "disconnected" }), /cannot communicate/],
    ["a slow proxy", ({ proxy }) => proxy({ act: "slow", latency: 1000 }), /did not respond in time/],
    [
      "a proxy that times out inside",
      ({ proxy }) => proxy({ act: "fail", fault: "DependencyTimeoutException" }),
      /in the time allotted/,
    ],
    [
      "a throttling proxy",
      ({ proxy }) => proxy({ act: "fail", fault: "ThrottlingException" }),
      /very high request rate/,
    ],
    ["a proxy that denies", ({ proxy }) => proxy({ act: "fail", fault: "AccessDeniedException" }), /denied access/],
    [
      "a proxy that lacks the operation",
      ({ proxy }) => proxy({ act: "fail", fault: "UnsupportedOperationException" }),
      /does not support the requested cryptographic operation/,
    ],
    [
      "a proxy that finds fault with KMS",
      ({ proxy }) => proxy({ act: "fail", fault: "ValidationException" }),
      /cannot interpret/,
    ],
    ["a proxy that talks nonsense", ({ proxy }) => proxy({ act: "fail", fault: "malformed" }), /cannot interpret/],
    [
      "a proxy with a broken certificate",
      ({ proxy }) => proxy({ act: "fail", fault: "tls" }),
      /cannot establish a TLS connection/,
    ],
    ["a failing proxy", ({ proxy }) => proxy({ act: "fail", fault: "InternalException" }), /unhealthy state/],
    [
      "key managers that are all down",
      ({ proxy }) => proxy({ act: "set-managers", health: "UNAVAILABLE" }),
      /unhealthy state/,
    ],
    ["a proxy that moved", ({ proxy }) => proxy({ act: "set-paths", paths: ["/b/kms/xks/v1"] }), /invalid URI path/],
    [
      "a disabled external key",
      ({ proxy }) => proxy({ act: "set-key", key: FIRST_KEY, status: "DISABLED" }),
      /is not enabled in the external key manager/,
    ],
    [
      "an external key of another use",
      async ({ proxy }) => {
        await proxy({ act: "delete-key", key: FIRST_KEY });
        await proxy({ act: "add-key", key: FIRST_KEY, spec: "AES_256", usage: ["SIGN"] });
      },
      /does not support the requested operation/,
    ],
    [
      "a proxy that answers falsely",
      ({ proxy }) => proxy({ act: "fail", fault: "wrong-answer" }),
      /cannot interpret|The ciphertext that the external key store proxy submitted/,
    ],
  ];

  test.for(REFUSED)("%s refuses to seal and to open, and works again afterwards", async ([, break_, message]) => {
    const kit = await sealed();
    await break_(kit);
    for (const [operation, input] of [
      ["GenerateDataKey", { KeyId: kit.KeyId, KeySpec: "AES_256" }],
      ["Decrypt", kit.opening],
    ] as const) {
      const answer = await kit.call(operation, input);
      expect([answer.status, answer.error]).toEqual([400, "KMSInvalidStateException"]);
      expect(answer.message).toMatch(message);
      const step = (await kit.trace(answer)).hsm.find((each) => each.step === "proxy");
      expect(step?.facts["method"]).toBe("POST");
    }
    expect(await kit.state(kit.id)).toEqual(["CONNECTED"]);
    expect(await kit.keyState(kit.KeyId)).toBe("Enabled");
  });

  test("a cluster: gone, without HSMs, out of reach for a moment, or KMS itself at fault", async () => {
    const { connected, key, call, cluster } = await start();
    const KeyId = await key(inCluster(await connected(CLUSTER_STORE)));
    const use = async () => {
      const { status, error } = await call("GenerateDataKey", { KeyId, KeySpec: "AES_256" });
      return [status, error];
    };
    await cluster({ act: "set-fault", fault: "network" });
    expect(await use()).toEqual([500, "KeyUnavailableException"]);
    await cluster({ act: "set-fault", fault: "kms" });
    expect(await use()).toEqual([500, "KMSInternalException"]);
    await cluster({ act: "set-fault", fault: null });
    await cluster({ act: "remove-hsm", hsm: "hsm-simulated1a" });
    expect(await use()).toEqual([200, null]);
    await cluster({ act: "remove-hsm", hsm: "hsm-simulated1b" });
    expect(await use()).toEqual([400, "KMSInvalidStateException"]);
    await cluster({ act: "delete" });
    expect(await use()).toEqual([400, "KMSInvalidStateException"]);
  });
});

describe("An unavailable key", () => {
  test("is enabled and disabled for later, and waits for its deletion all the same", async () => {
    const { connected, key, must, call, keyState, disconnect, connect } = await start();
    const id = await connected(CLUSTER_STORE);
    const [first, second] = [await key(inCluster(id)), await key(inCluster(id))];
    await disconnect(id);
    expect([await keyState(first), await keyState(second)]).toEqual(["Unavailable", "Unavailable"]);
    const refused = await call("Encrypt", { KeyId: first, Plaintext: b64("x") });
    expect([refused.error, refused.message]).toEqual(["KMSInvalidStateException", `${first} is unavailable.`]);
    await must("DisableKey", { KeyId: first });
    await must("UpdateKeyDescription", { KeyId: first, Description: "Told while away" });
    expect(await keyState(first)).toBe("Unavailable");
    await must("ScheduleKeyDeletion", { KeyId: second });
    expect(await keyState(second)).toBe("PendingDeletion");
    await connect(id);
    expect([await keyState(first), await keyState(second)]).toEqual(["Disabled", "PendingDeletion"]);
    await disconnect(id);
    await must("CancelKeyDeletion", { KeyId: second });
    expect(await keyState(second)).toBe("Unavailable");
    await connect(id);
    expect(await keyState(second)).toBe("Disabled");
    await must("EnableKey", { KeyId: second });
    expect((await call("Encrypt", { KeyId: second, Plaintext: b64("x") })).status).toBe(200);
  });

  test("counts as what the pane shows: Unavailable, not enabled", async () => {
    const { connected, key, disconnect, engine } = await start();
    const id = await connected(CLUSTER_STORE);
    const arn = await key(inCluster(id));
    await disconnect(id);
    expect((await engine.glass.key(arn))?.state).toBe("Unavailable");
    expect((await engine.glass.keyStores()).stores).toMatchObject([{ id, state: "DISCONNECTED", keys: 1 }]);
  });
});

describe("A key in a custom key store", () => {
  test.each([
    "EnableKeyRotation",
    "DisableKeyRotation",
    "GetKeyRotationStatus",
    "RotateKeyOnDemand",
    "ListKeyRotations",
  ])("never rotates: %s", async (operation) => {
    const { connected, key, call } = await start();
    const KeyId = await key(outside(await connected(XKS_STORE)));
    const { error, message } = await call(operation, { KeyId });
    expect([error, message]).toEqual([
      "UnsupportedOperationException",
      `${KeyId} origin is EXTERNAL_KEY_STORE which is not valid for this operation.`,
    ]);
  });
});

describe("GenerateRandom", () => {
  test("draws in the cluster of a connected CloudHSM key store, and in no external one", async () => {
    const { create, connect, connected, call, must, trace, cluster } = await start();
    const CustomKeyStoreId = await create(CLUSTER_STORE);
    const draw = (id: string) => call("GenerateRandom", { NumberOfBytes: 16, CustomKeyStoreId: id });
    expect((await draw(CustomKeyStoreId)).error).toBe("CustomKeyStoreInvalidStateException");
    await connect(CustomKeyStoreId);
    const drawn = await must("GenerateRandom", { NumberOfBytes: 16, CustomKeyStoreId });
    expect((await trace(drawn)).hsm.map(({ step }) => step)).toEqual(["cluster", "random"]);
    expect((await draw(await connected(XKS_STORE))).error).toBe("UnsupportedOperationException");
    await cluster({ act: "set-fault", fault: "network" });
    const late = await draw(CustomKeyStoreId);
    expect([late.status, late.error]).toEqual([500, "DependencyTimeoutException"]);
    await cluster({ act: "delete" });
    expect((await draw(CustomKeyStoreId)).error).toBe("CustomKeyStoreInvalidStateException");
  });
});

describe("Who may not", () => {
  test.each([
    "CreateCustomKeyStore",
    "UpdateCustomKeyStore",
    "DeleteCustomKeyStore",
    "DescribeCustomKeyStores",
    "ConnectCustomKeyStore",
    "DisconnectCustomKeyStore",
  ])("%s without being allowed by IAM", async (operation) => {
    const { call } = await start();
    const input = operation === "CreateCustomKeyStore" ? CLUSTER_STORE : { CustomKeyStoreId: "cks-1234567890abcdef0" };
    const answer = await call(operation, input, { as: APP });
    expect(answer.error).toBe("AccessDeniedException");
    expect(answer.message).toContain(`kms:${operation}`);
  });
});
