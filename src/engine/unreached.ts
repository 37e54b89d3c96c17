/** A call that never reached KMS: there is no way from where the application stands. It waits, in simulated time, and leaves a trace. */
import type { CallSummary, CallTrace } from "#glass/trace.ts";
import { formatResponse, httpDate, requestBytes, UNREACHED, type Beside, type HttpRequest } from "#wire/http.ts";
import { emptyTrace } from "./empty-trace.ts";
import { invocationOf } from "./invocation.ts";
import type { FinishedCall } from "./storage/storage.ts";
import { CONNECTION_TIMEOUT_MS, type Route } from "./world/network.ts";

export interface UnreachedParts {
  /** World time, ms. */
  readonly now: number;
  readonly id: string;
  readonly region: string;
}

/** The answer that the application's line takes for a connection that never came about, and the call for the log. */
export function unreached(
  request: HttpRequest,
  { from, sent }: Beside,
  { path }: Route,
  source: CallSummary["source"],
  { id, now, region }: UnreachedParts,
): { readonly response: string; readonly call: FinishedCall } {
  const { headers } = request;
  // As @smithy/node-http-handler says it.
  const message = `the request socket did not establish a connection with the server within the configured timeout of ${CONNECTION_TIMEOUT_MS} ms.`;
  const stages = sent === undefined ? null : (JSON.parse(sent) as NonNullable<CallTrace["application"]>);
  const summary: FinishedCall["summary"] = {
    id,
    at: now,
    micros: 0,
    service: "kms",
    operation: (headers["x-amz-target"] ?? "").replace("TrentService.", ""),
    kind: "read",
    account: null,
    region,
    ...whoSigned(stages?.signed?.principalArn ?? null),
    keys: [],
    named: null,
    status: 0,
    error: { name: "TimeoutError", message },
    invocation: invocationOf(headers),
    source,
  };
  const bytes = requestBytes(request);
  const trace = (): Omit<CallTrace, "summary"> => {
    const nothing = emptyTrace(null);
    return {
      ...nothing,
      application: stages,
      network: { from, host: headers["host"] ?? "", requestBytes: bytes, path },
      frontDoor: { ...nothing.frontDoor, parsed: false },
      response: { ...nothing.response, status: 0 },
    };
  };
  const response = formatResponse({
    status: UNREACHED,
    headers: { "x-amzn-requestid": id, date: httpDate(now + CONNECTION_TIMEOUT_MS) },
    body: message,
  });
  return { response, call: { summary, audit: () => null, trace } };
}

/** By what the application says of itself: nobody verified it. */
function whoSigned(arn: string | null): Pick<CallSummary, "who" | "principalArn"> {
  const role = /^arn:aws:sts::(\d{12}):assumed-role\/([^/]+)\//.exec(arn ?? "");
  if (role !== null) return { who: `role ${role[2]}`, principalArn: `arn:aws:iam::${role[1]}:role/${role[2]}` };
  return { who: arn === null ? "nobody" : `user ${arn.slice(arn.lastIndexOf("/") + 1)}`, principalArn: arn };
}
