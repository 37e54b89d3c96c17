/**
 * Who the application is: credentials of a principal, fetched over the wire as from an instance's metadata address, kept
 * while they last. Only the application holds them; the page names a principal and never sees a secret.
 */
import { secretText } from "#glass/secret-text.ts";
import { fromBase64 } from "#wire/bytes.ts";
import type { HttpRequest } from "#wire/http.ts";
import { isObject, member, parseJson, type JsonObject } from "#wire/json.ts";
import { assumeRole, type SecondFactor } from "./assume-role.ts";
import type { AssumeChoice, ServiceItself, Signer } from "./face.ts";
import { Prints } from "./prints.ts";
import { signedRequest } from "./signed-request.ts";
import { NoAnswer, type WireLine } from "./wire-line.ts";
import type { WorldClock } from "./world-clock.ts";

export interface Identity {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Roles only. */
  readonly sessionToken: string | null;
  /** How the session token appears in what the pane is told. */
  readonly tokenShown: string | null;
  /** World time, ms since 1970; null for users. */
  readonly expires: number | null;
  /** As whom KMS will see the caller: the session's ARN, or the user's. */
  readonly arn: string;
  readonly prints: Prints;
}

/** The world has no credentials for that principal. */
export class NoCredentials extends Error {
  override readonly name = "NoCredentials";
}

export class Identities {
  readonly #line: WireLine;
  readonly #clock: WorldClock;
  readonly #held = new Map<string, Promise<Identity>>();

  constructor(line: WireLine, clock: WorldClock) {
    this.#line = line;
    this.#clock = clock;
  }

  /** @throws NoCredentials, NotAssumed, NoAnswer */
  async of(signer: Signer): Promise<Identity> {
    const name = nameOf(signer);
    const known = this.#held.get(name);
    const held = await known;
    if (held !== undefined && (held.expires === null || this.#clock.now() < held.expires - MARGIN_MS)) return held;
    if (this.#held.get(name) !== known) return this.of(signer); // somebody else is fetching already
    const fetched = this.#get(signer);
    this.#held.set(name, fetched);
    fetched.catch(() => this.#held.delete(name));
    return fetched;
  }

  /** Before asking again, when KMS no longer knows the credentials. */
  forget(signer: Signer): void {
    this.#held.delete(nameOf(signer));
    if (signer.via !== undefined) this.forget({ ...signer, via: undefined });
    else if (signer.assume !== undefined) this.forget(asking(signer, signer.assume));
  }

  #get(signer: Signer): Promise<Identity> {
    const { via, assume, service } = signer;
    if (service !== undefined) return this.#itself(service);
    if (via !== undefined) return this.#forwarded({ ...signer, via: undefined }, via);
    return assume === undefined ? this.#fetch(signer) : this.#assume(signer, assume);
  }

  async #assume(signer: Signer, choice: AssumeChoice): Promise<Identity> {
    const tools = { line: this.#line, clock: this.#clock };
    const by = await this.of(asking(signer, choice));
    // Looked at last: it is good for half a minute, and once.
    const factor = choice.mfa === true ? await this.#secondFactor(choice.by) : null;
    return assumeRole(signer.principalArn, choice, factor, by, tools);
  }

  /** The code that the user's device shows now. The device is simulated, and stands where credentials are found. */
  async #secondFactor(user: string): Promise<SecondFactor> {
    const target = `/latest/keyglass/mfa-code/${encodeURIComponent(user)}`;
    const request = { method: "GET", target, headers: { host: METADATA_HOST }, body: "" };
    const shown = await this.#ask(request, `${user} has no MFA device.`);
    return { SerialNumber: text(shown, "SerialNumber") ?? "", TokenCode: text(shown, "TokenCode") ?? "" };
  }

  async #fetch({ principalArn, from, carriedFrom }: Signer): Promise<Identity> {
    const target = `/latest/meta-data/iam/security-credentials/${encodeURIComponent(principalArn)}`;
    const request = { method: "GET", target, headers: { host: METADATA_HOST }, body: "" };
    const refusal = `The world has no credentials for ${principalArn}.`;
    return identity(await this.#ask(request, refusal, carriedFrom ?? from));
  }

  /**
   * The principal signs a request to the service, and on the strength of it the service can call KMS in the principal's name. The service
   * is simulated: what it was given comes here, and its calls are sent from here.
   */
  async #forwarded(signer: Signer, service: string, again = true): Promise<Identity> {
    const by = await this.of(signer);
    const path = `/latest/keyglass/forward-access-sessions/${service}`;
    const unsigned = { service, method: "GET", hostname: METADATA_HOST, path, body: "" } as const;
    const request = await signedRequest(unsigned, by, this.#clock.now());
    try {
      const refusal = `No service ${service} calls KMS in the name of ${signer.principalArn}.`;
      return await identity(await this.#ask(request, refusal));
    } catch (error) {
      // The world was reset since, or its clock was set: what the request was signed with, or when, is no good any more.
      if (!(error instanceof NoCredentials) || !again) throw error;
      this.forget(signer);
      return this.#forwarded(signer, service, false);
    }
  }

  /** What a service signs with when it acts as itself. It is simulated, and tells whatever it is told to tell. */
  async #itself({ name, sourceArn, sourceAccount }: ServiceItself): Promise<Identity> {
    const target = `/latest/keyglass/service-credentials/${encodeURIComponent(name)}`;
    const body = JSON.stringify({ SourceArn: sourceArn, SourceAccount: sourceAccount });
    const request = { method: "POST", target, headers: { host: METADATA_HOST }, body };
    const refusal = `No service of AWS is called ${name}, or it cannot act for that.`;
    return identity(await this.#ask(request, refusal));
  }

  /** The platform's answer. `refusal`: what it means that there is none. `from`: where the machine is that asks. */
  async #ask(request: HttpRequest, refusal: string, from = "internet", attempt = 1): Promise<JsonObject> {
    try {
      const hear = this.#clock.asking();
      const response = await this.#line.send(request, { from });
      hear(response.headers["date"]);
      const body = response.status === 200 ? parseJson(response.body) : null;
      if (!isObject(body ?? undefined)) throw new NoCredentials(refusal);
      return body as JsonObject;
    } catch (error) {
      if (!(error instanceof NoAnswer) || attempt === ATTEMPTS) throw error;
      return this.#ask(request, refusal, from, attempt + 1);
    }
  }
}

const METADATA_HOST = "169.254.169.254";

const nameOf = ({ principalArn, from, carriedFrom, assume, via, service }: Signer): string =>
  JSON.stringify([principalArn, carriedFrom ?? from, via, service, assume]);

/** Whoever takes the signer's role, in the same place. */
const asking = (signer: Signer, { by }: AssumeChoice): Signer => ({
  ...signer,
  principalArn: by,
  assume: undefined,
  via: undefined,
});

const ATTEMPTS = 3;
/** Renewed this long before their end, world ms: less than the world itself keeps off (engine/world/credentials.ts), so that it gives new ones. */
const MARGIN_MS = 60_000;

function text(body: JsonObject, name: string): string | null {
  const value = member(body, name);
  return typeof value === "string" ? value : null;
}

async function identity(body: JsonObject): Promise<Identity> {
  const accessKeyId = text(body, "AccessKeyId");
  const secretAccessKey = text(body, "SecretAccessKey");
  const arn = text(body, "PrincipalArn");
  const printKey = text(body, "PrintKey");
  if (accessKeyId === null || secretAccessKey === null || arn === null || printKey === null) {
    throw new NoCredentials("The answer with the credentials lacks a member.");
  }
  const expiration = text(body, "Expiration");
  const prints = new Prints(fromBase64(printKey));
  const sessionToken = text(body, "Token");
  return {
    accessKeyId,
    secretAccessKey,
    sessionToken,
    tokenShown: sessionToken === null ? null : secretText(prints.of(sessionToken)),
    expires: expiration === null ? null : Date.parse(expiration),
    arn,
    prints,
  };
}
