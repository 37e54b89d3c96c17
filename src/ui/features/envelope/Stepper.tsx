import { Button } from "../../design/Button.tsx";
import { cx } from "../../design/cx.ts";
import type { Beat } from "./beats.ts";

/** Back, the list of beats, Next. On the last beat the one thing to do is to step through it from the first. */
export function Stepper({
  beats,
  at,
  onGo,
}: {
  readonly beats: readonly Beat[];
  /** The beat shown, from 0. */
  readonly at: number;
  readonly onGo: (beat: number) => void;
}) {
  const last = at >= beats.length - 1 || (beats[at + 1]?.moments ?? 0) === 0;
  return (
    <nav
      aria-label="Beats"
      className="my-3.5 flex flex-wrap items-start gap-x-3 gap-y-2 @[44rem]/left:flex-nowrap @[44rem]/left:items-center"
    >
      <Button className="order-1 @[44rem]/left:order-none" disabled={at === 0} onClick={() => onGo(at - 1)}>
        Back
      </Button>
      <ol className="order-3 flex min-w-0 flex-[1_0_100%] gap-1 @[44rem]/left:order-none @[44rem]/left:flex-1">
        {beats.map(({ id, label, moments }, i) => (
          <li key={id} className="min-w-0 flex-1">
            <button
              type="button"
              disabled={moments === 0}
              aria-current={i === at ? "step" : undefined}
              onClick={() => onGo(i)}
              className={cx(
                "target block w-full border-t-[3px] pt-1.5 text-left text-xs leading-tight hover:text-ink disabled:hover:text-soft",
                i === at
                  ? "border-key font-semibold text-ink"
                  : i < at
                    ? "border-ink text-soft"
                    : "border-line text-soft",
              )}
            >
              <span className={cx(i !== at && "sr-only @[30rem]/left:not-sr-only", "[overflow-wrap:normal]")}>
                {label}
              </span>
            </button>
          </li>
        ))}
      </ol>
      <Button
        kind="primary"
        className="order-2 ml-auto min-w-[9.5rem] @[44rem]/left:order-none"
        onClick={() => onGo(last ? 0 : at + 1)}
        disabled={beats.length < 2}
      >
        {last ? "Step through it" : "Next"}
      </Button>
    </nav>
  );
}
