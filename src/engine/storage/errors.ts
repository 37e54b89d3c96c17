/** What a browser's database throws, told as one of the few failures that the engine knows. */
import { StorageError, type StorageFailure } from "./storage.ts";

/** By name of the error, or of one that it wraps: Dexie reports a full disk as an AbortError around a QuotaExceededError. */
const FAILURES: Readonly<Record<string, readonly [StorageFailure, string]>> = {
  QuotaExceededError: ["Full", "The browser gives this site no more room."],
  VersionError: ["FromTheFuture", "A newer version of Keyglass has written this world; reload to get it."],
};

/** These will not go away by asking again. */
const HOPELESS = new Set([
  "QuotaExceededError",
  "VersionError",
  "DataCloneError",
  "DataError",
  "ConstraintError",
  "MissingAPIError",
]);

export function asStorageError(error: unknown): StorageError {
  for (const inner of chain(error)) {
    if (inner instanceof StorageError) return inner;
    const known = FAILURES[nameOf(inner)];
    if (known !== undefined) return new StorageError(known[0], known[1], error);
  }
  const [name, message] = [nameOf(error), error instanceof Error ? error.message : ""];
  return new StorageError(
    "Unusable",
    `The browser's storage failed: ${name}${message === "" ? "" : `, ${message}`}.`,
    error,
  );
}

/**
 * Whether a new connection may do better: InvalidStateError and DatabaseClosedError after the browser closed ours, UnknownError and
 * AbortError when its database process died (WebKit: "Connection to Indexed Database server lost").
 */
export function worthReconnecting(error: unknown): boolean {
  for (const inner of chain(error)) if (inner instanceof StorageError || HOPELESS.has(nameOf(inner))) return false;
  return true;
}

/** The error and what it wraps, by any of the members that browsers and Dexie use for it. */
function* chain(error: unknown, depth = 0): Iterable<unknown> {
  yield error;
  if (typeof error !== "object" || error === null || depth > 5) return;
  const { inner, cause, failures } = error as { inner?: unknown; cause?: unknown; failures?: unknown };
  for (const next of [inner, cause])
    if (next !== undefined && next !== null && next !== error) yield* chain(next, depth + 1);
  if (Array.isArray(failures) && failures.length > 0) yield* chain(failures[0], depth + 1);
}

function nameOf(error: unknown): string {
  return typeof error === "object" && error !== null && "name" in error && typeof error.name === "string"
    ? error.name
    : "unknown error";
}
