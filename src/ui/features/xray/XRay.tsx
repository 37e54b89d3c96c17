import { Suspense, lazy, useId, useState, type ReactNode } from "react";
import type { Anatomy, CallTrace } from "#glass/trace.ts";
import { stages, stagesUntil, type StageView } from "#words/stages.ts";
import { cx } from "../../design/cx.ts";
import { Icon } from "../../design/Icon.tsx";
import { StageText } from "./StageText.tsx";

const DecisionView = lazy(() => import("./DecisionView.tsx"));
const StageContent = lazy(() => import("./StageContent.tsx"));
const WhyNot = lazy(() => import("./WhyNot.tsx"));

export interface XRayProps {
  readonly trace: CallTrace;
  /** How many stages have happened by the moment that is shown; without it, all that the call reached. */
  readonly reached?: number | null;
  /** Which stage stands open, 1 to 10, or none. Without it the X-ray remembers by itself. */
  readonly open?: number | null;
  /** The page has not come to rest yet: what needs a script of its own waits, and its room is kept. */
  readonly early?: boolean;
  readonly onOpen?: (stage: number | null) => void;
  /** Draws the bytes of a step inside the HSM. */
  readonly renderAnatomy?: (anatomy: Anatomy) => ReactNode;
}

/** One call, stage by stage; each stage opens to what happened in it. */
export function XRay({ trace, reached = null, early = false, open, onOpen, renderAnatomy }: XRayProps) {
  const told = reached === null ? stages(trace) : stagesUntil(trace, reached);
  const [chosen, setChosen] = useState<{ readonly id: string; readonly stage: number | null } | null>(null);
  const remembered = chosen?.id === trace.summary.id ? chosen.stage : firstOpen(told);
  const shown = open === undefined ? remembered : open;
  const toggle = (stage: number): void => {
    const next = shown === stage ? null : stage;
    setChosen({ id: trace.summary.id, stage: next });
    onOpen?.(next);
  };
  return (
    <ol className="@container/xray text-sm">
      {told.map((stage) => (
        <Stage key={stage.number} stage={stage} open={shown === stage.number} onToggle={() => toggle(stage.number)}>
          <StageText stage={stage} />
          {stage.state === "unreached" ? null : stage.id === "authorize" ? (
            <div className="grid gap-4">
              <Suspense fallback={<RoomForDecision />}>
                {early ? <RoomForDecision /> : <DecisionView decisions={trace.authorize} />}
              </Suspense>
            </div>
          ) : (
            <Suspense fallback={<Room className="min-h-24" />}>
              <StageContent stage={stage} trace={trace} {...(renderAnatomy !== undefined && { renderAnatomy })} />
            </Suspense>
          )}
          {turns(stage, trace) && (
            <Suspense fallback={<RoomForWhyNot />}>
              {early ? <RoomForWhyNot /> : <WhyNot key={trace.summary.id} trace={trace} />}
            </Suspense>
          )}
        </Stage>
      ))}
    </ol>
  );
}

/** The room of what is still on its way, so that nothing moves when it comes. */
const Room = ({ className }: { readonly className: string }) => <div aria-busy="true" className={className} />;

/** As high as the three gates of most calls. */
const RoomForDecision = () => <Room className="min-h-55 @xl/xray:min-h-[9.15rem]" />;

/** As high as its button. */
const RoomForWhyNot = () => <Room className="min-h-[2.45rem]" />;

const TURNING: ReadonlySet<StageView["id"]> = new Set(["network", "check", "hsm"]);

/** Where it is worth asking what would turn the outcome: at the decision, and where else a right edit would have helped. */
const turns = ({ id, state }: StageView, { summary }: CallTrace): boolean =>
  summary.service === "kms" &&
  summary.principalArn !== null &&
  (id === "authorize" ? state === "passed" || state === "refused" : state === "refused" && TURNING.has(id));

/** The stage that said no; else the decision, which is what most calls are looked at for; else the first that has something to say. */
const firstOpen = (told: readonly StageView[]): number =>
  [told.find(({ state }) => state === "refused"), told[5], ...told].find(
    (stage) => stage?.state === "refused" || stage?.state === "passed",
  )?.number ?? 6;

function Stage({
  stage,
  open,
  onToggle,
  children,
}: {
  readonly stage: StageView;
  readonly open: boolean;
  readonly onToggle: () => void;
  readonly children: ReactNode;
}) {
  const id = useId();
  const quiet = stage.state === "unreached" || stage.state === "absent";
  return (
    <li
      className={cx(
        open ? "border-stroke -mx-2 my-1 rounded-md border-ink bg-paper px-2" : "border-t border-line first:border-t-0",
      )}
      data-stage={stage.id}
      data-state={stage.state}
    >
      <button
        type="button"
        aria-expanded={open}
        aria-controls={id}
        onClick={onToggle}
        className="target grid w-full grid-cols-[1.5rem_auto_minmax(0,1fr)_1rem] items-center gap-x-1 py-1 text-left hover:underline"
      >
        <span className="numbers text-soft">{stage.number}</span>
        <span className={cx(quiet ? "text-soft" : "font-semibold")}>{stage.title}</span>
        <span className={cx("numbers text-right", stage.state === "refused" ? "font-semibold text-hot" : "text-soft")}>
          {stage.result}
        </span>
        <Icon name={open ? "up" : "down"} size={12} className="justify-self-end text-soft" />
      </button>
      <div id={id} hidden={!open} className="pb-2.5 @xl/xray:pl-7">
        {open && <div className="grid gap-2.5">{children}</div>}
      </div>
    </li>
  );
}
