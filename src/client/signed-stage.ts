/**
 * Stage 2 of a call, for the pane: the texts that the SDK's signature was made over, written down again from the signed request. The
 * session token is a secret, so the shown canonical request has its print instead; the hashes are those of the real text.
 */
import { Sha256Js } from "@smithy/core/checksum";
import type { ApplicationStages } from "#glass/trace.ts";
import { hex, utf8 } from "#wire/bytes.ts";
import type { HttpRequest } from "#wire/http.ts";
import { canonicalRequest, formatScope, stringToSign } from "#wire/sigv4.ts";
import type { Identity } from "./identities.ts";

/** Null when the request carries no SigV4 header. */
export async function signedStage(request: HttpRequest, identity: Identity): Promise<ApplicationStages["signed"]> {
  const parts = AUTHORIZATION.exec(request.headers["authorization"] ?? "");
  const timestamp = request.headers["x-amz-date"];
  if (parts === null || timestamp === undefined) return null;
  const [, accessKeyId, date, region, service, terminator, names, signature] = parts as unknown as Parts;
  const scope = { date, region, service, terminator };
  const signedHeaders = names.split(";");
  const bodyHash = request.headers["x-amz-content-sha256"] ?? (await sha256(request.body));
  const canonicalHash = await sha256(canonicalRequest(request, signedHeaders, bodyHash));
  return {
    principalArn: identity.arn,
    accessKeyId,
    timestamp,
    scope: formatScope(scope),
    signedHeaders,
    canonicalRequest: canonicalRequest(withoutToken(request, identity), signedHeaders, bodyHash),
    stringToSign: stringToSign(timestamp, scope, canonicalHash),
    signature,
  };
}

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/([^/,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]+)$/;

type Parts = readonly [
  whole: string,
  accessKeyId: string,
  date: string,
  region: string,
  service: string,
  terminator: string,
  names: string,
  signature: string,
];

function withoutToken(request: HttpRequest, { tokenShown }: Identity): HttpRequest {
  if (tokenShown === null) return request;
  return { ...request, headers: { ...request.headers, "x-amz-security-token": tokenShown } };
}

async function sha256(text: string): Promise<string> {
  const hash = new Sha256Js();
  hash.update(utf8(text));
  return hex(await hash.digest());
}
