/** The trace of one call while it goes through the pipeline: what each stage found, with secrets veiled when it is told. */
import { utf8Length } from "#wire/bytes.ts";
import type { Beside, HttpRequest, HttpResponse } from "#wire/http.ts";
import type { JsonObject, JsonValue } from "#wire/json.ts";
import type {
  ApplicationStages,
  CallSummary,
  ChangeNote,
  CheckRow,
  Decision,
  FrontDoorStage,
  LocateStage,
  SignatureStage,
} from "#glass/trace.ts";
import type { Caller } from "./access/caller.ts";
import { callRecord } from "./audit/cloudtrail.ts";
import { SECRET_OUTPUTS } from "./fields.ts";
import type { KeyRow } from "./keys/rows.ts";
import type { Operation } from "./operation.ts";
import type { FinishedCall, Ground } from "./pipeline.ts";
import type { Hsm } from "./vault/hsm.ts";
import type { Vault } from "./vault/vault.ts";

/** What is known of a call while it goes through; becomes its trace. */
export class Draft {
  readonly id: string;
  readonly at: number;
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
  hsm: Hsm["steps"] = [];
  keys: KeyRow[] = [];
  changes: readonly ChangeNote[] = [];
  error: CallSummary["error"] = null;
  committed: FinishedCall | null = null;
  readonly #ground: Ground;
  readonly #request: HttpRequest;
  readonly #beside: Beside;
  readonly #source: CallSummary["source"];
  readonly #began: number;
  #shownInput: JsonValue = null;

  constructor(ground: Ground, request: HttpRequest, beside: Beside, source: CallSummary["source"]) {
    this.#ground = ground;
    this.#request = request;
    this.#beside = beside;
    this.#source = source;
    this.#began = ground.steady();
    this.id = ground.uuid();
    this.at = ground.now();
    this.region = /^kms\.([a-z0-9-]+)\./.exec(request.headers["host"] ?? "")?.[1] ?? "us-east-1";
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
    this.changes = [];
  }

  async showInput(json: JsonObject): Promise<void> {
    const secrets = Object.entries(this.operation?.input ?? {})
      .filter(([, field]) => field.view.secret)
      .map(([name]) => name);
    this.#shownInput = await veil(json, new Set(secrets), this.#ground.vault);
  }

  async finish(status: number, body: JsonObject, response: HttpResponse): Promise<FinishedCall> {
    const [veiledBody, headers] = await Promise.all([
      veil(body, SECRET_OUTPUTS, this.#ground.vault),
      veilHeaders(this.#request.headers, this.#ground.vault),
    ]);
    // The canonical request names the session token, and so does AWS's sentence about a signature that differs.
    const token = this.#request.headers["x-amz-security-token"];
    const shown = headers["x-amz-security-token"] ?? "";
    const bare = (text: string): string =>
      token === undefined ? text : text.replace(`x-amz-security-token:${token}`, `x-amz-security-token:${shown}`);
    const signature = this.signature === null ? null : veilSignature(this.signature, bare);
    const error =
      this.error === null ? null : { ...this.error, message: this.error.message && bare(this.error.message) };
    const shownBody = this.error === null ? veiledBody : veilTexts(veiledBody, bare);
    const { operation, caller } = this;
    const name = operation?.name ?? this.target ?? "unknown";
    const audit = operation === null || caller === null ? null : this.#audit(operation, caller, body);
    const frontDoor: FrontDoorStage = {
      target: this.target,
      bodyBytes: utf8Length(this.#request.body),
      parsed: this.parsed,
      signature,
      headers,
      input: this.#shownInput,
      violations: this.violations,
    };
    return {
      summary: {
        id: this.id,
        at: this.at,
        micros: Math.round((this.#ground.steady() - this.#began) * 1000),
        service: "kms",
        operation: name,
        kind: operation?.kind ?? "read",
        account: caller?.account ?? null,
        region: this.region,
        who: caller?.label ?? "nobody",
        principalArn: caller?.principalArn ?? null,
        keys: this.keys.map((key) => key.arn),
        named: this.locate[0]?.given ?? null,
        status,
        error,
        invocation: invocation(this.#request),
        source: this.#source,
      },
      audit,
      trace: {
        application: (this.#beside.sent as ApplicationStages | undefined) ?? null,
        network: {
          from: this.#beside.from,
          host: this.#request.headers["host"] ?? "",
          requestBytes: requestBytes(this.#request),
        },
        frontDoor,
        locate: this.locate,
        authorize: this.authorize,
        checks: this.checks,
        hsm: this.hsm,
        audit,
        response: { status, headers: response.headers, body: shownBody, bodyBytes: utf8Length(response.body) },
        changes: this.changes,
      },
    };
  }

  #audit(operation: Operation, caller: Caller, body: JsonObject): JsonObject {
    const material = body["KeyMaterialId"];
    return callRecord({
      caller,
      operation,
      region: this.region,
      at: this.at,
      requestId: this.id,
      eventId: this.#ground.uuid(),
      userAgent: this.#request.headers["user-agent"] ?? this.#request.headers["x-amz-user-agent"] ?? "",
      host: this.#request.headers["host"] ?? "",
      input: this.json,
      output: this.error === null ? body : null,
      error: this.error,
      keys: this.keys,
      keyMaterialId: typeof material === "string" ? material : null,
    });
  }
}

/** Replaces secret members by what may be shown of them. */
async function veil(json: JsonObject, secrets: ReadonlySet<string>, vault: Vault): Promise<JsonObject> {
  const hidden = Object.keys(json).filter((name) => secrets.has(name) && typeof json[name] === "string");
  if (hidden.length === 0) return json;
  const shown: Record<string, JsonValue | undefined> = { ...json };
  for (const name of hidden) shown[name] = await shownSecret(json[name] as string, vault);
  return shown;
}

async function shownSecret(encoded: string, vault: Vault): Promise<string> {
  const { bytes, print } = await vault.printBase64(encoded);
  return `‹${bytes} bytes, print ${print}›`;
}

async function veilHeaders(headers: HttpRequest["headers"], vault: Vault): Promise<Record<string, string>> {
  const token = headers["x-amz-security-token"];
  if (token === undefined) return { ...headers };
  const { bytes, print } = await vault.printText(token);
  return { ...headers, "x-amz-security-token": `‹${bytes} bytes, print ${print}›` };
}

function veilSignature(stage: SignatureStage, bare: (text: string) => string): SignatureStage {
  return { ...stage, canonicalRequest: stage.canonicalRequest === null ? null : bare(stage.canonicalRequest) };
}

function veilTexts(json: JsonObject, bare: (text: string) => string): JsonObject {
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => [name, typeof value === "string" ? bare(value) : value]),
  );
}

function invocation(request: HttpRequest): CallSummary["invocation"] {
  const id = request.headers["amz-sdk-invocation-id"];
  if (id === undefined) return null;
  return { id, attempt: Number(/attempt=(\d+)/.exec(request.headers["amz-sdk-request"] ?? "")?.[1] ?? 1) };
}

function requestBytes({ method, target, headers, body }: HttpRequest): number {
  let bytes = method.length + target.length + 13 + utf8Length(body);
  for (const name in headers) bytes += name.length + (headers[name] as string).length + 4;
  return bytes;
}
