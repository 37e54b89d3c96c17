/**
 * The build of dist/ once more, with one change: its two workers tell this server, and nobody else, every secret that passes through
 * their hands. So a test can know what must not be found where it does not belong.
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createKeyglassServer, listen, staticFiles, type Handler } from "../../src/node/server.ts";
import { root } from "../../scripts/lib/sources.mjs";

/**
 * `material`: of a KMS key. `data-key`: what KMS hands out in the clear, and what the application seals with. `credential`: secret
 * access keys and session tokens. `world`: the world's own keys (domain key, the keys of secrets and of prints), which the browser keeps
 * as handles; the README states that they lie on the disk.
 */
export type SecretKind = "material" | "data-key" | "credential" | "world";

export interface Secret {
  readonly kind: SecretKind;
  readonly bytes: Buffer;
}

export interface ToldBuild {
  readonly address: string;
  /** Everything told so far, each once. */
  secrets(): readonly Secret[];
  close(): void;
}

export async function serveToldBuild(): Promise<ToldBuild> {
  const folder = mkdtempSync(path.join(tmpdir(), "keyglass-told-"));
  cpSync(path.join(root, "dist"), folder, { recursive: true });
  const assets = path.join(folder, "assets");
  for (const name of readdirSync(assets)) {
    // What the entry imports, and so runs before it.
    const told = /^(engine|client)\.worker-core-.*\.js$/.test(name);
    if (told) {
      const script = readFileSync(path.join(assets, name), "utf8");
      writeFileSync(path.join(assets, name), `(${tellSecrets.toString()})();\n${script}`);
    }
    if (/worker.*\.(br|gz)$/.test(name)) rmSync(path.join(assets, name));
  }
  const found = new Map<string, Secret>();
  const server = createKeyglassServer({ handlers: [hears(found), staticFiles(folder)] });
  const port = await listen(server, 0);
  return {
    address: `http://127.0.0.1:${port}/`,
    secrets: () => [...found.values()],
    close: () => {
      server.closeAllConnections();
      server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const hears =
  (found: Map<string, Secret>): Handler =>
  async (request, response) => {
    if (request.url !== "/told" || request.method !== "POST") return false;
    let body = "";
    for await (const piece of request) body += String(piece);
    const { kind, hex } = JSON.parse(body) as { kind: SecretKind; hex: string };
    found.set(`${kind} ${hex}`, { kind, bytes: Buffer.from(hex, "hex") });
    response.writeHead(204).end();
    return true;
  };

/** Runs in each worker before its own code. */
function tellSecrets(): void {
  const tell = (kind: SecretKind, secret: BufferSource | string): void => {
    const bytes =
      typeof secret === "string"
        ? new TextEncoder().encode(secret)
        : secret instanceof ArrayBuffer
          ? new Uint8Array(secret)
          : new Uint8Array(secret.buffer, secret.byteOffset, secret.byteLength);
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    void fetch("/told", { method: "POST", body: JSON.stringify({ kind, hex }) });
  };
  const subtle = SubtleCrypto.prototype;
  const { importKey, exportKey, generateKey, encrypt } = subtle;
  const inEngine = "onconnect" in self;

  // Material is the only key that may leave its handle, into a wrapping. The world's own keys may not: they are made so that they can be
  // told, and handed on so that they can not.
  subtle.generateKey = async function (this: SubtleCrypto, ...[algorithm, extractable, usages]: unknown[]) {
    const make = generateKey as (...args: unknown[]) => Promise<CryptoKey>;
    // Pairs are made as they are: here only those that wrap what is imported.
    if ((algorithm as { name?: string }).name?.startsWith("RSA"))
      return make.call(this, algorithm, extractable, usages);
    const key = await make.call(this, algorithm, true, usages);
    const raw = await exportKey.call(this, "raw", key);
    tell(extractable === true ? "material" : "world", raw as ArrayBuffer);
    if (extractable === true) return key;
    return importKey.call(this, "raw", raw as ArrayBuffer, key.algorithm, false, usages as KeyUsage[]);
  } as never;

  // In the application every raw key is a data key or a key-encryption key, but for the one of the world's prints.
  subtle.importKey = function (this: SubtleCrypto, ...args: unknown[]) {
    const isPrintKey = (args[2] as { name?: string }).name === "HMAC";
    if (args[0] === "raw" && !inEngine) tell(isPrintKey ? "world" : "data-key", args[1] as BufferSource);
    return (importKey as (...args: unknown[]) => Promise<CryptoKey>).apply(this, args);
  } as never;

  // What the application encrypts with a public key is material that it imports.
  subtle.encrypt = function (this: SubtleCrypto, ...args: Parameters<SubtleCrypto["encrypt"]>) {
    const name = typeof args[0] === "string" ? args[0] : args[0].name;
    if (name === "RSA-OAEP" && !inEngine) tell("material", args[2]);
    return encrypt.apply(this, args);
  };

  // What leaves the engine over the wire.
  const { postMessage } = MessagePort.prototype;
  MessagePort.prototype.postMessage = function (this: MessagePort, message: unknown, ...rest: never[]) {
    const response = (message as { response?: unknown } | null)?.response;
    if (inEngine && typeof response === "string") {
      for (const [, plaintext = ""] of response.matchAll(/"Plaintext":"([^"]+)"/g))
        tell(
          "data-key",
          Uint8Array.from(atob(plaintext), (letter) => letter.charCodeAt(0)),
        );
      for (const [, credential = ""] of response.matchAll(/"(?:SecretAccessKey|Token)":"([^"]+)"/g))
        tell("credential", credential);
    }
    postMessage.call(this, message, ...rest);
  };
}
