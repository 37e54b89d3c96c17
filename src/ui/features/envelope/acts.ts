/** What can be done to an envelope to see which check says no. Every act is a real call by the application. */
import type { CallInput, CallOutcome, EnvelopeRun, Flip, OpenRequest, Seat } from "#client/face.ts";
import type { CallError } from "#glass/trace.ts";
import type { KeyDetail } from "#glass/views.ts";
import type { ActName } from "#words/tried.ts";
import type { Session } from "../../state/session.ts";

/** The stage on which an act is played: who sits, and the envelope it is about. */
export interface Setting {
  readonly session: Session;
  readonly seat: Seat;
  readonly envelope: string;
  readonly context: Readonly<Record<string, string>>;
  readonly keyArn: string;
  /** Who does what only an administrator may: the seat's own principal where it may. */
  readonly manager: string;
}

/** A call that was made on the way. */
export interface CallMade {
  readonly operation: string;
  readonly principalArn: string;
  readonly requestId: string;
  readonly error: CallError | null;
}

export interface Played {
  readonly act: ActName;
  readonly calls: readonly CallMade[];
  /** Null when a call on the way was refused, so that nothing was opened. */
  readonly run: EnvelopeRun | null;
  /** The KMS key that the act changed, as it was afterwards. */
  readonly changed?: KeyDetail | null;
}

export async function swapContext(setting: Setting): Promise<Played> {
  return { act: "context", calls: [], run: await open(setting, { context: otherContext(setting.context) }) };
}

/** `other`: a KMS key that did not seal this envelope; without one, it is made first. */
export async function tryWrongKey(setting: Setting, other: string | null, as: string): Promise<Played> {
  const made =
    other === null
      ? await manage(setting, "CreateKey", { Description: "Made to try the wrong key on an envelope" })
      : null;
  const calls = made === null ? [] : [made.call];
  const keyId = other ?? arnOf(made?.outcome);
  return { act: "wrong-key", calls, run: keyId === null ? null : await open(setting, { keyId, as }) };
}

export const disableKey = (setting: Setting): Promise<Played> => changeKeyThenOpen(setting, "disable", "DisableKey");
export const enableKey = (setting: Setting): Promise<Played> => changeKeyThenOpen(setting, "enable", "EnableKey");
export const rotateKey = (setting: Setting): Promise<Played> =>
  changeKeyThenOpen(setting, "rotate", "RotateKeyOnDemand");

export async function openAs(setting: Setting, principalArn: string): Promise<Played> {
  return { act: "principal", calls: [], run: await open(setting, { as: principalArn }) };
}

/** Of a copy of the envelope, or of the wrapped key alone: then KMS itself is asked to unwrap the altered copy. */
export async function flipBit(setting: Setting, flip: Flip): Promise<Played> {
  return {
    act: flip.of === "envelope" ? "flip-envelope" : "flip-wrapped",
    calls: [],
    run: await open(setting, { flip }),
  };
}

/** The same context with one value changed by one character; an empty one gets a pair. */
export function otherContext(context: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const [first] = Object.entries(context);
  if (first === undefined) return { order: "1002" };
  const [name, value] = first;
  const digit = /\d$/.exec(value)?.[0];
  const swapped = digit === undefined ? `${value}2` : `${value.slice(0, -1)}${(Number(digit) + 1) % 10}`;
  return { ...context, [name]: swapped };
}

async function changeKeyThenOpen(setting: Setting, act: ActName, operation: string): Promise<Played> {
  const { call } = await manage(setting, operation, { KeyId: setting.keyArn });
  if (call.error !== null) return { act, calls: [call], run: null };
  const changed = await setting.session.pane.key(setting.keyArn);
  return { act, calls: [call], run: await open(setting, {}), changed };
}

async function manage(
  setting: Setting,
  operation: string,
  input: CallInput,
): Promise<{ call: CallMade; outcome: CallOutcome }> {
  const outcome = await setting.session.application.call(operation, input, { as: setting.manager });
  return {
    outcome,
    call: { operation, principalArn: setting.manager, requestId: outcome.requestId, error: outcome.error },
  };
}

const open = (
  { session: { application }, envelope }: Setting,
  request: Omit<OpenRequest, "envelope">,
): Promise<EnvelopeRun> => application.open({ envelope, ...request });

function arnOf(outcome: CallOutcome | undefined): string | null {
  const metadata = outcome?.output["KeyMetadata"];
  const arn = typeof metadata === "object" && metadata !== null && "Arn" in metadata ? metadata.Arn : null;
  return typeof arn === "string" ? arn : null;
}
