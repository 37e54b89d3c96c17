/**
 * What the page may ask of the application worker. The page names principals, keys, artefacts and files; it never sees a
 * credential, a data key or a plaintext that KMS made. `File` in and `Blob` out pass here and nowhere else.
 */
import type { CallError, SecretPrint } from "#glass/trace.ts";
import type { Anatomy } from "#glass/trace.ts";
import type { JsonObject } from "#wire/json.ts";

/** The tab's seat in the world: which world's disk, who signs, towards which Region. */
export interface Seat {
  readonly world: string;
  readonly principalArn: string;
  readonly region: string;
  /** `internet`, or the id of a VPC. */
  readonly from: string;
  /** Id of the VPC to whose instance the platform delivered the role's credentials; absent: to wherever the application is. */
  readonly carriedFrom?: string | undefined;
  /** How the role is taken; absent: the platform gives it to the application. */
  readonly assume?: AssumeChoice | undefined;
  /** The service of AWS that calls KMS in the principal's name: `s3`; absent: the principal calls by itself. */
  readonly via?: string | undefined;
  /** A service that acts as itself, whoever sits here. */
  readonly service?: ServiceItself | undefined;
}

/** A service of AWS under its own name, and what it says that it acts for. */
export interface ServiceItself {
  /** `logs.us-east-1.amazonaws.com`. */
  readonly name: string;
  readonly sourceArn: string | null;
  /** 12 digits. */
  readonly sourceAccount: string | null;
}

/** With whose credentials a call is signed. */
export type Signer = Pick<Seat, "principalArn" | "from" | "carriedFrom" | "assume" | "via" | "service">;

/** A role taken with AssumeRole. */
export interface AssumeChoice {
  /** ARN of the user or role that takes it. */
  readonly by: string;
  readonly sessionName: string;
  /** JSON of a session policy, or null. */
  readonly policy: string | null;
  /** Who is behind the session; absent: nobody is named. */
  readonly sourceIdentity?: string | undefined;
  /** With the code that the asking user's MFA device shows at that moment; the application looks for itself. */
  readonly mfa?: true | undefined;
}

export interface ClockReading {
  readonly world: string;
  /** World time now, ms since 1970. */
  readonly now: number;
  /** World ms per real ms. */
  readonly rate: number;
}

export interface ApplicationFace {
  /** A sign of life, which comes soon however busy the application is. */
  alive(): Promise<void>;
  /** Takes the seat; loads that world's disk. Credentials are fetched with the first call that needs them. */
  sit(seat: Seat): Promise<void>;
  /** The clock of a world as the engine told it. What the application signs from here on is signed by it. */
  clock(reading: ClockReading): Promise<void>;
  /** One KMS call with the AWS SDK as whoever sits. Refusals by KMS are outcomes, not rejections. */
  call(operation: string, input: CallInput, note?: CallNote): Promise<CallOutcome>;
  /**
   * Sends a request once, as HTTP, with one thing wrong about it. The SDK's signer signs it, but nothing of the SDK reads the answer: no
   * retry, and no clock that corrects itself. It is a real call; its trace tells what was signed and what KMS made of it.
   */
  sendAltered(request: AlteredRequest): Promise<{ readonly requestId: string }>;
  /**
   * Brings material into a KMS key of origin EXTERNAL: asks for a wrapping key, wraps the bytes here, and imports them. They stay in the
   * application's memory as an artefact; the page never has them.
   */
  importMaterial(request: ImportRequest): Promise<ImportOutcome>;
  /** SHA-256 of public bytes, given in base64, as 64 hex digits: the page computes no cryptography. */
  sha256(base64: string): Promise<string>;
  artefacts(): Promise<readonly Artefact[]>;
  artefact(id: string): Promise<Artefact | null>;
  /** Puts a picked file's handle into the application's memory (nothing is read yet). */
  pick(file: File): Promise<Artefact>;
  /** Puts a short text that the learner typed into memory. At most 8,192 bytes of UTF-8. */
  type(text: string): Promise<Artefact>;
  /** The learner's own typed or opened text; null for anything that KMS made or that is larger than 8,192 bytes. */
  readText(id: string): Promise<string | null>;
  forget(id: string): Promise<void>;
  /** Seals a file into an envelope: the main job. Resolves when the run has ended, also when it failed or was cancelled. */
  seal(request: SealRequest): Promise<EnvelopeRun>;
  /** Opens an envelope of the disk, or one picked as a file. */
  open(request: OpenRequest): Promise<EnvelopeRun>;
  cancel(run: string): Promise<void>;
  /** Takes a copy of the wrapped key out of an envelope of the disk and lays it beside it, as sealing did. */
  takeWrappedKey(envelope: string): Promise<Artefact>;
  /**
   * Exchanges the wrapped key in an envelope of the disk for another wrapping of the same key: a wrapped-key artefact that
   * ReEncrypt made. Nothing else of the file changes. Whether it is the same key, the next opening tells.
   */
  rewrap(envelope: string, wrapped: string): Promise<Artefact>;
  /** Newest first: those of this world that are still going, then those on its disk. */
  runs(): Promise<readonly EnvelopeRun[]>;
  run(id: string): Promise<EnvelopeRun | null>;
  /** Field by field: an envelope file (header whole, frames by their heads), or a wrapped key or ciphertext. */
  anatomy(artefact: string): Promise<Anatomy | null>;
  /** The bytes of an artefact that may leave the application: envelopes, ciphertexts, wrapped keys, opened files. */
  download(id: string): Promise<{ readonly name: string; readonly blob: Blob }>;
  /** Forgets the application's memory and disk of a world (after it was reset or deleted), wherever the application sits by now. */
  wipe(world: string): Promise<void>;
}

/**
 * A JSON input of the operation in which a blob member is `{ "artefact": id }`, `{ "text": "…" }` (as UTF-8) or
 * `{ "base64": "…" }`; `digest` (`SHA-256`, `SHA-384` or `SHA-512`) takes its hash instead, and `flip` alters one bit of it first.
 */
export type CallInput = JsonObject;

export interface AlteredRequest {
  readonly operation: string;
  /** The body, as a trace shows it. In place of a secret, shown as its print, zeros of its length are sent. */
  readonly input: JsonObject;
  /** ARN of the role or user who signs. */
  readonly as: string;
  readonly region: string;
  readonly change:
    | { readonly kind: "header"; readonly name: string; readonly value: string }
    | { readonly kind: "body" }
    /** Minutes by which the signer's clock is ahead; negative: behind. */
    | { readonly kind: "clock"; readonly minutes: number }
    | { readonly kind: "secret" };
}

export interface CallNote {
  /** Keeps a blob of the answer as a named artefact, e.g. `{ CiphertextBlob: "note, sealed" }`. */
  readonly keep?: Readonly<Record<string, string>>;
  /** Signs this one call as this principal (ARN of a role or user); the seat stays. */
  readonly as?: string;
  /** Sends this one call to this Region; the seat stays. */
  readonly region?: string;
  /** A service of AWS makes this one call, as itself. */
  readonly service?: ServiceItself;
}

export interface CallOutcome {
  readonly requestId: string;
  readonly ok: boolean;
  readonly status: number;
  readonly error: CallError | null;
  /** The SDK's output; secrets as `{ bytes, print }`, public blobs as base64, dates as ISO text. */
  readonly output: JsonObject;
  /** Artefacts made from the answer. */
  readonly kept: Readonly<Record<string, string>>;
  /** Real ms between asking and answer, retries included. */
  readonly ms: number;
}

export interface ImportRequest {
  readonly keyId: string;
  /** New bytes, made in the application as a key of this spec needs them; or an artefact: material that it holds, or a picked file. */
  readonly material: { readonly spec: string } | { readonly artefact: string };
  /** What the application calls the material that it keeps. */
  readonly name: string;
  /** ISO text of the world time at which KMS deletes it; absent: never. */
  readonly validTo?: string;
  readonly importType?: "NEW_KEY_MATERIAL" | "EXISTING_KEY_MATERIAL";
}

export interface ImportOutcome {
  /** The call that it ended with: ImportKeyMaterial, or GetParametersForImport when that was refused. */
  readonly operation: string;
  readonly outcome: CallOutcome;
  /** Artefact of the material, once imported. */
  readonly material: string | null;
}

export type ArtefactKind =
  | "file"
  | "text"
  | "data-key"
  | "key-material"
  | "wrapped-key"
  | "ciphertext"
  | "envelope"
  | "opened";

export interface Artefact {
  readonly id: string;
  readonly name: string;
  readonly kind: ArtefactKind;
  readonly place: "memory" | "disk";
  readonly bytes: number;
  /** For secrets (data keys, typed texts). */
  readonly print: SecretPrint | null;
  /** Real times, ms since 1970. For a clear data key: when it came and when it was overwritten. */
  readonly since: number;
  readonly until: number | null;
  readonly context: Readonly<Record<string, string>> | null;
  /** The KMS key whose lock is on it. */
  readonly keyArn: string | null;
  /** The call that made it. */
  readonly requestId: string | null;
  /** Base64, for public artefacts of at most 8,192 bytes. */
  readonly base64: string | null;
}

/* ---- envelopes ---- */

export interface SealRequest {
  /** `sample`: 12 MB made in the worker; or an artefact of kind file. */
  readonly source: "sample" | { readonly artefact: string };
  readonly keyId: string;
  readonly context: Readonly<Record<string, string>>;
  /** 1: the KMS key wraps the data key. n: n−1 key-encryption keys between them. 1 to 5. */
  readonly depth: number;
  /** Signs as this principal (ARN of a role or user) for this run; the seat stays. */
  readonly as?: string;
}

export interface OpenRequest {
  readonly envelope: string | { readonly file: File };
  /** Instead of the context written in the envelope. */
  readonly context?: Readonly<Record<string, string>>;
  /** Passed as KeyId to Decrypt; without it the wrapped key names its key. */
  readonly keyId?: string;
  readonly flip?: Flip;
  /** Keeps the opened file in memory for download; otherwise its bytes are checked and dropped. */
  readonly keep?: boolean;
  /** Signs as this principal (ARN of a role or user) for this run; the seat stays. */
  readonly as?: string;
}

/**
 * Alters one bit, 0 being the least significant: of a copy of the whole envelope, or of the wrapped key alone on its way to KMS, where
 * the envelope stays as it is.
 */
export interface Flip {
  readonly of: "envelope" | "wrapped-key";
  readonly offset: number;
  readonly bit: number;
}

/** One run of seal or open: what really happened, in order. The picture at a beat is a function of the moments up to it. */
export interface EnvelopeRun {
  readonly id: string;
  readonly kind: "seal" | "open";
  readonly seat: Seat;
  readonly started: number;
  readonly file: { readonly name: string; readonly bytes: number; readonly sample: boolean };
  readonly keyId: string | null;
  readonly context: Readonly<Record<string, string>>;
  readonly depth: number;
  readonly moments: readonly Moment[];
  readonly outcome: "running" | "done" | "failed" | "cancelled";
  readonly failure: EnvelopeFailure | null;
  /** Artefact of the envelope (seal) or of the opened file (open, when kept). */
  readonly result: string | null;
  /** What was altered for the run, or null. */
  readonly flipped: Flip | null;
}

export interface EnvelopeFailure {
  /** Which check failed, e.g. `header`, `wrapped-key` (KMS refused), `key-chain`, `frame`, `length`. */
  readonly check: "format" | "header" | "wrapped-key" | "key-chain" | "frame" | "length" | "stopped";
  /** A sentence: what was checked and what did not hold. */
  readonly message: string;
  /** KMS's refusal, when KMS refused. */
  readonly kms: CallError | null;
  readonly requestId: string | null;
  /** Frame number, from 0, for `frame`. */
  readonly frame: number | null;
}

/** Real times are ms since 1970 with fractions; `ms` are real durations. */
export type Moment =
  | { readonly kind: "picked"; readonly at: number; readonly bytes: number }
  /** The request for a data key (seal) or for its unwrapping (open) left; `bodyBytes` of JSON, none of them the file's. */
  | {
      readonly kind: "asked";
      readonly at: number;
      readonly operation: "GenerateDataKey" | "Decrypt";
      readonly requestId: string;
      readonly bodyBytes: number;
    }
  | {
      readonly kind: "answered";
      readonly at: number;
      readonly operation: "GenerateDataKey" | "Decrypt";
      readonly requestId: string;
      readonly ok: boolean;
      readonly error: CallError | null;
      readonly clear: SecretPrint | null;
      readonly wrapped: { readonly bytes: number; readonly base64: string; readonly artefact: string | null };
      readonly keyArn: string | null;
      readonly keyMaterialId: string | null;
    }
  /** One key of a nested envelope: wrapped (seal) or unwrapped (open) under the key above it. Level 1 is the one KMS wrapped. */
  | {
      readonly kind: "link";
      readonly at: number;
      readonly level: number;
      readonly key: SecretPrint;
      readonly under: SecretPrint;
      readonly wrappedBytes: number;
    }
  /** The clear keys are zeros, `bytesMs` after KMS's answer; from here on only handles made from them work. */
  | { readonly kind: "overwritten"; readonly at: number; readonly bytesMs: number }
  /** The file went through AES-256-GCM here, in the application; before its first byte the clear keys were zeros, after `bytesMs`. */
  | {
      readonly kind: "ciphered";
      readonly at: number;
      readonly frames: number;
      readonly bytes: number;
      readonly ms: number;
      readonly bytesPerSecond: number;
      readonly key: SecretPrint;
      readonly bytesMs: number;
    }
  /** No byte and no handle of the clear keys is left. */
  | { readonly kind: "forgot"; readonly at: number; readonly keys: readonly SecretPrint[]; readonly exposure: Exposure }
  | {
      readonly kind: "stored";
      readonly at: number;
      readonly artefact: string | null;
      readonly bytes: number;
      readonly place: "disk" | "memory";
    };

/** Real ms, from KMS's answer: until the clear bytes were overwritten, and until the last handle made from them was dropped. */
export interface Exposure {
  readonly bytesMs: number;
  readonly handlesMs: number;
}

/** Heard without asking. */
export type ApplicationEvent =
  | {
      readonly event: "progress";
      readonly run: string;
      readonly done: number;
      readonly total: number;
      readonly bytesPerSecond: number;
    }
  | { readonly event: "moment"; readonly run: EnvelopeRun }
  | { readonly event: "artefacts" }
  /** A world's disk was wiped, and its runs with it. */
  | { readonly event: "wiped" }
  /** The connection to the engine ended and came back, or did not. */
  | { readonly event: "wire"; readonly state: "joined" | "lost" };

/** Sent by the page with a transferred port, whenever a world was opened: the wire to that world. */
export interface JoinApplication {
  readonly join: "wire";
  readonly world: string;
}
