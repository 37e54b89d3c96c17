/**
 * The ONE order of checks for every call (kms-api.md 1.4, authorization.md 5.2): parse → authenticate → validate → locate the keys →
 * the operation's own shape → authorize each → key usage → key state → algorithm → message → run → audit. Nothing else in the engine decides
 * when something is checked. (What changes nothing is answered before its record is made: docs/decisions/0010.)
 */
import { utf8Length, type Bytes } from "#wire/bytes.ts";
import type { Beside, HttpRequest, HttpResponse } from "#wire/http.ts";
import { isObject, parseJson, type JsonObject, type JsonValue } from "#wire/json.ts";
import type { CallSummary } from "#glass/trace.ts";
import { authenticate, isUnsigned, UNKNOWN_CREDENTIALS, type Credential } from "./access/authenticate.ts";
import { accountOfCall, userAgentOf, viaService, type Caller } from "./access/caller.ts";
import type { RequestFacts } from "./access/context/facts.ts";
import { SignatureRefused } from "./access/signature-refused.ts";
import { authorize, checkPolicy, type Asking } from "./authorize.ts";
import { checkKey } from "./checks.ts";
import { Draft } from "./draft.ts";
import { dryRun, internal, KmsError, serialization, violations as joined } from "./errors.ts";
import { readFields } from "./fields.ts";
import type { KeyRow } from "./keys/rows.ts";
import { SPECS } from "./keys/specs.ts";
import { KeyStore } from "./keys/store.ts";
import { CustomKeyStores } from "./keystores/key-stores.ts";
import { locate, type Place } from "./locate.ts";
import type { CountedRequest } from "./quotas.ts";
import { given, type KeyRole, type Operation } from "./operation.ts";
import { OPERATIONS } from "./operations/index.ts";
import { asRefusal, encode, errorBody, httpResponse } from "./response.ts";
import { Overlay, type Reads } from "./storage/state.ts";
import { StorageError, type ActRecord, type FinishedCall } from "./storage/storage.ts";
import { changeNote } from "./storage/tables.ts";
import { Hsm, type MaterialUse } from "./vault/hsm.ts";
import { secretMembers } from "./veil.ts";
import type { MadeMaterial } from "./vault/new-material.ts";
import type { Vault } from "./vault/vault.ts";
import { hasRegion, type Regions } from "./world/regions.ts";

/** Of a call and of its record in the audit log. */
export interface CallIds {
  readonly id: string;
  readonly eventId: string;
}

/** What a call stands on: one world, or a fork of it. */
export interface Ground {
  readonly rows: Reads;
  readonly vault: Vault;
  readonly regions: Regions;
  random(bytes: number): Bytes;
  uuid(): string;
  /** World time in ms. */
  now(): number;
  /** The clock that signatures are held against and answers are dated with: its time in ms, and its seconds per real second. */
  freshness(): { readonly now: number; readonly rate: number };
  /** Whom an unsigned request is taken for; null: it is refused. */
  unsigned(): Caller | null;
  /** A steady real clock in ms with fractions, for durations only. */
  steady(): number;
  /** Null: there is none of that id, or its account does not have the Region. */
  credential(accessKeyId: string, region: string): Promise<Credential | null>;
  note(use: MaterialUse, call: CallIds): void;
  /** @throws KmsError when quotas or a failure of the simulated service keep the call out. */
  admit(account: string, request: CountedRequest): void;
  /** Whatever was thrown that is no outcome: reported loudly, answered as an internal error. */
  bug(error: unknown): void;
  /** Makes the changes true and durable, and the call part of the log. Resolves when both lie on disk. */
  commit(act: Omit<ActRecord, "seq" | "of">, call: FinishedCall): Promise<void>;
  /** Null when all that memory says is durable; otherwise the end of the acts under way, however they end. */
  settled(): Promise<unknown> | null;
  /** How often acts were taken back so far, since they could not be stored. */
  failures(): number;
  /** An answered call joins the log when its record is made, after those that were answered before it; on disk soon. */
  log(call: FinishedCall | Promise<FinishedCall>): void;
  /** Resolves when all calls that were answered so far are in the log. */
  recorded(): Promise<unknown>;
}

/** Largest body that is read at all; AWS's own number is not public (our reading). */
const BODY_LIMIT = 1 << 20;
/** How often an act may lose against another before it is given up; each time somebody else's act got through. */
const RERUNS = 100;

/** Who calls, and where; given from outside for a call that never came over a wire: a probe on a fork. */
export interface Trusted {
  readonly caller: Caller;
  readonly region: string;
}

/** What the caller gets, and what the log does. */
interface Answered {
  readonly response: HttpResponse;
  readonly call: FinishedCall;
}

/**
 * One call, from its request to its answer. Whoever looks into the log then finds it there.
 * `reply`: hears the answer to a call that changes nothing as soon as there is one. Its record is made after that.
 */
export async function answer(
  ground: Ground,
  request: HttpRequest,
  beside: Beside,
  source: CallSummary["source"],
  { trusted, reply }: { readonly trusted?: Trusted; reply?(response: HttpResponse): void },
): Promise<Answered> {
  const draft = new Draft(ground, request, beside, source);
  let status = 200;
  let body: JsonObject = {};
  let committed: Performed["committed"] = null;
  try {
    const { operation, json } = parse(request, draft);
    draft.operation = operation;
    const violations: string[] = [];
    const input = readFields(operation.input, json, violations) as Readonly<Record<string, unknown>>;
    draft.read = input;
    const { caller, region } = trusted === undefined ? await signedBy(ground, request, draft) : known(ground, trusted);
    draft.calledBy(caller, region);
    draft.violations = violations;
    if (violations.length > 0) throw joined(violations);
    const document = (input["Recipient"] as { readonly AttestationDocument?: Bytes } | undefined)?.AttestationDocument;
    const facts: RequestFacts = {
      input,
      sent: json,
      region,
      now: draft.at,
      userAgent: userAgentOf(caller, request.headers),
      network: draft.route.facts,
      viaService: viaService(caller, region),
      source: caller.source,
      attested: document === undefined ? null : await attested(ground, document, draft.at),
    };
    ({ body, committed } = await perform(ground, { operation, request: facts, caller }, draft));
    if (committed !== null) await committed.durable;
  } catch (error) {
    const refusal = asRefusal(error);
    status = refusal.status;
    body = errorBody(refusal);
    draft.error = { name: refusal.exception, message: refusal.sentence };
    // An act that could not be stored is taken back, and its call with it.
    draft.changes = [];
    committed = null;
    if (!(error instanceof KmsError || error instanceof StorageError)) ground.bug(error);
  }
  let answered: Answered | null = committed;
  if (answered === null) {
    const { response, made } = finish(draft, status, body);
    ground.log(made);
    reply?.(response);
    answered = { response, call: await made };
  }
  forgetSecrets(draft);
  return answered;
}

/** The answer, and the record that is made of it when whoever has it now has gone on. */
function finish(
  draft: Draft,
  status: number,
  body: JsonObject,
): { readonly response: HttpResponse; readonly made: Promise<FinishedCall> } {
  const response = httpResponse(draft, status, body);
  draft.answered();
  return { response, made: draft.finish(status, body, response) };
}

/* ---- parse ---- */

function parse(request: HttpRequest, draft: Draft): { operation: Operation; json: JsonObject } {
  const target = request.headers["x-amz-target"] ?? null;
  draft.target = target;
  if (request.method !== "POST") throw new KmsError("UnknownOperationException", null, 404);
  if (request.body.length > BODY_LIMIT || utf8Length(request.body) > BODY_LIMIT)
    throw new KmsError("RequestEntityTooLargeException", `Request body is larger than ${BODY_LIMIT} bytes.`, 413);
  const name = target?.startsWith("TrentService.") === true ? target.slice("TrentService.".length) : null;
  const operation = name === null ? undefined : OPERATIONS.get(name);
  if (operation === undefined) throw new KmsError("UnknownOperationException");
  let json: JsonValue;
  try {
    json = parseJson(request.body === "" ? "{}" : request.body);
  } catch {
    throw serialization();
  }
  if (!isObject(json)) throw serialization("Start of structure or map expected.");
  draft.json = json;
  draft.parsed = true;
  return { operation, json };
}

/* ---- authenticate ---- */

async function signedBy(ground: Ground, request: HttpRequest, draft: Draft): Promise<Trusted> {
  const guest = isUnsigned(request) ? ground.unsigned() : null;
  if (guest !== null) return { caller: guest, region: draft.region };
  try {
    const authenticated = await authenticate(request, {
      now: draft.at,
      freshness: ground.freshness(),
      regions: ground.regions,
      prints: ground.vault,
      find: (id, region) => ground.credential(id, region),
    });
    draft.signature = authenticated.stage;
    return authenticated;
  } catch (error) {
    if (error instanceof SignatureRefused) draft.signature = error.stage;
    throw error;
  }
}

/** As if it had signed: its account must have the Region, as credentials that are looked up must. */
function known({ rows }: Ground, trusted: Trusted): Trusted {
  if (!hasRegion(trusted.caller.account, trusted.region, rows))
    throw new KmsError("UnrecognizedClientException", UNKNOWN_CREDENTIALS);
  return trusted;
}

/* ---- locate, authorize, check, run ---- */

/** What an attestation document says, for conditions on it; the call itself refuses a document that does not hold. */
async function attested(ground: Ground, document: Bytes, now: number): Promise<RequestFacts["attested"]> {
  const said = await (await ground.vault.enclaves()).attested(ground.rows.get("nitro", "root"), document, now);
  return typeof said === "string" ? null : said.pcrs;
}

/** A call whose request was read, and whose caller is known. */
interface Accepted {
  readonly operation: Operation;
  readonly request: RequestFacts;
  readonly caller: Caller;
}

/** What a call has drawn and made stays the same when it is run again: ids, and the key material bound to them. */
interface Drawn {
  readonly uuids: string[];
  readonly made: Map<string, Promise<MadeMaterial>>;
}

/** An operation that was run, over rows of its own. */
interface Attempt {
  readonly body: JsonObject;
  readonly overlay: Overlay;
  /** As `Ground.failures` when it began. */
  readonly failures: number;
  readonly uses: readonly MaterialUse[];
}

interface Performed {
  readonly body: JsonObject;
  /** Of a call that changes something: it is in the log with its act, once that is durable. */
  readonly committed: (Answered & { readonly durable: Promise<void> }) | null;
}

async function perform(ground: Ground, accepted: Accepted, draft: Draft): Promise<Performed> {
  const drawn: Drawn = { uuids: [], made: new Map() };
  for (let run = 0; run <= RERUNS; run++) {
    if (run > 0) draft.restart();
    const attempted = await attempt(ground, accepted, draft, drawn, run);
    const performed = attempted && (await conclude(ground, accepted, draft, attempted));
    if (performed !== null) return performed;
  }
  throw internal("Too many concurrent changes to the same resource.");
}

/**
 * One run of the operation, with every check that comes before it. Null: what it rested on went while it ran, and the call must be run
 * again. @throws KmsError the first refusal.
 */
async function attempt(
  ground: Ground,
  { operation, request, caller }: Accepted,
  draft: Draft,
  { uuids, made }: Drawn,
  run: number,
): Promise<Attempt | null> {
  const { input, region } = request;
  const random = (bytes: number): Bytes => ground.random(bytes);
  const failures = ground.failures();
  const overlay = new Overlay(ground.rows);
  const store = new KeyStore(overlay);
  const keys = locateKeys(operation, input, { caller, region, store }, draft);
  if (run === 0) ground.admit(accountOfCall(caller, keys.values()), counted(operation, input, keys, region));
  operation.shape?.(input);
  const asking: Asking = { caller, request, rows: overlay, store };
  authorize(operation, keys, asking, draft);
  const rehearsal = input["DryRun"] === true;
  // With the ciphertext ignored, a rehearsal is about the authorization alone (kms-api.md 1.4, 6).
  if (rehearsal && opensCiphertext(operation) && given(input["DryRunModifiers"])) throw dryRun();
  for (const [role, key] of keys)
    checkKey(operation.name, operation.keys[role] as KeyRole, key, input, (row) => draft.check(row));
  // It goes on only where more is still to be checked: a ciphertext.
  if (rehearsal && operation.rehearses !== true && !opensCiphertext(operation)) throw dryRun();

  const uses: MaterialUse[] = [];
  const { hsm: steps } = draft;
  const keyStores = new CustomKeyStores({
    rows: overlay,
    vault: ground.vault,
    account: caller.account,
    region,
    now: draft.at,
    random,
    tell: (step) => steps.push(step),
    named: (keyStore) => (draft.keyStore = keyStore),
  });
  const hsm = new Hsm({
    vault: ground.vault,
    materials: store,
    backing: keyStores,
    random,
    says: operation.steps ?? {},
    steps,
    nitroRoot: () => overlay.get("nitro", "root"),
    note: (key, materialId, what) => uses.push({ key, materialId, what, operation: operation.name }),
    made,
  });
  let next = 0;
  try {
    const output = await operation.run({
      input,
      keys: Object.fromEntries(keys),
      caller,
      region,
      now: draft.at,
      uuid: () => (uuids[next++] ??= ground.uuid()),
      random,
      store,
      hsm,
      keyStores,
      checkPolicy: (text, options) => checkPolicy(text, options, asking, draft),
      check: (row) => draft.check(row),
    });
    if (rehearsal) throw dryRun();
    return { body: encode(operation, output ?? {}), overlay, failures, uses };
  } catch (error) {
    // The material of a rotation that is undone meanwhile, for one: no refusal, and no bug either.
    if (error instanceof KmsError || !overlay.stale()) throw error;
    return null;
  } finally {
    // The body has its own copy by now, as base64.
    hsm.forget();
  }
}

/**
 * Makes true what an attempt changed, or lets be answered what it only read. Null: another act came first, and the call must be run
 * again.
 */
async function conclude(
  ground: Ground,
  { operation, caller }: Accepted,
  draft: Draft,
  { body, overlay, failures, uses }: Attempt,
): Promise<Performed | null> {
  const { changes } = overlay;
  let committed: Performed["committed"] = null;
  if (changes.length === 0) {
    // Nothing is answered from what may still be taken back, or was meanwhile: a key material that is being added might never
    // come to be.
    const settling = ground.settled();
    if (settling !== null) await settling;
    if (ground.failures() > failures && overlay.stale()) return null;
  } else {
    for (const { table, before, after } of changes)
      if (table === "keys" && before === null) draft.keys.push(after as KeyRow);
    draft.changes = changes.map(changeNote);
    const { response, made } = finish(draft, 200, body);
    const answered = { response, call: await made };
    await ground.recorded();
    // From here to the commit's own first step nothing awaits: whatever is not stale stays so until it is true.
    if (overlay.stale()) return null;
    const act = {
      name: operation.name,
      who: caller.label,
      at: draft.at,
      input: loggable(operation, draft.json),
      changes,
    };
    committed = { ...answered, durable: ground.commit(act, answered.call) };
  }
  for (const use of uses) ground.note(use, draft);
  return { body, committed };
}

/** As what a call counts among the request quotas: by the kind of its first key, or of the key pair that it asks for. */
function counted(
  operation: Operation,
  input: Readonly<Record<string, unknown>>,
  keys: ReadonlyMap<string, KeyRow>,
  region: string,
): CountedRequest {
  const [key] = keys.values();
  const pairSpec = input["KeyPairSpec"];
  return {
    operation,
    region,
    family: key === undefined ? null : SPECS[key.spec].family,
    pairSpec: typeof pairSpec === "string" ? pairSpec : null,
  };
}

function locateKeys(
  operation: Operation,
  input: Readonly<Record<string, unknown>>,
  place: Place,
  draft: Draft,
): Map<string, KeyRow> {
  const keys = new Map<string, KeyRow>();
  for (const [name, role] of Object.entries(operation.keys)) {
    const key = locate({ name, action: `kms:${operation.name}`, role, place, stages: draft.locate }, input);
    if (key !== null) keys.set(name, key);
    draft.keys = [...keys.values()];
  }
  return keys;
}

/** Overwrites what the caller gave in the clear; its print has been taken. */
function forgetSecrets({ operation, read }: Draft): void {
  for (const name of secretMembers(operation).keys()) {
    const value = read?.[name];
    if (value instanceof Uint8Array) value.fill(0);
  }
}

const opensCiphertext = (operation: Operation): boolean =>
  Object.values(operation.keys).some((role) => role.ciphertext !== undefined);

/* ---- what is kept of a call ---- */

const TOKENS: ReadonlySet<string> = new Set(["GrantTokens", "GrantToken"]);

/** CloudTrail's rule for what an act may keep of its input: no blobs, no secrets, no tokens. */
function loggable(operation: Operation, json: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(json).filter(([name]) => {
      // A caller may name a member as it likes, `__proto__` too.
      const view = Object.hasOwn(operation.input, name) ? operation.input[name]?.view : undefined;
      return view !== undefined && view.type !== "blob" && !view.secret && !TOKENS.has(name);
    }),
  );
}
