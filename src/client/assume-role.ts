/**
 * A role taken with STS AssumeRole: one call, signed by whoever takes it, and temporary credentials in its answer. The form and the XML
 * are STS's own; the signer is the SDK's. (The SDK's STS client reads XML with a parser that workers do not have.)
 */
import { secretText } from "#glass/secret-text.ts";
import type { AssumeChoice } from "./face.ts";
import type { Identity } from "./identities.ts";
import { signedRequest } from "./signed-request.ts";
import type { WireLine } from "./wire-line.ts";
import type { WorldClock } from "./world-clock.ts";

/** STS refused; its code is the name. */
export class NotAssumed extends Error {
  constructor(code: string, sentence: string) {
    super(sentence);
    this.name = code;
  }
}

const STS = {
  service: "sts",
  method: "POST",
  hostname: "sts.us-east-1.amazonaws.com",
  path: "/",
  headers: { "content-type": "application/x-www-form-urlencoded" },
} as const;

/** What an MFA device shows, as AssumeRole takes it. */
export interface SecondFactor {
  readonly SerialNumber: string;
  readonly TokenCode: string;
}

/** @throws NotAssumed, NoAnswer */
export async function assumeRole(
  roleArn: string,
  { sessionName, policy, sourceIdentity }: AssumeChoice,
  factor: SecondFactor | null,
  by: Identity,
  { line, clock }: { readonly line: WireLine; readonly clock: WorldClock },
): Promise<Identity> {
  const form = new URLSearchParams({
    Action: "AssumeRole",
    Version: "2011-06-15",
    RoleArn: roleArn,
    RoleSessionName: sessionName,
    ...(policy === null ? {} : { Policy: policy }),
    ...(sourceIdentity === undefined ? {} : { SourceIdentity: sourceIdentity }),
    ...factor,
  });
  const request = await signedRequest({ ...STS, body: form.toString() }, by, clock.now());
  const hear = clock.asking();
  const response = await line.send(request, { from: "internet" });
  hear(response.headers["date"]);
  const element = (name: string): string => unescaped(new RegExp(`<${name}>([^<]*)</`).exec(response.body)?.[1] ?? "");
  if (response.status !== 200) throw new NotAssumed(element("Code"), element("Message"));
  const sessionToken = element("SessionToken");
  return {
    accessKeyId: element("AccessKeyId"),
    secretAccessKey: element("SecretAccessKey"),
    sessionToken,
    tokenShown: secretText(by.prints.of(sessionToken)),
    expires: Date.parse(element("Expiration")),
    arn: element("Arn"),
    prints: by.prints,
  };
}

const unescaped = (text: string): string =>
  text.replaceAll("&quot;", '"').replaceAll("&gt;", ">").replaceAll("&lt;", "<").replaceAll("&amp;", "&");
