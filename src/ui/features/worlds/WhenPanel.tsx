import { useRef, useState, type Ref } from "react";
import type { ClockChange } from "#glass/pane.ts";
import type { DueView, WorldView } from "#glass/views.ts";
import { dueOf, dueWhat, dueWhen, lossTitle, lossWords } from "#words/calendar.ts";
import { date, dateTime, DAY, timeWithSeconds, yearLater } from "#words/format.ts";
import { Care } from "../../design/Banner.tsx";
import { Button } from "../../design/Button.tsx";
import { Field, TextInput } from "../../design/Field.tsx";
import { Icon } from "../../design/Icon.tsx";
import { showWorld } from "../../state/world-view.ts";
import { worldTime } from "../../state/store.ts";
import { announce, useNow, useSession, useWorld } from "../../state/session.ts";
import { History } from "../../shell/History.tsx";
import { told } from "./on-the-way.ts";

const JUMPS: readonly { readonly name: string; readonly by: (now: number) => ClockChange }[] = [
  { name: "+1 day", by: () => ({ advance: DAY }) },
  { name: "+30 days", by: () => ({ advance: 30 * DAY }) },
  { name: "+1 year", by: (now) => ({ advance: yearLater(now) - now }) },
];
const RATES = [
  { name: "Paused", rate: 0 },
  { name: "As real time", rate: 1 },
  { name: "1 s = 1 hour", rate: 3_600 },
  { name: "1 s = 1 day", rate: 86_400 },
] as const;

/** A jump that would destroy something, until somebody says that it is meant. */
interface Asked {
  readonly change: ClockChange;
  readonly losses: readonly DueView[];
}

/** The simulated clock: now, jump, play, and what comes next. */
export function WhenPanel() {
  const world = useWorld();
  const { pane } = useSession();
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [jumps, setJumps] = useState(0);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [news, setNews] = useState<string | null>(null);
  const time = useRef<HTMLParagraphElement>(null);

  /** `also`: what goes before it. */
  const move = async (change: ClockChange, losses: readonly DueView[], also: readonly ClockChange[]): Promise<void> => {
    const happened = await told(pane, losses, async () => {
      for (const each of [...also, change]) showWorld(await pane.setClock(each));
    });
    setNews(happened);
    // What was typed belongs to the time before.
    setJumps((before) => before + 1);
    announce([clockSentence(await pane.world()), ...(happened === null ? [] : [happened])].join(" "));
  };
  /** `sure`: what it is known and meant to destroy; null: that is asked first. `also`: what goes before it. */
  const change = async (
    wanted: ClockChange,
    sure: readonly DueView[] | null = null,
    also: readonly ClockChange[] = [],
  ) => {
    setBusy(true);
    setFault(null);
    setNews(null);
    try {
      const until = endOf(wanted);
      const losses = sure ?? (until === null ? [] : await pane.losses(until));
      if (sure === null && losses.length > 0) {
        setAsked({ change: wanted, losses });
        announce(`${lossTitle(losses)}. ${lossWords(losses).join(" ")}`);
      } else {
        await move(wanted, losses, also);
        setAsked(null);
        if (asked !== null) time.current?.focus();
      }
    } catch (error) {
      setAsked(null);
      setFault(error instanceof Error ? error.message : String(error));
    }
    setBusy(false);
  };
  return (
    <div className="grid gap-4">
      <Now ref={time} news={news} />
      {asked !== null && (
        <Losses
          losses={asked.losses}
          busy={busy}
          onStop={(at) => void change({ set: at }, [], world.clock.rate > 1 ? [{ rate: 0 }] : [])}
          onGo={() => void change(asked.change, asked.losses)}
          onStay={() => {
            setAsked(null);
            time.current?.focus();
          }}
        />
      )}
      <div className="flex flex-wrap gap-2">
        {JUMPS.map(({ name, by }) => (
          <Button key={name} size="small" busy={busy} onClick={() => void change(by(worldTime()))}>
            {name}
          </Button>
        ))}
      </div>
      <fieldset>
        <legend className="mb-1 text-sm font-semibold">The clock runs</legend>
        <div className="flex flex-wrap gap-2">
          {RATES.map(({ name, rate }) => (
            <Button
              key={name}
              size="small"
              aria-pressed={world.clock.rate === rate}
              className="aria-pressed:border-key aria-pressed:bg-key-fill aria-pressed:font-semibold"
              busy={busy}
              onClick={() => void change({ rate })}
            >
              <Icon name={rate === 0 ? "pause" : "play"} size={14} />
              {name}
            </Button>
          ))}
        </div>
      </fieldset>
      <SetClock key={jumps} busy={busy} fault={fault} onSet={(set) => void change({ set })} />
      <Next world={world} busy={busy} onGo={(set) => void change({ set })} />
      <p className="border-t border-line pt-3 text-xs text-soft">
        The calendar is simulated. Moving it past a due event carries that event out: a rotation makes new material, a
        deletion destroys it. It stands still while no tab is open.
      </p>
      <History />
    </div>
  );
}

/** World time to which the clock is moved; null: it only runs otherwise. */
const endOf = (change: ClockChange): number | null =>
  "set" in change ? change.set : "advance" in change ? worldTime() + change.advance : null;

const clockSentence = ({ clock }: WorldView): string =>
  clock.rate === 0 ? `World time is ${dateTime(clock.now)} and stands still.` : `World time is ${dateTime(clock.now)}.`;

function Now({ ref, news }: { readonly ref: Ref<HTMLParagraphElement>; readonly news: string | null }) {
  const now = useNow();
  return (
    <div>
      <p ref={ref} tabIndex={-1} className="w-fit">
        <span className="block text-xs text-soft">World time, UTC</span>
        <span className="numbers text-xl font-semibold">
          {date(now)}, {timeWithSeconds(now)}
        </span>
      </p>
      {news !== null && <p className="mt-1 text-sm text-pretty">{news}</p>}
    </div>
  );
}

const HOUR = 3_600_000;
const takeFocus = (element: HTMLElement | null): void => element?.focus();

/** What a jump would destroy, and the ways on: before it, past it, or not at all. */
function Losses({
  losses,
  busy,
  onStop,
  onGo,
  onStay,
}: {
  readonly losses: readonly DueView[];
  readonly busy: boolean;
  readonly onStop: (at: number) => void;
  readonly onGo: () => void;
  readonly onStay: () => void;
}) {
  const now = useNow();
  const before = (losses[0]?.at ?? 0) - HOUR;
  return (
    <section ref={takeFocus} tabIndex={-1} aria-label={lossTitle(losses)}>
      <Care title={lossTitle(losses)}>
        {lossWords(losses).map((sentence) => (
          <p key={sentence} className="mt-1 text-pretty">
            {sentence}
          </p>
        ))}
        <div className="mt-3 flex flex-wrap gap-2">
          {before > now && (
            <Button size="small" busy={busy} onClick={() => onStop(before)}>
              Stop an hour before
            </Button>
          )}
          <Button size="small" kind="danger" busy={busy} onClick={onGo}>
            Go on
          </Button>
          <Button size="small" kind="quiet" busy={busy} onClick={onStay}>
            Stay here
          </Button>
        </div>
      </Care>
    </section>
  );
}

function SetClock({
  busy,
  fault,
  onSet,
}: {
  readonly busy: boolean;
  readonly fault: string | null;
  readonly onSet: (at: number) => void;
}) {
  const now = useNow();
  /** Null follows the clock until somebody types. */
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? new Date(now).toISOString().slice(0, 16);
  const at = Date.parse(`${text}Z`);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (Number.isNaN(at)) return;
        onSet(at);
      }}
    >
      <Field label="Set it to" error={fault}>
        {(ids) => (
          <div className="flex gap-2">
            <TextInput
              {...ids}
              type="datetime-local"
              value={text}
              min="2000-01-01T00:00"
              max="2100-01-01T00:00"
              onChange={(event) => setTyped(event.target.value)}
            />
            <Button type="submit" busy={busy} disabled={Number.isNaN(at)}>
              Set
            </Button>
          </div>
        )}
      </Field>
    </form>
  );
}

function Next({
  world,
  busy,
  onGo,
}: {
  readonly world: WorldView;
  readonly busy: boolean;
  readonly onGo: (at: number) => void;
}) {
  const now = useNow();
  const { next } = world.clock;
  if (next === null)
    return <p className="text-sm text-soft">Nothing is due: no key rotates by itself and none awaits deletion.</p>;
  return (
    <div className="flex items-center gap-3 text-sm">
      <p className="flex-1">
        Next: <b>{dueWhat(next)}</b> of {dueOf(next)}, {dueWhen(next, now)}.
      </p>
      <Button size="small" busy={busy} onClick={() => onGo(next.at)}>
        Go there
      </Button>
    </div>
  );
}
