/**
 * KMS as the application calls it: the AWS SDK as it is, with a request handler that sends its signed requests over the wire. Its
 * serialisation, signing, retries and error mapping are AWS's own.
 */
import { secretText } from "#glass/secret-text.ts";
import * as sdk from "@aws-sdk/client-kms";
import { HttpResponse as SdkResponse, type HttpRequest as SdkRequest } from "@smithy/core/protocols";
import { SignatureV4 } from "@smithy/signature-v4";
import type { ApplicationStages, CallError } from "#glass/trace.ts";
import { text, utf8, type Bytes } from "#wire/bytes.ts";
import { kmsHost, UNREACHED, type HttpRequest, type HttpResponse } from "#wire/http.ts";
import { isObject, member, parseJson, type JsonObject, type JsonValue } from "#wire/json.ts";
import type { Seat } from "./face.ts";
import type { Identities, Identity } from "./identities.ts";
import { now } from "./real-time.ts";
import { withoutSecrets } from "./secret-members.ts";
import { signedStage } from "./signed-stage.ts";
import { SigningNotes } from "./signing-hash.ts";
import type { WireLine } from "./wire-line.ts";
import type { WorldClock } from "./world-clock.ts";

/** What KMS answered in the end, retries behind it. */
export interface KmsAnswer {
  readonly requestId: string;
  readonly status: number;
  /** KMS's refusal, or `TimeoutError` where no connection came about (`status` 0); null otherwise. */
  readonly error: CallError | null;
  /** The SDK's output; holds secrets in clear, which the caller overwrites. Empty after a refusal. */
  readonly output: Readonly<Record<string, unknown>>;
  /** Bytes of the JSON that was sent. */
  readonly bodyBytes: number;
  /** Real times in ms since 1970: when the call began, when its last answer came. */
  readonly asked: number;
  readonly answered: number;
}

export interface KmsCallOptions {
  /** The program's reason for the call, e.g. the run that it belongs to. */
  readonly run: string | null;
  readonly signal?: AbortSignal;
}

/** The SDK knows no operation of that name. */
export class NoSuchOperation extends Error {
  override readonly name = "NoSuchOperation";
}

export class Kms {
  readonly #line: WireLine;
  readonly #clock: WorldClock;
  readonly #identities: Identities;
  readonly #clients = new Map<string, sdk.KMSClient>();
  readonly #signings = new SigningNotes();

  constructor(line: WireLine, clock: WorldClock, identities: Identities) {
    this.#line = line;
    this.#clock = clock;
    this.#identities = identities;
  }

  /**
   * `input`: the SDK's. A refusal by KMS is an answer.
   * @throws NoSuchOperation, NoCredentials, NotAssumed, NoAnswer, the signal's AbortError, the SDK's own complaints about the input
   */
  async call(seat: Seat, operation: string, input: object, options: KmsCallOptions): Promise<KmsAnswer> {
    const answer = await this.#once(seat, operation, input, options);
    if (answer.error === null || !STALE_CREDENTIALS.has(answer.error.name)) return answer;
    // The world was reset, or its clock was set while the request was under way. The refusal told the time; ask once more, as new.
    this.#identities.forget(seat);
    return this.#once(seat, operation, input, options);
  }

  async #once(seat: Seat, operation: string, input: object, options: KmsCallOptions): Promise<KmsAnswer> {
    const Command = commandOf(operation);
    const identity = await this.#identities.of(seat);
    const call: CallInProgress = {
      identity,
      operation,
      run: options.run,
      shownInput: withoutSecrets(input, (secret) => secretText(identity.prints.of(secret))),
      answers: [],
      bodies: [],
      bodyBytes: 0,
      ...(options.signal === undefined ? {} : { abortSignal: options.signal }),
    };
    const client = this.#client(seat);
    const asked = now();
    try {
      const output = await client.send(new Command(input), call);
      return { ...told(call), error: null, output: { ...output }, asked, answered: now() };
    } catch (error) {
      if (error instanceof Unreached) {
        const { name, message } = error;
        return { ...told(call), error: { name, message }, output: {}, asked, answered: now() };
      }
      if (!(error instanceof sdk.KMSServiceException)) throw error;
      return { ...told(call), error: refusal(error, call), output: {}, asked, answered: now() };
    } finally {
      // Requests and answers may hold secrets as base64. (Texts of the wire wait for the garbage collector.)
      for (const body of call.bodies) body.fill(0);
    }
  }

  /** One client per seat. */
  #client(seat: Seat): sdk.KMSClient {
    // The client keeps the seat that it was made for.
    const name = JSON.stringify([
      seat.principalArn,
      seat.region,
      seat.from,
      seat.carriedFrom,
      seat.assume,
      seat.via,
      seat.service,
    ]);
    const held = this.#clients.get(name);
    if (held !== undefined) return held;
    // `memoized` tells the SDK that we cache: its own cache would judge the expiry by this machine's clock.
    const credentials = Object.assign(() => this.#credentials(seat), { memoized: true });
    const client = new sdk.KMSClient({
      region: seat.region,
      // In its parts: a text would be parsed for each call.
      endpoint: { protocol: "https:", hostname: kmsHost(seat.region), path: "/" },
      credentials,
      signer: this.#signer(seat.region, credentials),
      maxAttempts: 3,
      retryMode: "standard",
      sha256: this.#signings.Hash,
      requestHandler: {
        handle: async (request: SdkRequest, options?: unknown) => ({
          response: await this.#attempt(request, options as CallInProgress, seat),
        }),
      },
    });
    this.#clients.set(name, client);
    return client;
  }

  /** The SDK's own, kept for all calls and told the world's time for each: the world's clock may run a day a second. */
  #signer(region: string, credentials: () => Promise<Given<"credentials">>): Given<"signer"> {
    const signer = new SignatureV4({ service: "kms", region, credentials, sha256: this.#signings.Hash });
    return {
      sign: (request, options) => signer.sign(request, { ...options, signingDate: new Date(this.#clock.arrival()) }),
    };
  }

  async #credentials(seat: Seat): Promise<Given<"credentials">> {
    const { accessKeyId, secretAccessKey, sessionToken } = await this.#identities.of(seat);
    return { accessKeyId, secretAccessKey, ...(sessionToken === null ? {} : { sessionToken }) };
  }

  /** One attempt of a call, signed by the SDK. */
  async #attempt(signed: SdkRequest, call: CallInProgress, { from: place, via, service }: Seat): Promise<SdkResponse> {
    // A service does not stand where its caller does, and reaches KMS wherever that is.
    const from = via === undefined && service === undefined ? place : "internet";
    const sentBody: unknown = signed.body;
    const bytes = sentBody instanceof Uint8Array ? (sentBody as Bytes) : utf8(sentBody as string);
    call.bodies.push(bytes);
    call.bodyBytes = bytes.length;
    const request = asText(signed, bytes);
    const { operation, run, bodyBytes } = call;
    call.identity = signerOf(request, call.identity);
    const sent: ApplicationStages = {
      composed: { operation, input: call.shownInput, bodyBytes, run },
      signed: signedStage(request, call.identity, this.#signings),
    };
    const hear = this.#clock.asking();
    const response = await this.#line.send(request, { from, sent: JSON.stringify(sent) }, call.abortSignal);
    hear(response.headers["date"]);
    call.answers.push(response);
    if (response.status === UNREACHED) throw new Unreached(response.body);
    const body = utf8(response.body);
    call.bodies.push(body);
    // We follow the world's clock ourselves and keep `Date` from the SDK: far from this machine's time it would take every
    // refusal for a matter of the clock and send the call again.
    const { date: _, ...headers } = response.headers;
    return new SdkResponse({ statusCode: response.status, headers, body });
  }
}

/** No way to KMS from where the application stands: what an SDK sees when no connection comes about. It tries again. */
class Unreached extends Error {
  override readonly name = "TimeoutError";
}

/** Passed as the SDK's handler options, which it hands to the request handler untouched. */
interface CallInProgress {
  /** Whoever signed the last attempt. */
  identity: Identity;
  readonly operation: string;
  readonly run: string | null;
  readonly shownInput: ApplicationStages["composed"]["input"];
  readonly answers: HttpResponse[];
  readonly bodies: Bytes[];
  bodyBytes: number;
  readonly abortSignal?: AbortSignal;
}

const STALE_CREDENTIALS: ReadonlySet<string> = new Set([
  "ExpiredTokenException",
  "InvalidClientTokenId",
  "InvalidSignatureException",
  "UnrecognizedClientException",
]);

/** What a setting of the SDK's client is, where it also takes a function that gives it. */
type Given<K extends "credentials" | "signer"> = Exclude<
  NonNullable<sdk.KMSClientConfig[K]>,
  (...args: never) => unknown
>;

interface SdkCommand {
  new (input: object): Parameters<sdk.KMSClient["send"]>[0] & { readonly schema?: unknown };
}

/** The SDK's schema of an operation, for `composeInput`. @throws NoSuchOperation */
export function schemaOf(operation: string): unknown {
  const Command = commandOf(operation);
  return new Command({}).schema;
}

function commandOf(operation: string): SdkCommand {
  const name = `${operation}Command`;
  const Command = Object.hasOwn(sdk, name) ? (sdk as unknown as Record<string, SdkCommand>)[name] : undefined;
  if (Command === undefined) throw new NoSuchOperation(`The SDK knows no KMS operation ${operation}.`);
  return Command;
}

/**
 * Another call may have renewed the session between this one's beginning and its signature. The token that was signed is the one to
 * be kept from the pane.
 */
function signerOf(request: HttpRequest, identity: Identity): Identity {
  const sessionToken = request.headers["x-amz-security-token"] ?? null;
  if (sessionToken === null || sessionToken === identity.sessionToken) return identity;
  return { ...identity, sessionToken, tokenShown: secretText(identity.prints.of(sessionToken)) };
}

function asText(request: SdkRequest, body: Bytes): HttpRequest {
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  return { method: request.method, target: request.path, headers, body: text(body) };
}

function told(call: CallInProgress): Pick<KmsAnswer, "requestId" | "status" | "bodyBytes"> {
  const last = call.answers.at(-1);
  return {
    requestId: last?.headers["x-amzn-requestid"] ?? "",
    status: last?.status ?? 0,
    bodyBytes: call.bodyBytes,
  };
}

/** The SDK fills in a text where KMS gave none, so the message is read from the answer itself. */
function refusal(error: sdk.KMSServiceException, call: CallInProgress): CallError {
  let body: JsonValue | undefined;
  try {
    body = parseJson(call.answers.at(-1)?.body ?? "");
  } catch {
    body = undefined;
  }
  const said: JsonObject = isObject(body) ? body : {};
  const message = member(said, "message") ?? member(said, "Message");
  // AWS's sentence about a signature that differs quotes the request, session token and all; the page may not see that.
  const { sessionToken, tokenShown } = call.identity;
  const bare = (text: string): string =>
    sessionToken === null ? text : text.replaceAll(sessionToken, tokenShown ?? "");
  return { name: error.name, message: typeof message === "string" ? bare(message) : null };
}
