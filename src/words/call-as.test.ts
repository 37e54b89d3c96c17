import { describe, expect, test } from "vitest";
import { callAs } from "./call-as.ts";
import { sampleTrace } from "./sample-trace.ts";

const withInput = (operation: string, input: Record<string, unknown>) =>
  callAs(sampleTrace({ summary: { operation }, frontDoor: { ...sampleTrace().frontDoor, input: input as never } }));

describe("as a CLI command", () => {
  test("members become options", () => {
    expect(callAs(sampleTrace()).cli.text).toBe(
      "aws kms generate-data-key --key-id alias/orders --key-spec AES_256 --encryption-context order=1001 --region us-east-1",
    );
  });

  test("bytes are files, whether secret or not", () => {
    const { text } = withInput("ReEncrypt", { CiphertextBlob: "AQID", DestinationKeyId: "alias/new" }).cli;
    expect(text).toBe(
      "aws kms re-encrypt --ciphertext-blob fileb://cipher.bin --destination-key-id alias/new --region us-east-1",
    );
  });

  test("switches, lists, structures and awkward texts are as a shell takes them", () => {
    const { text } = withInput("CreateKey", {
      Description: "Bob's key",
      MultiRegion: false,
      BypassPolicyLockoutSafetyCheck: true,
      Tags: [
        { TagKey: "team", TagValue: "blue" },
        { TagKey: "note", TagValue: "a, b" },
      ],
      Policy: "x".repeat(500),
    }).cli;
    expect(text).toContain(`--description 'Bob'\\''s key'`);
    expect(text).toContain("--no-multi-region --bypass-policy-lockout-safety-check");
    expect(text).toContain(`--tags TagKey=team,TagValue=blue '{"TagKey":"note","TagValue":"a, b"}'`);
    expect(text).toContain("--policy file://policy.json");
  });
});

test("a call that a service makes has no form that somebody types, but goes as HTTP", () => {
  const path = { vpc: null, resolver: "", addresses: [], via: "service", endpoint: null, source: null } as const;
  const network = { ...sampleTrace().network, path: { ...path, service: "s3.amazonaws.com" } };
  const { cli, sdk, http } = callAs({ ...sampleTrace(), network });
  expect([cli.text, sdk.text]).toEqual([null, null]);
  expect(cli.why).toBe("Nobody types this: s3.amazonaws.com calls by itself.");
  expect(http.text).toContain("TrentService.GenerateDataKey");
});

test("as SDK code, the call is complete and reads bytes from files", () => {
  const { text } = withInput("Encrypt", {
    KeyId: "alias/orders",
    Plaintext: "«5 bytes, print 7f3a 91c0»",
    EncryptionContext: { "a-b": "1" },
  }).sdk;
  expect(text).toBe(`import { readFile } from "node:fs/promises";
import { KMSClient, EncryptCommand } from "@aws-sdk/client-kms";

const kms = new KMSClient({ region: "us-east-1" });
const answer = await kms.send(
  new EncryptCommand({
    KeyId: "alias/orders",
    Plaintext: await readFile("plain.bin"),
    EncryptionContext: { "a-b": "1" },
  }),
);`);
});

test("as HTTP, request and answer stand one after the other, and a secret is its print", () => {
  const { text } = callAs(sampleTrace()).http;
  expect(text).toMatch(/^POST \/ HTTP\/1\.1\nhost: kms\.us-east-1/);
  expect(text).toContain("\n\nHTTP/1.1 200\n");
  expect(text).toContain("«32 bytes, print 7f3a 91c0»");
});

test("what nobody typed has no command, and says why", () => {
  const forms = callAs(sampleTrace({ application: null, summary: { source: "calendar" } }));
  expect(forms.cli.text).toBeNull();
  expect(forms.cli.why).toContain("by itself");
  expect(forms.cloudTrail.text).toContain('"eventName": "GenerateDataKey"');
});
