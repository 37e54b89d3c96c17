import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import type { KeyDetail } from "#glass/views.ts";
import { disableOldWill, reEncryptWords } from "#words/held.ts";
import { keyName } from "#words/keys.ts";
import { Button } from "../../design/Button.tsx";
import { cx } from "../../design/cx.ts";
import { Panel } from "../../design/Page.tsx";
import { FaultBox } from "../../design/RefusalBox.tsx";
import { StateWord } from "../../design/Words.tsx";
import { useNow } from "../../state/session.ts";
import { countOf, heldOf } from "./held.ts";
import { manualRotation, tookOver, type StepState } from "./manual-rotation.ts";
import { LeftBehindLines } from "./LeftBehindLines.tsx";
import { Refusal } from "./Refusal.tsx";
import { useAct } from "../../state/use-act.ts";
import { useBlobs, type Blobs } from "./use-blobs.ts";
import { useLeftBehind } from "./use-left-behind.ts";
import { useEncryptAnew } from "./use-encrypt-anew.ts";
import { useTakeover, type Takeover } from "./use-takeover.ts";

const ActDialog = lazy(() => import("./ActDialog.tsx"));
const MoveAliasDialog = lazy(() => import("./MoveAliasDialog.tsx"));
const SuccessorDialog = lazy(() => import("./SuccessorDialog.tsx"));

/** The guide: six steps, each ticked by the state of the world, once that is known. */
export function ManualRotation({ detail }: { readonly detail: KeyDetail }) {
  const takeover = useTakeover(detail);
  const held = useBlobs(detail.arn);
  return takeover !== null && held.known && <Guide detail={detail} takeover={takeover} held={held} />;
}

function Guide({
  detail: newest,
  takeover: { aliases, successor, move, opened, there },
  held: { blobs, envelopes },
}: {
  readonly detail: KeyDetail;
  readonly takeover: Takeover;
  readonly held: Blobs;
}) {
  const now = useNow();
  const detail = { ...newest, aliases };
  const [asked, setAsked] = useState<"make" | "disable" | null>(null);
  /** The alias that is to be pointed at the new key. */
  const [moving, setMoving] = useState<string | null>(null);
  const act = useAct(keyName(detail));
  const anew = useEncryptAnew(act);
  const held = heldOf([...blobs.map(({ artefact }) => artefact), ...envelopes]);
  const here = countOf(held);
  const [alias] = detail.aliases;
  const left = useLeftBehind(detail.arn, successor?.arn ?? null, move?.alias ?? alias);
  const over = tookOver({ key: detail, successor, move });
  const steps = manualRotation({
    key: detail,
    successor,
    move,
    opened,
    held: { here, there },
    left: left === null ? null : left.length,
    now,
  });
  const [sample] = blobs;

  const openOne = async (): Promise<void> => {
    if (sample === undefined) return;
    const { id, name, context } = sample.artefact;
    await act.run(
      "Decrypt",
      { CiphertextBlob: { artefact: id }, EncryptionContext: { ...context } },
      { say: () => `${name} opened with the old key; the call named no key.` },
    );
  };
  const busy = act.busy || anew.busy;
  const buttons: Readonly<Record<StepState["step"], React.ReactNode>> = {
    make: move === null && (
      <StepButton busy={busy} onClick={() => setAsked("make")}>
        {successor === null ? "Make the new key" : "Take another key"}
      </StepButton>
    ),
    allow: false,
    point: move === null && successor !== null && alias !== undefined && (
      <StepButton busy={busy} onClick={() => setMoving(alias)}>
        Point {alias} at the new key
      </StepButton>
    ),
    // Before the alias has moved there is nothing to see yet: what the key sealed, it opens.
    open: over && sample !== undefined && (
      <StepButton busy={busy} onClick={() => void openOne()}>
        Open “{sample.artefact.name}” without naming a key
      </StepButton>
    ),
    reencrypt: over && successor !== null && blobs.length + envelopes.length > 0 && (
      <StepButton busy={busy} onClick={() => void anew.run(held, successor.keyId)}>
        {reEncryptWords(here)}
      </StepButton>
    ),
    disable: over && detail.state === "Enabled" && (
      <StepButton busy={busy} onClick={() => setAsked("disable")}>
        Disable the old key
      </StepButton>
    ),
  };

  return (
    <Panel label="Rotation by hand" className="self-start">
      <h2>Rotation by hand</h2>
      <p className="mt-1 text-sm text-pretty">
        For keys that KMS cannot rotate, or when the old material itself must go out of use: a new key takes over the
        name.
        {successor !== null && (
          <>
            {" "}
            <Link to="/keys/$keyId" params={{ keyId: successor.keyId }} className="underline underline-offset-4">
              Go to the new key
            </Link>
          </>
        )}
      </p>
      <ol className="mt-3 flex flex-col gap-3">
        {steps.map(({ step, title, done, says }, i) => (
          <li key={step} className={cx("border-l-bold pl-3 text-sm", done ? "border-key" : "border-line")}>
            <p className="flex flex-wrap items-baseline gap-x-2">
              <b>
                {i + 1}. {title}
              </b>
              <StateWord tone={done ? "good" : "quiet"} className="text-xs">
                {done ? "done" : "to do"}
              </StateWord>
            </p>
            <p className="text-pretty">{says}</p>
            {step === "allow" && left !== null && left.length > 0 && (
              <LeftBehindLines left={left} keyArn={successor?.arn ?? null} />
            )}
            {step === "reencrypt" && anew.told !== null && <p className="mt-1 text-pretty">{anew.told}</p>}
            {buttons[step] !== false && <div className="mt-1.5">{buttons[step]}</div>}
          </li>
        ))}
      </ol>
      <div className="mt-3 empty:hidden">
        <Refusal act={act} />
        {anew.fault !== null && <FaultBox says={anew.fault} />}
      </div>
      <Suspense>
        {asked === "make" && <SuccessorDialog detail={detail} onClose={() => setAsked(null)} />}
        {moving !== null && (
          <MoveAliasDialog detail={detail} alias={moving} successor={successor} onClose={() => setMoving(null)} />
        )}
        {asked === "disable" && (
          <ActDialog
            name={keyName(detail)}
            onClose={() => setAsked(null)}
            operation="DisableKey"
            input={{ KeyId: detail.keyId }}
            title={`Disable ${keyName(detail)}?`}
            will={disableOldWill(keyName(detail), here)}
            button="Disable"
          />
        )}
      </Suspense>
    </Panel>
  );
}

const StepButton = (props: {
  readonly busy: boolean;
  readonly onClick: () => void;
  readonly children: React.ReactNode;
}) => <Button size="small" className="max-w-full text-left whitespace-normal!" {...props} />;
