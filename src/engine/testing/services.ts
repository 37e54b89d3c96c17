/** Services of AWS for tests: what they sign with when they call KMS for somebody, and when they act as themselves. */
import { formatRequest, parseResponse, type HttpResponse } from "#wire/http.ts";
import { ALGORITHM, basicTimestamp, formatScope, TERMINATOR } from "#wire/sigv4.ts";
import { METADATA_HOST } from "../world/credentials.ts";
import { signature, type Credentials, type TestEngine } from "./engine.ts";

/** A forward access session of `service`: the principal (ARN, or the credentials of a session) signs a request to it. */
export async function through(world: TestEngine, service: string, by: string | Credentials): Promise<Credentials> {
  const response = await askedThrough(world, service, typeof by === "string" ? await world.credentials(by) : by);
  if (response.status !== 200) throw new Error(`${response.status} ${response.body}`);
  return JSON.parse(response.body) as Credentials;
}

/** The platform's answer; `signedFor`: the service that the signature is for. */
export async function askedThrough(
  { engine }: TestEngine,
  service: string,
  by: Credentials,
  signedFor = service,
): Promise<HttpResponse> {
  const timestamp = basicTimestamp((await engine.glass.world()).clock.now);
  const scope = { date: timestamp.slice(0, 8), region: "us-east-1", service: signedFor, terminator: TERMINATOR };
  const headers: Record<string, string> = {
    host: METADATA_HOST,
    "x-amz-date": timestamp,
    ...(by.Token === undefined ? {} : { "x-amz-security-token": by.Token }),
  };
  const request = { method: "GET", target: `/latest/keyglass/forward-access-sessions/${service}`, headers };
  const names = Object.keys(headers).toSorted();
  headers["authorization"] =
    `${ALGORITHM} Credential=${by.AccessKeyId}/${formatScope(scope)}, SignedHeaders=${names.join(";")}, ` +
    `Signature=${await signature(request, names, "", timestamp, scope, by)}`;
  return parseResponse(await engine.handle(formatRequest({ ...request, body: "" }), { from: "internet" }));
}

/** What `name` signs with when it acts as itself, for the resource and the account that it tells. */
export async function asService(
  { engine }: TestEngine,
  name: string,
  source: { readonly SourceArn?: string; readonly SourceAccount?: string } = {},
): Promise<Credentials> {
  const target = `/latest/keyglass/service-credentials/${name}`;
  const request = { method: "POST", target, headers: { host: METADATA_HOST }, body: JSON.stringify(source) };
  const response = parseResponse(await engine.handle(formatRequest(request), { from: "internet" }));
  if (response.status !== 200) throw new Error(`${response.status} ${response.body}`);
  return JSON.parse(response.body) as Credentials;
}
