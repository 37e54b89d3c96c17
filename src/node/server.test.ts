import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { brotliCompressSync } from "node:zlib";
import { afterEach, expect, test } from "vitest";
import { contentSecurityPolicy } from "./security-policy.ts";
import { createKeyglassServer, type Handler, listen, staticFiles } from "./server.ts";

const cleanUp: (() => void)[] = [];
afterEach(() => {
  for (const undo of cleanUp.splice(0)) undo();
});

test("a deep link gets the page, even when a name in it holds dots", async () => {
  const address = await start([staticFiles(buildOnDisk())]);
  for (const link of ["/", "/keys/1234", "/access/users/bob.smith"]) {
    const answer = await fetch(`${address}${link}`);
    expect(answer.status, link).toBe(200);
    expect(await answer.text(), link).toContain("the page");
  }
});

test("a file that is not there is not the page", async () => {
  const address = await start([staticFiles(buildOnDisk())]);
  for (const link of ["/assets/gone.js", "/gone.svg", "/.build.json"]) {
    expect((await fetch(`${address}${link}`)).status, link).toBe(404);
  }
});

test("a file whose name begins with a dot is not given out, however the dot is written", async () => {
  const address = await start([staticFiles(buildOnDisk())]);
  for (const link of ["/.build.json", "/%2ebuild.json", "/%2Ebuild.json", "/assets/%2e%2e/%2ebuild.json"])
    expect((await fetch(`${address}${link}`)).status, link).toBe(404);
});

test("a request for no path at all is a bad one", async () => {
  const address = await start([staticFiles(buildOnDisk())]);
  for (const link of ["//", "/%zz", "/%ff"]) expect((await fetch(`${address}${link}`)).status, link).toBe(400);
});

test("a part of a file is given when it is one, and the whole file for a range that says nothing", async () => {
  const address = await start([staticFiles(buildOnDisk())]);
  const part = async (range: string) => {
    const answer = await fetch(`${address}/assets/app-1a2b.js`, { headers: { range, "accept-encoding": "identity" } });
    return [answer.status, await answer.text()];
  };
  expect(await part("bytes=1-2")).toEqual([206, "un"]);
  expect(await part("bytes=4-")).toEqual([206, ");"]);
  expect(await part("bytes=4-100")).toEqual([206, ");"]);
  expect(await part("bytes=100-")).toEqual([416, ""]);
  for (const range of ["bytes=3-1", "bytes=0-99999999999999999999", "bytes=-2", "bytes=0-1,3-4", "lines=1-2", "bytes="])
    expect(await part(range), range).toEqual([200, "run();"]);
});

test("a browser that takes brotli gets the compressed twin, for ever when its name is a hash", async () => {
  const address = await start([staticFiles(buildOnDisk())]);
  const script = await fetch(`${address}/assets/app-1a2b.js`, { headers: { "accept-encoding": "br" } });
  expect(script.headers.get("content-encoding")).toBe("br");
  expect(script.headers.get("cache-control")).toContain("immutable");
  expect(script.headers.get("content-type")).toBe("text/javascript");
  expect((await fetch(address)).headers.get("cache-control")).toBe("no-cache");
});

test("a build for a sub-folder answers there and nowhere else", async () => {
  const address = await start([staticFiles(buildOnDisk("/keyglass/"))]);
  expect((await fetch(`${address}/keyglass/keys/1`)).status).toBe(200);
  expect((await fetch(`${address}/keys/1`)).status).toBe(404);
});

test("every answer carries the security headers, also when nobody answers or a handler breaks", async () => {
  const breaks: Handler = ({ url }) => {
    if (url === "/breaks") throw new Error("on purpose");
    return false;
  };
  const log = console.error;
  console.error = () => {};
  cleanUp.push(() => (console.error = log));
  const address = await start([breaks, staticFiles(buildOnDisk())]);
  const answers = await Promise.all(
    ["/", "/assets/app-1a2b.js", "/gone.js", "/breaks"].map((link) => fetch(address + link)),
  );
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 404, 500]);
  for (const { headers } of answers) {
    expect(headers.get("content-security-policy")).toBe(`${contentSecurityPolicy}; frame-ancestors 'none'`);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
  }
});

test("handlers are asked in order, and only the page's own methods reach the files", async () => {
  const api: Handler = ({ method }, response) => {
    if (method !== "POST") return false;
    response.end("from the first handler");
    return true;
  };
  const address = await start([api, staticFiles(buildOnDisk())]);
  expect(await (await fetch(address, { method: "POST" })).text()).toBe("from the first handler");
  expect(await (await fetch(address)).text()).toContain("the page");
  expect((await fetch(address, { method: "DELETE" })).status).toBe(404);
});

test("a taken port gives the next free one", async () => {
  const first = new URL(await start([]));
  const second = new URL(await start([], Number(first.port)));
  expect(Number(second.port)).toBeGreaterThan(Number(first.port));
});

async function start(handlers: readonly Handler[], port = 0): Promise<string> {
  const server: Server = createKeyglassServer({ handlers });
  cleanUp.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  return `http://127.0.0.1:${await listen(server, port)}`;
}

function buildOnDisk(base = "/"): string {
  const folder = mkdtempSync(path.join(tmpdir(), "keyglass-"));
  cleanUp.push(() => rmSync(folder, { recursive: true }));
  mkdirSync(path.join(folder, "assets"));
  writeFileSync(path.join(folder, ".build.json"), JSON.stringify({ id: "test", base }));
  writeFileSync(path.join(folder, "index.html"), "<p>the page</p>");
  writeFileSync(path.join(folder, "assets/app-1a2b.js"), "run();");
  writeFileSync(path.join(folder, "assets/app-1a2b.js.br"), brotliCompressSync("run();"));
  return folder;
}
