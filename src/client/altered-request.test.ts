import { expect, test } from "vitest";
import type { CallTrace } from "#glass/trace.ts";
import { APP } from "#engine/testing/engine.ts";
import type { AlteredRequest } from "./face.ts";
import { createTestApplication, type TestApplication } from "./testing/application.ts";

const ASKED = { operation: "DescribeKey", input: { KeyId: "alias/orders" }, as: APP, region: "us-east-1" } as const;

async function told(
  { application, test: { engine } }: TestApplication,
  change: AlteredRequest["change"],
  asked: Omit<AlteredRequest, "change"> = ASKED,
): Promise<CallTrace> {
  const { requestId } = await application.sendAltered({ ...asked, change });
  const trace = await engine.glass.call(requestId);
  if (trace === null) throw new Error("an altered request is a real call");
  return trace;
}

const lines = (text: string | null | undefined): readonly string[] => text?.split("\n") ?? [];

/** The lines in which what was signed differs from what KMS read. */
function differing({ application, frontDoor }: CallTrace): readonly (readonly [string, string])[] {
  const [signed, read] = [lines(application?.signed?.canonicalRequest), lines(frontDoor.signature?.canonicalRequest)];
  expect(signed.length).toBe(read.length);
  return signed.flatMap((line, i) => (line === read[i] ? [] : [[line, read[i] ?? ""] as const]));
}

test("a changed header: the canonical requests differ in its line, and the signature is refused", async () => {
  const trace = await told(await createTestApplication(), {
    kind: "header",
    name: "x-amz-target",
    value: "TrentService.ListKeys",
  });
  expect(trace.summary.error?.name).toBe("InvalidSignatureException");
  expect(trace.summary.error?.message).toContain("'POST\n/\n\ncontent-type:");
  expect(differing(trace)).toEqual([["x-amz-target:TrentService.DescribeKey", "x-amz-target:TrentService.ListKeys"]]);
  expect(trace.application?.altered).toEqual({
    kind: "header",
    name: "x-amz-target",
    before: "TrentService.DescribeKey",
    after: "TrentService.ListKeys",
  });
});

test("a header that is never signed may be changed by anybody on the way", async () => {
  const trace = await told(await createTestApplication(), { kind: "header", name: "user-agent", value: "somebody" });
  expect(trace.summary).toMatchObject({ error: null, status: 200 });
  expect(differing(trace)).toEqual([]);
});

test("one changed byte of the body: the last line, its hash, is another", async () => {
  const trace = await told(await createTestApplication(), { kind: "body" });
  expect(trace.summary.error?.name).toBe("InvalidSignatureException");
  expect(differing(trace)).toHaveLength(1);
  expect(differing(trace)[0]?.[0]).toBe(lines(trace.application?.signed?.canonicalRequest).at(-1));
  expect(trace.application?.altered).toEqual({ kind: "body", at: 10, before: "a", after: "b" });
  expect(trace.frontDoor.input).toEqual({ KeyId: "blias/orders" });
});

test("a body without any text gets a space, which is one byte more", async () => {
  const trace = await told(
    await createTestApplication(),
    { kind: "body" },
    { ...ASKED, operation: "ListKeys", input: { Limit: 1 } },
  );
  expect(trace.summary.error?.name).toBe("InvalidSignatureException");
  expect(trace.application?.altered).toEqual({ kind: "body", at: 1, before: "", after: " " });
});

test("a clock that is six minutes slow: KMS looks at the time first and computes nothing", async () => {
  const trace = await told(await createTestApplication(), { kind: "clock", minutes: -6 });
  expect(trace.summary.error).toEqual({
    name: "InvalidSignatureException",
    message: "Signature expired: 20261123T115400Z is now earlier than 20261123T115500Z (20261123T120000Z - 5 min.)",
  });
  expect(trace.frontDoor.signature).toMatchObject({ canonicalRequest: null, computed: null });
  expect(trace.application?.signed?.timestamp).toBe("20261123T115400Z");
});

test("a clock that is four minutes fast is right enough", async () => {
  const trace = await told(await createTestApplication(), { kind: "clock", minutes: 4 });
  expect(trace.summary).toMatchObject({ error: null, status: 200 });
});

test("one bit of the secret: both read the same request, and no value of the two key chains is the same", async () => {
  const application = await createTestApplication();
  const trace = await told(application, { kind: "secret" });
  expect(trace.summary.error?.name).toBe("InvalidSignatureException");
  expect(differing(trace)).toEqual([]);
  const [signed, read] = [trace.application?.signed, trace.frontDoor.signature];
  expect(signed?.stringToSign).toBe(read?.stringToSign);
  expect(signed?.chain?.secret).not.toEqual(read?.chain?.secret);
  for (const [i, { fed, value }] of (signed?.chain?.links ?? []).entries()) {
    expect(read?.chain?.links[i]?.fed).toBe(fed);
    expect(read?.chain?.links[i]?.value).not.toEqual(value);
  }
  expect(read?.differ?.provided.print).not.toEqual(read?.differ?.computed.print);
  const { secretAccessKey, wrong } = await credentials(application);
  for (const secret of [secretAccessKey, wrong]) expect(JSON.stringify(trace)).not.toContain(secret);
});

async function credentials({ test: engine }: TestApplication) {
  const { SecretAccessKey: secretAccessKey } = await engine.credentials(APP);
  const last = secretAccessKey.charCodeAt(secretAccessKey.length - 1);
  return { secretAccessKey, wrong: secretAccessKey.slice(0, -1) + String.fromCharCode(last ^ 1) };
}

test("in place of a plaintext that is gone, zeros of its length are sent", async () => {
  const application = await createTestApplication();
  const { requestId } = await application.application.call("Encrypt", {
    KeyId: "alias/orders",
    Plaintext: { text: "a note" },
  });
  const first = await application.test.engine.glass.call(requestId);
  const trace = await told(
    application,
    { kind: "header", name: "user-agent", value: "x" },
    { ...ASKED, operation: "Encrypt", input: first?.frontDoor.input as AlteredRequest["input"] },
  );
  expect(trace.summary.error).toBeNull();
  const sent = application.requests.at(-1)?.request.body ?? "";
  expect(JSON.parse(sent)).toEqual({ KeyId: "alias/orders", Plaintext: "AAAAAAAA" });
});

test("neither the session token nor the signature itself can be swapped, and a value is one line of ASCII", async () => {
  const { application } = await createTestApplication();
  for (const change of [
    { kind: "header", name: "authorization", value: "x" },
    { kind: "header", name: "x-amz-security-token", value: "x" },
    { kind: "header", name: "x-nothing", value: "x" },
    { kind: "header", name: "content-type", value: "a\r\nb: c" },
    { kind: "header", name: "x-amz-target", value: " TrentService.DescribeKey" },
  ] as const)
    await expect(application.sendAltered({ ...ASKED, change })).rejects.toMatchObject({ name: "BadInput" });
});
