/** The AWS SDK in a worker, with our hash and with nothing behind it but a port and a worker that answers at once. */
import { EncryptCommand, KMSClient } from "@aws-sdk/client-kms";
import { HttpResponse, type HttpRequest } from "@smithy/core/protocols";
import { SigningNotes } from "#client/signing-hash.ts";
import { serve } from "#glass/port.ts";
import { utf8 } from "#wire/bytes.ts";

export interface SdkBench {
  /** Ms of one Encrypt, from asking the SDK to its answer: all of it the SDK's and the port's. */
  call(): Promise<number>;
}

const KEY_ID = "1234abcd-12ab-34cd-56ef-1234567890ab";
/** As long as ours: a blob of 127 bytes. */
const ANSWER = JSON.stringify({
  CiphertextBlob: `${"A".repeat(171)}=`,
  EncryptionAlgorithm: "SYMMETRIC_DEFAULT",
  KeyId: `arn:aws:kms:us-east-1:111122223333:key/${KEY_ID}`,
});

const open = new Map<number, (answer: string) => void>();
let last = 0;
const { port1: wire, port2: port } = new MessageChannel();
new Worker(new URL("./echo.worker.ts", import.meta.url), { type: "module", name: "echo" }).postMessage(
  { port, answer: ANSWER },
  [port],
);
wire.addEventListener("message", ({ data: { id, answer } }: MessageEvent<{ id: number; answer: string }>) => {
  open.get(id)?.(answer);
  open.delete(id);
});
wire.start();

const client = new KMSClient({
  region: "us-east-1",
  endpoint: "https://kms.us-east-1.amazonaws.com",
  // As long as ours, and of nobody.
  credentials: { accessKeyId: "A".repeat(20), secretAccessKey: "s".repeat(40), sessionToken: "t".repeat(128) },
  maxAttempts: 3,
  retryMode: "standard",
  sha256: new SigningNotes().Hash,
  requestHandler: {
    handle: async ({ headers, body }: HttpRequest) => {
      const answer = await new Promise<string>((resolve) => {
        open.set(++last, resolve);
        wire.postMessage({ id: last, request: `${JSON.stringify(headers)}${String(body)}` });
      });
      return { response: new HttpResponse({ statusCode: 200, headers: {}, body: utf8(answer) }) };
    },
  },
});

serve<SdkBench>(self, {
  async call() {
    const asked = performance.now();
    const EncryptionContext = { a: "b" };
    await client.send(new EncryptCommand({ KeyId: "alias/orders", Plaintext: new Uint8Array(32), EncryptionContext }));
    return performance.now() - asked;
  },
});
