/** What the front door makes of bad input: AWS's own errors, and a world as it was before. */
import { describe, expect, test } from "vitest";
import { formatRequest } from "#wire/http.ts";
import { b64, createTestEngine } from "../testing/engine.ts";

const { call, sign, raw, snapshot, orders } = await createTestEngine();
await call("GenerateRandom", { NumberOfBytes: 1 });
const before = await snapshot();

const unsigned = (target: string, body: string) =>
  raw(
    formatRequest({
      method: "POST",
      target: "/",
      headers: {
        host: "kms.us-east-1.amazonaws.com",
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": target,
      },
      body,
    }),
  );
const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);
const encrypt = (members: string): string => `{"KeyId":"${orders}","Plaintext":"${b64("order 7")}"${members}}`;

describe("A signed request is refused for", () => {
  test.each<[what: string, operation: string, body: string, error: string]>([
    ["a body that is no JSON", "Encrypt", "{KeyId: 1", "SerializationException"],
    ["a body that ends early", "Encrypt", '{"KeyId":"', "SerializationException"],
    ["a list as body", "Encrypt", "[]", "SerializationException"],
    ["a word as body", "ListKeys", "null", "SerializationException"],
    ["nesting without end", "Encrypt", nested(100_000), "SerializationException"],
    [
      "deep nesting inside a member",
      "Encrypt",
      encrypt(`,"EncryptionContext":{"a":${nested(1000)}}`),
      "SerializationException",
    ],
    [
      "a structure in the encryption context",
      "Encrypt",
      encrypt(',"EncryptionContext":{"__proto__":{"a":"b"}}'),
      "SerializationException",
    ],
    [
      "a number in the encryption context",
      "Encrypt",
      encrypt(',"EncryptionContext":{"a":7}'),
      "SerializationException",
    ],
    ["a list for a map", "Encrypt", encrypt(',"EncryptionContext":["a"]'), "SerializationException"],
    ["a text for a list", "Encrypt", encrypt(',"GrantTokens":"a"'), "SerializationException"],
    ["a text for a flag", "Encrypt", encrypt(',"DryRun":"yes"'), "SerializationException"],
    ["a text for a number", "GenerateRandom", '{"NumberOfBytes":"8"}', "SerializationException"],
    ["a number for a text", "DescribeKey", '{"KeyId":7}', "SerializationException"],
    ["base64 with blanks", "Decrypt", '{"CiphertextBlob":"a b="}', "SerializationException"],
    ["base64 with strangers", "Decrypt", '{"CiphertextBlob":"***"}', "SerializationException"],
    ["base64 without its padding", "Decrypt", '{"CiphertextBlob":"YQ"}', "SerializationException"],
    ["members that hide behind __proto__", "DescribeKey", `{"__proto__":{"KeyId":"${orders}"}}`, "ValidationException"],
    ["an operation that KMS has not", "MintKey", "{}", "UnknownOperationException"],
    ["an operation that an object has", "constructor", "{}", "UnknownOperationException"],
  ])("%s", async (_, operation, body, error) => {
    const answer = await raw(await sign(operation, body));
    expect([answer.status, answer.error]).toEqual([400, error]);
    expect(answer.headers["x-amzn-errortype"]).toBe(error);
    expect(await snapshot()).toBe(before);
  });

  test("a body of 64 MiB, which is not even read", async () => {
    const answer = await unsigned("TrentService.Encrypt", encrypt(`,"Padding":"${"x".repeat(64 << 20)}"`));
    expect([answer.status, answer.error]).toEqual([413, "RequestEntityTooLargeException"]);
    expect(await snapshot()).toBe(before);
  });
});

describe("An unsigned request hears", () => {
  test.each<[what: string, target: string, body: string, error: string]>([
    ["that its body cannot be parsed", "TrentService.Encrypt", "{", "SerializationException"],
    ["that its target is unknown", "TrentService.MintKey", "{}", "UnknownOperationException"],
    ["that its target is another service's", "DynamoDB_20120810.ListTables", "{}", "UnknownOperationException"],
    [
      "that it is not signed, before anything is said of its members",
      "TrentService.Encrypt",
      "{}",
      "MissingAuthenticationTokenException",
    ],
  ])("%s", async (_, target, body, error) => {
    const answer = await unsigned(target, body);
    expect([answer.status, answer.error]).toEqual([400, error]);
    expect(await snapshot()).toBe(before);
  });
});

test("__proto__ is a name like any other in an encryption context", async () => {
  const context = ',"EncryptionContext":{"__proto__":"polluted","constructor":"too"}';
  const sealed = await raw(await sign("Encrypt", encrypt(context)));
  expect(sealed.error).toBeNull();
  const blob = `"CiphertextBlob":"${String(sealed.body["CiphertextBlob"])}"`;
  expect((await raw(await sign("Decrypt", `{${blob}${context}}`))).body["Plaintext"]).toBe(b64("order 7"));
  expect((await raw(await sign("Decrypt", `{${blob},"EncryptionContext":{"constructor":"too"}}`))).error).toBe(
    "InvalidCiphertextException",
  );
  expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  expect(Object.prototype).not.toHaveProperty("KeyId");
});

test("a change is made, and kept in the history, whatever unknown members come with it", async () => {
  const body = `{"KeyId":"${orders}","Description":"new","__proto__":{"KeyId":"x"},"constructor":1,"toString":[]}`;
  expect((await raw(await sign("UpdateKeyDescription", body))).error).toBeNull();
});

test("members that no operation knows are passed over, as AWS does", async () => {
  expect((await call("DescribeKey", { KeyId: orders, Colour: "blue" })).error).toBeNull();
});
