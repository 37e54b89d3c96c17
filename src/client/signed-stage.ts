/**
 * Stage 2 of a call, for the pane: the texts that the SDK's signature was made over. The session token is a secret, so the shown
 * canonical request has its print instead; the hash in the string to sign is that of the real text.
 */
import type { ApplicationStages } from "#glass/trace.ts";
import type { HttpRequest } from "#wire/http.ts";
import type { Identity } from "./identities.ts";
import { signingChain } from "./signing-chain.ts";
import type { SigningNotes } from "./signing-hash.ts";

/** Null when the request carries no SigV4 header. */
export function signedStage(
  request: HttpRequest,
  identity: Identity,
  notes: SigningNotes,
): ApplicationStages["signed"] {
  const parts = AUTHORIZATION.exec(request.headers["authorization"] ?? "");
  const timestamp = request.headers["x-amz-date"];
  if (parts === null || timestamp === undefined) return null;
  const [, accessKeyId, scope, names, signature] = parts as unknown as Parts;
  const texts = notes.take(signature);
  if (texts === null) throw new Error("The SDK signed this request without the hash that it was given.");
  const { sessionToken, tokenShown } = identity;
  const { canonicalRequest, stringToSign } = texts;
  return {
    principalArn: identity.arn,
    accessKeyId,
    timestamp,
    scope,
    signedHeaders: names.split(";"),
    canonicalRequest:
      sessionToken === null ? canonicalRequest : canonicalRequest.split(sessionToken).join(tokenShown ?? ""),
    stringToSign,
    chain: signingChain(texts.key, identity.prints),
    signature,
  };
}

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8}\/[^/]+\/[^/]+\/[^/,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]+)$/;

type Parts = readonly [whole: string, accessKeyId: string, scope: string, names: string, signature: string];
