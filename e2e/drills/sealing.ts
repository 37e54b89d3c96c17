/** A person at the place of envelopes, who seals files. */
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, type Page } from "@playwright/test";
import { ask } from "./hands.ts";

export const startedAgain = (page: Page) =>
  page.getByRole("status").filter({ hasText: "The application stopped answering and was started again" });

/** Waits until the page is at rest. */
export async function atRest(page: Page, within = 15_000): Promise<void> {
  await expect(page.getByRole("button", { name: "Swap the context" })).toBeEnabled({ timeout: within });
}

/** `file`: a path of this machine. Playwright itself hands no large file to a browser that it did not start. */
export async function seal(page: Page, file: string): Promise<void> {
  await page.getByRole("button", { name: "Seal your own file" }).click();
  const dialog = page.getByRole("dialog", { name: "Seal a file into an envelope" });
  await dialog.getByLabel("Your own file").waitFor({ state: "attached" });
  const protocol = await page.context().newCDPSession(page);
  const expression = `document.querySelector("[role=dialog] input[type=file]")`;
  const { result } = await protocol.send("Runtime.evaluate", { expression });
  await protocol.send("DOM.setFileInputFiles", { files: [file], objectId: result.objectId ?? "" });
  await protocol.detach();
  await dialog.getByRole("button", { name: "Seal it" }).click();
}

/** `gone`: it was sealed, and what tells of it was cleared away afterwards. */
export type End = "sealed" | "failed" | "restarted" | "gone";

/** How the sealing of `file` ended; fails when it does not. */
export async function endOf(page: Page, file: string, within = 30_000): Promise<End> {
  const name = path.basename(file);
  const application = page.getByRole("region", { name: "Your application" });
  const begun = performance.now();
  for (let still = 0; ;) {
    if (await startedAgain(page).isVisible()) return "restarted";
    const things = (await application.isVisible()) ? await application.innerText() : "";
    const sentence = (await page.getByTestId("sentence").isVisible())
      ? await page.getByTestId("sentence").innerText()
      : "";
    const sealing = await page.getByText(/^Sealing: /).isVisible();
    if (!sealing && things.includes(`${name}.envelope`)) return "sealed";
    if (things.includes(name) && sentence.includes("nothing was stored")) return "failed";
    still = sealing || (await isRunning(page)) ? 0 : still + 1;
    if (still > 40) return "gone";
    const shown = `after ${within} ms the page shows “${sentence}” and ${things.replaceAll("\n", ", ")}`;
    expect(performance.now() - begun, shown).toBeLessThan(within);
    await page.waitForTimeout(50);
  }
}

/** Whether the application does not answer, or says that it is at work. */
async function isRunning(page: Page): Promise<boolean> {
  try {
    return (await ask(page, "application", "runs", [], 1_000)).some(({ outcome }) => outcome === "running");
  } catch {
    return true;
  }
}

/** Makes a folder for as long as `use` runs. `file` makes a file in it, of zeros. */
export async function withFiles(
  use: (file: (name: string, mebibytes: number) => string) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "keyglass-drill-"));
  try {
    await use((name, mebibytes) => {
      const file = path.join(folder, name);
      const handle = openSync(file, "w");
      ftruncateSync(handle, mebibytes * 1024 * 1024);
      closeSync(handle);
      return file;
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
