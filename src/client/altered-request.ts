/**
 * An experiment: a request that is signed as the SDK signs, with one thing wrong about it, and sent as it then is. What KMS says to it
 * comes back untouched, since no SDK reads it. It is a real call and none on a fork: it goes the way of all calls, so what is shown of
 * the front door is the front door, and refused it changes nothing.
 */
import { HttpRequest as SdkRequest } from "@smithy/core/protocols";
import { SignatureV4 } from "@smithy/signature-v4";
import { secretLength } from "#glass/secret-text.ts";
import type { Alteration, ApplicationStages } from "#glass/trace.ts";
import { base64, utf8Length } from "#wire/bytes.ts";
import { kmsHost, type HttpRequest } from "#wire/http.ts";
import { oneSpaced } from "#wire/sigv4.ts";
import { isObject, type JsonObject, type JsonValue } from "#wire/json.ts";
import { BadInput } from "./call-input.ts";
import type { AlteredRequest } from "./face.ts";
import type { Identities, Identity } from "./identities.ts";
import { signedStage } from "./signed-stage.ts";
import { SigningNotes } from "./signing-hash.ts";
import type { WireLine } from "./wire-line.ts";
import type { WorldClock } from "./world-clock.ts";

const signings = new SigningNotes();

/** @throws BadInput, NoCredentials, NoAnswer */
export async function sendAltered(
  { operation, input, as, region, change }: AlteredRequest,
  { line, clock, identities }: { readonly line: WireLine; readonly clock: WorldClock; readonly identities: Identities },
): Promise<{ readonly requestId: string }> {
  const identity = await identities.of({ principalArn: as, from: "internet" });
  const body = JSON.stringify(withZeros(input));
  const minutes = change.kind === "clock" ? change.minutes : 0;
  const signed = await sign(operation, body, region, identity, {
    at: clock.now() + minutes * 60_000,
    flip: change.kind === "secret",
  });
  const { request, altered } = alter(signed, change);
  const sent: ApplicationStages = {
    composed: { operation, input, bodyBytes: utf8Length(body), run: null },
    signed: signedStage(signed, identity, signings),
    altered,
  };
  const { headers } = await line.send(request, { from: "internet", sent: JSON.stringify(sent) });
  return { requestId: headers["x-amzn-requestid"] ?? "" };
}

async function sign(
  operation: string,
  body: string,
  region: string,
  { accessKeyId, secretAccessKey, sessionToken }: Identity,
  { at, flip }: { readonly at: number; readonly flip: boolean },
): Promise<HttpRequest> {
  const signer = new SignatureV4({
    service: "kms",
    region,
    sha256: signings.Hash,
    credentials: {
      accessKeyId,
      secretAccessKey: flip ? flipped(secretAccessKey) : secretAccessKey,
      ...(sessionToken === null ? {} : { sessionToken }),
    },
  });
  const hostname = kmsHost(region);
  const unsigned = new SdkRequest({
    method: "POST",
    protocol: "https:",
    hostname,
    path: "/",
    headers: {
      host: hostname,
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `TrentService.${operation}`,
      "user-agent": USER_AGENT,
    },
    body,
  });
  const { headers } = await signer.sign(unsigned, { signingDate: new Date(at) });
  return { method: "POST", target: "/", headers, body };
}

/** Never signed (authorization.md 5.1). */
const USER_AGENT = "Keyglass";

const flipped = (secret: string): string =>
  secret.slice(0, -1) + String.fromCharCode(secret.charCodeAt(secret.length - 1) ^ 1);

function alter(
  request: HttpRequest,
  change: AlteredRequest["change"],
): { readonly request: HttpRequest; readonly altered: Alteration } {
  switch (change.kind) {
    case "header": {
      const { name, value } = change;
      const before = request.headers[name];
      if (before === undefined || name === "authorization" || name === "x-amz-security-token")
        throw new BadInput(`The request has no header ${name} that could be changed.`);
      if (!/^[\x20-\x7e]{1,200}$/.test(value))
        throw new BadInput("A header’s value is 1 to 200 printable ASCII characters.");
      if (oneSpaced(value) === oneSpaced(before)) throw new BadInput(`The header ${name} has that value already.`);
      const altered: Alteration = { kind: "header", name, before, after: value };
      return { request: { ...request, headers: { ...request.headers, [name]: value } }, altered };
    }
    case "body": {
      const { body, ...altered } = otherByte(request.body);
      return { request: { ...request, body }, altered: { kind: "body", ...altered } };
    }
    case "clock":
    case "secret":
      return { request, altered: change };
  }
}

/** Another first letter or digit in the first text value, so that the body is JSON still; a space where there is none. */
function otherByte(body: string): { body: string; at: number; before: string; after: string } {
  const value = /:"[^"\\a-zA-Z0-9]*([a-zA-Z0-9])/.exec(body);
  const at = value === null ? 1 : value.index + value[0].length - 1;
  const before = value?.[1] ?? "";
  const after = value === null ? " " : next(before);
  return {
    body: body.slice(0, at) + after + body.slice(at + before.length),
    at: utf8Length(body.slice(0, at)),
    before,
    after,
  };
}

const LAST: Readonly<Record<string, string>> = { z: "a", Z: "A", "9": "0" };
const next = (character: string): string => LAST[character] ?? String.fromCharCode(character.charCodeAt(0) + 1);

/** The plaintexts of a call are gone when it has ended, and its trace has their prints only. */
function withZeros(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, zeros(member ?? null)]));
}

function zeros(value: JsonValue): JsonValue {
  if (typeof value === "string") {
    const bytes = secretLength(value);
    return bytes === null ? value : base64(new Uint8Array(bytes));
  }
  if (Array.isArray(value)) return value.map(zeros);
  return isObject(value) ? withZeros(value) : value;
}
