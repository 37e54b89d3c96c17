/** A request that is no call to KMS, signed by the SDK's own signer: to STS, and to a service that is to call KMS in the signer's name. */
import { HttpRequest as SdkRequest } from "@smithy/core/protocols";
import { SignatureV4 } from "@smithy/signature-v4";
import type { HttpRequest } from "#wire/http.ts";
import type { Identity } from "./identities.ts";
import { SigningNotes } from "./signing-hash.ts";

interface Unsigned {
  /** As it stands in the signature's scope: `sts`. */
  readonly service: string;
  readonly method: "GET" | "POST";
  readonly hostname: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

const REGION = "us-east-1";
const { Hash } = new SigningNotes();

/** `now`: world time, ms since 1970. */
export async function signedRequest(unsigned: Unsigned, by: Identity, now: number): Promise<HttpRequest> {
  const { service, method, hostname, path, headers: own = {}, body } = unsigned;
  const { accessKeyId, secretAccessKey, sessionToken } = by;
  const credentials = { accessKeyId, secretAccessKey, ...(sessionToken === null ? {} : { sessionToken }) };
  const signer = new SignatureV4({ service, region: REGION, sha256: Hash, credentials });
  const { headers } = await signer.sign(
    new SdkRequest({ method, protocol: "https:", hostname, path, headers: { host: hostname, ...own }, body }),
    { signingDate: new Date(now) },
  );
  const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return { method, target: path, headers: lower, body };
}
