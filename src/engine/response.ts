/** The answer to a call: its body, AWS's way to say an error, and HTTP around it. */
import { base64, utf8Length } from "#wire/bytes.ts";
import { httpDate, type HttpResponse } from "#wire/http.ts";
import type { JsonObject, JsonValue } from "#wire/json.ts";
import type { Draft } from "./draft.ts";
import { internal, KmsError } from "./errors.ts";
import type { Operation, Output, OutputValue } from "./operation.ts";
import { StorageError } from "./storage/storage.ts";

/** Declared members in their order; bytes as base64, what is undefined left out. */
export function encode(operation: Operation, output: Output): JsonObject {
  const body: Record<string, JsonValue> = {};
  for (const name of operation.output) {
    const value = output[name];
    if (value !== undefined) body[name] = encodeValue(value);
  }
  return body;
}

function encodeValue(value: OutputValue): JsonValue {
  if (value instanceof Uint8Array) return base64(value);
  if (Array.isArray(value)) return value.map((each: OutputValue) => encodeValue(each));
  if (typeof value !== "object" || value === null) return value as JsonValue;
  return Object.fromEntries(
    Object.entries(value as Output)
      .filter(([, inner]) => inner !== undefined)
      .map(([name, inner]) => [name, encodeValue(inner)]),
  );
}

export function errorBody({ exception, sentence }: KmsError): JsonObject {
  if (sentence === null) return { __type: exception };
  // The front end and the authorization layer spell it `Message`, the service's own exceptions `message` (authorization.md 1.12).
  const member =
    exception === "AccessDeniedException" || exception === "SerializationException" ? "Message" : "message";
  return { __type: exception, [member]: sentence };
}

export function asRefusal(error: unknown): KmsError {
  if (error instanceof KmsError) return error;
  if (error instanceof StorageError) return internal(STORE_SENTENCES[error.failure]);
  return internal("An internal error happened; the request was not carried out.");
}

const STORE_SENTENCES: Readonly<Record<StorageError["failure"], string>> = {
  Lost: "This browser's storage for the world was cleared; nothing more is acknowledged until it is written back.",
  Full: "This browser's storage is full; the change was not made.",
  FromTheFuture: "This world was written by a newer Keyglass.",
  Closed: "The connection to this browser's storage was closed.",
  // A transaction that was under way may be completed after all.
  Silent: "This browser's storage did not answer in time; whether the change was made shows after a reload.",
  Unusable: "This browser's storage failed; the change was not made.",
};

export function httpResponse(draft: Draft, status: number, body: JsonObject): HttpResponse {
  const xml = status === 404;
  const text = xml ? "<UnknownOperationException/>\n" : Object.keys(body).length === 0 ? "" : JSON.stringify(body);
  const headers: Record<string, string> = {
    "x-amzn-requestid": draft.id,
    "content-type": xml ? "application/xml" : "application/x-amz-json-1.1",
    date: httpDate(draft.dated),
    "content-length": String(utf8Length(text)),
  };
  if (draft.error !== null) headers["x-amzn-errortype"] = draft.error.name;
  return { status, headers, body: text };
}
