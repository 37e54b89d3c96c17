/** Who may do what: asked on a throw-away copy of the world, which leaves no trace. */
import type { ProbeCall } from "#glass/pane.ts";
import type { JsonObject } from "#wire/json.ts";
import { useAsk, useSeat } from "../../state/session.ts";

/** Calls that only an administrator may make, in an order in which each is possible. */
const ADMINISTRATION = ["EnableKey", "RotateKeyOnDemand", "CreateKey", "DisableKey"];

/** Whether the seat's principal may administer the key; undefined until that is known. */
export function useMayAdminister(keyArn: string | null): boolean | undefined {
  const input = { KeyId: keyArn ?? "" };
  const calls = ADMINISTRATION.map((operation): Wanted => [operation, operation === "CreateKey" ? {} : input]);
  return useMay(keyArn === null ? null : calls, keyArn ?? "");
}

/** Whether the seat's principal may call Decrypt with this key; `wrapped`: any blob, as base64. */
export function useMayDecrypt(keyArn: string | null, wrapped: string): boolean | undefined {
  return useMay(
    keyArn === null ? null : [["Decrypt", { KeyId: keyArn, CiphertextBlob: wrapped }]],
    `${keyArn} ${wrapped}`,
  );
}

type Wanted = readonly [operation: string, input: JsonObject];

/** `about`: what the calls depend on, as text. */
function useMay(calls: readonly Wanted[] | null, about: string): boolean | undefined {
  const { principalArn: principal, region, via } = useSeat();
  const asked = useAsk(
    async ({ pane }) => {
      if (calls === null) return undefined;
      const probes = calls.map(([operation, input]): ProbeCall => ({ principal, region, operation, input, via }));
      const outcomes = await pane.probe(probes);
      return outcomes.every(({ trace }) => trace.summary.error?.name !== "AccessDeniedException");
    },
    [about, principal, region, via],
    { on: ["policies", "principals"] },
  );
  // Unknown stays unknown until it was asked about this key; an engine that cannot say lets the act be tried.
  return asked.error === null ? asked.value : true;
}
