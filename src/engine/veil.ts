/** What may be shown of a call's secrets: length and print. */
import { utf8, type Bytes } from "#wire/bytes.ts";
import type { Headers, HttpRequest } from "#wire/http.ts";
import { isObject, type JsonObject, type JsonValue } from "#wire/json.ts";
import { queryOf } from "#wire/sigv4.ts";
import { SECRET_OUTPUTS, secretText } from "#glass/secret-text.ts";
import type { Operation } from "./operation.ts";
import type { Vault } from "./vault/vault.ts";

/** Replaces secret members by what may be shown of them: blobs, texts, and all texts of a secret structure. */
export async function veil(
  json: JsonObject,
  secrets: ReadonlyMap<string, SecretKind>,
  vault: Vault,
  read: Readonly<Record<string, unknown>> = {},
): Promise<JsonObject> {
  const hidden = secrets.size === 0 ? [] : Object.keys(json).filter((name) => secrets.has(name));
  if (hidden.length === 0) return json;
  const open: Record<string, JsonValue | undefined> = { ...json };
  for (const name of hidden) {
    const bytes = read[name];
    open[name] =
      bytes instanceof Uint8Array
        ? secretText(await vault.print(bytes as Bytes))
        : await veilValue(json[name], secrets.get(name) ?? "text", vault);
  }
  return open;
}

/** Whether the bytes that are printed are what the base64 stands for, or the text's own. */
type SecretKind = "blob" | "text";

async function veilValue(
  secret: JsonValue | undefined,
  kind: SecretKind,
  vault: Vault,
): Promise<JsonValue | undefined> {
  if (typeof secret === "string")
    return secretText(await (kind === "blob" ? vault.printBase64(secret) : vault.print(utf8(secret))));
  if (Array.isArray(secret))
    return Promise.all(secret.map(async (item: JsonValue) => (await veilValue(item, kind, vault)) ?? null));
  if (!isObject(secret)) return secret;
  const inner = Object.entries(secret).map(
    async ([name, value]) => [name, await veilValue(value, kind, vault)] as const,
  );
  return Object.fromEntries(await Promise.all(inner));
}

const secretsOf = new WeakMap<Operation, ReadonlyMap<string, SecretKind>>();

/** The secret members of its input. */
export function secretMembers(operation: Operation | null): ReadonlyMap<string, SecretKind> {
  if (operation === null) return NONE;
  let secrets = secretsOf.get(operation);
  if (secrets === undefined) {
    const fields = Object.entries(operation.input).filter(([, field]) => field.view.secret);
    secrets = new Map(fields.map(([name, { view }]) => [name, view.type === "blob" ? "blob" : "text"]));
    secretsOf.set(operation, secrets);
  }
  return secrets;
}

const NONE: ReadonlyMap<string, SecretKind> = new Map();
/** Every secret of an answer is a blob. */
export const OUTPUT_SECRETS: ReadonlyMap<string, SecretKind> = new Map(
  [...SECRET_OUTPUTS].map((name) => [name, "blob"]),
);

const TOKEN_PARAMETER = "X-Amz-Security-Token";
const TOKEN_IN_QUERY = /X-Amz-Security-Token=[^&\s]*/g;

/**
 * Which of the request's headers are shown otherwise, since they hold its session token, and what takes the token out of a text: the
 * canonical request names it, and so does AWS's sentence about a signature that differs.
 */
export async function tokenVeil(
  { headers, target }: HttpRequest,
  vault: Vault,
): Promise<{ readonly shown: Headers; bare(text: string): string }> {
  const token = headers["x-amz-security-token"];
  const shownToken = token === undefined ? "" : secretText(await vault.printText(token));
  const presigned = queryOf(target).get(TOKEN_PARAMETER);
  const shownPresigned = presigned === undefined ? "" : secretText(await vault.printText(presigned));
  return {
    shown: token === undefined ? AS_THEY_ARE : { "x-amz-security-token": shownToken },
    bare(text) {
      const open =
        token === undefined
          ? text
          : text.split(`x-amz-security-token:${token}`).join(`x-amz-security-token:${shownToken}`);
      return presigned === undefined ? open : open.replace(TOKEN_IN_QUERY, `${TOKEN_PARAMETER}=${shownPresigned}`);
    },
  };
}

const AS_THEY_ARE: Headers = {};

export function veilTexts(json: JsonObject, bare: (text: string) => string): JsonObject {
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => [name, typeof value === "string" ? bare(value) : value]),
  );
}
