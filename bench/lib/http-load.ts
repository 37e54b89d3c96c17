/** Signed calls over HTTP with connections that are kept, against whatever answers KMS at an address. */
import { createHash, createHmac, randomUUID } from "node:crypto";
import { Agent, request } from "node:http";
import { ALGORITHM, basicTimestamp, canonicalRequest, formatScope, stringToSign, TERMINATOR } from "#wire/sigv4.ts";
import { inFlight } from "../pages/load.ts";

export const CONNECTIONS = 16;
const REGION = "us-east-1";

interface Signed {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export class HttpLoad {
  readonly #port: number;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });

  constructor(address: string) {
    this.#port = Number(new URL(address).port);
  }

  /** One call. @throws for any answer but 200. */
  async call(operation: string, input: object): Promise<Record<string, never>> {
    return JSON.parse((await this.#send(this.#sign(operation, input))) || "{}") as Record<string, never>;
  }

  /** Calls a second of `count` calls, `CONNECTIONS` at once. They are signed beforehand; signing is not what is measured. */
  async rate(operation: string, count: number, input: (at: number) => object): Promise<number> {
    const signed = Array.from({ length: count }, (_, at) => this.#sign(operation, input(at)));
    const start = performance.now();
    await inFlight(count, CONNECTIONS, async (at) => void (await this.#send(signed[at] as Signed)));
    return (count / (performance.now() - start)) * 1000;
  }

  close(): void {
    this.#agent.destroy();
  }

  #sign(operation: string, input: object): Signed {
    const body = JSON.stringify(input);
    const stamp = basicTimestamp(Date.now());
    const scope = { date: stamp.slice(0, 8), region: REGION, service: "kms", terminator: TERMINATOR };
    const headers: Record<string, string> = {
      "amz-sdk-invocation-id": randomUUID(),
      "content-type": "application/x-amz-json-1.1",
      host: `127.0.0.1:${this.#port}`,
      "x-amz-date": stamp,
      "x-amz-target": `TrentService.${operation}`,
    };
    const names = Object.keys(headers);
    const canonical = canonicalRequest({ method: "POST", target: "/", headers }, names, sha256(body));
    const key = [scope.date, REGION, "kms", TERMINATOR].reduce<Buffer | string>(
      (link, next) => hmac(link, next),
      "AWS4test",
    );
    const signature = hmac(key, stringToSign(stamp, scope, sha256(canonical))).toString("hex");
    headers["authorization"] =
      `${ALGORITHM} Credential=test/${formatScope(scope)}, SignedHeaders=${names.join(";")}, Signature=${signature}`;
    headers["content-length"] = String(Buffer.byteLength(body));
    return { headers, body };
  }

  #send({ headers, body }: Signed): Promise<string> {
    return new Promise((resolve, reject) => {
      const options = { host: "127.0.0.1", port: this.#port, method: "POST", path: "/", headers, agent: this.#agent };
      request(options, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const text = Buffer.concat(chunks).toString();
          if (response.statusCode === 200) resolve(text);
          else reject(new Error(`${response.statusCode} ${text}`));
        });
      })
        .on("error", reject)
        .end(body);
    });
  }
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const hmac = (key: Buffer | string, text: string): Buffer => createHmac("sha256", key).update(text).digest();
