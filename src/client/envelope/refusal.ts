import type { CallError } from "#glass/trace.ts";
import type { EnvelopeFailure } from "../face.ts";
import type { KmsAnswer } from "../kms.ts";
import { NoAnswer } from "../wire-line.ts";
import { FormatError } from "./format.ts";

/** An envelope that must not be opened, or a run that could not go on: which check failed, in a sentence. */
export class EnvelopeRefusal extends Error {
  override readonly name = "EnvelopeRefusal";
  readonly check: EnvelopeFailure["check"];
  readonly frame: number | null;
  readonly kms: CallError | null;
  readonly requestId: string | null;

  constructor(
    check: EnvelopeFailure["check"],
    message: string,
    at: { readonly frame?: number; readonly kms?: CallError; readonly requestId?: string } = {},
  ) {
    super(message);
    this.check = check;
    this.frame = at.frame ?? null;
    this.kms = at.kms ?? null;
    this.requestId = at.requestId ?? null;
  }
}

/** KMS said no. `what`: what it was asked to do, e.g. `unwrap the data key`. */
export function kmsRefusal(answer: KmsAnswer, error: CallError, what: string): EnvelopeRefusal {
  const said = error.message === null ? error.name : `${error.name}, ${error.message}`;
  return new EnvelopeRefusal("wrapped-key", `KMS would not ${what}: ${said}`, {
    kms: error,
    requestId: answer.requestId,
  });
}

/** Whatever ended a run, as the page hears it. */
export function failureOf(error: unknown): EnvelopeFailure {
  const nothing = { kms: null, requestId: null, frame: null };
  if (error instanceof EnvelopeRefusal) {
    const { check, message, kms, requestId, frame } = error;
    return { check, message, kms, requestId, frame };
  }
  if (error instanceof FormatError) return { ...nothing, check: "format", message: error.message };
  if (error instanceof NoAnswer)
    return { ...nothing, check: "stopped", message: `No answer from KMS: ${error.message}` };
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  // Dexie gives a full disk as an AbortError with the reason inside.
  const inner = (error as { inner?: { name?: string } } | null)?.inner?.name ?? name;
  return { ...nothing, check: "stopped", message: STOPPED[inner] ?? `The run stopped: ${name}, ${message}` };
}

/** The browser's errors in words. */
const STOPPED: Readonly<Record<string, string>> = {
  NotReadableError: "The file could not be read any more: it was changed, moved or removed meanwhile.",
  NotFoundError: "The file is not there any more.",
  QuotaExceededError: "The browser's disk is full: nothing was stored.",
  StorageCleared: "The browser's storage was cleared meanwhile: nothing was stored.",
  DataError: "The browser's disk lost bytes of the result: nothing was stored.",
  AbortError: "The browser's disk refused to store the result: nothing was stored.",
  NoCredentials: "The world gave no credentials for this principal, so no call could be signed.",
};
