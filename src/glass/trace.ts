/**
 * What the pane shows of one call. Plain JSON: there is no room here for key bytes, key handles or typed arrays. A secret appears
 * as its length and its print; bytes that AWS itself would hand out (ciphertexts, ids) appear as hex or base64 text.
 */
import type { JsonObject, JsonValue } from "#wire/json.ts";

/** A secret as the pane shows it. `print`: 8 hex digits in two groups, an HMAC under a key of this world, cut short. */
export interface SecretPrint {
  readonly bytes: number;
  readonly print: string;
}

/** One field of an encoded thing, published by its encoder. Nobody writes an offset by hand. */
export interface ByteField {
  readonly offset: number;
  readonly length: number;
  /** Short, e.g. `nonce`. */
  readonly name: string;
  /** One sentence: what it is for. */
  readonly meaning: string;
  /** Where it came from, e.g. `random, fresh for this call`. */
  readonly origin: string;
  readonly role: FieldRole;
  /** The larger part that it belongs to, e.g. `frame 0`. */
  readonly group?: string;
}
/** Chooses the colour role: `frame` (neutral), `key`, `secret` (was clear, now sealed), `context`. */
export type FieldRole = "frame" | "key" | "wrapped" | "context";

/** Public bytes with their fields. `hex` holds all of `length` bytes, or the first `shown` of them for long things. */
export interface Anatomy {
  readonly title: string;
  readonly length: number;
  readonly shown: number;
  readonly hex: string;
  readonly fields: readonly ByteField[];
}

/** The line of a call in any list. Stays after the whole trace has been dropped. */
export interface CallSummary {
  /** Place in the world's log, from 1, strictly increasing. */
  readonly seq: number;
  /** AWS request id. */
  readonly id: string;
  /** World time of arrival, ms since 1970. */
  readonly at: number;
  /** Real duration inside the engine, microseconds. */
  readonly micros: number;
  readonly service: "kms" | "sts";
  /** AWS operation name; the raw target's text when unknown. */
  readonly operation: string;
  /** What kind of effect: a change of state, a cryptographic call, or a read. */
  readonly kind: "change" | "crypto" | "read";
  readonly account: string | null;
  readonly region: string;
  /** Short name as "Who" shows it: `role App`, `user Zoe`, `AWS KMS` for service events, `nobody` when unauthenticated. */
  readonly who: string;
  readonly principalArn: string | null;
  /** ARNs of the KMS keys involved, source before destination. */
  readonly keys: readonly string[];
  /** How the caller named the first key (alias, id, ARN), or null. */
  readonly named: string | null;
  readonly status: number;
  readonly error: CallError | null;
  /** The SDK's invocation id and attempt, or null for calls that did not come from the application. */
  readonly invocation: { readonly id: string; readonly attempt: number } | null;
  /** Who caused it: the application, a service event of the simulated calendar, or the port. */
  readonly source: "application" | "calendar" | "port";
}

export interface CallError {
  /** AWS exception name. */
  readonly name: string;
  /** AWS's sentence, or null where AWS gives none. */
  readonly message: string | null;
}

/** The ten stages of one call. A stage that was not reached is null or empty. */
export interface CallTrace {
  readonly summary: CallSummary;
  /** Stages 1 and 2: from the application; null for calls from elsewhere. */
  readonly application: ApplicationStages | null;
  /** Stage 3. */
  readonly network: NetworkStage;
  /** Stage 4. */
  readonly frontDoor: FrontDoorStage;
  /** Stage 5, one per key named. */
  readonly locate: readonly LocateStage[];
  /** Stage 6, one per permission needed. */
  readonly authorize: readonly Decision[];
  /** Stage 7. */
  readonly checks: readonly CheckRow[];
  /** Stage 8. */
  readonly hsm: readonly HsmStep[];
  /** Stage 9: the CloudTrail record, or null when AWS would write none (unauthenticated, unparsable). */
  readonly audit: JsonObject | null;
  /** What CloudTrail writes of the call in another account or Region; absent where it writes nothing more. */
  readonly auditCopies?: readonly JsonObject[];
  /** Stage 10. */
  readonly response: ResponseStage;
  /** Row changes, by table, that the call made: `{ table: "keys", key, what }`. Empty for reads and refusals. */
  readonly changes: readonly ChangeNote[];
}

export interface ChangeNote {
  readonly table: string;
  readonly key: string;
  readonly what: "created" | "changed" | "deleted";
}

/** Reported by the application beside the request. */
export interface ApplicationStages {
  readonly composed: {
    readonly operation: string;
    /** The operation's input; secrets replaced by `«32 bytes, print 7f3a 91c0»`. */
    readonly input: JsonObject;
    readonly bodyBytes: number;
    /** The program's reason for the call, e.g. the run it belongs to. */
    readonly run: string | null;
  };
  readonly signed: {
    readonly principalArn: string;
    readonly accessKeyId: string;
    readonly timestamp: string;
    readonly scope: string;
    readonly signedHeaders: readonly string[];
    readonly canonicalRequest: string;
    readonly stringToSign: string;
    /** Absent in traces that were stored before it was told. */
    readonly chain?: SigningChain;
    readonly signature: string;
  } | null;
  /** What an experiment changed about this request; absent for every other. */
  readonly altered?: Alteration;
}

/** The clock and the secret were wrong when the request was signed; a header and the body were changed afterwards. */
export type Alteration =
  | { readonly kind: "header"; readonly name: string; readonly before: string; readonly after: string }
  /** `at`: which byte of the body, from 0. Both are one character, or `before` is empty where one was put in. */
  | { readonly kind: "body"; readonly at: number; readonly before: string; readonly after: string }
  /** Minutes by which the application's clock was ahead; negative: behind. */
  | { readonly kind: "clock"; readonly minutes: number }
  /** One bit of the last character of the secret access key, the least significant. */
  | { readonly kind: "secret" };

export interface NetworkStage {
  /** `internet`, or the id of a VPC. */
  readonly from: string;
  readonly host: string;
  /** Bytes of the whole HTTP request. */
  readonly requestBytes: number;
  /** How it went; absent where nothing went over a network, and for calls older than this being kept. */
  readonly path?: NetworkPath;
}

/** The way of a request through the simulated network. */
export interface NetworkPath {
  /** Where the application stands; null: on the internet. */
  readonly vpc: { readonly id: string; readonly name: string; readonly cidr: string } | null;
  /** Who was asked for the host's addresses. */
  readonly resolver: string;
  /** What it answered: simulated addresses. */
  readonly addresses: readonly string[];
  /**
   * `nat`: by the VPC's NAT gateway to the internet; `service`: from a service of AWS, which is simulated; `nowhere`: no route, so no
   * connection came about.
   */
  readonly via: "internet" | "nat" | "endpoint" | "service" | "nowhere";
  /** The service that made the request, `s3.amazonaws.com`; absent where none did. */
  readonly service?: string;
  /** The VPC's interface endpoint for KMS, whether the request went by it or not. */
  readonly endpoint: { readonly id: string; readonly privateDns: boolean } | null;
  /** As which address KMS sees the application. */
  readonly source: string | null;
}

export interface FrontDoorStage {
  readonly target: string | null;
  readonly bodyBytes: number;
  /** Whether the body was JSON and the target known. */
  readonly parsed: boolean;
  readonly signature: SignatureStage | null;
  /** The request's headers; the session token is shown as its length and print. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as parsed, secrets replaced. */
  readonly input: JsonValue;
  /** Validation violations, in AWS's words, each without the "N validation errors detected" lead. */
  readonly violations: readonly string[];
}

/** How a signing key is derived (authorization.md 5.1), every value as its print. */
export interface SigningChain {
  /** The secret access key. */
  readonly secret: SecretPrint;
  /** Four HMACs in their order, each keyed with the value before it: what was fed in (date, Region, service, terminator), what came out. */
  readonly links: readonly { readonly fed: string; readonly value: SecretPrint }[];
}

export interface SignatureStage {
  readonly verdict: "equal" | "refused";
  /** Where the request carried its signature; null when there was none, or two. */
  readonly carriedIn: "header" | "query" | null;
  readonly accessKeyId: string | null;
  readonly principalArn: string | null;
  readonly scope: string | null;
  readonly signedHeaders: readonly string[];
  /** The server's own computation. */
  readonly canonicalRequest: string | null;
  readonly stringToSign: string | null;
  readonly chain: SigningChain | null;
  readonly provided: string | null;
  readonly computed: string | null;
  /** Where the signatures differ, `computed` is not told, since it would be good for this very request; here are the prints of both. */
  readonly differ: { readonly provided: SecretPrint; readonly computed: SecretPrint } | null;
}

export interface LocateStage {
  /** The operation's word for this key: `key`, `source`, `destination`. */
  readonly role: string;
  /** The request member that named it, or `CiphertextBlob` when the ciphertext did. */
  readonly member: string;
  readonly by: "id" | "arn" | "alias" | "alias-arn" | "ciphertext" | "grant-token";
  readonly given: string;
  /** Alias name when one was followed. */
  readonly alias: string | null;
  readonly keyArn: string | null;
}

export interface CheckRow {
  readonly check:
    | "ciphertext"
    | "usage"
    | "origin"
    | "multi-Region"
    | "state"
    | "algorithm"
    | "shape"
    | "limit"
    | "dry-run";
  readonly subject: string;
  readonly expected: string;
  readonly actual: string;
  readonly ok: boolean;
  /** Of a ciphertext: the id of the KMS key that it names, null where it cannot be read. */
  readonly names?: string | null;
}

export interface HsmStep {
  /** Id of the sentence in the operation's `steps`, e.g. `seal`. */
  readonly step: string;
  /** The operation's sentence about this step. */
  readonly says: string;
  /** Facts of this very step: numbers, ids, prints. */
  readonly facts: Readonly<Record<string, string | number | boolean | SecretPrint>>;
  readonly anatomy: Anatomy | null;
}

export interface ResponseStage {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Body with secrets replaced. */
  readonly body: JsonValue;
  readonly bodyBytes: number;
}

/* ---- the decision (stage 6) ---- */

/** The layers of authorization, in the order in which they are asked. Those not asked yet are named already. */
export type Layer = "scp" | "rcp" | "vpc-endpoint" | "key-policy" | "grant" | "identity" | "boundary" | "session";

/** How the key's side said yes (authorization.md 1.3, step 7); `identity` for operations that have no key. */
export type AllowPath =
  | "kp-direct"
  | "kp-role"
  | "kp-account"
  | "grant-direct"
  | "grant-role"
  | "grant-account"
  | "identity";

export interface Decision {
  readonly action: string;
  /** Key ARN, alias ARN or `*`. */
  readonly resource: string;
  readonly allowed: boolean;
  /** The layer that decided. */
  readonly layer: Layer;
  /** `explicit`: a Deny statement; `implicit`: nobody allowed; null when allowed. */
  readonly denial: "explicit" | "implicit" | null;
  readonly path: AllowPath | null;
  readonly crossAccount: boolean;
  /** Every document that was looked at, in order, with every statement. */
  readonly documents: readonly DocumentVerdict[];
  /** The statement that decided: index into `documents` and into its statements; null for an implicit deny. */
  readonly decisive: { readonly document: number; readonly statement: number } | null;
  /** The id of the grant by which the key's side said yes; absent where its key policy did, or nothing. */
  readonly grantId?: string;
  /**
   * The rules of Keyglass's own reading that had a part in it; absent where AWS documents all of it or was seen to do it. A single one in
   * traces that were stored before there could be several.
   */
  readonly ourReading?: readonly OurReading[] | OurReading;
}

/** A rule that AWS neither documents nor was seen to follow, by its name in `words/our-readings.ts`, where each has its sentence. */
export type OurReading =
  | "several-denies"
  | "furthest-path"
  | "not-cross-account"
  | "grant-account"
  | "retire-by-role"
  | "grant-end"
  | "state-after-authorization"
  | "new-permission"
  | "vendor-wildcard"
  | "literal-wildcard"
  | "not-principal-allow"
  | "context-case"
  | "pending-window-default"
  | "source-arn-type"
  | "unused-since-made";

export interface DocumentVerdict {
  readonly layer: Layer;
  /** `Key policy of alias/orders`-like name of the document. */
  readonly name: string;
  readonly owner: string;
  /** Version of the document that was read, from 1. */
  readonly version: number;
  /** The ARN of a managed policy, an SCP or an RCP; a grant's is its key's. */
  readonly arn?: string;
  /** Service control policies: 0 at the organization's root, the account's own highest. Every level must allow. */
  readonly level?: number;
  /** `delegates`: allows the account, which hands the question to IAM. */
  readonly verdict: "allow" | "deny" | "delegates" | "silent";
  readonly statements: readonly StatementVerdict[];
  /** A grant that is over and still counts; absent for all others. */
  readonly ending?: EndingGrant;
}

/** A grant that was retired or revoked, which not all of KMS knows yet (authorization.md 1.7). */
export interface EndingGrant {
  readonly how: "retired" | "revoked";
  /** World time in ms at which it was. */
  readonly at: number;
  /** Ms of world time for which it goes on allowing, from the call on. */
  readonly left: number;
}

export interface StatementVerdict {
  readonly index: number;
  readonly sid: string | null;
  readonly effect: "Allow" | "Deny";
  readonly matched: boolean;
  /** How the principal matched, for a matching key policy statement. */
  readonly via: "direct" | "role" | "account" | null;
  readonly whyNot: WhyNot | null;
}

export type WhyNot =
  | {
      readonly element: "principal" | "action" | "resource";
      readonly request: string;
      readonly policy: readonly string[];
    }
  | {
      /** A condition of a statement, or the constraint of a grant, told in the same way. */
      readonly element: "condition";
      /** As written: `ForAnyValue:StringLike`; `EncryptionContextSubset`. */
      readonly operator: string;
      readonly key: string;
      readonly request: readonly string[];
      readonly policy: readonly string[];
      /** The request has no such key. */
      readonly missing: boolean;
    }
  | {
      /** A grant that has not become known everywhere, and whose token was not passed. */
      readonly element: "not-yet-known";
      /** World time in ms from which it counts without a token. */
      readonly at: number;
    };
