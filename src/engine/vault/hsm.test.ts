import { afterEach, expect, test, vi } from "vitest";
import { createTestEngine } from "../testing/engine.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

type Make = (...args: unknown[]) => Promise<CryptoKeyPair>;

/** Counts the keys of an algorithm that are made from now on; the first one is begun, and is made when `goOn` was called. */
function holdBack(algorithm: string) {
  let made = 0;
  let goOn = (): void => {};
  const gate = new Promise<void>((open) => (goOn = open));
  const make = crypto.subtle.generateKey.bind(crypto.subtle) as Make;
  const begun = new Promise<void>((begin) => {
    const spied = vi.spyOn(crypto.subtle, "generateKey") as unknown as { mockImplementation(make: Make): void };
    spied.mockImplementation(async (...args) => {
      if ((args[0] as { name: string }).name !== algorithm) return make(...args);
      made++;
      begin();
      await gate;
      return make(...args);
    });
  });
  return { made: () => made, begun, goOn };
}

test("a call that lost a race is run again with the material that it has made already", async () => {
  const { call, orders } = await createTestEngine();
  const { made, begun, goOn } = holdBack("AES-GCM");
  const rotated = call("RotateKeyOnDemand", { KeyId: orders });
  await begun;
  // The row that the rotation stands on changes under it.
  expect((await call("UpdateKeyDescription", { KeyId: orders, Description: "Orders of 2026" })).status).toBe(200);
  goOn();
  expect((await rotated).status).toBe(200);
  expect(made()).toBe(1);
  const { body } = await call("DescribeKey", { KeyId: orders });
  expect(body["KeyMetadata"]).toMatchObject({ Description: "Orders of 2026" });
});

test("an RSA key, which takes a second, is made once, and no other call waits for it or is lost to it", async () => {
  const { call, orders } = await createTestEngine();
  const { made, begun, goOn } = holdBack("RSASSA-PKCS1-v1_5");
  const tag = { Tags: [{ TagKey: "Team", TagValue: "Blue" }] };
  const slow = call("CreateKey", { KeySpec: "RSA_2048", KeyUsage: "SIGN_VERIFY", ...tag });
  await begun;
  const others = [call("CreateKey", {}), call("TagResource", { KeyId: orders, ...tag }), call("ListKeys")];
  expect((await Promise.all(others)).map(({ status }) => status)).toEqual([200, 200, 200]);
  goOn();
  const { Arn } = (await slow).body["KeyMetadata"] as unknown as { Arn: string };
  expect(made()).toBe(1);
  const signed = { KeyId: Arn, SigningAlgorithm: "RSASSA_PSS_SHA_256", Message: "b3JkZXI=" };
  const { Signature } = (await call("Sign", signed)).body;
  expect((await call("Verify", { ...signed, Signature: Signature! })).status).toBe(200);
});
