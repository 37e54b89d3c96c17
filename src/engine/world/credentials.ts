/**
 * Access keys. The application asks for them as on an EC2 instance, at the instance metadata address over the wire; users have
 * long-term keys, roles get temporary ones. Secrets are sealed by the vault; what is opened stays in this room's memory.
 */
import type { Bytes } from "#wire/bytes.ts";
import { base64 } from "#wire/bytes.ts";
import type { Credential } from "../access/authenticate.ts";
import type { Reads, Writes } from "../storage/state.ts";
import type { Vault } from "../vault/vault.ts";
import { hasRegion } from "./regions.ts";
import type { AccessKeyRow, Delivery, PrincipalRow } from "./rows.ts";
import { trustsPlatform } from "./trust.ts";

/** Where an EC2 instance finds its credentials. */
export const METADATA_HOST = "169.254.169.254";
const METADATA_PATH = "/latest/meta-data/iam/security-credentials/";

/** STS's default life of a role session: 1 hour. */
export const SESSION_MS = 3_600_000;
/** A session this close to its end is not handed out again. */
export const MARGIN_MS = 5 * 60_000;
/** Of a role session whose name nobody chose. */
export const SESSION_NAME = "keyglass";

const opened = new Map<
  string,
  { readonly row: AccessKeyRow; readonly secret: string; readonly token: string | null }
>();
const OPENED_KEPT = 1_000;

/** The principal ARN that a metadata request asks for, or null when the request is none. `path`: what stands before it. */
export function principalAsked(target: string, path = METADATA_PATH): string | null {
  if (!target.startsWith(path)) return null;
  try {
    return decodeURIComponent(target.slice(path.length));
  } catch {
    return null;
  }
}

/**
 * What verification needs of an access key id. @NOTE AWS: that credentials of an account which has not enabled the Region are answered as
 * if they were not known is our reading.
 */
export async function findCredential(
  accessKeyId: string,
  region: string,
  { rows, vault }: { readonly rows: Reads; readonly vault: Vault },
): Promise<Credential | null> {
  const row = rows.get("accessKeys", accessKeyId);
  if (row === undefined || !signs(row, rows) || !hasRegion(row.account, region, rows)) return null;
  const principal = rows.get("principals", row.principal) ?? null;
  if (principal === null && row.source === undefined) return null;
  return { row, principal, ...(await openSecrets(row, vault)) };
}

/** Not deactivated; what was made from another one ends with that. */
function signs({ inactive, forward }: AccessKeyRow, rows: Reads): boolean {
  if (inactive === true) return false;
  const of = forward === undefined ? null : rows.get("accessKeys", forward.of);
  return of === null || (of !== undefined && signs(of, rows));
}

async function openSecrets(
  row: AccessKeyRow,
  vault: Vault,
): Promise<{ readonly secret: string; readonly token: string | null }> {
  const kept = opened.get(row.id);
  if (kept !== undefined && kept.row.sealedSecret === row.sealedSecret) return kept;
  const [secret, token] = await Promise.all([
    vault.openText(row.sealedSecret),
    row.session?.sealedToken == null ? null : vault.openText(row.session.sealedToken),
  ]);
  if (opened.size >= OPENED_KEPT) opened.clear();
  opened.set(row.id, { row, secret, token });
  return { secret, token };
}

/** The principal's usable access key for an application in `vpc`, if it has one. A role's are delivered to each place anew. */
export function usableKey(
  principal: PrincipalRow,
  rows: Reads,
  now: number,
  vpc: string | undefined,
): AccessKeyRow | undefined {
  return rows
    .range("accessKeysOf", principal.id, null, Number.MAX_SAFE_INTEGER)
    .find(
      ({ session, inactive, forward }) =>
        inactive !== true &&
        forward === undefined &&
        (session === null
          ? principal.kind === "user"
          : session.assumed === undefined &&
            session.delivered?.vpc === vpc &&
            session.issued <= now &&
            session.expires - MARGIN_MS > now),
    );
}

/** Whether the world makes credentials for whoever has none: a user whose keys are deactivated has some, a role must trust the platform. */
export function mayIssue(principal: PrincipalRow, rows: Reads): boolean {
  if (principal.kind === "role") return principal.trust !== null && trustsPlatform(principal.trust.text);
  return principal.kind === "root" || longTermKeys(principal.id, rows).length === 0;
}

/** The access keys of a user; what services hold in the user's name is temporary. */
export const longTermKeys = (user: string, rows: Reads): readonly AccessKeyRow[] =>
  rows.range("accessKeysOf", user, null, Number.MAX_SAFE_INTEGER).filter(({ session }) => session === null);

export interface IssueTools {
  readonly vault: Vault;
  random(bytes: number): Bytes;
  letters(count: number): string;
}

/** A new secret access key and a new session token. */
export async function sealedPair({ vault, random }: IssueTools): Promise<{
  readonly sealedSecret: string;
  readonly sealedToken: string;
}> {
  const sealedSecret = await vault.sealText(base64(random(30)));
  return { sealedSecret, sealedToken: await vault.sealText(base64(random(96))) };
}

/** A new access key: AKIA… for a user, ASIA… with a session token for a role. Sealed already. */
export async function issue(
  principal: PrincipalRow,
  now: number,
  place: { readonly delivered?: Delivery },
  tools: IssueTools,
): Promise<AccessKeyRow> {
  const { id, account } = principal;
  if (principal.kind !== "role") {
    const sealedSecret = await tools.vault.sealText(base64(tools.random(30)));
    return { id: `AKIA${tools.letters(16)}`, principal: id, account, sealedSecret, session: null };
  }
  const { sealedSecret, sealedToken } = await sealedPair(tools);
  const session = { name: SESSION_NAME, sealedToken, issued: now, expires: now + SESSION_MS, ...place };
  return { id: `ASIA${tools.letters(16)}`, principal: id, account, sealedSecret, session };
}

/** Expired sessions of a principal need not be kept. `principal`: as rows name it. */
export function dropExpired(principal: string, rows: Writes, now: number): void {
  for (const row of rows.range("accessKeysOf", principal, null, 100)) {
    if (row.session !== null && row.session.expires <= now) {
      rows.delete("accessKeys", row.id);
      opened.delete(row.id);
    }
  }
}

/** The metadata address's answer: JSON as EC2 gives it, and this world's print key, so that both sides print alike. */
export async function metadataBody(row: AccessKeyRow, sessionArn: string, vault: Vault, now: number): Promise<string> {
  const { secret, token } = await openSecrets(row, vault);
  return JSON.stringify({
    Code: "Success",
    LastUpdated: new Date(row.session?.issued ?? now).toISOString(),
    Type: "AWS-HMAC",
    AccessKeyId: row.id,
    SecretAccessKey: secret,
    ...(token === null || row.session === null
      ? {}
      : { Token: token, Expiration: new Date(row.session.expires).toISOString() }),
    PrincipalArn: sessionArn,
    PrintKey: await vault.printKey(),
  });
}
