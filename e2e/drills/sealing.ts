/** A person at the place of envelopes, who seals files. */
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, type Page } from "@playwright/test";

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

/** How the sealing of `file` ended; fails when it does not. */
export async function endOf(page: Page, file: string, within = 30_000): Promise<"sealed" | "failed" | "restarted"> {
  const name = path.basename(file);
  const application = page.getByRole("region", { name: "Your application" });
  const begun = performance.now();
  for (;;) {
    if (await startedAgain(page).isVisible()) return "restarted";
    const things = (await application.isVisible()) ? await application.innerText() : "";
    const resting = !(await page.getByText(/^Sealing: /).isVisible());
    if (resting && things.includes(`${name}.envelope`)) return "sealed";
    const sentence = things.includes(name) ? await page.getByTestId("sentence").innerText() : "";
    if (sentence.includes("nothing was stored")) return "failed";
    expect(performance.now() - begun, `ms for ${name}, which is still being sealed`).toBeLessThan(within);
    await page.waitForTimeout(50);
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
