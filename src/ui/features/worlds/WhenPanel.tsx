import { useState } from "react";
import type { ClockChange } from "#glass/pane.ts";
import type { WorldView } from "#glass/views.ts";
import { date, dateTime, DAY, keyNameOfId, relative, timeWithSeconds, yearLater } from "#words/format.ts";
import { Button } from "../../design/Button.tsx";
import { Field, TextInput } from "../../design/Field.tsx";
import { Icon } from "../../design/Icon.tsx";
import { showWorld } from "../../state/world-view.ts";
import { worldTime } from "../../state/store.ts";
import { announce, useNow, useSession, useWorld } from "../../state/session.ts";
import { History } from "../../shell/History.tsx";

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

/** The simulated clock: now, jump, play, and what comes next. */
export function WhenPanel() {
  const world = useWorld();
  const { pane } = useSession();
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [jumps, setJumps] = useState(0);
  const change = async (asked: ClockChange): Promise<void> => {
    setBusy(true);
    setFault(null);
    try {
      const next = await pane.setClock(asked);
      showWorld(next);
      // What was typed belongs to the time before.
      setJumps((before) => before + 1);
      announce(clockSentence(next));
    } catch (error) {
      setFault(error instanceof Error ? error.message : String(error));
    }
    setBusy(false);
  };
  return (
    <div className="grid gap-4">
      <Now />
      <div className="flex flex-wrap gap-2">
        {JUMPS.map(({ name, by }) => (
          <Button key={name} size="small" disabled={busy} onClick={() => void change(by(worldTime()))}>
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
              disabled={busy}
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

const clockSentence = ({ clock }: WorldView): string =>
  clock.rate === 0 ? `World time is ${dateTime(clock.now)} and stands still.` : `World time is ${dateTime(clock.now)}.`;

function Now() {
  const now = useNow();
  return (
    <p>
      <span className="block text-xs text-soft">World time, UTC</span>
      <span className="numbers text-xl font-semibold">
        {date(now)}, {timeWithSeconds(now)}
      </span>
    </p>
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
            <Button type="submit" disabled={busy || Number.isNaN(at)}>
              Set
            </Button>
          </div>
        )}
      </Field>
    </form>
  );
}

const DUE = {
  rotation: "Rotation",
  deletion: "Deletion",
  settling: "End of the passing state",
  expiry: "Expiry of imported material",
  connection: "Connection",
} as const;

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
        Next: <b>{DUE[next.what].toLowerCase()}</b> of{" "}
        {next.what === "connection" ? next.keyStore : keyNameOfId(next.keyArn)}, {date(next.at)},{" "}
        {relative(next.at, now)}.
      </p>
      <Button size="small" disabled={busy} onClick={() => onGo(next.at)}>
        Go there
      </Button>
    </div>
  );
}
