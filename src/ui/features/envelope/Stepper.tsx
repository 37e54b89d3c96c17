import { Button } from "../../design/Button.tsx";
import { cx } from "../../design/cx.ts";
import type { Beat } from "./beats.ts";
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
      <p className="numbers min-w-0 flex-1 text-sm leading-tight @[48rem]/left:hidden">
        {beats.length > 0 && (
          <>
            <span className="text-soft">
              {at + 1} of {beats.length}
            </span>{" "}
            <b>{beats[at]?.label}</b>
          </>
        )}
      </p>
      <ol className="order-last flex min-w-0 flex-[1_0_100%] gap-1 self-start @[48rem]/left:order-none @[48rem]/left:flex-1">
        {beats.map(({ id, label, moments }, i) => (
          <li key={id} className="min-w-0" style={{ flex: `${Math.max(14, label.length)} 1 0` }}>
            <button
              type="button"
              disabled={moments === 0}
              aria-current={i === at ? "step" : undefined}
              onClick={() => go(i)}
              className={cx(
                "target block w-full border-t-[0.2rem] pt-1.5 text-left text-xs leading-tight hover:text-ink disabled:hover:text-soft",
                i === at
                  ? "border-key font-semibold text-ink"
                  : i < at
                    ? "border-ink text-soft"
                    : "border-line text-soft",
              )}
            >
              <span className="sr-only @[48rem]/left:not-sr-only">{label}</span>
            </button>
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
