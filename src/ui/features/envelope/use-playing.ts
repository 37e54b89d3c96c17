/** Breaking an envelope: plays an act, remembers what came of it, and knows the next sensible moves. */
import { useEffect, useEffectEvent, useState } from "react";
import type { EnvelopeRun, Flip } from "#client/face.ts";
import type { PrincipalView } from "#glass/views.ts";
import { whoSaidNo } from "#words/envelope.ts";
import { triedWords, type ActName } from "#words/tried.ts";
import { defaultPrincipal } from "../../state/seat.ts";
import { announce, useAsk, useSeat, useSession, useWorld } from "../../state/session.ts";
import { whoWords } from "../../state/who-words.ts";
import * as play from "./acts.ts";
import { findLast, materialsOf, type Traces } from "./beats.ts";
import type { BreakItActs } from "./BreakIt.tsx";
import { callsOf } from "./first-sample.ts";
import { sinceOf } from "./since.ts";
import { fetchTrace } from "./traces.ts";
import type { FollowUp } from "./TriedNote.tsx";
import type { useEnvelope } from "./use-envelope.ts";
import { useWhoAdministers, useWhoDecrypts } from "./use-may.ts";

/** What came of an act is said after the sentence of the beat (Story.tsx), if that is another one now. Ms. */
const SAY_AFTER = 300;

export interface Playing {
  /** Whether it is known who may do what. */
  readonly ready: boolean;
  readonly who: string;
  /** Who does an administrator's acts when the seat may not; else null. */
  readonly manager: string | null;
  /** Who tries the wrong key when the seat may not use that one; else null. */
  readonly mistaker: string | null;
  /** Whether the wrong key must be made first. */
  readonly makesKey: boolean;
  readonly others: readonly PrincipalView[];
  /** Which of the others is offered first to open as. */
  readonly suggested: PrincipalView | null;
  readonly acts: BreakItActs & {
    readonly flip: (flip: Flip) => void;
  };
  /** What was played last, if what is shown came of it, and what to say of it. */
  readonly act: ActName | null;
  /** Whether the picture shows what came of it: an opening. */
  readonly pictured: boolean;
  readonly lines: readonly string[];
  readonly followUps: readonly FollowUp[];
  /** A call to show in the X-ray instead of the beat's: the one that was refused on the way. */
  readonly callShown: string | null;
}

export function usePlaying(envelope: ReturnType<typeof useEnvelope>, back: () => void): Playing {
  const { shown, start, keys } = envelope;
  const session = useSession();
  const seat = useSeat();
  const world = useWorld();
  const [last, setLast] = useState<{ readonly played: play.Played; readonly beside: string } | null>(null);
  const artefact = shown?.envelope ?? null;
  const keyArn = artefact?.keyArn ?? shown?.called.arn ?? null;
  const principals = world.accounts.flatMap((account) => account.principals);
  const nameOf = (arn: string): string => whoWords(world, arn);
  const administrator = useWhoAdministers(keyArn, [seat.principalArn, ...ofAccount(principals, keyArn)]);
  const manager = administrator ?? seat.principalArn;
  const other =
    keys?.find(({ arn, usage, state }) => arn !== keyArn && usage === "ENCRYPT_DECRYPT" && state === "Enabled")?.arn ??
    null;
  const wrapped = findLast((shown?.sealed ?? shown?.run)?.moments ?? [], "answered")?.wrapped.base64 ?? "";
  // Whoever may use both keys learns that it is the wrong one; all others only that they may not use it.
  const mayMistake = useWhoDecrypts(other, wrapped, [seat.principalArn, ...ofAccount(principals, other)]);
  const mistaker = other === null ? manager : (mayMistake ?? seat.principalArn);
  const context = artefact?.context ?? shown?.sealed?.context ?? shown?.run.context ?? {};

  const run = (label: string, work: (setting: play.Setting) => Promise<play.Played>, by = manager): void => {
    if (artefact === null || keyArn === null || shown === null) return;
    setLast(null);
    const setting: play.Setting = { session, seat, envelope: artefact.id, context, keyArn, manager: by };
    const playIt = async (): Promise<EnvelopeRun> => {
      const played = await work(setting);
      const calls = [...played.calls.map(({ requestId }) => requestId), ...(played.run ? callsOf(played.run) : [])];
      await Promise.all(calls.map((id) => fetchTrace(session.pane, id)));
      // When a call on the way was refused, nothing was opened: what is shown stays.
      const ended = played.run ?? shown.run;
      setLast({ played, beside: ended.id });
      return ended;
    };
    void start(label, playIt, artefact.id);
  };
  const acts: Playing["acts"] = {
    swapContext: () => run("Opening", play.swapContext),
    tryWrongKey: () => run("Opening with another key", (setting) => play.tryWrongKey(setting, other, mistaker)),
    disable: () => run("Disabling the key", play.disableKey),
    enable: () => run("Enabling the key", play.enableKey),
    rotate: () => run("Rotating the key", play.rotateKey),
    openAs: (arn) => run("Opening", (setting) => play.openAs(setting, arn)),
    flip: (flip) => run("Opening", (setting) => play.flipBit(setting, flip)),
  };
  // What is told belongs to the run it speaks of.
  const current = last !== null && last.beside === shown?.run.id ? last.played : null;
  const changed = current?.changed ?? null;
  const { value: asked } = useAsk(
    async ({ pane }) => ({ changed, now: changed === null ? null : await pane.key(changed.arn) }),
    [changed],
    { on: ["acts"] },
  );
  // An answer from before the act says nothing of it.
  const since = changed === null || asked?.changed !== changed ? null : sinceOf(changed, asked.now);
  const lines =
    current === null
      ? []
      : triedWords({
          ...tried(current, nameOf, shown?.traces ?? {}),
          sealedContext: context,
          material: materialsOf(current.run, changed),
          since,
        });
  const say = useEffectEvent(() => announce(lines.join(" ")));
  useEffect(() => {
    if (current === null) return undefined;
    const timer = setTimeout(() => say(), SAY_AFTER);
    return () => clearTimeout(timer);
  }, [current]);
  const refused = current?.calls.find(({ error }) => error !== null) ?? null;
  const denied = (current?.run?.failure?.kms ?? refused?.error)?.name === "AccessDeniedException";
  const followUps: FollowUp[] = [];
  // From another Region nobody's call would find the key.
  const here = shown?.lock.standing.is === "here";
  if (current !== null) {
    if (here && current.act === "disable" && current.calls[0]?.error === null && since === null)
      followUps.push({
        label: `Enable it again${manager === seat.principalArn ? "" : ` as ${nameOf(manager)}`}`,
        run: acts.enable,
      });
  }
  const again = refused === null || current === null || !here ? undefined : MANAGED[current.act];
  const another = useWhoAdministers(
    denied && again !== undefined ? keyArn : null,
    ofAccount(principals, keyArn).filter((arn) => arn !== manager),
  );
  if (again !== undefined && typeof another === "string") {
    followUps.push({ label: `Do it as ${nameOf(another)}`, run: () => run("Trying again", again, another) });
  }
  if (shown?.run.kind === "open" && shown.sealed !== null) {
    followUps.push({
      label: "Back to the sealed envelope",
      run: () => {
        setLast(null);
        back();
      },
    });
  }
  const others = principals.filter(({ arn, kind }) => arn !== seat.principalArn && kind !== "root");
  return {
    ready: administrator !== undefined || (keyArn === null && shown?.run.outcome === "failed"),
    who: nameOf(seat.principalArn),
    manager: manager === seat.principalArn ? null : nameOf(manager),
    mistaker: mistaker === seat.principalArn ? null : nameOf(mistaker),
    makesKey: other === null,
    others,
    // Most likely somebody who may not.
    suggested: others.find(({ arn }) => arn !== manager && arn !== defaultPrincipal(world)) ?? others[0] ?? null,
    acts,
    act: current?.act ?? null,
    pictured: (current?.run ?? null) !== null,
    lines,
    followUps,
    callShown: current !== null && current.run === null ? (refused?.requestId ?? null) : null,
  };
}

/** The principals of a key's account, by ARN; its root comes last, as nobody should work as root who need not. */
function ofAccount(principals: readonly PrincipalView[], keyArn: string | null): readonly string[] {
  const there = principals.filter(({ account }) => account === keyArn?.split(":")[4]);
  return [...there.filter(({ kind }) => kind !== "root"), ...there.filter(({ kind }) => kind === "root")].map(
    ({ arn }) => arn,
  );
}

/** Acts that change the KMS key before they open the envelope. */
const MANAGED: Partial<Record<ActName, (setting: play.Setting) => Promise<play.Played>>> = {
  disable: play.disableKey,
  enable: play.enableKey,
  rotate: play.rotateKey,
};

function tried({ act, calls, run }: play.Played, nameOf: (arn: string) => string, traces: Traces) {
  return {
    act,
    calls: calls.map(({ operation, principalArn, error }) => ({ operation, who: nameOf(principalArn), error })),
    opening: run === null ? null : openingOf(run, nameOf(run.seat.principalArn), traces),
    sentContext: run?.context ?? {},
    flipped: run?.flipped ?? null,
  };
}

function openingOf({ outcome, failure, moments }: EnvelopeRun, who: string, traces: Traces) {
  const answered = findLast(moments, "answered");
  const trace = answered?.ok === false ? traces[answered.requestId] : null;
  return {
    who,
    opened: outcome === "done",
    error: failure?.kms?.name ?? null,
    refusal: trace ? whoSaidNo(trace) : null,
    check: failure && { name: failure.check, message: failure.message, asked: answered?.ok === true },
  };
}
