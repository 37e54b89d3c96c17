import { Link } from "@tanstack/react-router";
import { useId, useState } from "react";
import type { CallTrace } from "#glass/trace.ts";
import type { EditStep, ProvedEdit, RequestChange, WhyNotView } from "#glass/why-not.ts";
import { principalName } from "#words/format.ts";
import { doersOf, editWords, leadWords, proofWords, question, reachWords } from "#words/why-not.ts";
import { Button } from "../../design/Button.tsx";
import { announce, noteCall, setSeat, useAsk, useSeat, useSession } from "../../state/session.ts";
import { DocumentDiff } from "./DocumentDiff.tsx";

/** What would turn the call's outcome, asked when somebody wants to know. */
export default function WhyNot({ trace }: { readonly trace: CallTrace }) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const { error } = trace.summary;
  const refused = error !== null && error.name !== "DryRunOperationException";
  return (
    <section aria-label={question(refused)} className="grid min-w-0 grid-cols-1 gap-2.5 border-t border-line pt-3">
      <Button
        size="small"
        className="justify-self-start"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        {question(refused)}
      </Button>
      <div id={id} hidden={!open} className="min-w-0">
        {open && <Answer callId={trace.summary.id} refused={refused} />}
      </div>
    </section>
  );
}

/** Asked again whenever something in the world has changed. */
function Answer({ callId, refused }: { readonly callId: string; readonly refused: boolean }) {
  const asked = useAsk(
    async ({ pane }) => {
      const view = await pane.whyNot({ callId });
      if (view !== null) announce(leadWords(view, refused));
      return view;
    },
    [callId],
    { on: ["acts"] },
  );
  if (asked.error !== null)
    return <p className="font-semibold text-hot">It could not be asked: {asked.error.message}</p>;
  if (asked.value === undefined) return <p className="text-soft">Running edits on copies of this world …</p>;
  if (asked.value === null)
    return <p className="text-soft">This call is not kept whole any more, or nobody here can make it again.</p>;
  return <Edits view={asked.value} refused={refused} />;
}

function Edits({ view, refused }: { readonly view: WhyNotView; readonly refused: boolean }) {
  return (
    <div className="grid min-w-0 grid-cols-1 gap-3">
      <p className="text-pretty">{leadWords(view, refused)}</p>
      <ol className="grid min-w-0 grid-cols-1 gap-3">
        {view.edits.map((edit) => (
          <li
            key={JSON.stringify(edit.steps)}
            className="grid min-w-0 grid-cols-1 gap-1.5 border-l-bold border-line pl-3"
          >
            <Edit edit={edit} keyArn={view.keyArn} />
          </li>
        ))}
      </ol>
    </div>
  );
}

function Edit({ edit, keyArn }: { readonly edit: ProvedEdit; readonly keyArn: string | null }) {
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
        <Acts edit={edit} />
        {keyArn !== null && <Where edit={edit} keyArn={keyArn} />}
      </div>
    </>
  );
}

/** What can be done from here: the edit itself, or the seat from which the call passes. */
function Acts({ edit }: { readonly edit: ProvedEdit }) {
  const { pane, application } = useSession();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  // Time passes by itself.
  const asks = edit.steps.flatMap((step) => (step.do === "ask" && step.change.change !== "time" ? [step.change] : []));
  const doing = edit.steps.flatMap((step) => (step.do === "ask" ? [] : [step]));

  const run = async (): Promise<void> => {
    setBusy(true);
    setFault(null);
    try {
      for (const step of doing) await carryOut(step);
      announce(`Done. ${editWords(edit)}`);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      setFault(message);
      announce(`It was not done: ${message}`);
    } finally {
      setBusy(false);
    }
  };
  const carryOut = async (step: Exclude<EditStep, { do: "ask" }>): Promise<void> => {
    if (step.do === "act") {
      await pane.changeWorld(step.act);
      return;
    }
    const { requestId, ok, error } = await application.call(step.operation, step.input, { as: step.as });
    noteCall(requestId);
    if (!ok) throw new Error(`${error?.name ?? "refused"}${error?.message == null ? "" : `: ${error.message}`}`);
  };
  return (
    <>
      {doing.length > 0 && asks.length === 0 && (
        <Button size="small" kind="primary" disabled={busy} onClick={() => void run()}>
          Do it
        </Button>
      )}
      {doing.length === 0 && asks.map((change) => <Seat key={change.change} change={change} />)}
      {fault !== null && (
        <p className="w-full font-semibold text-hot [overflow-wrap:anywhere]">It was not done: {fault}</p>
      )}
    </>
  );
}

function Seat({ change }: { readonly change: RequestChange }) {
  const { via } = useSeat();
  if (change.change === "caller")
    return (
      <Button size="small" onClick={() => setSeat({ principalArn: change.principal, via })}>
        Switch to {principalName(change.principal)}
      </Button>
    );
  if (change.change === "from")
    return (
      <Button size="small" onClick={() => setSeat({ from: change.from })}>
        Move to {change.name}
      </Button>
    );
  return null;
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
