import type { CallSummary, CallTrace } from "#glass/trace.ts";
import type { JsonObject } from "#wire/json.ts";

/** The trace of what never came through the front door. */
export function emptyTrace(audit: JsonObject | null): Omit<CallTrace, "summary"> {
  return {
    application: null,
    network: { from: "internet", host: "", requestBytes: 0 },
    frontDoor: { target: null, bodyBytes: 0, parsed: true, signature: null, headers: {}, input: null, violations: [] },
    locate: [],
    authorize: [],
    checks: [],
    hsm: [],
    audit,
    response: { status: 200, headers: {}, body: null, bodyBytes: 0 },
    changes: [],
  };
}

/** Of an old call the line and the audit record stay. */
export function droppedTrace(summary: CallSummary, audit: JsonObject | null): CallTrace {
  return { summary, ...emptyTrace(audit), response: { status: summary.status, headers: {}, body: null, bodyBytes: 0 } };
}
