import type { CallSummary } from "#glass/trace.ts";
import { detached } from "#wire/bytes.ts";
import type { Headers } from "#wire/http.ts";

/** What the AWS SDK says of a request: which of its invocations it belongs to, and the attempt, from 1. Null for other clients. */
export function invocationOf(headers: Headers): CallSummary["invocation"] {
  const id = headers["amz-sdk-invocation-id"];
  if (id === undefined) return null;
  const attempt = /attempt=(\d+)/.exec(headers["amz-sdk-request"] ?? "")?.[1] ?? 1;
  return { id: detached(id), attempt: Number(attempt) };
}
