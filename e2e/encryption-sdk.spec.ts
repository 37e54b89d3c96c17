import type { Page } from "@playwright/test";
import { asked, builtScript, openTestPage } from "./pages/built.ts";
import type { TestPage } from "./pages/encryption-sdk.ts";
import { expect, test } from "./fixtures.ts";

const ADMIN = "arn:aws:iam::111122223333:role/Admin";

/** How the app starts its engine: another page that says the same joins the same worker. */
type EngineOf = { readonly engineOf: { readonly url: string; readonly name: string } };

async function openApp(page: Page): Promise<EngineOf["engineOf"]> {
  await page.addInitScript(() => {
    globalThis.SharedWorker = class extends SharedWorker {
      constructor(url: string | URL, options?: string | WorkerOptions) {
        super(url, options);
        const name = typeof options === "object" ? options.name : options;
        Object.assign(globalThis, { engineOf: { url: String(url), name } });
      }
    };
  });
  await page.goto("/");
  await page.getByRole("button", { name: "Step through it" }).waitFor();
  return page.evaluate(() => (globalThis as unknown as EngineOf).engineOf);
}

test("the AWS Encryption SDK seals in the tab under two keys, and a keyring of either opens", async ({
  page,
  context,
}) => {
  const engine = await openApp(page);
  const application = await openTestPage(context, await builtScript("encryption-sdk"));
  const ask = <M extends keyof TestPage>(method: M, ...args: Parameters<TestPage[M]>) =>
    asked<TestPage, M>(application, method, ...(args as never));
  await ask("join", engine.url, engine.name, ADMIN);
  const key = (): Promise<string> => ask("createKey");
  const [first, second, third] = [await key(), await key(), await key()];
  const about = { stage: "test", origin: "eu-west-1" };

  const sealing = { generatorKeyId: first, keyIds: [second] };
  const message = await ask("seal", sealing, "order 7: three boxes", about);
  for (const keyIds of [[first], [second]]) {
    const opened = await ask("open", { keyIds }, message);
    expect(opened.text).toBe("order 7: three boxes");
    expect(opened.context).toMatchObject(about);
    expect(opened.keys).toEqual([first, second]);
  }

  await ask("disableKey", first);
  expect((await ask("open", { keyIds: [second] }, message)).text).toBe("order 7: three boxes");
  await expect(ask("open", { keyIds: [first] }, message)).rejects.toThrow("DisabledException");
  await expect(ask("open", { keyIds: [third] }, message)).rejects.toThrow("Unencrypted data key is invalid");

  // The engine was the tab's own: its page tells of the calls.
  await page.getByRole("navigation").getByRole("link", { name: "Calls" }).click();
  await page.getByLabel("Operation").selectOption("Encrypt");
  await page
    .getByRole("link", { name: /Encrypt/ })
    .first()
    .click();
  await expect(page.getByRole("heading", { level: 1, name: "Encrypt" })).toBeVisible();
  await expect(page.getByText(second.slice(-36)).first()).toBeVisible();
});
