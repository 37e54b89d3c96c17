import { expect as expectSoon, test, type Page } from "@playwright/test";
import type { CallOutcome } from "#client/face.ts";
import { MortalBrowser } from "./drills/browser.ts";
import { answering, ask } from "./drills/hands.ts";
import { recordMessages } from "./drills/recording.ts";
import { serveToldBuild, type Secret, type ToldBuild } from "./drills/told-build.ts";
import { found, foundInFolder, shapesOf } from "./drills/traces-of.ts";

/** What the learner types is the learner's own: the page may show it again. */
const TYPED = "a text that the learner typed, nobody's secret";

test.describe.configure({ mode: "serial" });

/** The tour runs beside other drills and tells every secret over HTTP: it is in no hurry. */
const expect = expectSoon.configure({ timeout: 30_000 });

let build: ToldBuild;
let browser: MortalBrowser;
const messages: string[] = [];
let wrapped: readonly string[] = [];

test.beforeAll(async () => {
  test.setTimeout(240_000);
  try {
    await tourWatched();
  } catch (error) {
    // Chromium's renderer crashed once in many tours. Then the whole tour is made again: what leaks would leak again.
    if (!String(error).includes("Page crashed")) throw error;
    console.log("  the browser's page crashed; the tour is made again");
    await browser.remove();
    build.close();
    messages.length = 0;
    await tourWatched();
  }
});

async function tourWatched(): Promise<void> {
  build = await serveToldBuild();
  browser = new MortalBrowser();
  await browser.start();
  await recordMessages(browser.context, messages);
  wrapped = await tour(browser, build.address);
  // The workers tell beside their work; what the last call told is on its way.
  await new Promise((resolve) => {
    setTimeout(resolve, 500);
  });
  await browser.close();
}

test.afterAll(async () => {
  await browser.remove();
  build.close();
});

test("no message that reaches the page holds a data key, key material or a credential", () => {
  const secrets = untyped(build.secrets());
  const count = (kind: Secret["kind"]): number => secrets.filter((secret) => secret.kind === kind).length;
  expect(count("data-key"), "data keys and key-encryption keys of the tour").toBeGreaterThanOrEqual(5);
  expect(count("material"), "materials of the tour, one of them brought").toBeGreaterThanOrEqual(4);
  expect(count("credential"), "credentials of the tour").toBeGreaterThanOrEqual(4);
  const content = Buffer.from(messages.join("\n"));
  expect(messages.length).toBeGreaterThan(100);
  // The recording can be searched: what is public is found in it.
  expect(wrapped.filter((blob) => !content.includes(blob))).toEqual([]);
  expect(content.includes(TYPED)).toBe(true);
  expect(found(secrets, content).map(({ kind, bytes }) => `${kind} of ${bytes.length} bytes`)).toEqual([]);
  expect(messages.filter((message) => message.includes("a key handle"))).toEqual([]);
});

test("no file of the browser's profile holds key material, a data key or a credential in the clear", () => {
  const secrets = untyped(build.secrets());
  const hidden = secrets.filter(({ kind }) => kind !== "world");
  expect(foundInFolder(hidden, browser.profile)).toEqual([]);
  // The world's own keys are handles, which the browser writes readably into its profile (README); so the search does find.
  const own = secrets.filter(({ kind }) => kind === "world");
  expect(own.length).toBeGreaterThanOrEqual(3);
  expect(foundInFolder(own, browser.profile).length).toBeGreaterThanOrEqual(1);
});

test("a secret is found in whatever shape it lies", () => {
  const secret: Secret = { kind: "data-key", bytes: Buffer.from("00112233445566778899aabbccddeeff", "hex") };
  expect(shapesOf(secret).every((shape) => shape.length >= 16)).toBe(true);
  for (const before of [0, 1, 2, 3]) {
    const inside = Buffer.concat([Buffer.alloc(before, 7), secret.bytes, Buffer.alloc(5, 9)]);
    for (const encoding of ["hex", "base64", "base64url"] as const)
      expect(found([secret], Buffer.from(`x ${inside.toString(encoding)} y`))).toEqual([secret]);
    expect(found([secret], inside)).toEqual([secret]);
  }
});

/** Every place and every kind of call that a data key takes part in. @returns base64 of what was wrapped: public. */
async function tour({ context }: MortalBrowser, address: string): Promise<string[]> {
  const page = await context.newPage();
  await page.goto(address);
  await answering(page, 60_000);
  await expect(page.getByTestId("sentence")).toContainText("lies on the disk");
  const [sample] = await ask(page, "application", "runs", []);
  await ask(page, "application", "open", [{ envelope: sample?.result ?? "", keep: true }], 60_000);
  const request = { source: "sample", keyId: "alias/orders", context: { leak: "drill" }, depth: 3 } as const;
  const nested = await ask(page, "application", "seal", [request], 60_000);
  await ask(page, "application", "open", [{ envelope: nested.result ?? "" }], 60_000);
  expect(nested.outcome).toBe("done");

  const made = await call(
    page,
    "GenerateDataKey",
    { KeyId: "alias/orders", KeySpec: "AES_256" },
    { CiphertextBlob: "kept" },
  );
  const CiphertextBlob = { artefact: made.kept["CiphertextBlob"] ?? "" };
  await call(page, "Decrypt", { CiphertextBlob }, { Plaintext: "kept in the clear" });
  const typed = await ask(page, "application", "type", [TYPED]);
  const sealed = await call(page, "Encrypt", { KeyId: "alias/orders", Plaintext: { artefact: typed.id } });
  const back = await call(
    page,
    "Decrypt",
    { CiphertextBlob: { base64: blobOf(sealed) } },
    { Plaintext: "typed, opened" },
  );
  await ask(page, "application", "readText", [back.kept["Plaintext"] ?? ""]);
  for (const { id } of await ask(page, "application", "artefacts", [])) {
    await ask(page, "application", "anatomy", [id]);
    await ask(page, "application", "readText", [id]);
  }

  const admin = "who=111122223333:role/Admin";
  await page.goto(`${address}keys?${admin}`);
  await answering(page, 60_000);
  const key = await call(page, "CreateKey", { Description: "leak drill" });
  const { KeyId } = key.output["KeyMetadata"] as { KeyId: string };
  await call(page, "RotateKeyOnDemand", { KeyId });
  const mine = await call(page, "CreateKey", { Origin: "EXTERNAL" });
  const { KeyId: keyId } = mine.output["KeyMetadata"] as { KeyId: string };
  const bring = { keyId, material: { spec: "SYMMETRIC_DEFAULT" }, name: "material of my own" };
  const brought = await ask(page, "application", "importMaterial", [bring], 30_000);
  expect(brought.outcome.error).toBeNull();
  expect(await ask(page, "application", "readText", [brought.material ?? ""])).toBeNull();
  for (const tab of ["material", "policy", "aliases", "use", "calls"]) {
    await page.goto(`${address}keys/${KeyId}?${admin}&tab=${tab}`);
    await answering(page, 60_000);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  }
  const calls = await ask(page, "engine", "calls", [{}, null, 100]);
  for (const { id } of calls.items) await ask(page, "engine", "call", [id]);
  await ask(page, "engine", "acts", [null, 100]);
  for (let beat = 1; beat <= 6; beat++) {
    await page.goto(`${address}?beat=${beat}`);
    await expect(page.getByTestId("sentence")).not.toBeEmpty();
  }
  await page.goto(`${address}calls`);
  // A document that is left while it begins its own navigation takes the next one down with it.
  await expect(page.getByRole("link", { name: "GenerateDataKey" }).first()).toBeVisible();
  await page.goto(`${address}calls/${made.requestId}`);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  return [blobOf(made), blobOf(sealed)];
}

const blobOf = ({ output }: CallOutcome): string => output["CiphertextBlob"] as string;

async function call(page: Page, operation: string, input: object, keep: Record<string, string> = {}) {
  const outcome = await ask(page, "application", "call", [operation, input as never, { keep }]);
  expect(outcome.error, operation).toBeNull();
  return outcome;
}

const untyped = (secrets: readonly Secret[]): Secret[] => secrets.filter(({ bytes }) => bytes.toString() !== TYPED);
