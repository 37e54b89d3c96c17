import { Button } from "../../design/Button.tsx";
import { cx } from "../../design/cx.ts";
import { foldBeats, type Beat } from "./beats.ts";
import type { BeatWalk } from "./use-beat.ts";
import { GO_ON } from "./use-landing.ts";

/** Back, the list of beats, Next. On the last beat the one thing to do is to step through it from the first. */
export function Stepper({ beats, walk }: { readonly beats: readonly Beat[]; readonly walk: BeatWalk }) {
  const { at, go, step } = walk;
  const last = at >= beats.length - 1 || (beats[at + 1]?.moments ?? 0) === 0;
  return (
    <nav
      aria-label="Beats"
      className="my-3 flex flex-wrap items-center gap-x-3 gap-y-2 @[48rem]/left:flex-nowrap @[48rem]/left:min-h-12"
    >
      <Button disabled={at === 0} onClick={() => step(-1)}>
        Back
      </Button>
      <p className="numbers min-h-[3.75em] min-w-0 flex-1 content-center text-sm leading-tight @[48rem]/left:hidden">
        {beats.length > 0 && (
          <>
            <span className="text-soft">
              {at + 1} of {beats.length}
            </span>{" "}
            <b>{beats[at]?.label}</b>
          </>
        )}
      </p>
      <ol className="target order-last flex min-w-0 flex-[1_0_100%] gap-1 self-start @[48rem]/left:order-none @[48rem]/left:flex-1">
        {foldBeats(beats, at).map(({ label, beats: places }) => (
          <li
            key={places[0]}
            className="relative flex min-w-0 gap-0.5"
            style={{ flex: `${Math.max(14, label.length)} 1 0` }}
          >
            {places.map((place) => (
              <Bar
                key={place}
                name={beats[place]?.label ?? ""}
                label={places.length === 1 ? label : null}
                when={place === at ? "now" : place < at ? "before" : "after"}
                disabled={beats[place]?.moments === 0}
                onGo={() => go(place)}
              />
            ))}
            {places.length > 1 && (
              <span
                aria-hidden="true"
                className={cx(
                  "pointer-events-none absolute top-[0.6rem] left-0 hidden text-xs leading-tight @[48rem]/left:block",
                  places.includes(at) ? "font-semibold text-ink" : "text-soft",
                )}
              >
                {label}
              </span>
            )}
          </li>
        ))}
      </ol>
      <Button
        id={GO_ON}
        kind="primary"
        className="min-w-[10.25rem]"
        onClick={() => (last ? go(0) : step(1))}
        disabled={beats.length < 2}
      >
        {last ? "Step through it" : "Next"}
      </Button>
    </nav>
  );
}

const LOOKS = {
  now: "border-key font-semibold text-ink",
  before: "border-ink text-soft",
  after: "border-line text-soft",
};

/** One beat: a bar, and its label where it has one of its own. */
function Bar({
  name,
  label,
  when,
  disabled,
  onGo,
}: {
  readonly name: string;
  /** Null in a fold, which is labelled as a whole. */
  readonly label: string | null;
  readonly when: keyof typeof LOOKS;
  readonly disabled: boolean;
  readonly onGo: () => void;
}) {
  return (
    <button
      type="button"
      disabled={disabled}
      aria-current={when === "now" ? "step" : undefined}
      title={label === null ? name : undefined}
      onClick={onGo}
      className={cx(
        "target flex w-full min-w-0 flex-1 flex-col border-t-[0.2rem] pt-1.5 text-left text-xs leading-tight hover:text-ink disabled:hover:text-soft",
        label === null && "min-h-10",
        LOOKS[when],
      )}
    >
      {/* Has room for its bold self, so that it keeps its lines whichever beat is shown. */}
      <span
        data-bold={name}
        className={cx(
          "sr-only grid after:invisible after:font-semibold after:content-[attr(data-bold)] *:[grid-area:1/1] after:[grid-area:1/1]",
          label !== null && "@[48rem]/left:not-sr-only",
        )}
      >
        <span>{name}</span>
      </span>
    </button>
  );
}
