/** Who may do what: asked on a throw-away copy of the world, which leaves no trace. */
import type { Pane, ProbeCall } from "#glass/pane.ts";
import type { JsonObject } from "#wire/json.ts";
import { useAsk, useSeat } from "../../state/session.ts";

/** Calls that only an administrator may make, in an order in which each is possible. */
const ADMINISTRATION = ["EnableKey", "RotateKeyOnDemand", "CreateKey", "DisableKey"];
/** At most this many principals are asked. */
const MOST = 12;

/**
 * The first of the candidates, by ARN, who may administer the key; null: none of them; undefined until that is known, and where there is
 * no key to ask about.
 */
export function useWhoAdministers(keyArn: string | null, candidates: readonly string[]): string | null | undefined {
  const input = { KeyId: keyArn ?? "" };
  const calls = ADMINISTRATION.map((operation): Wanted => [operation, operation === "CreateKey" ? {} : input]);
  return useWhoMay(keyArn === null ? null : calls, keyArn ?? "", candidates);
}

/** The same of calling Decrypt with this key; `wrapped`: any blob, as base64. */
export function useWhoDecrypts(
  keyArn: string | null,
  wrapped: string,
  candidates: readonly string[],
): string | null | undefined {
  const calls: readonly Wanted[] = [["Decrypt", { KeyId: keyArn, CiphertextBlob: wrapped }]];
  return useWhoMay(keyArn === null ? null : calls, `${keyArn} ${wrapped}`, candidates);
}

type Wanted = readonly [operation: string, input: JsonObject];

/** `about`: what the calls depend on, as text. One candidate is asked after the other: most often the first one may. */
function useWhoMay(
  calls: readonly Wanted[] | null,
  about: string,
  candidates: readonly string[],
): string | null | undefined {
  const { principalArn, region, via } = useSeat();
  const may = async (pane: Pane, principal: string): Promise<boolean> => {
    // A service calls in the name of the seat's principal only.
    const by = { principal, region, via: principal === principalArn ? via : undefined };
    const probes = (calls ?? []).map(([operation, input]): ProbeCall => ({ ...by, operation, input }));
    const outcomes = await pane.probe(probes);
    return outcomes.every(({ trace }) => trace.summary.error?.name !== "AccessDeniedException");
  };
  const asked = useAsk(
    async ({ pane }) => {
      if (calls === null) return undefined;
      for (const candidate of candidates.slice(0, MOST)) if (await may(pane, candidate)) return candidate;
      return null;
    },
    [about, candidates.join(" "), principalArn, region, via],
    { on: ["policies", "principals"] },
  );
  // Unknown stays unknown until it was asked about this key; an engine that cannot say lets the act be tried.
  return asked.error === null ? asked.value : (candidates[0] ?? null);
}
