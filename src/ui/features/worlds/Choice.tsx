import type { ReactNode } from "react";
import { cx } from "../../design/cx.ts";
import { Icon } from "../../design/Icon.tsx";

/** One of several things of which one holds: a name, a line about it, and a mark where it is the one. */
export function Choice({
  current,
  onChoose,
  name,
  note,
}: {
  readonly current: boolean;
  readonly onChoose: () => void;
  readonly name: ReactNode;
  readonly note?: ReactNode;
}) {
  return (
    <button
      type="button"
      aria-current={current ? "true" : undefined}
      onClick={onChoose}
      className={cx(
        "target grid w-full grid-cols-[1.25rem_minmax(0,1fr)] items-baseline rounded-sm px-2 py-1.5 text-left hover:bg-wash",
        current && "font-semibold",
      )}
    >
      <span>{current && <Icon name="check" size={14} />}</span>
      <span>
        {name}
        {note !== undefined && <span className="block text-xs font-normal text-soft">{note}</span>}
      </span>
    </button>
  );
}
