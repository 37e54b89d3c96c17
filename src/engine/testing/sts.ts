/** STS for tests: a signed form in, the answer's elements out, and calls to KMS as the session that came of it. */
import { formatRequest, parseResponse } from "#wire/http.ts";
import { ALGORITHM, basicTimestamp, formatScope, TERMINATOR } from "#wire/sigv4.ts";
import { METADATA_HOST } from "../world/credentials.ts";
import { presignedTarget, signature, signed, type Answer, type Credentials, type TestEngine } from "./engine.ts";

export interface StsAnswer {
  readonly status: number;
  /** Text of the first element of each name. */
  element(name: string): string | null;
  readonly body: string;
  readonly credentials: Credentials | null;
}

/** `by`: a principal's ARN, or the credentials of a session. `presigned`: signed in the query for so many seconds, not in a header. */
export async function sts(
  { engine }: Pick<TestEngine, "engine">,
  parameters: Readonly<Record<string, string>>,
  by: string | Credentials,
  { presigned: life }: { readonly presigned?: number } = {},
): Promise<StsAnswer> {
  const now = (await engine.glass.world()).clock.now;
  const credentials = typeof by === "string" ? await credentialsOf({ engine }, by) : by;
  const body = new URLSearchParams({ Version: "2011-06-15", ...parameters }).toString();
  const request = await (life === undefined
    ? headerSigned(body, credentials, now)
    : presigned(body, credentials, now, life));
  const answer = parseResponse(await engine.handle(formatRequest({ ...request, body }), { from: "internet" }));
  const element = (name: string): string | null => new RegExp(`<${name}>([^<]*)<`).exec(answer.body)?.[1] ?? null;
  const id = element("AccessKeyId");
  return {
    status: answer.status,
    body: answer.body,
    element,
    credentials:
      id === null
        ? null
        : {
            AccessKeyId: id,
            SecretAccessKey: element("SecretAccessKey") ?? "",
            Token: element("SessionToken") ?? "",
            Expiration: element("Expiration") ?? "",
          },
  };
}

const HEADERS = { host: "sts.us-east-1.amazonaws.com", "content-type": "application/x-www-form-urlencoded" };

async function headerSigned(body: string, credentials: Credentials, now: number) {
  const timestamp = basicTimestamp(now);
  const scope = { date: timestamp.slice(0, 8), region: "us-east-1", service: "sts", terminator: TERMINATOR };
  const headers: Record<string, string> = {
    ...HEADERS,
    "x-amz-date": timestamp,
    ...(credentials.Token === undefined ? {} : { "x-amz-security-token": credentials.Token }),
  };
  const request = { method: "POST", target: "/", headers };
  const names = Object.keys(headers).toSorted();
  headers["authorization"] =
    `${ALGORITHM} Credential=${credentials.AccessKeyId}/${formatScope(scope)}, SignedHeaders=${names.join(";")}, ` +
    `Signature=${await signature(request, names, body, timestamp, scope, credentials)}`;
  return request;
}

async function presigned(body: string, credentials: Credentials, now: number, life: number) {
  const where = { service: "sts", region: "us-east-1" };
  const target = await presignedTarget(HEADERS, body, where, credentials, now, life);
  return { method: "POST", target, headers: HEADERS };
}

/** A call to KMS as a session. */
export async function callWith(
  { engine, raw }: TestEngine,
  credentials: Credentials | null,
  operation: string,
  input: object,
): Promise<Answer> {
  if (credentials === null) throw new Error("there is no session");
  const now = (await engine.glass.world()).clock.now;
  return raw(await signed(operation, JSON.stringify(input), "us-east-1", credentials, now));
}

async function credentialsOf({ engine }: Pick<TestEngine, "engine">, principal: string): Promise<Credentials> {
  const target = `/latest/meta-data/iam/security-credentials/${encodeURIComponent(principal)}`;
  const request = formatRequest({ method: "GET", target, headers: { host: METADATA_HOST }, body: "" });
  return JSON.parse(parseResponse(await engine.handle(request, { from: "internet" })).body) as Credentials;
}
