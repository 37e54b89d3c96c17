import { Suspense, lazy, useRef, useState, type ReactNode } from "react";
import { dateTime, principalName } from "#words/format.ts";
import { cx } from "../design/cx.ts";
import { Icon } from "../design/Icon.tsx";
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
  const who = principalName(seat.principalArn);
  const part = (id: SeatPart, name: string, value: ReactNode): ReactNode => (
    <SeatCell
      name={name}
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
    <div
      className="order-last w-full @4xl:order-none @4xl:ml-auto @4xl:w-auto"
      onPointerEnter={() => void load()}
      onFocus={() => void load()}
    >
      <button
        type="button"
        aria-expanded={unfolded}
        aria-controls="seat"
        onClick={() => setUnfolded(!unfolded)}
        className="target flex w-full items-center gap-2 rounded-md border border-line px-3 py-1.5 text-left text-sm @2xl:hidden"
      >
        <span className="min-w-0 flex-1 truncate">
          {world.name} · {who} · {seat.region}
        </span>
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
        {part("world", "World", world.name)}
        {part("who", "Who", who)}
        {part("from", "From", seat.from)}
        {part("region", "Region", seat.region)}
        {part("when", "When", <When />)}
      </fieldset>
      {open !== null && (
        <Suspense fallback={null}>
          <SeatPopover part={open} anchor={anchor} onClose={() => setOpen(null)} />
        </Suspense>
      )}
    </div>
  );
}

function SeatCell({
  name,
  open,
  onPress,
  children,
}: {
  readonly name: string;
  readonly open: boolean;
  readonly onPress: (button: HTMLButtonElement) => void;
  readonly children: ReactNode;
}) {
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      aria-expanded={open}
      onClick={(event) => onPress(event.currentTarget)}
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
