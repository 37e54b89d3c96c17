import type { Locator } from "@playwright/test";

/** Picks `large.bin` in the dialog for sealing: `pieces` times 64 MiB of zeros, which the browser keeps once. */
export async function pickLargeFile(dialog: Locator, pieces: number): Promise<void> {
  await dialog.getByLabel("Your own file").evaluate((input: HTMLInputElement, pieces) => {
    const piece = new Blob([new Uint8Array(64 * 1024 * 1024)]);
    const picked = new DataTransfer();
    picked.items.add(
      new File(
        Array.from({ length: pieces }, () => piece),
        "large.bin",
      ),
    );
    input.files = picked.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }, pieces);
}
