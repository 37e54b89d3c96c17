// Rows are placed one by one, which table elements cannot do; the roles say what they are.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { Link } from "@tanstack/react-router";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import type { KeyView } from "#glass/views.ts";
import { shortId } from "#words/format.ts";
import { keyName, lastUsedWords, specWords, stateWords } from "#words/keys.ts";
import { cx } from "../../design/cx.ts";
import { useNow } from "../../state/session.ts";
import type { KeyPages } from "./key-pages.ts";
import { KeyState } from "./KeyState.tsx";

const COLUMNS = ["Alias or description", "Key id", "State", "Spec", "Materials", "Last used"] as const;
/** On a narrow page a row has two lines: name and state, id and last use. */
const GRID =
  "grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 @3xl:grid-cols-[minmax(10rem,2.2fr)_8.5rem_minmax(9rem,1.2fr)_minmax(8rem,1fr)_4.5rem_minmax(9rem,1.2fr)]";
const WIDE_ONLY = "hidden @3xl:block";

/** All keys of a filter as one table; only the rows in view exist. Arrow keys go from row to row. */
export function KeyTable({
  pages,
  total,
  caption,
}: {
  readonly pages: KeyPages;
  readonly total: number;
  readonly caption: string;
}) {
  const now = useNow();
  const body = useRef<HTMLDivElement>(null);
  const [offset, setOffset] = useState(0);
  // What it returns is read in this very render and handed to nobody.
  // oxlint-disable-next-line react/incompatible-library
  const rows = useWindowVirtualizer({ count: total, estimateSize: () => 46, overscan: 12, scrollMargin: offset });
  const shown = rows.getVirtualItems();
  const first = shown[0]?.index ?? 0;
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    const measure = (): void =>
      setOffset(Math.round((body.current?.getBoundingClientRect().top ?? 0) + window.scrollY));
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, []);
  useEffect(() => pages.look(first, last), [pages, first, last]);

  const step = (event: KeyboardEvent): void => {
    const to = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const at = Number((event.target as HTMLElement).closest("[data-index]")?.getAttribute("data-index") ?? Number.NaN);
    if (to === undefined || Number.isNaN(at)) return;
    event.preventDefault();
    body.current?.querySelector<HTMLElement>(`[data-index="${at + to}"] a`)?.focus();
  };

  return (
    <div role="table" aria-label={caption} aria-rowcount={total + 1} className="mt-3 text-sm">
      <div role="rowgroup" className="sticky top-0 z-10 bg-paper">
        <div
          role="row"
          aria-rowindex={1}
          className={cx(GRID, "border-b border-line py-1.5 text-xs font-semibold text-soft")}
        >
          {COLUMNS.map((name, i) => (
            <div
              key={name}
              role="columnheader"
              className={cx(i !== 0 && i !== 2 && WIDE_ONLY, i === 4 && "text-right")}
            >
              {name}
            </div>
          ))}
        </div>
      </div>
      <div ref={body} role="rowgroup" className="relative" style={{ height: rows.getTotalSize() }}>
        {shown.map((item) => (
          <div
            key={item.key}
            ref={rows.measureElement}
            data-index={item.index}
            role="row"
            aria-rowindex={item.index + 2}
            className={cx(
              GRID,
              "absolute inset-x-0 top-0 min-h-11 items-center border-b border-line py-1.5 hover:bg-wash",
            )}
            style={{ transform: `translateY(${item.start - rows.options.scrollMargin}px)` }}
          >
            <Row keyView={pages.row(item.index)} now={now} onKeyDown={step} />
          </div>
        ))}
      </div>
    </div>
  );
}

function Row({
  keyView,
  now,
  onKeyDown,
}: {
  readonly keyView: KeyView | undefined;
  readonly now: number;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}) {
  if (keyView === undefined) {
    return (
      <div role="cell" className="text-soft">
        …
      </div>
    );
  }
  const { aliases, description, keyId, spec, materials } = keyView;
  return (
    <>
      <div role="cell" className="min-w-0">
        <Link
          to="/keys/$keyId"
          params={{ keyId }}
          onKeyDown={onKeyDown}
          className="block truncate font-semibold underline-offset-4 after:absolute after:inset-0 hover:underline focus-visible:underline"
        >
          {keyName(keyView)}
        </Link>
        {(aliases.length > 1 || description !== "") && (
          <span className="block truncate text-xs text-soft">
            {[aliases.length > 1 ? `also ${aliases.slice(1).join(", ")}` : "", description].filter(Boolean).join(" · ")}
          </span>
        )}
      </div>
      <div role="cell" className="order-3 @3xl:order-none">
        <code title={keyId}>{shortId(keyId)}</code>
      </div>
      <div role="cell">
        <KeyState state={keyView.state}>{stateWords(keyView, now)}</KeyState>
      </div>
      <div role="cell" className={WIDE_ONLY}>
        {specWords(spec)}
      </div>
      <div role="cell" className={cx(WIDE_ONLY, "numbers text-right")}>
        {materials}
      </div>
      <div role="cell" className={cx(WIDE_ONLY, "numbers")}>
        {lastUsedWords(keyView, now)}
      </div>
    </>
  );
}
