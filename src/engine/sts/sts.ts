/**
 * The Security Token Service beside KMS, as far as roles need it: AssumeRole and GetCallerIdentity, signed as every other call. It has a
 * front door of its own, since it speaks another protocol; who calls is verified as KMS verifies it.
 */
import { secretText } from "#glass/secret-text.ts";
import type { CallSummary, CallTrace, Decision, SignatureStage } from "#glass/trace.ts";
import { utf8, utf8Length } from "#wire/bytes.ts";
import { formatResponse, requestBytes, type Beside, type HttpRequest, type HttpResponse } from "#wire/http.ts";
import { authenticate, callerOf, isUnsigned } from "../access/authenticate.ts";
import type { Caller } from "../access/caller.ts";
import { SignatureRefused } from "../access/signature-refused.ts";
import { assumedRoleRecord, identityRecord } from "../audit/sts.ts";
import { emptyTrace } from "../empty-trace.ts";
import { KmsError } from "../errors.ts";
import { letters } from "../ids.ts";
import type { Ground } from "../pipeline.ts";
import { asRefusal as inKms } from "../response.ts";
import { Overlay, type Reads, type Writes } from "../storage/state.ts";
import { StorageError, type FinishedCall } from "../storage/storage.ts";
import { tokenVeil } from "../veil.ts";
import type { GivenCode } from "../world/mfa.ts";
import { assumeRole, type Assumed } from "./assume-role.ts";
import { readForm, xmlResponse, type Form, type Xml } from "./form.ts";

/** What KMS's front end says in other words, and with status 400 (STS API Reference, common errors). */
const STS_CODES: Readonly<Record<string, string>> = {
  ExpiredTokenException: "ExpiredToken",
  IncompleteSignatureException: "IncompleteSignature",
  InvalidSignatureException: "SignatureDoesNotMatch",
  MissingAuthenticationTokenException: "MissingAuthenticationToken",
  UnrecognizedClientException: "InvalidClientTokenId",
};

/** One call on its way. */
interface Progress {
  readonly id: string;
  readonly at: number;
  readonly operation: string;
  readonly form: Form;
  readonly decisions: Decision[];
  caller: Caller | null;
  region: string;
  signature: SignatureStage | null;
  /** A code of the caller's MFA device that held. */
  code: GivenCode | null;
}

export async function answerSts(
  ground: Ground,
  request: HttpRequest,
  beside: Beside,
  source: CallSummary["source"],
): Promise<string> {
  const form = readForm(request.body);
  const began = ground.steady();
  const progress: Progress = {
    id: ground.uuid(),
    at: ground.now(),
    operation: form.get("Action") ?? "unknown",
    form,
    decisions: [],
    caller: null,
    region: ground.regions.first,
    signature: null,
    code: null,
  };
  const rows = new Overlay(ground.rows);
  let response: HttpResponse;
  let assumed: Assumed | null = null;
  let error: CallSummary["error"] = null;
  try {
    await signed(ground, request, progress);
    if (progress.operation === "GetCallerIdentity") response = identityResponse(progress);
    else if (progress.operation === "AssumeRole") {
      assumed = await assume(ground, rows, progress);
      response = assumedResponse(assumed, progress);
    } else
      throw new KmsError(
        "InvalidAction",
        `Could not find operation ${progress.operation} for version ${form.get("Version") ?? ""}`,
      );
  } catch (thrown) {
    ({ response, error } = refused(thrown, ground, progress));
  }
  const call = await finished(ground, request, beside, source, progress, { response, assumed, error, began });
  if (assumed === null && progress.code === null) ground.log(call);
  // Somebody else came with the same code meanwhile, or changed the role: once more.
  else if (rows.stale()) return answerSts(ground, request, beside, source);
  else
    try {
      await keep(ground, rows, assumed, progress, call);
    } catch (thrown) {
      // No session and no used code: the call is in the log as what it came to.
      ({ response, error } = refused(thrown, ground, progress));
      ground.log(await finished(ground, request, beside, source, progress, { response, assumed: null, error, began }));
    }
  return formatResponse(response);
}

async function signed(ground: Ground, request: HttpRequest, progress: Progress): Promise<void> {
  const guest = isUnsigned(request) ? ground.unsigned() : null;
  if (guest !== null) {
    progress.caller = guest;
    return;
  }
  try {
    const { caller, region, stage } = await authenticate(request, {
      now: progress.at,
      freshness: ground.freshness(),
      regions: ground.regions,
      service: "sts",
      prints: ground.vault,
      find: (id, region) => ground.credential(id, region),
    });
    Object.assign(progress, { caller, region, signature: stage });
  } catch (thrown) {
    if (thrown instanceof SignatureRefused) progress.signature = thrown.stage;
    throw thrown;
  }
}

function assume(ground: Ground, rows: Reads, progress: Progress): Promise<Assumed> {
  const { form, caller, at, decisions } = progress;
  const random = (bytes: number) => ground.random(bytes);
  const tools = { rows, vault: ground.vault, now: at, random, letters: (n: number) => letters(random, n) };
  return assumeRole(form, caller as Caller, tools, {
    decided: (decision) => decisions.push(decision),
    codeHeld: (code) => (progress.code = code),
  });
}

/** The session's row, that a code is used, and with them the call in the log. A code that held is used, also when the role was refused. */
function keep(
  ground: Ground,
  rows: Overlay,
  assumed: Assumed | null,
  { at, caller, code, form }: Progress,
  call: FinishedCall,
): Promise<void> {
  const name = assumed === null ? "UseMFACode" : "AssumeRole";
  const input = {
    ...(assumed !== null && { roleArn: assumed.role.id, roleSessionName: assumed.row.session.name }),
    ...(code !== null && { serialNumber: form.get("SerialNumber") ?? "" }),
  };
  if (assumed !== null) putSession(rows, assumed, at);
  if (code !== null) rows.put("mfaUses", { id: code.device, step: code.step });
  return ground.commit({ name, who: caller?.label ?? "nobody", at, input, changes: rows.changes }, call);
}

/** Sessions of the role that are over need not be kept. */
function putSession(rows: Writes, { role, row }: Assumed, at: number): void {
  for (const old of rows.range("accessKeysOf", role.id, null, 100))
    if (old.session !== null && old.session.expires <= at) rows.delete("accessKeys", old.id);
  rows.put("accessKeys", row);
}

async function finished(
  ground: Ground,
  request: HttpRequest,
  beside: Beside,
  source: CallSummary["source"],
  progress: Progress,
  {
    response,
    assumed,
    error,
    began,
  }: {
    readonly response: HttpResponse;
    readonly assumed: Assumed | null;
    readonly error: CallSummary["error"];
    readonly began: number;
  },
): Promise<FinishedCall> {
  const { id, at, operation, form, caller, region, decisions } = progress;
  const { shown, bare } = await tokenVeil(request, ground.vault);
  const facts = { at, region, requestId: id, eventId: ground.uuid(), userAgent: request.headers["user-agent"] ?? "" };
  const audit = recordOf(progress, assumed, error, facts);
  const summary = {
    id,
    at,
    micros: Math.round((ground.steady() - began) * 1000),
    service: "sts",
    operation,
    kind: "read",
    account: caller?.account ?? null,
    region,
    who: caller?.label ?? "nobody",
    principalArn: caller?.principalArn ?? null,
    keys: [],
    named: form.get("RoleArn") ?? null,
    status: response.status,
    error: error === null ? null : { ...error, message: error.message === null ? null : bare(error.message) },
    invocation: null,
    source,
  } as const;
  const signature = progress.signature;
  const frontDoor: CallTrace["frontDoor"] = {
    target: operation,
    bodyBytes: utf8Length(request.body),
    parsed: true,
    signature:
      signature === null
        ? null
        : { ...signature, canonicalRequest: signature.canonicalRequest && bare(signature.canonicalRequest) },
    headers: { ...request.headers, ...shown },
    input: await shownForm(ground, form),
    violations: [],
  };
  const trace = (): Omit<CallTrace, "summary"> => ({
    ...emptyTrace(audit),
    network: { from: beside.from, host: request.headers["host"] ?? "", requestBytes: requestBytes(request) },
    frontDoor,
    authorize: decisions,
    // The answer holds the session's secrets, so its text is not kept.
    response: { status: response.status, headers: response.headers, body: null, bodyBytes: utf8Length(response.body) },
  });
  return { summary, audit: () => audit, trace };
}

/** A code of an MFA device is nobody else's to read, even one that is used. */
async function shownForm(ground: Ground, form: Form): Promise<Record<string, string>> {
  const code = form.get("TokenCode");
  if (code === undefined) return Object.fromEntries(form);
  return { ...Object.fromEntries(form), TokenCode: secretText(await ground.vault.print(utf8(code))) };
}

function recordOf(
  { caller, operation, form }: Progress,
  assumed: Assumed | null,
  error: CallSummary["error"],
  facts: Parameters<typeof identityRecord>[1],
) {
  if (caller === null) return null;
  if (operation === "GetCallerIdentity") return identityRecord(caller, facts);
  if (operation !== "AssumeRole") return null;
  const session = assumed === null ? null : callerOf({ row: assumed.row, principal: assumed.role });
  const expires = assumed?.row.session.expires ?? 0;
  return assumedRoleRecord(
    caller,
    { ...facts, form: Object.fromEntries(form), error },
    session === null ? null : { session, expires },
  );
}

function identityResponse({ caller, id, at }: Progress): HttpResponse {
  const { account, arn, uniqueId } = caller as Caller;
  return ok("GetCallerIdentity", { Arn: arn, UserId: uniqueId, Account: account }, { id, at });
}

function assumedResponse({ role, row, secret, token, packed }: Assumed, { id, at }: Progress): HttpResponse {
  const { arn, uniqueId } = callerOf({ row, principal: role });
  const sourceIdentity = row.session.assumed?.sourceIdentity;
  return ok(
    "AssumeRole",
    {
      ...(sourceIdentity !== undefined && { SourceIdentity: sourceIdentity }),
      AssumedRoleUser: { AssumedRoleId: uniqueId, Arn: arn },
      Credentials: {
        AccessKeyId: row.id,
        SecretAccessKey: secret,
        SessionToken: token,
        Expiration: new Date(row.session.expires).toISOString(),
      },
      PackedPolicySize: String(packed),
    },
    { id, at },
  );
}

const ok = (operation: string, result: Xml, of: { readonly id: string; readonly at: number }): HttpResponse =>
  xmlResponse(
    200,
    `${operation}Response`,
    { [`${operation}Result`]: result, ResponseMetadata: { RequestId: of.id } },
    of,
  );

const errorResponse = ({ exception, sentence, status }: KmsError, { id, at }: Progress): HttpResponse =>
  xmlResponse(
    status,
    "ErrorResponse",
    { Error: { Type: status < 500 ? "Sender" : "Receiver", Code: exception, Message: sentence ?? "" }, RequestId: id },
    { id, at },
  );

function refused(
  thrown: unknown,
  ground: Ground,
  progress: Progress,
): { readonly response: HttpResponse; readonly error: NonNullable<CallSummary["error"]> } {
  const refusal = asRefusal(thrown, ground);
  return {
    response: errorResponse(refusal, progress),
    error: { name: refusal.exception, message: refusal.sentence },
  };
}

function asRefusal(thrown: unknown, ground: Ground): KmsError {
  if (thrown instanceof KmsError) {
    const code = STS_CODES[thrown.exception];
    return code === undefined ? thrown : new KmsError(code, thrown.sentence, 403);
  }
  if (!(thrown instanceof StorageError)) ground.bug(thrown);
  return new KmsError("InternalFailure", inKms(thrown).sentence, 500);
}
