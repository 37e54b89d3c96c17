import { afterEach, describe, expect, test } from "vitest";
import { base64, utf8 } from "#wire/bytes.ts";
import type { JsonObject } from "#wire/json.ts";
import { openPort, type TestPort } from "./testing/port.ts";

const open: TestPort[] = [];
afterEach(async () => {
  for (const port of open.splice(0)) await port.close();
});

async function port(...args: string[]): Promise<TestPort> {
  const opened = await openPort(args);
  open.push(opened);
  return opened;
}

const arnOf = ({ body }: { readonly body: JsonObject }): string => (body["KeyMetadata"] as { Arn: string }).Arn;
const DAY = 86_400_000;

describe("Who calls, and where:", () => {
  test("test:test is the administrator, and a wrong secret is refused", async () => {
    const { call } = await port();
    expect((await call("CreateKey")).status).toBe(200);
    const wrong = await call("ListKeys", {}, { credential: { AccessKeyId: "test", SecretAccessKey: "other" } });
    expect([wrong.status, wrong.error]).toEqual([400, "InvalidSignatureException"]);
    const unknown = await call("ListKeys", {}, { credential: { AccessKeyId: "nobody", SecretAccessKey: "test" } });
    expect(unknown.error).toBe("UnrecognizedClientException");
  });

  test("one process serves every Region, each with keys of its own; account and Region stand in the ARN", async () => {
    const { call } = await port("--account", "999988887777");
    for (const region of ["us-east-1", "eu-central-2", "ap-southeast-7"])
      expect(arnOf(await call("CreateKey", {}, { region }))).toContain(`arn:aws:kms:${region}:999988887777:key/`);
    expect((await call("ListKeys", {}, { region: "eu-central-2" })).body["Keys"]).toHaveLength(1);
    expect((await call("ListKeys", {}, { region: "eu-nowhere-1" })).error).toBe("InvalidSignatureException");
  });

  test("a named principal has no IAM policies: key policies alone decide what it may", async () => {
    const app = { AccessKeyId: "APPKEY", SecretAccessKey: "secret" };
    const arn = "arn:aws:iam::123456789012:role/App";
    const { call } = await port("--credential", "test:test", "--credential", `APPKEY:secret:${arn}`);
    const closed = arnOf(await call("CreateKey"));
    const refused = await call("DescribeKey", { KeyId: closed }, { credential: app });
    expect(refused.body["Message"]).toContain(
      "assumed-role/App/keyglass is not authorized to perform: kms:DescribeKey",
    );
    const Policy = JSON.stringify({
      Statement: [
        { Effect: "Allow", Principal: { AWS: "arn:aws:iam::123456789012:root" }, Action: "kms:*", Resource: "*" },
        { Effect: "Allow", Principal: { AWS: arn }, Action: "kms:DescribeKey", Resource: "*" },
      ],
    });
    const KeyId = arnOf(await call("CreateKey", { Policy }));
    expect((await call("DescribeKey", { KeyId }, { credential: app })).status).toBe(200);
  });

  test("a principal of another account brings its account with it", async () => {
    const other = { AccessKeyId: "OTHER", SecretAccessKey: "secret" };
    const { call } = await port("--credential", "OTHER:secret:arn:aws:iam::111122223333:root");
    expect(arnOf(await call("CreateKey", {}, { credential: other }))).toContain(":111122223333:key/");
  });

  test("an unsigned call is refused, and with --anonymous it is the account's root in the default Region", async () => {
    const create = { "x-amz-target": "TrentService.CreateKey", "content-type": "application/x-amz-json-1.1" };
    const strict = await port();
    expect((await strict.raw("POST", "/", create, "{}")).error).toBe("MissingAuthenticationTokenException");
    const open = await port("--anonymous", "--region", "eu-west-3");
    expect(arnOf(await open.raw("POST", "/", create, "{}"))).toContain(":eu-west-3:123456789012:key/");
    expect(open.lines[0]).toContain("eu-west-3 · the root user · CreateKey");
    const bad = await open.call("ListKeys", {}, { credential: { AccessKeyId: "test", SecretAccessKey: "other" } });
    expect(bad.error, "a signature that is there must hold").toBe("InvalidSignatureException");
  });

  test("a key policy may name only principals that exist, or any with --principals-any", async () => {
    const naming = (AWS: string): JsonObject => ({
      BypassPolicyLockoutSafetyCheck: true,
      Policy: JSON.stringify({ Statement: [{ Effect: "Allow", Principal: { AWS }, Action: "kms:*", Resource: "*" }] }),
    });
    const strict = await port();
    const stranger = "arn:aws:iam::210987654321:role/path/Stranger";
    expect((await strict.call("CreateKey", naming(stranger))).error).toBe("MalformedPolicyDocumentException");
    const any = await port("--principals-any");
    expect((await any.call("CreateKey", naming(stranger))).status).toBe(200);
    expect((await any.call("CreateKey", naming("arn:aws:iam::210987654321:root"))).status).toBe(200);
    for (const no of [
      "arn:aws:iam::21098765432:role/X",
      "arn:aws:iam::210987654321:group/X",
      "arn:aws:iam::210987654321:role/a*",
    ])
      expect((await any.call("CreateKey", naming(no))).error, no).toBe("MalformedPolicyDocumentException");
  });
});

describe("The door of the port", () => {
  test("answers loopback names only, so that a page with a rebound name does not get in", async () => {
    const { raw, port: number } = await port();
    for (const host of ["127.0.0.1", `localhost:${number}`, `[::1]:${number}`])
      expect((await raw("GET", "/_keyglass/health", { host })).status, host).toBe(200);
    for (const host of [
      "evil.example",
      `kms.evil.example:${number}`,
      "127.0.0.1.evil.example",
      "169.254.169.254",
      "localhost@evil",
      "0.0.0.0",
    ])
      expect((await raw("GET", "/_keyglass/health", { host })).status, host).toBe(421);
  });

  test("refuses whatever a page in a browser sends", async () => {
    const { raw } = await port();
    for (const origin of ["http://evil.example", "http://localhost:4599", "null"])
      expect((await raw("POST", "/_keyglass/reset", { origin })).status, origin).toBe(403);
  });

  test("reads bodies of at most 1 MiB", async () => {
    const { raw, call, bytes } = await port();
    const target = { "x-amz-target": "TrentService.Encrypt" };
    expect((await raw("POST", "/", target, "x".repeat((1 << 20) + 1))).status).toBe(413);
    const unannounced = `POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n`;
    expect(await bytes(`${unannounced}110000\r\n${"x".repeat(0x110000)}`)).toMatch(/^HTTP\/1.1 413 /);
    const long = await call("Encrypt", { KeyId: "alias/a", Plaintext: base64(utf8("x".repeat(700_000))) });
    expect(long.error).toBe("ValidationException");
  });

  test("survives what is no HTTP, and goes on answering", async () => {
    const { bytes, call } = await port();
    const nonsense = [
      "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
      "GET / HTTP/9.9\r\n\r\n",
      "POST / HTTP/1.1\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\nConnection: close\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      `GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: ${"x".repeat(20_000)}\r\n\r\n`,
      "M-SEARCH * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    ];
    for (const text of nonsense)
      expect(await bytes(text), JSON.stringify(text.slice(0, 60))).toMatch(/^HTTP\/1.1 4\d\d /);
    expect((await call("ListKeys")).status).toBe(200);
  });

  test("answers what no operation knows in AWS's words", async () => {
    const { raw, call } = await port();
    expect((await raw("GET", "/")).status).toBe(404);
    expect((await call("NoSuchOperation")).error).toBe("UnknownOperationException");
  });
});

describe("Beside KMS, a port", () => {
  test("says that it is well", async () => {
    const { raw } = await port();
    const { status, body } = await raw("GET", "/_keyglass/health");
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: "ok", accounts: ["123456789012"], storage: "memory" });
    expect((await raw("GET", "/_keyglass/else")).status).toBe(404);
  });

  test("starts again with nothing but its credentials", async () => {
    const { raw, call } = await port();
    const KeyId = arnOf(await call("CreateKey"));
    expect((await raw("POST", "/_keyglass/reset")).status).toBe(200);
    expect((await call("DescribeKey", { KeyId })).error).toBe("NotFoundException");
    expect((await call("CreateKey")).status).toBe(200);
  });

  test("moves the simulated clock: what is due happens, while signatures follow the real one", async () => {
    const { raw, call } = await port();
    const KeyId = arnOf(await call("CreateKey"));
    await call("ScheduleKeyDeletion", { KeyId, PendingWindowInDays: 7 });
    const moved = await raw("POST", "/_keyglass/clock", {}, JSON.stringify({ advance: 8 * DAY }));
    expect(Date.parse((moved.body["clock"] as { now: string }).now)).toBeGreaterThan(Date.now() + 7 * DAY);
    const gone = await call("DescribeKey", { KeyId });
    expect(gone.error).toBe("NotFoundException");
    expect(
      Math.abs(Date.parse(String(gone.headers["date"])) - Date.now()),
      "no SDK corrects its clock by ours",
    ).toBeLessThan(60_000);
    expect((await call("ListKeys", {}, { at: Date.now() + 8 * DAY })).error).toBe("InvalidSignatureException");
    await raw("POST", "/_keyglass/clock", {}, '{"set":"2030-01-01T00:00:00Z"}');
    await raw("POST", "/_keyglass/clock", {}, '{"rate":0}');
    const { CreationDate } = (await call("CreateKey")).body["KeyMetadata"] as { CreationDate: number };
    expect(new Date(CreationDate * 1000).toISOString()).toMatch(/^2030-01-01T00:00/);
    for (const wrong of ["", "[]", '{"set":"soon"}', '{"advance":1,"rate":2}', '{"set":"2300-01-01T00:00:00Z"}'])
      expect((await raw("POST", "/_keyglass/clock", {}, wrong)).status, wrong).toBe(400);
  });

  test("tells each call in one line, without a secret", async () => {
    const { call, lines } = await port();
    const KeyId = arnOf(await call("CreateKey"));
    const { body } = await call("GenerateDataKey", { KeyId, KeySpec: "AES_256" });
    await call("Encrypt", { KeyId, Plaintext: base64(utf8("a secret text")) });
    await call("ListKeys", {}, { credential: { AccessKeyId: "test", SecretAccessKey: "other" } });
    expect(lines).toHaveLength(4);
    expect(lines[1]).toMatch(
      /^\d\d:\d\d:\d\d us-east-1 · user admin · GenerateDataKey key \S+ → 200 in .+ · allowed by AdministratorAccess · random, derive, seal/,
    );
    expect(lines[3]).toMatch(
      /· nobody · ListKeys → 400 in .+ · stage 4 \(.+\): InvalidSignatureException: The request signature/,
    );
    expect(lines.join()).not.toContain("\n");
    for (const secret of [body["Plaintext"] as unknown as string, "a secret text", base64(utf8("a secret text"))])
      expect(lines.join()).not.toContain(secret);
  });
});
