/** Whole traces by request id. They never change once a call has ended, so each is asked for once. */
import type { CallTrace } from "#glass/trace.ts";
import type { Pane } from "#glass/pane.ts";
import { useAsk } from "../../state/session.ts";
import type { Traces } from "./beats.ts";

const MOST = 100;
const known = new Map<string, CallTrace>();

/** Asks ahead, so that the trace is here when the picture wants it. */
export async function fetchTrace(pane: Pane, id: string): Promise<CallTrace | null> {
  const trace = known.get(id) ?? (await pane.call(id));
  if (trace !== null) known.set(id, trace);
  if (known.size > MOST) known.delete(known.keys().next().value as string);
  return trace;
}

export function useTraces(ids: readonly string[]): Traces {
  const missing = ids.filter((id) => !known.has(id));
  useAsk(({ pane }) => Promise.all(missing.map((id) => fetchTrace(pane, id))), [missing.join(" ")], {
    on: missing.length > 0 ? ["calls"] : [],
  });
  return Object.fromEntries(ids.map((id) => [id, known.get(id)]));
}
