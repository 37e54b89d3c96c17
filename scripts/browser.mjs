// Finds a Chromium for the tests, or gets one. Run alone, it prints the path.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { ensureInstalled } from "./lib/prepare.mjs";
import { run, tool } from "./lib/run.mjs";

/** The path of a Chromium on this machine, or undefined. @returns {string | undefined} */
export function findBrowser() {
  return [
    process.env["PLAYWRIGHT_CHROMIUM_PATH"],
    process.env["CHROME_PATH"],
    playwrightsOwn(),
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/usr/bin/google-chrome-stable",
    "/snap/bin/chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
    "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
  ].find((file) => file !== undefined && existsSync(file));
}

/** The path of a Chromium, which is installed first when there is none. */
export async function ensureBrowser() {
  const found = findBrowser() ?? (await downloaded()) ?? (await fromSystemPackages());
  if (found === undefined) {
    throw new Error("No Chromium found, and none could be installed. Install one and set CHROME_PATH to its program.");
  }
  return found;
}

/**
 * Parts of Chromium that no test and no bench is about. The first two are pages of the browser's own behind its address bar:
 * each new window loads them anew, unseen, which cost 1.7 s of processor time (Chromium 156, 2 cores, a context of Playwright's)
 * just while the page under test starts. A browser heeds the last such list alone, so Playwright's own (1.64) is said again.
 */
const notOurs = [
  "WebUIOmniboxPopup",
  "WebUIOmniboxAimPopup",
  "AimEnabled",
  "AutoDeElevate",
  "AvoidCorsURLLoaderRestartOnRedirect",
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "BlockOriginHeaderModificationOnRedirect",
  "DestroyProfileOnBrowserClose",
  "DialMediaRouteProvider",
  "GlobalMediaControls",
  "HttpsUpgrades",
  "LensOverlay",
  "MediaRouter",
  "NetworkTimeServiceQuerying",
  "OptimizationHints",
  "PaintHolding",
  "ThirdPartyStoragePartitioning",
  "Translate",
];

/** Arguments that keep Chromium quiet and off the network; root has no sandbox. */
export const browserArguments = [
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  `--disable-features=${notOurs.join(",")}`,
];

async function downloaded() {
  await tool("playwright", ["install", "chromium"]);
  return findBrowser();
}

async function fromSystemPackages() {
  if (process.platform !== "linux" || process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return undefined;
  await run("apt-get", ["update", "-qq"]);
  await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"]);
  return findBrowser();
}

/** Playwright names its own Chromium only once it is installed itself. @returns {string | undefined} */
function playwrightsOwn() {
  try {
    return createRequire(import.meta.url)("@playwright/test").chromium.executablePath();
  } catch {
    return undefined;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await ensureInstalled();
  console.log(await ensureBrowser());
}
