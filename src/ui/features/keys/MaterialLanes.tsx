import { cx } from "../../design/cx.ts";
import type { Lane, TimeLine } from "./timeline.ts";

/** Lanes on a time axis. The table below says the same in text, so ears skip the drawing. */
export function MaterialLanes({ line: { lanes, folded, today, todayWord, ticks } }: { readonly line: TimeLine }) {
  return (
    <div aria-hidden="true" className="mt-8 mr-4 mb-5">
      <div className="relative pt-1 pb-4">
        <div className="flex flex-col gap-2.5">
          {lanes.map((lane, i) => (
            <div key={lane.ordinal} className={cx("relative h-9", folded > 0 && i === 0 && "mb-1.5")}>
              <LaneBar lane={lane} />
              {folded > 0 && i === 0 && (
                <span className="absolute top-full left-0 text-2xs leading-none text-soft">
                  … {folded} more in the table
                </span>
              )}
            </div>
          ))}
        </div>
        <div
          className="pointer-events-none absolute -top-3 bottom-0 border-l-bold border-ink"
          style={{ left: `${today}%` }}
        >
          <b
            className={cx(
              "absolute -top-3.5 text-xs",
              today < 4 ? "-left-1" : today > 94 ? "right-0" : "-translate-x-1/2",
            )}
          >
            {todayWord}
          </b>
        </div>
      </div>
      <div className="numbers relative h-6 border-t border-line text-xs text-soft">
        {ticks.map(({ at, text }) => (
          <span
            key={at}
            className={cx(
              "absolute top-1 whitespace-nowrap",
              at < 4 ? "" : at > 94 ? "-translate-x-full" : "-translate-x-1/2",
            )}
            style={{ left: `${at}%` }}
          >
            {text}
          </span>
        ))}
      </div>
    </div>
  );
}

const LOOKS: Readonly<Record<Lane["kind"], string>> = {
  older: "border-key bg-key-fill",
  current: "border-key bg-key text-on-key",
  waiting: "border-dashed border-key bg-key-fill",
  due: "border-dashed border-key text-soft",
};

function LaneBar({ lane: { kind, label, start, width, tail, ordinal } }: { readonly lane: Lane }) {
  const words = (
    <>
      <b className="font-semibold">{ordinal}</b>
      <span className="hidden @xl:inline">{label.text.slice(String(ordinal).length)}</span>
    </>
  );
  return (
    <>
      {tail !== null && (
        <div
          className="absolute top-1/2 border-t-bold border-key opacity-50"
          style={{ left: `${tail.start}%`, width: `${tail.width}%` }}
        />
      )}
      <div
        className={cx(
          "absolute inset-y-0 flex min-w-2 items-center overflow-hidden rounded-md border-stroke text-xs whitespace-nowrap",
          LOOKS[kind],
          label.side === "inside" && "px-2.5",
        )}
        style={{ left: `${start}%`, width: `${width}%` }}
      >
        {label.side === "inside" && <span className="truncate">{words}</span>}
      </div>
      {label.side !== "inside" && (
        <div
          className={cx(
            "absolute inset-y-0 z-10 flex items-center text-xs whitespace-nowrap",
            label.side === "to" && "-translate-x-full",
          )}
          style={{ left: `${label.at}%` }}
        >
          <span
            className={cx(
              "rounded-sm bg-paper px-1.5 py-0.5",
              label.side === "from" ? "ml-3" : "mr-1",
              kind === "due" && "text-soft",
            )}
          >
            {words}
          </span>
        </div>
      )}
    </>
  );
}
