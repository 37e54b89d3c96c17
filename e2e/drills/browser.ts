/** A browser that a drill may kill: started by us, driven over its debugging port, its profile kept. */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { chromium, type Browser, type BrowserContext, type CDPSession, type Page } from "@playwright/test";
import { browserArguments, findBrowser } from "../../scripts/browser.mjs";
import { giveHands } from "./hands.ts";

export class MortalBrowser {
  readonly profile = mkdtempSync(path.join(tmpdir(), "keyglass-drill-"));
  #process: ChildProcess | null = null;
  #browser: Browser | null = null;

  get context(): BrowserContext {
    const context = this.#browser?.contexts()[0];
    if (context === undefined) throw new Error("The browser does not run.");
    return context;
  }

  async start(): Promise<void> {
    const program = findBrowser();
    if (program === undefined) throw new Error("There is no Chromium.");
    const options = [...browserArguments, "--headless", "--remote-debugging-port=0", `--user-data-dir=${this.profile}`];
    // A group of its own, so that a kill takes all of its processes at once.
    const started = spawn(program, [...options, "about:blank"], {
      detached: true,
      stdio: ["ignore", "ignore", "pipe"],
    });
    this.#process = started;
    this.#browser = await chromium.connectOverCDP(await debuggingAddress(started));
    await giveHands(this.context);
  }

  async open(address: string): Promise<Page> {
    const page = await this.context.newPage();
    await page.goto(address);
    return page;
  }

  /** The debugging protocol of the browser as a whole. */
  protocol(): Promise<CDPSession> {
    if (this.#browser === null) throw new Error("The browser does not run.");
    return this.#browser.newBrowserCDPSession();
  }

  /** The engine's worker, gone at once, in the middle of whatever it does. @returns how many there were. */
  async killEngine(): Promise<number> {
    const protocol = await this.protocol();
    const { targetInfos } = await protocol.send("Target.getTargets");
    const engines = targetInfos.filter(({ type }) => type === "shared_worker");
    for (const { targetId } of engines) await protocol.send("Target.closeTarget", { targetId });
    await protocol.detach();
    return engines.length;
  }

  /** SIGKILL for the browser and every process of it. */
  async kill(): Promise<void> {
    const { pid } = this.#process ?? {};
    const over = new Promise((resolve) => this.#process?.once("exit", resolve));
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
    await over;
    this.#process = null;
    await this.#browser?.close().catch(() => {});
    this.#browser = null;
  }

  /** Ends it as a person does; everything is written. */
  async close(): Promise<void> {
    const over = new Promise((resolve) => this.#process?.once("exit", resolve));
    await (await this.protocol()).send("Browser.close");
    await over;
    this.#process = null;
    this.#browser = null;
  }

  async remove(): Promise<void> {
    if (this.#process !== null) await this.kill();
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

function debuggingAddress({ stderr }: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    stderr?.on("data", (text: Buffer) => {
      said += text.toString();
      const address = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
      if (address !== undefined) resolve(address);
    });
    stderr?.on("end", () => reject(new Error(`The browser did not start: ${said}`)));
  });
}
