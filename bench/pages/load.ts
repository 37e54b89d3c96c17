/** The load that benches put on one engine, the same in a browser's worker and in Node: signed requests, so many in flight. */
import { base64 } from "#wire/bytes.ts";
import { parseResponse } from "#wire/http.ts";
import type { JsonObject } from "#wire/json.ts";
import type { Engine } from "#engine/api.ts";
import { ADMIN, APP, BESIDE, signer, type Sign } from "./sign.ts";

export const IN_FLIGHT = 64;

export type Kind = "Encrypt" | "Decrypt" | "GenerateDataKey" | "CreateKey";

export interface Round {
  readonly calls: number;
  /** Until the last answer. */
  readonly ms: number;
  /** Until every record of it lay in the store. */
  readonly flushedMs: number;
}

/** Runs `count` pieces of work, so many at once. */
export async function inFlight(count: number, width: number, work: (at: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: width }, lane));
}

export class Load {
  readonly #engine: Engine;
  readonly #signed = new Map<Kind, string[]>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Signs `count` different requests of a kind. */
  async sign(kind: Kind, count: number): Promise<void> {
    const sign = await signer(this.#engine, kind === "CreateKey" ? ADMIN : APP);
    const input = kind === "Decrypt" ? await this.#sealed(sign) : INPUTS[kind];
    const requests: string[] = [];
    for (let at = 0; at < count; at++) requests.push(await sign(kind, input(at)));
    this.#signed.set(kind, requests);
  }

  /** Sends the signed requests, again from the first one when there are fewer than `count`. @throws at the first refusal. */
  async round(kind: Kind, count: number, width: number = IN_FLIGHT): Promise<Round> {
    const requests = this.#signed.get(kind) ?? [];
    const start = performance.now();
    await inFlight(count, width, async (at) => {
      const response = await this.#engine.handle(requests[at % requests.length] as string, BESIDE);
      if (!response.startsWith("HTTP/1.1 200")) throw new Error(response);
    });
    const ms = performance.now() - start;
    await this.#engine.flush();
    return { calls: count, ms, flushedMs: performance.now() - start };
  }

  /** What Decrypt will be given: a hundred different ciphertexts. */
  async #sealed(sign: Sign): Promise<(at: number) => JsonObject> {
    const blobs: JsonObject[] = [];
    for (let at = 0; at < 100; at++) {
      const answer = parseResponse(await this.#engine.handle(await sign("Encrypt", INPUTS.Encrypt(at)), BESIDE));
      const { CiphertextBlob } = JSON.parse(answer.body) as { CiphertextBlob: string };
      blobs.push({ CiphertextBlob, EncryptionContext: CONTEXT });
    }
    return (at) => blobs[at % blobs.length] as JsonObject;
  }
}

const CONTEXT = { tenant: "blue" };
/** 32 bytes, as a data key has. */
const plaintext = (at: number): string => base64(new Uint8Array(32).fill(at & 0xff));

const INPUTS: Readonly<Record<Exclude<Kind, "Decrypt">, (at: number) => JsonObject>> = {
  Encrypt: (at) => ({ KeyId: "alias/orders", Plaintext: plaintext(at), EncryptionContext: CONTEXT }),
  GenerateDataKey: () => ({ KeyId: "alias/orders", KeySpec: "AES_256", EncryptionContext: CONTEXT }),
  CreateKey: (at) => ({ Description: `bench ${at}` }),
};
