/**
 * The ONE order of checks for every call (kms-api.md 1.4, authorization.md 5.2): parse → authenticate → validate → locate the keys →
 * the operation's own shape → authorize each → key usage → key state → algorithm → message → run → audit. Nothing else in the engine decides
 * when something is checked.
 */
import { utf8Length, type Bytes } from "#wire/bytes.ts";
import type { Beside, HttpRequest, HttpResponse } from "#wire/http.ts";
import { isObject, parseJson, type JsonObject, type JsonValue } from "#wire/json.ts";
import type { CallSummary, CallTrace, ChangeNote } from "#glass/trace.ts";
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
import { locate } from "./locate.ts";
import type { CountedRequest } from "./quotas.ts";
import type { KeyRole, Operation } from "./operation.ts";
import { asRefusal, encode, errorBody, httpResponse } from "./response.ts";
import { Overlay, type Reads } from "./storage/state.ts";
import type { RowChange } from "./storage/tables.ts";
import { Hsm, type MadeMaterial, type UsageNote } from "./vault/hsm.ts";
import type { Vault } from "./vault/vault.ts";
import { hasRegion, type Regions } from "./world/regions.ts";

/** What a call stands on: one world, or a fork of it. */
export interface Ground {
  readonly rows: Reads;
  readonly vault: Vault;
  readonly operations: ReadonlyMap<string, Operation>;
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
  /** A key was used, in the call with these ids. */
  note(...use: [...Parameters<UsageNote>, call: { readonly id: string; readonly eventId: string }]): void;
  /** @throws KmsError when quotas or a failure of the simulated service keep the call out. */
  admit(account: string, request: CountedRequest): void;
  /** Whatever was thrown that is no outcome: reported loudly, answered as an internal error. */
  bug(error: unknown): void;
  /** Makes the changes true and durable, and the call part of the log. Resolves when both lie on disk. */
  commit(
    act: {
      readonly name: string;
      readonly who: string;
      readonly at: number;
      readonly input: JsonObject;
      readonly changes: readonly RowChange[];
    },
    call: FinishedCall,
  ): Promise<void>;
  /** Null when all that memory says is durable; otherwise whether the acts under way will be. */
  settled(): Promise<boolean> | null;
  /** The call joins the log; on disk soon. */
  log(call: FinishedCall): void;
}

/** A call whose place in the log is given when it joins it; its record and its trace are told when they are wanted. */
export interface FinishedCall {
  readonly summary: Omit<CallSummary, "seq">;
  audit(): JsonObject | null;
  trace(): Omit<CallTrace, "summary">;
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

export async function answer(
  ground: Ground,
  request: HttpRequest,
  beside: Beside,
  source: CallSummary["source"],
  trusted?: Trusted,
): Promise<{ readonly response: HttpResponse; readonly call: FinishedCall }> {
  const draft = new Draft(ground, request, beside, source);
  let body: JsonObject = {};
  let commit: (() => Promise<void>) | null = null;
  let status = 200;
  let read: Readonly<Record<string, unknown>> = {};
  const refuse = (error: unknown): void => {
    const refusal = asRefusal(error);
    status = refusal.status;
    body = errorBody(refusal);
    draft.error = { name: refusal.exception, message: refusal.sentence };
  };
  try {
    const { operation, json } = parse(ground, request, draft);
    draft.operation = operation;
    const violations: string[] = [];
    const input = readFields(operation.input, json, violations) as Readonly<Record<string, unknown>>;
    read = input;
    draft.showInput(json, input);
    const { caller, region } = trusted === undefined ? await signedBy(ground, request, draft) : known(ground, trusted);
    draft.calledBy(caller, region);
    draft.violations = violations;
    if (violations.length > 0) throw joined(violations);
    const facts: RequestFacts = {
      input,
      sent: json,
      region,
      now: draft.at,
      userAgent: userAgentOf(caller, request.headers),
      network: draft.route.facts,
      viaService: viaService(caller, region),
      source: caller.source,
      attested: await attested(ground, input, draft.at),
    };
    const result = await perform(ground, operation, facts, caller, draft);
    body = result.body;
    commit = result.commit;
  } catch (error) {
    refuse(error);
    if (!(error instanceof KmsError)) ground.bug(error);
  }
  try {
    await commit?.();
  } catch (error) {
    refuse(error);
    draft.changes = [];
  }
  const response = httpResponse(draft, status, body);
  const call = draft.committed ?? (await draft.finish(status, body, response));
  if (draft.committed === null) ground.log(call);
  if (draft.operation !== null) forgetSecrets(draft.operation, read);
  return { response, call };
}

/* ---- parse ---- */

function parse(ground: Ground, request: HttpRequest, draft: Draft): { operation: Operation; json: JsonObject } {
  const target = request.headers["x-amz-target"] ?? null;
  draft.target = target;
  if (request.method !== "POST") throw new KmsError("UnknownOperationException", null, 404);
  if (request.body.length > BODY_LIMIT || utf8Length(request.body) > BODY_LIMIT)
    throw new KmsError("RequestEntityTooLargeException", `Request body is larger than ${BODY_LIMIT} bytes.`, 413);
  const name = target?.startsWith("TrentService.") === true ? target.slice("TrentService.".length) : null;
  const operation = name === null ? undefined : ground.operations.get(name);
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

/** What the request's attestation document says, for conditions on it; the call itself refuses a document that does not hold. */
async function attested(
  ground: Ground,
  input: Readonly<Record<string, unknown>>,
  now: number,
): Promise<RequestFacts["attested"]> {
  const document = (input["Recipient"] as { readonly AttestationDocument?: Bytes } | undefined)?.AttestationDocument;
  if (document === undefined) return null;
  const said = await (await ground.vault.enclaves()).attested(ground.rows.get("nitro", "root"), document, now);
  return typeof said === "string" ? null : said.pcrs;
}

async function perform(ground: Ground, operation: Operation, request: RequestFacts, caller: Caller, draft: Draft) {
  const { input, region } = request;
  // What a call has drawn and made stays the same when it is run again: ids, and the key material bound to them.
  const uuids: string[] = [];
  const made = new Map<string, Promise<MadeMaterial>>();
  for (let run = 0; ; run++) {
    let drawn = 0;
    draft.restart();
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

    const noted: Parameters<UsageNote>[] = [];
    const keyStores = new CustomKeyStores({
      rows: overlay,
      vault: ground.vault,
      account: caller.account,
      region,
      now: draft.at,
      random: (bytes) => ground.random(bytes),
      tell: (step) => hsm.steps.push(step),
      named: (keyStore) => (draft.keyStore = keyStore),
    });
    const hsm: Hsm = new Hsm({
      vault: ground.vault,
      materials: store,
      backing: keyStores,
      random: (bytes) => ground.random(bytes),
      says: operation.steps ?? {},
      nitroRoot: () => overlay.get("nitro", "root"),
      note: (key, material, what) => noted.push([key, material, what, operation.name]),
      made,
    });
    draft.hsm = hsm.steps;
    let body: JsonObject;
    try {
      const output = await operation.run({
        input,
        keys: Object.fromEntries(keys),
        caller,
        region,
        now: draft.at,
        uuid: () => (uuids[drawn++] ??= ground.uuid()),
        random: (bytes) => ground.random(bytes),
        store,
        hsm,
        keyStores,
        checkPolicy: (text, options) => checkPolicy(text, options, asking, draft),
        check: (row) => draft.check(row),
      });
      if (rehearsal) throw dryRun();
      body = encode(operation, output ?? {});
    } finally {
      hsm.forget();
    }
    const { changes } = overlay;
    for (const { table, before, after } of changes)
      if (table === "keys" && before === null) draft.keys.push(after as KeyRow);
    if (changes.length === 0) {
      // Nothing is answered from what may be taken back yet: a key material that is being added might never come to be.
      const settled = ground.settled();
      if (settled !== null && !(await settled) && overlay.stale()) {
        if (run < RERUNS) continue;
        throw internal("Too many concurrent changes to the same resource.");
      }
      for (const note of noted) ground.note(...note, draft);
      return { body, commit: null };
    }
    // From here to the commit's own first step nothing awaits but prints, and they come before the staleness is judged.
    draft.changes = changes.map(changeNote);
    const response = httpResponse(draft, 200, body);
    const call = await draft.finish(200, body, response);
    if (overlay.stale()) {
      if (run < RERUNS) continue;
      throw internal("Too many concurrent changes to the same resource.");
    }
    draft.committed = call;
    const act = {
      name: operation.name,
      who: caller.label,
      at: draft.at,
      input: loggable(operation, draft.json),
      changes,
    };
    const durable = ground.commit(act, call);
    for (const note of noted) ground.note(...note, draft);
    return {
      body,
      commit: () =>
        durable.catch((error: unknown) => {
          draft.committed = null;
          throw error;
        }),
    };
  }
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
  place: { caller: Caller; region: string; store: KeyStore },
  draft: Draft,
): Map<string, KeyRow> {
  const keys = new Map<string, KeyRow>();
  for (const [name, role] of Object.entries(operation.keys)) {
    const found = locate(name, role, input, place, draft.locate);
    if (found !== null) keys.set(name, found.key);
    draft.keys = [...keys.values()];
  }
  return keys;
}

/** Overwrites what the caller gave in the clear; its print has been taken. */
function forgetSecrets({ input }: Operation, read: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(read))
    if (value instanceof Uint8Array && input[name]?.view.secret === true) value.fill(0);
}

const opensCiphertext = (operation: Operation): boolean =>
  Object.values(operation.keys).some((role) => role.ciphertext !== undefined);
const given = (value: unknown): boolean => value !== undefined && !(Array.isArray(value) && value.length === 0);

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

function changeNote({ table, key, before, after }: RowChange): ChangeNote {
  return {
    table,
    key,
    what: before === null ? "created" : after === null ? "deleted" : "changed",
  };
}
