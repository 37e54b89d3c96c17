/** A port for tests, and a caller that signs as the SDKs do. */
import { request as send, type IncomingHttpHeaders } from "node:http";
import { connect } from "node:net";
import { parseRequest } from "#wire/http.ts";
import type { JsonObject } from "#wire/json.ts";
import { signed } from "#engine/testing/engine.ts";
import { startEndpoint, type Endpoint } from "../endpoint.ts";
import { readCommandLine } from "../endpoint-options.ts";
import { EndpointWorld, type StoreOptions } from "../endpoint-world.ts";

export interface PortAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: JsonObject;
  /** Exception name, or null. */
  readonly error: string | null;
}

export interface CallOptions {
  readonly region?: string;
  readonly credential?: { readonly AccessKeyId: string; readonly SecretAccessKey: string };
  /** Real time at which it was signed. */
  readonly at?: number;
}

export interface TestPort extends Endpoint {
  readonly port: number;
  /** What `--verbose` said. */
  readonly lines: readonly string[];
  call(operation: string, input?: JsonObject, options?: CallOptions): Promise<PortAnswer>;
  /** Any request; `headers` come beside a right Host, or instead of it. */
  raw(method: string, target: string, headers?: Record<string, string>, body?: string): Promise<PortAnswer>;
  /** Bytes as they are, over a connection of their own; what came back until its end. */
  bytes(text: string): Promise<string>;
}

export async function openPort(args: readonly string[] = [], store: StoreOptions | null = null): Promise<TestPort> {
  const line = readCommandLine(args);
  const unsigned = line.anonymous ? { unsigned: `arn:aws:iam::${line.account}:root` } : {};
  const world = await EndpointWorld.open(line, { freshness: () => Date.now(), ...unsigned }, store);
  const lines: string[] = [];
  const endpoint = await startEndpoint({ port: 0, world, tell: (text) => lines.push(text) });
  return { ...endpoint, lines, ...callersOf(endpoint.address) };
}

/** Callers of a port that may as well be another process's. */
export function callersOf(address: string): Pick<TestPort, "port" | "call" | "raw" | "bytes"> {
  const port = Number(new URL(address).port);
  const raw: TestPort["raw"] = (method, target, headers = {}, body = "") =>
    new Promise((resolve, reject) => {
      const options = {
        host: "127.0.0.1",
        port,
        method,
        path: target,
        headers,
        agent: false,
        setHost: !("host" in headers),
      };
      send(options, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () =>
          resolve(answered(response.statusCode ?? 0, response.headers, Buffer.concat(chunks).toString())),
        );
      })
        .on("error", reject)
        .end(body);
    });
  return {
    port,
    raw,
    call: async (operation, input = {}, { region = "us-east-1", credential = TEST, at = Date.now() } = {}) => {
      const text = await signed(operation, JSON.stringify(input), region, credential, at, `127.0.0.1:${port}`);
      const { method, target, headers, body } = parseRequest(text);
      return raw(method, target, headers, body);
    },
    bytes: (text) =>
      new Promise((resolve, reject) => {
        let heard = "";
        const socket = connect(port, "127.0.0.1", () => socket.write(text));
        socket.on("data", (chunk) => (heard += chunk.toString()));
        socket.on("close", () => resolve(heard));
        socket.on("error", reject);
      }),
  };
}

const TEST = { AccessKeyId: "test", SecretAccessKey: "test" };

function answered(status: number, headers: IncomingHttpHeaders, text: string): PortAnswer {
  const body = (text.startsWith("{") ? JSON.parse(text) : {}) as JsonObject;
  return { status, headers, text, body, error: (body["__type"] as string | undefined) ?? null };
}
