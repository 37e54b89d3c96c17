/** Asking the engine or the application for something to show, and asking again when it may have changed. */
import { useEffect, useState } from "react";
import { replaceEqualDeep } from "@tanstack/react-router";
import { topics, type Topic } from "./hub.ts";
import type { Session } from "./store.ts";
import { useSessionStore } from "./use-session-store.ts";

export interface Asked<T> {
  /** The newest answer; the older one stays until a newer has come. */
  readonly value: T | undefined;
  /** `value` where it answers the question as it is put now, with these `deps`; undefined until then. */
  readonly answer: T | undefined;
  readonly error: Error | null;
  again(): void;
}

export interface AskOptions {
  /** Topics upon which to ask again: `calls`, `acts`, `artefacts`, `moment`, or engine tables. A reset world always asks again. */
  readonly on?: readonly Topic[];
}

type Ask<T> = (session: Session) => Promise<T>;

/**
 * Asks now, when `deps` change, when a topic of `options.on` changed, and after the engine came back. Stale answers are dropped, and
 * one that tells the same as before draws nothing anew.
 */
export function useAsk<T>(ask: Ask<T>, deps: readonly unknown[], options: AskOptions = {}): Asked<T> {
  const session = useSessionStore((state) => state.session);
  const [question] = useState(() => openQuestion<T>());
  const [state, setState] = useState(question.read);
  const round = useChangeCount(deps);
  const on = (options.on ?? []).join(" ");

  useEffect(() => question.look(() => setState(question.read())), [question]);
  useEffect(() => question.phrase(ask));
  useEffect(() => question.put(session, round), [question, session, round]);
  useEffect(() => {
    const wanted = on === "" ? [] : on.split(" ");
    return topics.listen((changed) => {
      if (changed.has("reset") || wanted.some((topic) => changed.has(topic))) question.again();
    });
  }, [question, on]);

  const { value, error } = state;
  return { value, error, answer: state.round === round ? value : undefined, again: question.again };
}

interface State<T> extends Pick<Asked<T>, "value" | "error"> {
  /** The round that `value` answers; -1: none. */
  readonly round: number;
}

/** One question of one component: at most one open, and one more behind it when something changed meanwhile. */
export function openQuestion<T>() {
  let state: State<T> = { value: undefined, error: null, round: -1 };
  let how: Ask<T> | null = null;
  let whom: Session | null = null;
  let current = 0;
  let put = -1;
  let busy = false;
  let dirty = false;
  const lookers = new Set<() => void>();

  const show = (next: State<T>): void => {
    state = next;
    for (const looker of lookers) looker();
  };

  const ask = async (): Promise<void> => {
    if (how === null || whom === null) return;
    const mine = ++current;
    busy = true;
    dirty = false;
    const answer = await outcome(how, whom);
    if (mine !== current) return;
    busy = false;
    // The engine's end is told by the status line; the answer comes once it is back.
    if (answer.error?.name === "Disconnected") return;
    const next = answer.error === null ? { ...answer, round: put } : { ...state, ...answer };
    // What a question was put with may stand in its answer, where whoever asks knows it again: another question's answer stays as it is.
    const known = next.round === state.round ? replaceEqualDeep(state, next) : next;
    if (known !== state) show(known);
    if (dirty) void ask();
  };

  return {
    look: (looker: () => void) => {
      lookers.add(looker);
      return () => void lookers.delete(looker);
    },
    read: () => state,
    phrase: (next: Ask<T>): void => {
      how = next;
    },
    /** Asks `session`; another `round` is another question than before. */
    put: (session: Session | null, round: number) => {
      whom = session;
      put = round;
      void ask();
      return () => {
        current++;
        busy = false;
      };
    },
    again: (): void => {
      if (busy) dirty = true;
      else void ask();
    },
  };
}

async function outcome<T>(
  ask: Ask<T>,
  session: Session,
): Promise<{ readonly value: T; readonly error: null } | { readonly error: Error }> {
  try {
    return { value: await ask(session), error: null };
  } catch (error) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }
}

/** A number that grows whenever one of `deps` is another value than at the last render. */
function useChangeCount(deps: readonly unknown[]): number {
  const [seen, setSeen] = useState({ deps, count: 0 });
  const same = seen.deps.length === deps.length && deps.every((dep, i) => Object.is(dep, seen.deps[i]));
  if (same) return seen.count;
  setSeen({ deps, count: seen.count + 1 });
  return seen.count + 1;
}
