/** The key pages as role Admin: the way to one that is there, and to one that is made. */
import type { Page } from "@playwright/test";
import { expect } from "./fixtures.ts";

export const ADMIN = "?who=111122223333:role/Admin";

export const dialog = (page: Page) => page.getByRole("dialog");

/** The key of the world as it begins, by way of the list. */
export async function openOrders(page: Page, tab?: string): Promise<void> {
  await page.goto(`/keys${ADMIN}`);
  await page.getByRole("table").getByRole("link", { name: "alias/orders" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "alias/orders" })).toBeVisible();
  if (tab !== undefined) await page.getByRole("tab", { name: tab }).click();
}

/** What the dialog is to choose; its own choice where left out. */
interface Kind {
  readonly usage?: string;
  readonly spec?: string;
  readonly origin?: string;
  readonly regions?: string;
}

export async function create(page: Page, alias: string, { usage, spec, origin, regions }: Kind = {}): Promise<void> {
  await page.goto(`/keys${ADMIN}`);
  await page.getByRole("button", { name: "Create key" }).click();
  const form = dialog(page);
  if (usage !== undefined) await form.getByLabel("What it is for").selectOption(usage);
  if (spec !== undefined) await form.getByLabel("Key spec").selectOption(spec);
  if (origin !== undefined) await form.getByRole("radio", { name: origin }).check();
  if (regions !== undefined) await form.getByRole("radio", { name: regions }).check();
  await form.getByLabel("Alias").fill(alias);
  await form.getByRole("button", { name: "Create key" }).click();
  await expect(page.getByRole("heading", { level: 1, name: `alias/${alias}` })).toBeVisible();
}
