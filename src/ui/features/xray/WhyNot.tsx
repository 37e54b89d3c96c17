import { Link } from "@tanstack/react-router";
import { useEffect, useEffectEvent, useId, useRef, useState } from "react";
import type { CallTrace } from "#glass/trace.ts";
import type { EditStep, ProvedEdit, RequestChange, WhyNotView } from "#glass/why-not.ts";
import { principalName } from "#words/format.ts";
import {
  doersOf,
  doneWords,
  editName,
  editWords,
  leadWords,
  proofWords,
  question,
  reachWords,
  undoneWords,
} from "#words/why-not.ts";
import { Button } from "../../design/Button.tsx";
import { Icon } from "../../design/Icon.tsx";
import { announce, noteCall, setSeat, useAsk, useSeat, useSession, useWorld } from "../../state/session.ts";
import { showWorld } from "../../state/world-view.ts";
import { DocumentDiff } from "./DocumentDiff.tsx";

/** What would turn the call's outcome, asked when somebody wants to know. */
export default function WhyNot({ trace }: { readonly trace: CallTrace }) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const [done, setDone] = useState<ProvedEdit | null>(null);
  const { error } = trace.summary;
  const refused = error !== null && error.name !== "DryRunOperationException";
  /** How the call would go by now, as far as it is known here. */
  const [since, setSince] = useState(refused);
  return (
    <section
      aria-label="What would turn the outcome"
      className="grid min-w-0 grid-cols-1 gap-2.5 border-t border-line pt-3"
    >
      {done !== null && <Done edit={done} onUndone={() => setSince(done.by.allowed)} />}
      <Button
        size="small"
        className="justify-self-start"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => {
          setDone(null);
          setOpen(!open);
        }}
      >
        {question(refused, since)}
      </Button>
      <div id={id} hidden={!open} className="min-w-0">
        {open && (
          <Answer
            callId={trace.summary.id}
            refused={refused}
            onNow={(allowed) => setSince(!allowed)}
            onDone={(edit) => {
              setSince(!edit.by.allowed);
              setDone(edit);
              setOpen(false);
            }}
          />
        )}
      </div>
    </section>
  );
}

/** Asked again whenever something in the world has changed. */
function Answer({
  callId,
  refused,
  onNow,
  onDone,
}: {
  readonly callId: string;
  readonly refused: boolean;
  /** How the call would go as the world is. */
  readonly onNow: (allowed: boolean) => void;
  readonly onDone: (edit: ProvedEdit) => void;
}) {
  const { busy, fault, run } = useDoing(onDone);
  const asked = useAsk(({ pane }) => pane.whyNot({ callId }), [callId], { on: ["acts"] });
  // An edit of several steps changes the world while it is carried out: until it is done, the list stays.
  const [shown, setShown] = useState<WhyNotView | null | undefined>(undefined);
  if (asked.value !== shown && busy === null) setShown(asked.value);
  const tell = useEffectEvent((view: WhyNotView) => {
    announce(leadWords(view, refused));
    onNow(view.now.allowed);
  });
  useEffect(() => {
    if (shown != null) tell(shown);
  }, [shown]);
  if (asked.error !== null)
    return <p className="font-semibold text-hot">It could not be asked: {asked.error.message}</p>;
  if (shown === undefined) return <p className="text-soft">Running edits on copies of this world …</p>;
  if (shown === null)
    return <p className="text-soft">This call is not kept whole any more, or nobody here can make it again.</p>;
  return (
    <div className="grid min-w-0 grid-cols-1 gap-3">
      <p className="text-pretty">{leadWords(shown, refused)}</p>
      {fault !== null && <p className="font-semibold text-hot [overflow-wrap:anywhere]">It was not done: {fault}</p>}
      <ol className="grid min-w-0 grid-cols-1 gap-3">
        {shown.edits.map((edit) => (
          <li
            key={JSON.stringify(edit.steps)}
            className="grid min-w-0 grid-cols-1 gap-1.5 border-l-bold border-line pl-3"
          >
            <Edit edit={edit} keyArn={shown.keyArn} busy={busy !== null} onRun={() => void run(edit)} />
          </li>
        ))}
      </ol>
    </div>
  );
}

type Doing = Exclude<EditStep, { do: "ask" }>;

const doingOf = ({ steps }: ProvedEdit): readonly Doing[] => steps.flatMap((step) => (step.do === "ask" ? [] : [step]));

/** Carries an edit out, step by step. */
function useDoing(onDone: (edit: ProvedEdit) => void) {
  const { pane, application } = useSession();
  const [busy, setBusy] = useState<ProvedEdit | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const carryOut = async (step: Doing): Promise<void> => {
    if (step.do === "act") {
      await pane.changeWorld(step.act);
      return;
    }
    const { as, region } = step;
    const { requestId, ok, error } = await application.call(step.operation, step.input, { as, region });
    noteCall(requestId);
    if (!ok) throw new Error(`${error?.name ?? "refused"}${error?.message == null ? "" : `: ${error.message}`}`);
  };
  const run = async (edit: ProvedEdit): Promise<void> => {
    setBusy(edit);
    setFault(null);
    try {
      for (const step of doingOf(edit)) await carryOut(step);
      announce(doneWords(edit));
      onDone(edit);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      setFault(message);
      announce(`It was not done: ${message}`);
      setBusy(null);
    }
  };
  return { busy, fault, run };
}

const takeFocus = (element: HTMLElement | null): void => element?.focus();

/** The names under which the world keeps an edit's steps, the last first: so it takes them back. */
const actsOf = (edit: ProvedEdit): readonly string[] =>
  doingOf(edit)
    .map((step) => (step.do === "act" ? step.act.act : step.operation))
    .toReversed();

/** What has been done, in the list's place: it takes the focus, and the list of what would undo it comes only when it is asked for. */
function Done({ edit, onUndone }: { readonly edit: ProvedEdit; readonly onUndone: () => void }) {
  const { pane } = useSession();
  const { undo } = useWorld();
  const [undone, setUndone] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const acts = actsOf(edit);
  const takeBack = async (): Promise<void> => {
    setFault(null);
    try {
      for (const name of acts) {
        // Whatever was done since then is not this button's to take back.
        if ((await pane.world()).undo !== name) throw new Error("something else has changed since.");
        showWorld(await pane.undo());
      }
      setUndone(true);
      announce(undoneWords(edit));
      onUndone();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      setFault(message);
      announce(`It was not taken back: ${message}`);
    }
  };
  return (
    <div className="grid min-w-0 grid-cols-1 justify-items-start gap-2">
      <p
        key={String(undone)}
        ref={takeFocus}
        tabIndex={-1}
        className="font-semibold text-pretty [overflow-wrap:anywhere]"
      >
        {undone ? undoneWords(edit) : doneWords(edit)}
      </p>
      {!undone && undo === acts[0] && (
        <Button size="small" onClick={() => void takeBack()}>
          <Icon name="undo" /> Undo
        </Button>
      )}
      {fault !== null && <p className="text-hot">It was not taken back: {fault}</p>}
    </div>
  );
}

function Edit({
  edit,
  keyArn,
  busy,
  onRun,
}: {
  readonly edit: ProvedEdit;
  readonly keyArn: string | null;
  readonly busy: boolean;
  readonly onRun: () => void;
}) {
  const { steps, diffs } = edit;
  const doers = doersOf(steps);
  return (
    <>
      <p className="font-semibold text-pretty [overflow-wrap:anywhere]">{editWords(edit)}</p>
      <p className="text-xs text-soft">
        {proofWords(edit)} {reachWords(edit)}
        {doers.length > 0 && ` ${doers.join(", then ")}.`}
      </p>
      {diffs.length > 0 && (
        <details>
          <summary className="target cursor-pointer text-soft underline underline-offset-4 hover:text-ink">
            The change, line by line
          </summary>
          {diffs.map((diff) => (
            <DocumentDiff key={diff.name} diff={diff} />
          ))}
        </details>
      )}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1.5">
        <Acts edit={edit} busy={busy} onRun={onRun} />
        {keyArn !== null && <Where edit={edit} keyArn={keyArn} />}
      </div>
    </>
  );
}

/** What can be done from here: the edit itself, or the seat from which the call passes. */
function Acts({
  edit,
  busy,
  onRun,
}: {
  readonly edit: ProvedEdit;
  readonly busy: boolean;
  readonly onRun: () => void;
}) {
  // Time passes by itself.
  const asks = edit.steps.flatMap((step) => (step.do === "ask" && step.change.change !== "time" ? [step.change] : []));
  const doing = doingOf(edit);
  if (doing.length === 0) return asks.map((change) => <Seat key={change.change} change={change} />);
  if (asks.length > 0) return null;
  return (
    <Button
      size="small"
      // What breaks something is offered, not recommended.
      kind={edit.by.allowed ? "primary" : "plain"}
      aria-label={`Do it: ${editName(edit)}`}
      busy={busy}
      onClick={onRun}
    >
      Do it
    </Button>
  );
}

function Seat({ change }: { readonly change: RequestChange }) {
  const { principalArn, from, via, assume } = useSeat();
  const { change: what } = change;
  if (what === "caller")
    return (
      <Sit
        label={`Switch to ${principalName(change.principal)}`}
        there={principalArn === change.principal && assume === undefined}
        words={`You are ${principalName(change.principal)} now.`}
        onSit={() => setSeat({ principalArn: change.principal, via })}
      />
    );
  if (what === "from")
    return (
      <Sit
        label={`Move to ${change.name}`}
        there={from === change.from}
        words={`You call from ${change.name} now.`}
        onSit={() => setSeat({ from: change.from })}
      />
    );
  return null;
}

/** The way to another seat; for whoever sits there, a word that it is so, which takes the focus of the button that it replaces. */
function Sit({
  label,
  there,
  words,
  onSit,
}: {
  readonly label: string;
  readonly there: boolean;
  readonly words: string;
  readonly onSit: () => void;
}) {
  const pressed = useRef(false);
  if (!there)
    return (
      <Button
        size="small"
        onClick={() => {
          pressed.current = true;
          onSit();
        }}
      >
        {label}
      </Button>
    );
  return (
    <p
      tabIndex={-1}
      className="text-soft"
      ref={(word) => {
        if (pressed.current) word?.focus();
        pressed.current = false;
      }}
    >
      {words}
    </p>
  );
}

/** The place where such an edit is made by hand. */
function Where({ edit: { kind, steps }, keyArn }: { readonly edit: ProvedEdit; readonly keyArn: string }) {
  const keyId = keyArn.slice(keyArn.lastIndexOf("/") + 1);
  const look = "target inline-flex items-center underline underline-offset-4";
  if (kind === "grant" || kind === "grant-token" || kind === "wait" || kind === "revoke-grant")
    return (
      <Link to="/keys/$keyId" params={{ keyId }} search={{ tab: "grants" }} className={look}>
        Go to the key’s grants
      </Link>
    );
  if (steps.some((step) => step.do === "call" && step.operation === "PutKeyPolicy"))
    return (
      <Link to="/keys/$keyId" params={{ keyId }} search={{ tab: "policy" }} className={look}>
        Go to the key policy
      </Link>
    );
  if (steps.some((step) => step.do === "call"))
    return (
      <Link to="/keys/$keyId" params={{ keyId }} className={look}>
        Go to the key
      </Link>
    );
  const act = steps.find((step) => step.do === "act")?.act.act;
  if (act === undefined) return null;
  const part = act.includes("Organization") ? "organization" : act.includes("Vpc") ? "network" : "identities";
  return (
    <Link to="/world" search={{ part }} className={look}>
      Go to the World page
    </Link>
  );
}
