import { Suspense, lazy, useRef, useState, type ReactNode } from "react";
import { dateTime, principalName } from "#words/format.ts";
import { cx } from "../design/cx.ts";
import { Icon } from "../design/Icon.tsx";
import { placeName } from "../state/seat.ts";
import { useNow, useSeat, useWorld } from "../state/session.ts";

const load = () => import("../features/worlds/SeatPopover.tsx");
const SeatPopover = lazy(() => load().then(({ SeatPopover: component }) => ({ default: component })));

export type SeatPart = "world" | "who" | "from" | "region" | "when";

/** World, who, from, Region and when: where this tab sits. Each part opens a panel that changes it. */
export function SeatBar() {
  const world = useWorld();
  const seat = useSeat();
  const [open, setOpen] = useState<SeatPart | null>(null);
  const [unfolded, setUnfolded] = useState(false);
  const anchor = useRef<HTMLButtonElement | null>(null);
  const carried = seat.carriedFrom === undefined ? "" : `, credentials of ${placeName(world, seat.carriedFrom)}`;
  const place = `${placeName(world, seat.from)}${carried}`;
  const session = seat.assume === undefined ? "" : ` · ${seat.assume.sessionName}`;
  const via = seat.via === undefined ? "" : ` via ${seat.via}`;
  const who = `${principalName(seat.principalArn)}${session}${via}`;
  const part = (id: SeatPart, value: ReactNode): ReactNode => (
    <SeatCell
      name={PART_NAMES[id]}
      open={open === id}
      onPress={(button) => {
        anchor.current = button;
        setOpen(open === id ? null : id);
      }}
    >
      {value}
    </SeatCell>
  );
  return (
    <SeatFrame
      summary={`${world.name} · ${who} · ${place === "internet" ? "" : `${place} · `}${seat.region}`}
      unfolded={unfolded}
      onFold={() => setUnfolded(!unfolded)}
      onNear={() => void load()}
      panel={
        open !== null && (
          <Suspense fallback={null}>
            {/* What ends late closes its own panel only, not one that was opened since. */}
            <SeatPopover part={open} anchor={anchor} onClose={() => setOpen((now) => (now === open ? null : now))} />
          </Suspense>
        )
      }
    >
      {part("world", world.name)}
      {part("who", who)}
      {part("from", place)}
      {part("region", seat.region)}
      {part("when", <When />)}
    </SeatFrame>
  );
}

/** Its room in the bar while nobody sits yet, so that nothing moves when somebody does. */
export function SeatRoom() {
  return (
    <SeatFrame summary={"\u00a0"}>
      {Object.entries(USUAL).map(([id, usual]) => (
        <SeatCell key={id} name={PART_NAMES[id as SeatPart]}>
          <span className="invisible">{usual}</span>
        </SeatCell>
      ))}
    </SeatFrame>
  );
}

/** As wide as a first visit's parts will be. Nobody sees or hears these. */
const USUAL: Readonly<Record<SeatPart, string>> = {
  world: "Blue and Green",
  who: "role App",
  from: "internet",
  region: "us-east-1",
  when: dateTime(Date.UTC(2026, 10, 28)),
};
const PART_NAMES: Readonly<Record<SeatPart, string>> = {
  world: "World",
  who: "Who",
  from: "From",
  region: "Region",
  when: "When",
};

/** In a narrow place the parts are folded behind a button that sums them up. */
function SeatFrame({
  summary,
  unfolded = false,
  onFold,
  onNear,
  panel,
  children,
}: {
  readonly summary: string;
  readonly unfolded?: boolean;
  readonly onFold?: () => void;
  readonly onNear?: () => void;
  readonly panel?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <div
      className="order-last w-full @4xl:order-none @4xl:ml-auto @4xl:w-auto"
      onPointerEnter={onNear}
      onFocus={onNear}
    >
      <button
        type="button"
        aria-expanded={unfolded}
        aria-controls="seat"
        disabled={onFold === undefined}
        onClick={onFold}
        className="target flex w-full items-center gap-2 rounded-md border border-line px-3 py-1.5 text-left text-sm @2xl:hidden"
      >
        <span className="min-w-0 flex-1 truncate">{summary}</span>
        <Icon name={unfolded ? "up" : "down"} />
      </button>
      <fieldset
        id="seat"
        className={cx(
          "mt-1 grid-cols-2 overflow-hidden rounded-md border border-line text-sm @2xl:mt-0 @2xl:flex @2xl:w-fit",
          unfolded ? "grid" : "hidden",
        )}
      >
        <legend className="sr-only">Where you sit</legend>
        {children}
      </fieldset>
      {panel}
    </div>
  );
}

function SeatCell({
  name,
  open = false,
  onPress,
  children,
}: {
  readonly name: string;
  readonly open?: boolean;
  readonly onPress?: (button: HTMLButtonElement) => void;
  readonly children: ReactNode;
}) {
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      aria-expanded={open}
      disabled={onPress === undefined}
      onClick={(event) => onPress?.(event.currentTarget)}
      className={cx(
        "target min-w-0 border-b border-line px-3 py-1 text-left leading-snug hover:bg-wash last-of-type:border-b-0 @2xl:border-b-0 @2xl:border-l @2xl:first-of-type:border-l-0",
        open && "bg-wash",
        "-outline-offset-2",
      )}
    >
      <span className="block text-2xs font-semibold text-soft">{name}</span>
      <span className="numbers block truncate">{children}</span>
    </button>
  );
}

/** World time, with a word when it does not run as real time does. */
function When() {
  const now = useNow();
  const { rate } = useWorld().clock;
  return (
    <>
      {dateTime(now)}
      {rate !== 1 && <span className="text-soft">{rate === 0 ? " · paused" : " · fast"}</span>}
    </>
  );
}
