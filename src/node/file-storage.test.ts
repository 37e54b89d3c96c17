import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { open as openFile, type FileHandle } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { base64, utf8 } from "#wire/bytes.ts";
import type { JsonObject } from "#wire/json.ts";
import { FileStorage } from "./file-storage.ts";
import { openPort, type TestPort } from "./testing/port.ts";

const PASSPHRASE = "correct horse";
let folder = "";
let file = "";
const open: TestPort[] = [];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "keyglass-"));
  file = path.join(folder, "world.keyglass");
});
afterEach(async () => {
  vi.restoreAllMocks();
  for (const port of open.splice(0)) await port.close();
  rmSync(folder, { recursive: true });
});

async function start(passphrase = PASSPHRASE, ...args: string[]): Promise<TestPort> {
  const port = await openPort(args, { file, passphrase, iterations: 1_000 });
  open.push(port);
  return port;
}

async function stop(): Promise<void> {
  await open.pop()?.close();
}

type Write = (
  this: FileHandle,
  bytes: Buffer,
  from: number,
  count: number,
  at: number,
) => Promise<{ bytesWritten: number }>;

/** A disk with this much room, whose writes take no more than `most` bytes at a time. */
async function disk({ room = Infinity, most = Infinity }): Promise<void> {
  const any = await openFile(path.join(folder, "any"), "w");
  const prototype = Object.getPrototypeOf(any) as { write: Write };
  const { write } = prototype;
  await any.close();
  let left = room;
  vi.spyOn(prototype, "write").mockImplementation(function (this: FileHandle, bytes, from, count, at) {
    if (left === 0)
      return Promise.reject(Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" }));
    const taken = Math.min(count, most, left);
    left -= taken;
    return write.call(this, bytes, from, taken, at);
  });
}

const arnOf = ({ body }: { readonly body: JsonObject }): string => (body["KeyMetadata"] as { Arn: string }).Arn;
const sealed = async ({ call }: TestPort, KeyId: string): Promise<string> =>
  (await call("Encrypt", { KeyId, Plaintext: base64(utf8("order 7")) })).body["CiphertextBlob"] as unknown as string;

test("keys, aliases, policies and ciphertexts are there after a restart", async () => {
  const first = await start();
  const KeyId = arnOf(await first.call("CreateKey", { Description: "kept" }));
  await first.call("CreateAlias", { AliasName: "alias/kept", TargetKeyId: KeyId });
  await first.call("RotateKeyOnDemand", { KeyId });
  const CiphertextBlob = await sealed(first, "alias/kept");
  await stop();
  const { call, raw } = await start();
  expect((await call("DescribeKey", { KeyId: "alias/kept" })).body["KeyMetadata"]).toMatchObject({
    Arn: KeyId,
    Description: "kept",
  });
  expect((await call("Decrypt", { CiphertextBlob })).body["Plaintext"]).toBe(base64(utf8("order 7")));
  expect((await call("ListKeyRotations", { KeyId })).body["Rotations"]).toHaveLength(1);
  expect((await raw("GET", "/_keyglass/health")).body["storage"]).toBe("durable");
});

test("another passphrase is refused and changes nothing", async () => {
  const { call } = await start();
  const KeyId = arnOf(await call("CreateKey"));
  await stop();
  const before = readFileSync(file);
  await expect(start("wrong horse")).rejects.toThrow("The passphrase is not the one that this world was stored under.");
  expect(readFileSync(file)).toEqual(before);
  expect((await (await start()).call("DescribeKey", { KeyId })).status).toBe(200);
});

test("the file is its owner's alone, and holds no secret in clear", async () => {
  const port = await start(
    PASSPHRASE,
    "--credential",
    "AKIDEXAMPLE:very-secret-access-key",
    "--credential",
    "test:test",
  );
  const KeyId = arnOf(await port.call("CreateKey"));
  await sealed(port, KeyId);
  await stop();
  const text = readFileSync(file, "utf8");
  expect(text).toContain(KeyId);
  for (const secret of [PASSPHRASE, "very-secret-access-key", "order 7", base64(utf8("order 7"))])
    expect(text).not.toContain(secret);
  expect(statSync(file).mode & 0o077).toBe(0);
});

test("credentials are those of this start; principals stay whom they were", async () => {
  const app = "arn:aws:iam::123456789012:user/app";
  await start(PASSPHRASE, "--credential", `APP:one:${app}`);
  await stop();
  const { call } = await start(PASSPHRASE, "--credential", `APP:two:${app}`);
  const as = (SecretAccessKey: string) => ({ credential: { AccessKeyId: "APP", SecretAccessKey } });
  expect((await call("ListKeys", {}, as("one"))).error).toBe("InvalidSignatureException");
  expect((await call("ListKeys", {}, as("two"))).error).toBe("AccessDeniedException");
  expect((await call("ListKeys")).error, "test:test was not named").toBe("UnrecognizedClientException");
});

test("half a line at the end was never acknowledged and is dropped; damage before it is said", async () => {
  const { call } = await start();
  const KeyId = arnOf(await call("CreateKey"));
  await stop();
  appendFileSync(file, '0badf00d {"put":[["keys",{"id":"us-east-1/ha');
  const again = await start();
  expect((await again.call("DescribeKey", { KeyId })).status).toBe(200);
  const second = arnOf(await again.call("CreateKey"));
  await stop();
  expect((await (await start()).call("DescribeKey", { KeyId: second })).status).toBe(200);
  await stop();
  const bytes = readFileSync(file);
  bytes[bytes.indexOf("\n") + 40]! ^= 1;
  writeFileSync(file, bytes);
  await expect(start()).rejects.toThrow("damaged at byte");
  truncateSync(file, 0);
  await expect(start()).rejects.toThrow("holds no Keyglass world");
});

test("a file that is something else is left as it is", async () => {
  writeFileSync(file, "my shopping list\n");
  await expect(start()).rejects.toThrow("holds no Keyglass world");
  expect(readFileSync(file, "utf8")).toBe("my shopping list\n");
});

test("one process has the file; the lock of one that died does not bind", async () => {
  await start();
  await expect(start()).rejects.toThrow(`Process ${process.pid} has`);
  await stop();
  expect(existsSync(`${file}.lock`)).toBe(false);
  writeFileSync(`${file}.lock`, "99999999");
  await start();
});

test("destroyed key material leaves the file at once", async () => {
  const { call, raw } = await start();
  const kept = arnOf(await call("CreateKey"));
  const lost = arnOf(await call("CreateKey"));
  const wrapped = (): string[] => readFileSync(file, "utf8").match(/"keyRow"[^}]*"wrapped":"[^"]+"/g) ?? [];
  expect(new Set(wrapped()).size).toBe(2);
  await call("ScheduleKeyDeletion", { KeyId: lost, PendingWindowInDays: 7 });
  await raw("POST", "/_keyglass/clock", {}, JSON.stringify({ advance: 8 * 86_400_000 }));
  expect(new Set(wrapped()).size).toBe(1);
  await stop();
  const again = await start();
  expect((await again.call("DescribeKey", { KeyId: kept })).status).toBe(200);
  expect((await again.call("DescribeKey", { KeyId: lost })).error).toBe("NotFoundException");
});

test("a file that is deleted under the server is not written past: calls fail until it is reset", async () => {
  const { call, raw } = await start();
  rmSync(file);
  expect((await call("CreateKey")).error).toBe("KMSInternalException");
  expect((await raw("GET", "/_keyglass/health")).body["status"]).toBe("lost");
  expect((await raw("POST", "/_keyglass/reset")).status).toBe(200);
  const KeyId = arnOf(await call("CreateKey"));
  await stop();
  expect((await (await start()).call("DescribeKey", { KeyId })).status).toBe(200);
});

test("a reset forgets what was stored", async () => {
  const { call, raw } = await start();
  await call("CreateKey");
  await raw("POST", "/_keyglass/reset");
  await stop();
  expect((await (await start()).call("ListKeys")).body["Keys"]).toEqual([]);
});

test("a reset that fails says so, and the world goes on as it is stored", async () => {
  const { call, raw } = await start();
  const KeyId = arnOf(await call("CreateKey"));
  mkdirSync(`${file}.new`);
  const refused = await raw("POST", "/_keyglass/reset");
  expect([refused.status, refused.body["message"]]).toEqual([
    500,
    expect.stringMatching(/^The world was not reset: .+/),
  ]);
  expect((await call("DescribeKey", { KeyId })).status).toBe(200);
  rmdirSync(`${file}.new`);
  expect((await raw("POST", "/_keyglass/reset")).status).toBe(200);
  expect((await call("ListKeys")).body["Keys"]).toEqual([]);
});

test("when the stored world cannot be opened either, a later reset makes a new one, and the port closes without an error", async () => {
  const { call, raw, close } = await start();
  open.pop();
  const failing = async (): Promise<void> => {
    writeFileSync(file, "my shopping list\n");
    mkdirSync(`${file}.new`);
    expect((await raw("POST", "/_keyglass/reset")).status).toBe(500);
    rmdirSync(`${file}.new`);
  };
  await failing();
  expect((await raw("POST", "/_keyglass/reset")).status).toBe(200);
  expect((await call("ListKeys")).body["Keys"]).toEqual([]);
  await failing();
  await expect(close()).resolves.toBeUndefined();
});

test("the calendar goes on while nobody serves the world", async () => {
  const { call, raw } = await start();
  await call("CreateKey");
  await raw("POST", "/_keyglass/clock", {}, '{"set":"2030-01-01T00:00:00Z"}');
  await stop();
  const clock = async ({ raw: ask }: TestPort) =>
    Date.parse(((await ask("GET", "/_keyglass/health")).body["clock"] as { now: string }).now);
  const second = await start();
  const at = await clock(second);
  expect(at).toBeGreaterThanOrEqual(Date.UTC(2030, 0, 1));
  expect(at).toBeLessThan(Date.UTC(2030, 0, 1, 1));
});

test("a disk that takes a change in pieces has all of it before it is acknowledged", async () => {
  await disk({ most: 100 });
  const { call } = await start();
  const KeyId = arnOf(await call("CreateKey", { Description: "in pieces" }));
  await stop();
  const { call: again } = await start();
  expect((await again("DescribeKey", { KeyId })).body["KeyMetadata"]).toMatchObject({ Description: "in pieces" });
});

test("a disk that fills up in the middle of a change refuses it, and what was acknowledged is there after a restart", async () => {
  const { call } = await start();
  const kept = arnOf(await call("CreateKey"));
  await disk({ room: 100 });
  expect((await call("CreateKey")).error).toBe("KMSInternalException");
  vi.restoreAllMocks();
  const later = arnOf(await call("CreateKey"));
  await stop();
  const { call: again } = await start();
  const ids = (await again("ListKeys")).body["Keys"] as unknown as { KeyArn: string }[];
  expect(ids.map(({ KeyArn }) => KeyArn).toSorted()).toEqual([kept, later].toSorted());
});

test("half a snapshot on a full disk does not take the place of the file, and leaves nothing beside it", async () => {
  const { call } = await start();
  const KeyId = arnOf(await call("CreateKey"));
  await stop();
  const storage = new FileStorage(
    file,
    async () => ({ keyring: {}, sealed: {} }),
    () => Date.now(),
  );
  const before = readFileSync(file);
  await disk({ room: 100 });
  const world = { epoch: "another", keyring: { keyring: {}, sealed: {} }, rows: [], clock: 0 };
  await expect(storage.create(world)).rejects.toMatchObject({ failure: "Full" });
  storage.close();
  vi.restoreAllMocks();
  expect(readFileSync(file)).toEqual(before);
  expect(existsSync(`${file}.new`)).toBe(false);
  expect((await (await start()).call("DescribeKey", { KeyId })).status).toBe(200);
});
