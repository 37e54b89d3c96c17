/** Signs requests beforehand, as the SDK would, with WebCrypto. */
import { hex, utf8, type Bytes } from "#wire/bytes.ts";
import { formatRequest, kmsHost, parseResponse, type Beside } from "#wire/http.ts";
import type { JsonObject } from "#wire/json.ts";
import { ALGORITHM, basicTimestamp, canonicalRequest, formatScope, stringToSign, TERMINATOR } from "#wire/sigv4.ts";
import type { Engine } from "#engine/api.ts";
import { METADATA_HOST } from "#engine/world/credentials.ts";

export const ADMIN = "arn:aws:iam::111122223333:role/Admin";
export const APP = "arn:aws:iam::111122223333:role/App";
export const BESIDE: Beside = { from: "internet" };
const REGION = "us-east-1";

export type Sign = (operation: string, input: JsonObject) => Promise<string>;

interface Credentials {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly Token?: string;
}

/** A signer with credentials of `principal`, fetched over the engine's wire. Its signatures hold for five minutes of world time. */
export async function signer(engine: Engine, principal: string): Promise<Sign> {
  const target = `/latest/meta-data/iam/security-credentials/${encodeURIComponent(principal)}`;
  const asked = formatRequest({ method: "GET", target, headers: { host: METADATA_HOST }, body: "" });
  const { body } = parseResponse(await engine.handle(asked, BESIDE));
  const { AccessKeyId, SecretAccessKey, Token } = JSON.parse(body) as Credentials;
  const stamp = basicTimestamp((await engine.glass.world()).clock.now);
  const scope = { date: stamp.slice(0, 8), region: REGION, service: "kms", terminator: TERMINATOR };
  let key: Bytes = utf8(`AWS4${SecretAccessKey}`);
  for (const link of [scope.date, REGION, "kms", TERMINATOR]) key = await hmac(await hmacKey(key), link);
  const signing = await hmacKey(key);
  return async (operation, input) => {
    const now = basicTimestamp((await engine.glass.world()).clock.now);
    const text = JSON.stringify(input);
    const headers: Record<string, string> = {
      host: kmsHost(REGION),
      "content-type": "application/x-amz-json-1.1",
      "x-amz-date": now,
      "x-amz-target": `TrentService.${operation}`,
      "x-amz-user-agent": "aws-sdk-js/3.1164.0",
      "amz-sdk-invocation-id": crypto.randomUUID(),
      "amz-sdk-request": "attempt=1; max=3",
      ...(Token === undefined ? {} : { "x-amz-security-token": Token }),
    };
    const names = Object.keys(headers).toSorted();
    const request = { method: "POST", target: "/", headers };
    const canonical = canonicalRequest(request, names, await sha256(text));
    const signature = hex(await hmac(signing, stringToSign(now, scope, await sha256(canonical))));
    headers["authorization"] =
      `${ALGORITHM} Credential=${AccessKeyId}/${formatScope(scope)}, SignedHeaders=${names.join(";")}, Signature=${signature}`;
    return formatRequest({ ...request, body: text });
  };
}

async function sha256(content: string): Promise<string> {
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(content))));
}

function hmacKey(bytes: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
}

async function hmac(key: CryptoKey, content: string): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, utf8(content)));
}
