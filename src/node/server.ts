import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import path from "node:path";
import sirv from "sirv";
import { contentSecurityPolicyHeader } from "./security-policy.ts";

/** Answers a request and returns true, or leaves it untouched for the next handler and returns false. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>;

export interface ServerOptions {
  /** Tried in order; the first that answers ends the request. Nobody: 404. */
  readonly handlers: readonly Handler[];
  /** The page's CSP `frame-ancestors`; default `'none'`. */
  readonly frameAncestors?: string;
}

/** A server that puts the security headers on every answer and asks its handlers in turn. It does not listen yet. */
export function createKeyglassServer({ handlers, frameAncestors }: ServerOptions): Server {
  const headers = securityHeaders(frameAncestors);
  return createServer((request, response) => {
    for (const [name, value] of headers) response.setHeader(name, value);
    answer(handlers, request, response).catch((error: unknown) => {
      console.error(error);
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    });
  });
}

/** Serves a build: compressed twins where the browser takes them, hashed assets for ever, the page for every deep link. */
export function staticFiles(folder: string): Handler {
  const { base } = buildOf(folder);
  // `dev` looks at the disk for each request, so that a rebuild under a running server is served whole.
  const serve = sirv(folder, { dev: true, etag: true, brotli: true, gzip: true, setHeaders: cacheFor });
  return (request, response) => {
    if (request.method !== "GET" && request.method !== "HEAD") return false;
    const asked = pathOf(request.url ?? "/");
    if (asked === null) {
      response.writeHead(400).end();
      return true;
    }
    if (!`${asked.pathname}/`.startsWith(base)) return false;
    // sirv decodes it too.
    if (/[/\\]\./.test(asked.decoded)) return false;
    if (!isUsable(request.headers.range)) delete request.headers.range;
    const inside = asked.pathname.slice(base.length - 1) || "/";
    request.url = inside;
    serve(request, response, () => {
      if (isFile(inside)) {
        response.writeHead(404).end();
        return;
      }
      request.url = "/index.html";
      serve(request, response);
    });
    return true;
  };
}

/** Listens on this machine only. Resolves with the port: the wanted one, or the next free one; 0 asks the system for any. */
export async function listen(server: Server, wanted: number): Promise<number> {
  for (let port = wanted; ; port = port - wanted < 20 ? port + 1 : 0) {
    if (await triesPort(server, port)) {
      const address = server.address();
      if (address === null || typeof address === "string") throw new Error("The server has no port.");
      return address.port;
    }
  }
}

/** The id and base path of the build in a folder, as the build wrote them. */
function buildOf(folder: string): { readonly id: string; readonly base: string } {
  return JSON.parse(readFileSync(path.join(folder, ".build.json"), "utf8")) as { id: string; base: string };
}

function securityHeaders(frameAncestors?: string): [string, string][] {
  return [
    ["Content-Security-Policy", contentSecurityPolicyHeader(frameAncestors)],
    ["X-Content-Type-Options", "nosniff"],
    ["Referrer-Policy", "no-referrer"],
    ["Cross-Origin-Opener-Policy", "same-origin"],
    ["Cross-Origin-Resource-Policy", "same-origin"],
    ["Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"],
  ];
}

async function answer(handlers: readonly Handler[], request: IncomingMessage, response: ServerResponse): Promise<void> {
  for (const handler of handlers) if (await handler(request, response)) return;
  response.writeHead(404).end();
}

/** The path of a request, as it came and with its escapes decoded; null when it is none. */
function pathOf(target: string): { readonly pathname: string; readonly decoded: string } | null {
  try {
    const { pathname } = new URL(target, "http://localhost");
    return { pathname, decoded: decodeURI(pathname) };
  } catch {
    return null;
  }
}

/** One part of a file whose end does not come before its beginning: all that sirv reads rightly. Any other is as good as none. */
function isUsable(range: string | undefined): boolean {
  const [whole, from, to] = /^bytes=(\d{1,15})-(\d{0,15})$/.exec(range ?? "") ?? [];
  return whole !== undefined && (to === "" || Number(from) <= Number(to));
}

/** Names in a deep link may hold dots, so only what lies in the root or in assets counts as a file. */
function isFile(pathname: string): boolean {
  return pathname.startsWith("/assets/") || /^\/[^/]+\.\w+$/.test(pathname);
}

function cacheFor(response: ServerResponse, pathname: string): void {
  const hashed = pathname.startsWith("/assets/");
  response.setHeader("Cache-Control", hashed ? "public, max-age=31536000, immutable" : "no-cache");
}

function triesPort(server: Server, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      server.off("error", failed).off("listening", listening);
      act();
    };
    const failed = (error: NodeJS.ErrnoException): void =>
      settle(() => (error.code === "EADDRINUSE" || error.code === "EACCES" ? resolve(false) : reject(error)));
    const listening = (): void => settle(() => resolve(true));
    server.once("error", failed).once("listening", listening).listen(port, "127.0.0.1");
  });
}
