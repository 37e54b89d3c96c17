import { Button } from "./Button.tsx";
import { cx } from "./cx.ts";
import type { Fact } from "./Facts.tsx";

/**
 * Facts about one thing in a row, each with its small name above; they wrap where there is no room. A projector's screen belongs to what
 * stands below them: there they are one line, of the first few until the others are asked for.
 */
export function FactRow({
  facts,
  first,
  more,
  onMore,
  className,
}: {
  readonly facts: readonly Fact[];
  /** How many of them a projector always shows. */
  readonly first: number;
  readonly more: boolean;
  readonly onMore: (more: boolean) => void;
  readonly className?: string;
}) {
  return (
    <div className={cx("presenter:flex presenter:items-baseline presenter:gap-x-8", className)}>
      <dl className="flex flex-wrap gap-x-8 gap-y-3 text-base presenter:gap-y-1">
        {facts.map(({ name, value }, i) => (
          <div
            key={name}
            className={cx("min-w-0 presenter:flex presenter:gap-x-2", i >= first && !more && "presenter:hidden")}
          >
            <dt className="text-xs text-soft">{name}</dt>
            <dd className="numbers">{value}</dd>
          </div>
        ))}
      </dl>
      <Button size="small" className="shrink-0 not-presenter:hidden" aria-expanded={more} onClick={() => onMore(!more)}>
        {more ? "Less" : "More"}
      </Button>
    </div>
  );
}
