/** The signing key of Signature Version 4: four HMACs, one fed by the other (authorization.md 5.1). No key byte leaves this file. */
import { utf8, type Bytes } from "#wire/bytes.ts";
import type { Scope } from "#wire/sigv4.ts";
import type { SecretPrint, SigningChain } from "#glass/trace.ts";

/** Makes prints of secrets under the world's print key. */
export interface Printer {
  print(secret: Bytes): Promise<SecretPrint>;
}

export interface SigningKey {
  readonly key: CryptoKey;
  readonly chain: SigningChain;
}

const signingKeys = new Map<
  string,
  {
    readonly secret: string;
    readonly prints: Printer;
    readonly made: Promise<SigningKey>;
  }
>();
const SIGNING_KEYS_KEPT = 500;

/** Good for one day, Region and service, so it is kept, and the prints of its links are made once with it. */
export function signingKey(secret: string, scope: Scope, accessKeyId: string, prints: Printer): Promise<SigningKey> {
  const name = `${accessKeyId}/${scope.date}/${scope.region}/${scope.service}`;
  const kept = signingKeys.get(name);
  if (kept !== undefined && kept.secret === secret && kept.prints === prints) return kept.made;
  if (signingKeys.size >= SIGNING_KEYS_KEPT) signingKeys.clear();
  const made = derive(secret, [scope.date, scope.region, scope.service, scope.terminator], prints);
  signingKeys.set(name, { secret, prints, made });
  made.catch(() => signingKeys.delete(name));
  return made;
}

async function derive(secret: string, parts: readonly string[], prints: Printer): Promise<SigningKey> {
  const links: SigningChain["links"][number][] = [];
  let key = await hmacKey(utf8(`AWS4${secret}`));
  for (const fed of parts) {
    const bytes = new Uint8Array(await crypto.subtle.sign("HMAC", key, utf8(fed)));
    const value = await prints.print(bytes);
    key = await hmacKey(bytes);
    links.push({ fed, value });
  }
  return { key, chain: { secret: await prints.print(utf8(secret)), links } };
}

async function hmacKey(bytes: Bytes): Promise<CryptoKey> {
  const key = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  bytes.fill(0);
  return key;
}
