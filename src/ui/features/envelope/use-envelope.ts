/** Which run the place shows, what belongs to it, and how new ones begin. Truth stays with the application and the engine. */
import { useEffect, useMemo, useRef, useState } from "react";
import type { Artefact, EnvelopeRun, OpenRequest, SealRequest } from "#client/face.ts";
import {
  announce,
  noteCall,
  useApplicationEvents,
  useAsk,
  useSeat,
  useSession,
  useWorld,
} from "../../state/session.ts";
import { readSession } from "../../state/store.ts";
import { whoWords } from "../../state/who-words.ts";
import { findLast, type Traces } from "./beats.ts";
import { callsOf, mayBeginAnew, sampleKey, sealFirstSample } from "./first-sample.ts";
import { keyLabelOf } from "./key-label.ts";
import { inTurn } from "./in-turn.ts";
import { fetchTrace, useTraces } from "./traces.ts";
import { useKeyStanding, type StandingKey } from "./use-key-standing.ts";

export interface Progress {
  readonly run: string;
  readonly done: number;
  readonly total: number;
  readonly bytesPerSecond: number;
}

export interface Shown {
  readonly run: EnvelopeRun;
  readonly traces: Traces;
  /** The envelope that the run made or read, while the application still has it. */
  readonly envelope: Artefact | null;
  /** Whether the application had that envelope and has it no more. */
  readonly gone: boolean;
  /** The run that sealed that envelope, if it is known. */
  readonly sealed: EnvelopeRun | null;
  /** The KMS key that the call was about, live; and the one whose lock is on the wrapped key. */
  readonly called: StandingKey;
  readonly lock: StandingKey;
  readonly who: string;
}

const NO_RUNS: readonly EnvelopeRun[] = [];
/** A run that takes longer than this is shown while it goes on: what is done within a second needs no progress, only its end. Ms. */
const FOLLOW_AFTER = 1_000;

export function useEnvelope(
  wanted: { readonly run?: string | undefined; readonly of?: string | undefined },
  show: (run: EnvelopeRun, of: string | null) => void,
) {
  const session = useSession();
  const { application, pane } = session;
  const seat = useSeat();
  const world = useWorld();
  const account = seat.principalArn.split(":")[4] ?? "";
  /** A run that is followed, until the URL names it. */
  const [live, setLive] = useState<EnvelopeRun | null>(null);
  /** The run that ended last, which the list may not have yet. */
  const [ended, setEnded] = useState<EnvelopeRun | null>(null);
  /** The first that was heard of the run that is followed: from then on its line hears by itself. */
  const [heard, setHeard] = useState<Progress | null>(null);
  const [begun, setBegun] = useState<string | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  // An application that ended tells of its runs no more.
  const [heardIn, setHeardIn] = useState(session);
  if (heardIn !== session) {
    setHeardIn(session);
    setLive(null);
  }
  const newestMoment = useRef<EnvelopeRun | null>(null);
  /** How often a world's disk was wiped since: a run that began before that is gone. */
  const wipes = useRef(0);

  const listed = useAsk(() => application.runs(), [application, world.id], { on: ["moment"] });
  const listAgain = listed.again;
  const keys = useAsk(() => pane.keys({ account, region: seat.region }, null, 100), [pane, account, seat.region], {
    on: ["keys", "aliases"],
  });

  // A run still going is shown only when it takes long, as it is told of.
  const runs = useMemo(() => (listed.value ?? NO_RUNS).filter(({ outcome }) => outcome !== "running"), [listed.value]);
  /** A run that was going already when the reader came (back) here. */
  const begunBefore = runs.length === 0 ? undefined : listed.value?.find(({ outcome }) => outcome === "running");
  const busy = begun ?? (begunBefore === undefined ? null : begunBefore.kind === "seal" ? "Sealing" : "Opening");

  /** A first visit's sample is shown when it is sealed, without motion, however slow the machine. */
  const followed = ({ seat: by, started }: EnvelopeRun): boolean =>
    runs.length > 0 && by.world === world.id && Date.now() - started >= FOLLOW_AFTER;

  useApplicationEvents((event) => {
    if (event.event === "progress") {
      const run = [newestMoment.current, begunBefore].find((one) => one?.id === event.run);
      if (!run || !followed(run)) return;
      setHeard((known) => (known?.run === event.run ? known : event));
      setLive(run);
    }
    if (event.event === "wiped") {
      wipes.current++;
      setLive(null);
      setEnded(null);
    }
    if (event.event !== "moment") return;
    newestMoment.current = event.run;
    const call = findLast(event.run.moments, "answered");
    if (call !== undefined) void fetchTrace(pane, call.requestId).catch(() => {});
    const { outcome, id } = event.run;
    if (live?.id === id || (outcome === "running" && followed(event.run))) setLive(event.run);
  });

  if (live !== null && live.outcome !== "running" && live.id === wanted.run) {
    setEnded(live);
    setLive(null);
  }
  const found = wanted.run === undefined ? undefined : [...runs, ended].find((one) => one?.id === wanted.run);
  const strayed = wanted.run !== undefined && found === undefined && listed.value !== undefined;
  const newest = runs.find(({ kind, outcome }) => kind === "seal" && outcome === "done") ?? runs[0];
  const run = live ?? found ?? (wanted.run === undefined || strayed ? newest : undefined) ?? null;
  const shown = useShown(run, wanted.of ?? null, runs);

  /** Starts a run and shows how it ended. Resolves to the run, or null when it could not be made at all. */
  const start = (label: string, work: () => Promise<EnvelopeRun>, of: string | null): Promise<EnvelopeRun | null> =>
    inTurn(async () => {
      setBegun(label);
      setFault(null);
      const wiped = wipes.current;
      try {
        const run = await work();
        await application.runs(); // where the world is being reset, it is when this is answered
        if (wipes.current === wiped) finish(run, of);
        return run;
      } catch (error) {
        return fail(error);
      } finally {
        setBegun(null);
      }
    });

  const fail = (error: unknown): null => {
    const says = `That could not be done: ${error instanceof Error ? error.message : String(error)}`;
    announce(says);
    setFault(says);
    setLive(null);
    return null;
  };

  const finish = (run: EnvelopeRun, of: string | null): void => {
    // The reader has gone to another world meanwhile.
    if (readSession().world?.id !== world.id) return setLive(null);
    setEnded(run);
    const calls = callsOf(run);
    void pane.pin(calls).catch(() => {});
    const last = calls.at(-1);
    if (last !== undefined) noteCall(last);
    listAgain();
    show(run, of);
  };

  /** Hands a file of the computer to the application. Resolves to its artefact, or null when that could not be done. */
  const pick = async (file: File): Promise<string | null> => application.pick(file).then(({ id }) => id, fail);
  const seal = (request: SealRequest) => start("Sealing", () => application.seal(request), null);
  const open = (request: OpenRequest, of: string | null) => start("Opening", () => application.open(request), of);

  // The page has begun the sample of a first visit; here begins that of a world which is reset or opened later.
  const key = sampleKey(keys.value?.items);
  useEffect(() => {
    if (listed.value !== undefined && listed.value.length > 0) mayBeginAnew(world.id);
    // Another tab may have sealed it.
    if (listed.value?.length === 0 && key !== null) void sealFirstSample(session, seat).then(listAgain);
  }, [listed.value, key, world.id, session, seat, listAgain]);

  return {
    shown,
    runs,
    strayed,
    firstSample: listed.value !== undefined && runs.length === 0,
    keys: keys.value?.items ?? null,
    sampleKey: key,
    ready: listed.value !== undefined && keys.value !== undefined,
    progress: heard?.run === live?.id ? heard : null,
    busy,
    fault,
    setFault,
    pick,
    seal,
    open,
    start,
  };
}

function useShown(run: EnvelopeRun | null, of: string | null, runs: readonly EnvelopeRun[]): Shown | null {
  const world = useWorld();
  const traces = useTraces(run === null ? [] : callsOf(run));
  const id = run === null ? null : run.kind === "seal" ? run.result : of;
  const held = useAsk(
    async ({ application }) => ({ id, artefact: id === null ? null : await application.artefact(id) }),
    [id],
    { on: ["artefacts"] },
  ).value;
  // Until it is known, no name and no button is of another run's envelope.
  const envelope = held?.id === id ? held.artefact : null;
  const answered = run === null ? undefined : findLast(run.moments, "answered");
  const trace = answered === undefined ? undefined : traces[answered.requestId];
  const located = trace?.locate[0]?.keyArn ?? answered?.keyArn ?? null;
  const lock = useKeyStanding(envelope?.keyArn ?? located ?? (trace === undefined ? undefined : null));
  // A call that found no key is about the one whose lock is on the envelope.
  const called = useKeyStanding(located ?? undefined);
  if (run === null) return null;
  const sealed =
    run.kind === "seal"
      ? run
      : (runs.find(({ kind, result }) => kind === "seal" && result !== null && result === of) ?? null);
  const who = whoWords(world, run.seat.principalArn);
  const since =
    envelope?.keyArn && answered?.ok === true && keyIn(answered.keyArn) !== keyIn(envelope.keyArn)
      ? keyLabelOf(lock.detail, envelope.keyArn, null)
      : undefined;
  const gone = id !== null && held?.id === id && envelope === null;
  const marked = (key: StandingKey): StandingKey => ({ ...key, standing: { ...key.standing, since } });
  return {
    run,
    traces,
    envelope,
    gone,
    sealed,
    called: marked(located === null ? lock : called),
    lock: marked(lock),
    who,
  };
}

/** Related multi-Region keys are one, by whichever of them it was opened. */
const keyIn = (arn: string | null): string | undefined => arn?.split("/")[1];
