/** The trace of one call while it goes through the pipeline: what each stage found, with secrets veiled when it is told. */
import { utf8, utf8Length, type Bytes } from "#wire/bytes.ts";
import { parseHeaders, requestBytes, type Beside, type HttpRequest, type HttpResponse } from "#wire/http.ts";
import { isObject, type JsonObject, type JsonValue } from "#wire/json.ts";
import { queryOf } from "#wire/sigv4.ts";
import type {
  ApplicationStages,
  CallSummary,
  CallTrace,
  ChangeNote,
  CheckRow,
  Decision,
  HsmStep,
  LocateStage,
  SignatureStage,
} from "#glass/trace.ts";
import { SECRET_OUTPUTS, secretText } from "#glass/secret-text.ts";
import { accountOfCall, invokedBy, userAgentOf, type Caller } from "./access/caller.ts";
import { callRecord } from "./audit/cloudtrail.ts";
import { copiesOf, otherAccounts } from "./audit/copies.ts";
import { invocationOf } from "./invocation.ts";
import { keepSignature, toldSignature, type KeptSignature } from "./kept-signature.ts";
import type { KeyRow } from "./keys/rows.ts";
import type { Operation } from "./operation.ts";
import type { Ground } from "./pipeline.ts";
import type { FinishedCall } from "./storage/storage.ts";
import type { CustomKeyStoreRow } from "./keystores/rows.ts";
import type { Vault } from "./vault/vault.ts";
import { routeOf, routeOfService, type Route } from "./world/network.ts";

/** What is known of a call while it goes through; becomes its trace. */
export class Draft {
  readonly id: string;
  readonly at: number;
  /** The time that the answer is dated with, ms since 1970. */
  readonly dated: number;
  /** Of its record in the audit log. */
  readonly eventId: string;
  operation: Operation | null = null;
  target: string | null = null;
  json: JsonObject = {};
  parsed = false;
  caller: Caller | null = null;
  region: string;
  signature: SignatureStage | null = null;
  violations: readonly string[] = [];
  locate: LocateStage[] = [];
  authorize: Decision[] = [];
  checks: CheckRow[] = [];
  hsm: HsmStep[] = [];
  keys: KeyRow[] = [];
  /** The custom key store that the call named, as it was before. */
  keyStore: CustomKeyStoreRow | null = null;
  changes: readonly ChangeNote[] = [];
  error: CallSummary["error"] = null;
  /** How the request came. */
  route: Route;
  readonly #ground: Ground;
  readonly #request: HttpRequest;
  readonly #beside: Beside;
  readonly #source: CallSummary["source"];
  readonly #began: number;
  #shownInput: Promise<JsonObject> | null = null;

  constructor(ground: Ground, request: HttpRequest, beside: Beside, source: CallSummary["source"]) {
    this.#ground = ground;
    this.#request = request;
    this.#beside = beside;
    this.#source = source;
    this.route = routeOf(ground.rows, beside.from, request.headers["host"] ?? "");
    this.#began = ground.steady();
    this.id = ground.uuid();
    this.eventId = ground.uuid();
    this.at = ground.now();
    this.dated = ground.freshness().now;
    this.region = /^kms\.([a-z0-9-]+)\./.exec(request.headers["host"] ?? "")?.[1] ?? ground.regions.first;
  }

  /** The signature told who calls. A service's own machines are not where the application is, whatever was told beside the request. */
  calledBy(caller: Caller, region: string): void {
    this.caller = caller;
    this.region = region;
    this.route = routeOfService(caller, this.#request.headers["host"] ?? "") ?? this.route;
  }

  check(row: CheckRow): void {
    this.checks.push(row);
  }

  /** Before a run and before a rerun: what the stages from 5 on had found is not what this run finds. */
  restart(): void {
    this.locate = [];
    this.authorize = [];
    this.checks = [];
    this.hsm = [];
    this.keys = [];
    this.keyStore = null;
    this.changes = [];
  }

  #copyIds(): CopyIds {
    if (this.error !== null || this.caller === null) return { copyIds: [], sharedEventId: null };
    const others = otherAccounts(accountOfCall(this.caller, this.keys), this.keys).length;
    const copies = this.operation?.name === "ReplicateKey" ? 1 : others;
    return {
      copyIds: Array.from({ length: copies }, () => this.#ground.uuid()),
      sharedEventId: others > 0 ? this.#ground.uuid() : null,
    };
  }

  /** Begins to make the shown form of the input; nobody waits for it but `finish`. `read`: the same members as bytes and values. */
  showInput(json: JsonObject, read: Readonly<Record<string, unknown>>): void {
    this.#shownInput = veil(json, secretMembers(this.operation), this.#ground.vault, read);
  }

  async finish(status: number, body: JsonObject, response: HttpResponse): Promise<FinishedCall> {
    const { vault } = this.#ground;
    const { headers } = this.#request;
    const output = await veil(body, OUTPUTS, vault);
    const input = await this.#shownInput;
    // The canonical request names the session token, and so does AWS's sentence about a signature that differs.
    const token = headers["x-amz-security-token"];
    const shownToken = token === undefined ? "" : secretText(await vault.printText(token));
    const presigned = queryOf(this.#request.target).get(TOKEN_PARAMETER);
    const shownPresigned = presigned === undefined ? "" : secretText(await vault.printText(presigned));
    const bare = (text: string): string => {
      const open =
        token === undefined
          ? text
          : text.split(`x-amz-security-token:${token}`).join(`x-amz-security-token:${shownToken}`);
      return presigned === undefined ? open : open.replace(TOKEN_IN_QUERY, `${TOKEN_PARAMETER}=${shownPresigned}`);
    };
    const { operation, caller } = this;
    const summary: FinishedCall["summary"] = {
      id: this.id,
      at: this.at,
      micros: Math.round((this.#ground.steady() - this.#began) * 1000),
      service: "kms",
      operation: operation?.name ?? this.target ?? "unknown",
      kind: operation?.kind ?? "read",
      account: caller === null ? null : accountOfCall(caller, this.keys) || null,
      region: this.region,
      who: caller?.label ?? "nobody",
      principalArn: caller?.principalArn ?? null,
      keys: this.keys.map((key) => key.arn),
      named: this.locate[0]?.given ?? null,
      status,
      error: this.error === null ? null : { ...this.error, message: this.error.message && bare(this.error.message) },
      invocation: invocationOf(headers),
      source: this.#source,
    };
    return tellLater({
      summary,
      operation,
      caller,
      input,
      output: this.error === null ? output : veilTexts(output, bare),
      eventId: this.eventId,
      ...this.#copyIds(),
      keys: this.keys,
      keyStore: this.keyStore,
      sent: this.#beside.sent ?? null,
      from: this.#beside.from,
      route: this.route,
      head: headerText(token === undefined ? headers : { ...headers, "x-amz-security-token": shownToken }),
      requestBytes: requestBytes(this.#request),
      bodyBytes: utf8Length(this.#request.body),
      target: operation === null ? this.target : `TrentService.${operation.name}`,
      parsed: this.parsed,
      signature: this.signature === null ? null : keepSignature(this.signature, this.#request, bare),
      violations: this.violations,
      locate: this.locate,
      authorize: this.authorize,
      checks: this.checks,
      hsm: this.hsm,
      changes: this.changes,
      answered: response.headers,
      answerBytes: utf8Length(response.body),
    });
  }
}

/** Of the records that CloudTrail writes besides the caller's own. */
interface CopyIds {
  readonly copyIds: readonly string[];
  readonly sharedEventId: string | null;
}

/** What a finished call keeps of itself: nothing secret, and nothing that can be made from the rest. */
interface Pieces extends CopyIds, Pick<CallTrace, "locate" | "authorize" | "checks" | "hsm" | "changes"> {
  readonly summary: FinishedCall["summary"];
  readonly operation: Operation | null;
  readonly caller: Caller | null;
  /** Both with their secrets veiled. */
  readonly input: JsonObject | null;
  readonly output: JsonObject;
  readonly eventId: string;
  readonly keys: readonly KeyRow[];
  readonly keyStore: CustomKeyStoreRow | null;
  /** The application's report, as it came. */
  readonly sent: string | null;
  readonly from: Beside["from"];
  readonly route: Route;
  /** The request's headers, one a line. */
  readonly head: string;
  readonly requestBytes: number;
  readonly bodyBytes: number;
  readonly target: string | null;
  readonly parsed: boolean;
  readonly signature: KeptSignature | null;
  readonly violations: readonly string[];
  readonly answered: HttpResponse["headers"];
  readonly answerBytes: number;
}

function tellLater(pieces: Pieces): FinishedCall {
  const audit = (): JsonObject | null => tellAudit(pieces, parseHeaders(pieces.head.split("\r\n")));
  return { summary: pieces.summary, audit, trace: () => tellTrace(pieces) };
}

function tellTrace(pieces: Pieces): Omit<CallTrace, "summary"> {
  const { sent, target, bodyBytes, parsed, signature, input, violations } = pieces;
  const { locate, authorize, checks, hsm, changes } = pieces;
  const headers = parseHeaders(pieces.head.split("\r\n"));
  const audit = tellAudit(pieces, headers);
  const shownSignature = signature === null ? null : toldSignature(signature, headers);
  return {
    application: sent === null ? null : (JSON.parse(sent) as ApplicationStages),
    network: {
      from: pieces.from,
      host: headers["host"] ?? "",
      requestBytes: pieces.requestBytes,
      path: pieces.route.path,
    },
    frontDoor: { target, bodyBytes, parsed, signature: shownSignature, headers, input, violations },
    locate,
    authorize,
    checks,
    hsm,
    audit,
    ...(audit === null || pieces.copyIds.length === 0 ? {} : { auditCopies: copiesOf(audit, pieces.copyIds) }),
    response: {
      status: pieces.summary.status,
      headers: pieces.answered,
      body: pieces.output,
      bodyBytes: pieces.answerBytes,
    },
    changes,
  };
}

/**
 * The grant that allowed the call, with RetireGrant the one that it ended. @NOTE AWS: of ReEncrypt, which two grants may have allowed, the
 * record has room for one: the source key's first.
 */
function grantOf({ authorize, summary, locate, input }: Pieces, { decidedByGrant }: Operation): string | null {
  if (decidedByGrant === undefined) {
    const allowed = authorize.every((decision) => decision.allowed);
    return allowed ? (authorize.find(({ grantId }) => grantId !== undefined)?.grantId ?? null) : null;
  }
  if (summary.error !== null) return null;
  const named = locate.find(({ by }) => by === "grant-token")?.given ?? input?.["GrantId"];
  return typeof named === "string" ? named : null;
}

/** Null when AWS would write none: unauthenticated, no call at all, or one of a service about no account's key. */
function tellAudit(pieces: Pieces, headers: HttpRequest["headers"]): JsonObject | null {
  const { operation, caller, summary, input, output } = pieces;
  if (operation === null || caller === null || summary.account === null) return null;
  const material = output["KeyMaterialId"];
  return callRecord({
    caller,
    account: summary.account,
    operation,
    region: summary.region,
    at: summary.at,
    requestId: summary.id,
    eventId: pieces.eventId,
    userAgent: userAgentOf(caller, headers),
    host: headers["host"] ?? "",
    source: invokedBy(caller) ?? pieces.route.path.source ?? "",
    vpcEndpointId: pieces.route.facts.endpoint?.id ?? null,
    input: input ?? {},
    output: summary.error === null ? output : null,
    error: summary.error,
    keys: pieces.keys,
    keyStore: pieces.keyStore,
    keyMaterialId: typeof material === "string" ? material : null,
    grantId: grantOf(pieces, operation),
    sharedEventId: pieces.sharedEventId,
  });
}

/** Replaces secret members by what may be shown of them: blobs, texts, and all texts of a secret structure. */
async function veil(
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

function secretMembers(operation: Operation | null): ReadonlyMap<string, SecretKind> {
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
const OUTPUTS: ReadonlyMap<string, SecretKind> = new Map([...SECRET_OUTPUTS].map((name) => [name, "blob"]));

/** One text for all headers: a dozen small pieces of the request would keep the whole of it in memory, plaintext included. */
function headerText(headers: HttpRequest["headers"]): string {
  const lines: string[] = [];
  for (const name in headers) lines.push(`${name}: ${headers[name]}`);
  return lines.join("\r\n");
}

const TOKEN_PARAMETER = "X-Amz-Security-Token";
const TOKEN_IN_QUERY = /X-Amz-Security-Token=[^&\s]*/g;

function veilTexts(json: JsonObject, bare: (text: string) => string): JsonObject {
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => [name, typeof value === "string" ? bare(value) : value]),
  );
}
