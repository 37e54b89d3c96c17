import { Link } from "@tanstack/react-router";
import { useEffect, useEffectEvent, useId, useRef, useState } from "react";
import type { CallTrace } from "#glass/trace.ts";
import type { ProvedEdit, RequestChange, WhyNotView } from "#glass/why-not.ts";
import { principalName } from "#words/format.ts";
import { doersOf, editName, editWords, leadWords, proofWords, question, reachWords } from "#words/why-not.ts";
import { Button } from "../../design/Button.tsx";
import { announce, setSeat, useAsk, useSeat } from "../../state/session.ts";
import { doingOf, useDoing } from "./carry-out.ts";
import { DocumentDiff } from "./DocumentDiff.tsx";
import { EditDone } from "./EditDone.tsx";

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
      {done !== null && <EditDone edit={done} onUndone={() => setSince(done.by.allowed)} />}
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
