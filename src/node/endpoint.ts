/** KMS on a port of this machine: the engine's front door behind `node:http`, for the AWS CLI and any SDK. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { parseResponse } from "#wire/http.ts";
import { callLine } from "#words/call-line.ts";
import { answerControl, CONTROL_PATH } from "./control.ts";
import type { EndpointWorld } from "./endpoint-world.ts";
import { Turns } from "./turns.ts";

export interface EndpointOptions {
  /** 0: any free one. */
  readonly port: number;
  readonly world: EndpointWorld;
  /** Hears one readable line for each call; null: nobody does. */
  readonly tell: ((line: string) => void) | null;
}

export interface Endpoint {
  /** `http://127.0.0.1:4599`. */
  readonly address: string;
  /** No further calls; those under way are answered and everything lies in the store. */
  close(): Promise<void>;
}

/** Largest body that is read: the engine's own limit (AWS's is not public). */
const BODY_LIMIT = 1 << 20;
const MOST_CONNECTIONS = 512;
/** Longer than the SDKs' pools keep an idle connection, so that none is closed under a request. */
const IDLE_MS = 75_000;
/** A head, and a whole request, must have come by then. */
const HEAD_MS = 10_000;
const REQUEST_MS = 30_000;

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i;

/** @throws the system's error, such as EADDRINUSE. */
export async function startEndpoint({ port, world, tell }: EndpointOptions): Promise<Endpoint> {
  const door: Door = { world, tell, turns: new Turns() };
  const server = createServer(
    {
      requestTimeout: REQUEST_MS,
      headersTimeout: HEAD_MS,
      keepAliveTimeout: IDLE_MS,
      connectionsCheckingInterval: 5_000,
    },
    (request, response) => {
      answer(door, request, response).catch((error: unknown) => {
        // The other side went away, or a bug of ours; the server lives on.
        if (request.destroyed) return;
        console.error(error);
        if (response.headersSent) response.destroy();
        else end(request, response, 500, "Keyglass failed.");
      });
    },
  );
  server.maxConnections = MOST_CONNECTIONS;
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
    socket.end(
      `HTTP/1.1 ${error.code === "HPE_HEADER_OVERFLOW" ? "431 Request Header Fields Too Large" : "400 Bad Request"}\r\nConnection: close\r\n\r\n`,
    );
  });
  await listens(server, port);
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      await closed;
      await world.close();
    },
  };
}

/** What all requests share. */
interface Door extends Pick<EndpointOptions, "world" | "tell"> {
  readonly turns: Turns;
}

async function answer({ world, tell, turns }: Door, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const refusal = refused(request);
  if (refusal !== null) return end(request, response, ...refusal);
  const body = await bodyOf(request);
  if (body === null) return end(request, response, 413, "The body is larger than 1 MiB.");
  const target = request.url ?? "/";
  if (target.startsWith(CONTROL_PATH)) return answerControl(world, request.method ?? "", target, body, response);

  await turns.end();
  const engine = await world.engine;
  const text = await engine.handle(asText(request, body), { from: "internet" }, "port");
  const { status, headers, body: said } = parseResponse(text);
  response.writeHead(status, headers).end(said);
  const trace = tell === null ? null : await engine.glass.call(headers["x-amzn-requestid"] ?? "");
  if (trace !== null) tell?.(callLine(trace));
}

/**
 * A page in a browser must not get through, whatever name it gave this address: it would come with its own name as Host (rebound DNS)
 * or with an Origin. No AWS client sends either.
 */
function refused({ headers, rawHeaders }: IncomingMessage): [status: number, why: string] | null {
  const hosts = rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === "host").length;
  if (hosts !== 1) return [400, "A request names one Host."];
  if (!LOOPBACK.test(headers.host ?? "")) return [421, "This server answers for loopback addresses only."];
  if (headers.origin !== undefined) return [403, "This server answers no web pages."];
  return null;
}

/** Null when it is too long; the rest is then not read. */
function bodyOf(request: IncomingMessage): Promise<string | null> {
  return new Promise((resolve, reject) => {
    if (Number(request.headers["content-length"] ?? 0) > BODY_LIMIT) return resolve(null);
    const chunks: Buffer[] = [];
    let length = 0;
    request.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length > BODY_LIMIT) return resolve(null);
      chunks.push(chunk);
    });
    request.on("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
    request.on("error", reject);
  });
}

/** As it came: the signature is of exactly these headers. */
function asText({ method, url, rawHeaders }: IncomingMessage, body: string): string {
  let text = `${method} ${url} HTTP/1.1\r\n`;
  for (let at = 0; at < rawHeaders.length; at += 2) text += `${rawHeaders[at]}: ${rawHeaders[at + 1]}\r\n`;
  return `${text}\r\n${body}`;
}

/** A refusal of the server's own: the connection ends with it, so that nothing unread stays on it. */
function end(request: IncomingMessage, response: ServerResponse, status: number, why: string): void {
  response.writeHead(status, { "content-type": "text/plain", connection: "close" }).end(`${why}\n`);
  request.resume();
}

function listens(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject).listen(port, "127.0.0.1", () => resolve());
  });
}
