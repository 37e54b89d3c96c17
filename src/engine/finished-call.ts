/** What a finished call keeps of itself, and the telling of its audit record and its trace. */
import { parseHeaders, type Beside, type Headers, type HttpResponse } from "#wire/http.ts";
import type { JsonObject } from "#wire/json.ts";
import type { ApplicationStages, CallTrace } from "#glass/trace.ts";
import { invokedBy, type Caller } from "./access/caller.ts";
import { callRecord } from "./audit/cloudtrail.ts";
import { copiesOf } from "./audit/copies.ts";
import { toldSignature, type KeptSignature } from "./kept-signature.ts";
import type { KeyRow } from "./keys/rows.ts";
import type { CustomKeyStoreRow } from "./keystores/rows.ts";
import type { Operation } from "./operation.ts";
import type { FinishedCall } from "./storage/storage.ts";
import type { Route } from "./world/network.ts";

/** Of the records that CloudTrail writes besides the caller's own. */
export interface CopyIds {
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
  /** The request's headers, one a line (`headerText`). */
  readonly head: string;
  /** Of them what the audit record tells; `shared` texts. */
  readonly host: string;
  readonly userAgent: string;
  readonly requestBytes: number;
  readonly bodyBytes: number;
  readonly target: string | null;
  readonly parsed: boolean;
  readonly signature: KeptSignature | null;
  readonly violations: readonly string[];
  readonly answered: HttpResponse["headers"];
  readonly answerBytes: number;
}

/** Record and trace are made of the pieces each time that they are asked for. */
export class ToldLater implements FinishedCall {
  readonly #pieces: Pieces;

  constructor(pieces: Pieces) {
    this.#pieces = pieces;
  }

  get summary(): FinishedCall["summary"] {
    return this.#pieces.summary;
  }

  audit(): JsonObject | null {
    return tellAudit(this.#pieces);
  }

  trace(): Omit<CallTrace, "summary"> {
    return tellTrace(this.#pieces);
  }
}

function tellTrace(pieces: Pieces): Omit<CallTrace, "summary"> {
  const { sent, target, bodyBytes, parsed, signature, input, violations } = pieces;
  const { locate, authorize, checks, hsm, changes } = pieces;
  const headers = parseHeaders(pieces.head.split("\r\n"));
  const audit = tellAudit(pieces);
  const shownSignature = signature === null ? null : toldSignature(signature, headers);
  return {
    application: sent === null ? null : (JSON.parse(sent) as ApplicationStages),
    network: {
      from: pieces.from,
      host: pieces.host,
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

/** The enclave whose attestation document held. */
function enclaveOf({ hsm }: Pieces): { readonly module: string; readonly imageDigest: string } | null {
  const { module, pcr0: imageDigest } = hsm.find(({ step }) => step === "attest")?.facts ?? {};
  return typeof module === "string" && typeof imageDigest === "string" ? { module, imageDigest } : null;
}

/** Null when AWS would write none: unauthenticated, no call at all, or one of a service about no account's key. */
function tellAudit(pieces: Pieces): JsonObject | null {
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
    userAgent: pieces.userAgent,
    host: pieces.host,
    source: invokedBy(caller) ?? pieces.route.path.source ?? "",
    vpcEndpointId: pieces.route.facts.endpoint?.id ?? null,
    input: input ?? {},
    output: summary.error === null ? output : null,
    error: summary.error,
    keys: pieces.keys,
    keyStore: pieces.keyStore,
    keyMaterialId: typeof material === "string" ? material : null,
    enclave: enclaveOf(pieces),
    grantId: grantOf(pieces, operation),
    sharedEventId: pieces.sharedEventId,
  });
}

/**
 * One text for all headers: a dozen small pieces of the request would keep the whole of it in memory, plaintext included. `shown`: those
 * that are told otherwise.
 */
export function headerText(headers: Headers, shown: Headers): string {
  const lines: string[] = [];
  for (const name in headers) lines.push(`${name}: ${Object.hasOwn(shown, name) ? shown[name] : headers[name]}`);
  return lines.join("\r\n");
}
