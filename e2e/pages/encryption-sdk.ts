/**
 * A page for tests, never part of the product's build: an application that nobody here wrote the cryptography of. The AWS Encryption SDK,
 * unmodified, reaches the engine of this browser over a wire of its own, as the application worker of an open tab does.
 */
import "./buffer.ts";
import { buildClient, CommitmentPolicy, getClient, KMS, KmsKeyringBrowser } from "@aws-crypto/client-browser";
import { CreateKeyCommand, DisableKeyCommand, KMSClient, type KMSClientConfig } from "@aws-sdk/client-kms";
import { HttpResponse, type HttpRequest } from "@smithy/core/protocols";
import { Identities } from "#client/identities.ts";
import { WireLine } from "#client/wire-line.ts";
import { WorldClock } from "#client/world-clock.ts";
import type { JoinWire, Pane } from "#glass/pane.ts";
import { connect } from "#glass/port.ts";
import { base64, fromBase64, text, utf8, type Bytes } from "#wire/bytes.ts";

/** A keyring of KMS keys: with a generator it seals, without one it only opens. */
interface Keys {
  readonly generatorKeyId?: string;
  readonly keyIds?: string[];
}

interface Opened {
  readonly text: string;
  readonly context: Readonly<Record<string, string>>;
  /** Whoever wrapped the data key, in the order of the message's header. */
  readonly keys: readonly string[];
}

export interface TestPage {
  /** Joins the engine of an open tab. `name`: the SharedWorker's. */
  join(url: string, name: string, principalArn: string): Promise<void>;
  /** ARN of a new KMS key. */
  createKey(): Promise<string>;
  disableKey(arn: string): Promise<void>;
  /** Base64 of a message in the AWS Encryption SDK's format. */
  seal(keys: Keys, text: string, context: Readonly<Record<string, string>>): Promise<string>;
  open(keys: Keys, message: string): Promise<Opened>;
}

const rules = { createScriptURL: (url: string): string => url };
const { trustedTypes } = globalThis as unknown as {
  trustedTypes?: { createPolicy(name: string, given: typeof rules): typeof rules };
};
const policy = trustedTypes?.createPolicy("keyglass", rules) ?? rules;

const { encrypt, decrypt } = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT);
let config: KMSClientConfig;
let kms: KMSClient;

const testPage: TestPage = {
  async join(url, name, principalArn) {
    const engine = new SharedWorker(policy.createScriptURL(url), { type: "module", name });
    await connect<Pane>(engine.port, { deadline: 20_000, onEvent: () => {} }).face.openWorld(null);
    const { port1, port2 } = new MessageChannel();
    engine.port.postMessage({ join: "wire" } satisfies JoinWire, [port1]);
    const line = new WireLine(() => {});
    line.join(port2);
    const { accessKeyId, secretAccessKey, sessionToken } = await new Identities(line, new WorldClock()).of({
      principalArn,
      from: "internet",
    });
    const credentials = { accessKeyId, secretAccessKey, ...(sessionToken === null ? {} : { sessionToken }) };
    config = {
      credentials,
      requestHandler: { handle: async (request: HttpRequest) => ({ response: await sent(line, request) }) },
    };
    kms = new KMSClient({ ...config, region: "us-east-1" });
  },
  async createKey() {
    return (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.Arn ?? "";
  },
  async disableKey(arn) {
    await kms.send(new DisableKeyCommand({ KeyId: arn }));
  },
  async seal(keys, clear, encryptionContext) {
    const { result } = await encrypt(keyring(keys), utf8(clear), { encryptionContext });
    return base64(new Uint8Array(result));
  },
  async open(keys, message) {
    const { plaintext, messageHeader } = await decrypt(keyring(keys), fromBase64(message));
    return {
      text: text(new Uint8Array(plaintext)),
      context: { ...messageHeader.encryptionContext },
      keys: messageHeader.encryptedDataKeys.map(({ providerInfo }) => providerInfo),
    };
  },
};

/** The SDK's signed request as the text that the wire carries. */
async function sent(line: WireLine, signed: HttpRequest): Promise<HttpResponse> {
  const headers = Object.fromEntries(
    Object.entries(signed.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const body: unknown = signed.body;
  const request = {
    method: signed.method,
    target: signed.path,
    headers,
    body: typeof body === "string" ? body : text(body as Bytes),
  };
  const answer = await line.send(request, { from: "internet" });
  return new HttpResponse({ statusCode: answer.status, headers: answer.headers, body: utf8(answer.body) });
}

function keyring(keys: Keys): KmsKeyringBrowser {
  // Its types want every member of an answer present; the client is the SDK's own.
  const Client = KMS as unknown as Parameters<typeof getClient>[0];
  return new KmsKeyringBrowser({ clientProvider: getClient(Client, config), ...keys });
}

Object.assign(globalThis, { testPage });
