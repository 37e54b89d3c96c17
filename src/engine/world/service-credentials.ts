/**
 * What services of AWS sign with. The services are simulated; what they call KMS with is not: temporary credentials, handed out by the
 * platform as those of roles are. A forward access session carries on who signed a request to the service, and only who can sign as that
 * principal gets it (AWS IAM User Guide, "Forward access sessions"); a service that acts as itself is known by its name.
 */
import { isObject, member, parseJson } from "#wire/json.ts";
import type { ServiceSource } from "../access/caller.ts";
import { SERVICE } from "../access/principals.ts";
import type { Reads } from "../storage/state.ts";
import { MARGIN_MS, sealedPair, SESSION_MS, type IssueTools } from "./credentials.ts";
import type { AccessKeyRow } from "./rows.ts";

const FORWARD_PATH = "/latest/keyglass/forward-access-sessions/";
const SERVICE_PATH = "/latest/keyglass/service-credentials/";

/** `forward`: the service's id, `s3`. `itself`: the service's name as a principal, `logs.us-east-1.amazonaws.com`. */
export interface ServiceAsked {
  readonly as: "forward" | "itself";
  readonly service: string;
}

/** Null when the request is none for a service's credentials. */
export function serviceAsked(target: string): ServiceAsked | null {
  if (target.startsWith(FORWARD_PATH)) return { as: "forward", service: target.slice(FORWARD_PATH.length) };
  if (target.startsWith(SERVICE_PATH)) return { as: "itself", service: target.slice(SERVICE_PATH.length) };
  return null;
}

export const isServicePrincipal = (name: string): boolean => SERVICE.test(name);

/** What the service says that it acts for, in the JSON body; null: that is no ARN, or no account. */
export function sourceTold(body: string): ServiceSource | null {
  let json;
  try {
    json = parseJson(body === "" ? "{}" : body);
  } catch {
    return null;
  }
  if (!isObject(json)) return null;
  const [arn = null, account = null] = [member(json, "SourceArn"), member(json, "SourceAccount")];
  const right = (value: unknown, form: RegExp): value is string | null =>
    value === null || (typeof value === "string" && form.test(value));
  return right(arn, SOURCE_ARN) && right(account, /^\d{12}$/) ? { arn, account } : null;
}

/** As long as KMS lets the constraint of a grant be. */
const SOURCE_ARN = /^arn:[^\s]{1,2044}$/;

/** One that is there already and lasts. */
export const heldByService = (
  rows: Reads,
  wanted: Pick<AccessKeyRow, "principal" | "forward" | "source">,
  now: number,
): AccessKeyRow | undefined =>
  rows
    .range("accessKeysOf", wanted.principal, null, Number.MAX_SAFE_INTEGER)
    .find(
      ({ forward, source, session }) =>
        JSON.stringify([forward, source]) === JSON.stringify([wanted.forward, wanted.source]) &&
        session !== null &&
        session.expires - MARGIN_MS > now,
    );

/** The session of whoever signed the request, in the service's hands: no longer than its own, with its name, policies and tags. */
export async function forwardOf(
  signedBy: AccessKeyRow,
  service: string,
  now: number,
  tools: IssueTools,
): Promise<AccessKeyRow> {
  const { principal, account, session: own } = signedBy;
  const { sealedSecret, sealedToken } = await sealedPair(tools);
  const expires = Math.min(now + SESSION_MS, own?.expires ?? Number.POSITIVE_INFINITY);
  const session = { name: "", issued: now, ...own, sealedToken, expires };
  const forward = { service, of: signedBy.id };
  return {
    id: `ASIA${tools.letters(16)}`,
    principal,
    account,
    sealedSecret,
    session,
    forward,
  };
}

export async function serviceItself(
  name: string,
  source: ServiceSource,
  now: number,
  tools: IssueTools,
): Promise<AccessKeyRow> {
  const { sealedSecret, sealedToken } = await sealedPair(tools);
  const session = {
    name: "",
    issued: now,
    expires: now + SESSION_MS,
    sealedToken,
  };
  return {
    id: `ASIA${tools.letters(16)}`,
    principal: name,
    account: "",
    sealedSecret,
    session,
    source,
  };
}
