/**
 * Who the application is: credentials of a principal, fetched over the wire as from an instance's metadata address, kept
 * while they last. Only the application holds them; the page names a principal and never sees a secret.
 */
import { fromBase64 } from "#wire/bytes.ts";
import { isObject, member, parseJson, type JsonObject } from "#wire/json.ts";
import { assumeRole } from "./assume-role.ts";
import type { AssumeChoice } from "./face.ts";
import { Prints, printText } from "./prints.ts";
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

  /** `principalArn`: a role's or user's; `assume`: how a role is taken. @throws NoCredentials, NotAssumed, NoAnswer */
  async of(principalArn: string, assume?: AssumeChoice): Promise<Identity> {
    const name = nameOf(principalArn, assume);
    const known = this.#held.get(name);
    const held = await known;
    if (held !== undefined && (held.expires === null || this.#clock.now() < held.expires - MARGIN_MS)) return held;
    if (this.#held.get(name) !== known) return this.of(principalArn, assume); // somebody else is fetching already
    const fetched = assume === undefined ? this.#fetch(principalArn) : this.#assume(principalArn, assume);
    this.#held.set(name, fetched);
    fetched.catch(() => this.#held.delete(name));
    return fetched;
  }

  /** Before asking again, when KMS no longer knows the credentials. */
  forget(principalArn: string, assume?: AssumeChoice): void {
    this.#held.delete(nameOf(principalArn, assume));
    if (assume !== undefined) this.#held.delete(assume.by);
  }

  async #assume(roleArn: string, choice: AssumeChoice): Promise<Identity> {
    const tools = { line: this.#line, clock: this.#clock };
    return assumeRole(roleArn, choice, await this.of(choice.by), tools);
  }

  async #fetch(principalArn: string, attempt = 1): Promise<Identity> {
    const request = {
      method: "GET",
      target: `/latest/meta-data/iam/security-credentials/${encodeURIComponent(principalArn)}`,
      headers: { host: "169.254.169.254" },
      body: "",
    };
    try {
      const hear = this.#clock.asking();
      const response = await this.#line.send(request, { from: "internet" });
      hear(response.headers["date"]);
      const body = response.status === 200 ? parseJson(response.body) : null;
      if (!isObject(body ?? undefined)) throw new NoCredentials(`The world has no credentials for ${principalArn}.`);
      return await identity(body as JsonObject);
    } catch (error) {
      if (!(error instanceof NoAnswer) || attempt === ATTEMPTS) throw error;
      return this.#fetch(principalArn, attempt + 1);
    }
  }
}

const nameOf = (principalArn: string, assume: AssumeChoice | undefined): string =>
  assume === undefined ? principalArn : JSON.stringify([principalArn, assume.by, assume.sessionName, assume.policy]);

const ATTEMPTS = 3;
/** Renewed this long before their end, world ms: less than the world itself keeps off (engine/world/credentials.ts), so that it gives new ones. */
const MARGIN_MS = 60_000;

async function identity(body: JsonObject): Promise<Identity> {
  const text = (name: string): string | null => {
    const value = member(body, name);
    return typeof value === "string" ? value : null;
  };
  const accessKeyId = text("AccessKeyId");
  const secretAccessKey = text("SecretAccessKey");
  const arn = text("PrincipalArn");
  const printKey = text("PrintKey");
  if (accessKeyId === null || secretAccessKey === null || arn === null || printKey === null) {
    throw new NoCredentials("The answer with the credentials lacks a member.");
  }
  const expiration = text("Expiration");
  const prints = new Prints(fromBase64(printKey));
  const sessionToken = text("Token");
  return {
    accessKeyId,
    secretAccessKey,
    sessionToken,
    tokenShown: sessionToken === null ? null : printText(await prints.of(sessionToken)),
    expires: expiration === null ? null : Date.parse(expiration),
    arn,
    prints,
  };
}
