// Rows are placed one by one, which table elements cannot do; the roles say what they are.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { Link } from "@tanstack/react-router";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { memo, useEffect, useRef, useState, type KeyboardEvent } from "react";
import type { KeyView } from "#glass/views.ts";
import { shortId } from "#words/format.ts";
import { keyTitle, lastUsedWords, specWords, stateWords } from "#words/keys.ts";
import { cx } from "../../design/cx.ts";
import { useInTime } from "../../state/session.ts";
import type { KeyPages } from "./key-pages.ts";
import { KeyState } from "./KeyState.tsx";

const COLUMNS = ["Alias or description", "Key id", "State", "Spec", "Materials", "Last used"] as const;
/** On a narrow page a row has two lines: name and state, id and last use. */
const GRID =
  "grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 @5xl:grid-cols-[minmax(10rem,2.2fr)_8.5rem_minmax(9rem,1.2fr)_minmax(8rem,1fr)_4.5rem_minmax(11rem,1.4fr)]";
const WIDE_ONLY = "hidden @5xl:block";
/** Height of a row in rem, wide and narrow; the classes below say the same. */
const ROW = { wide: 3, narrow: 4.5, from: 64 } as const;

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
  const second = useInTime((now) => Math.floor(now / 1_000) * 1_000);
  const body = useRef<HTMLDivElement>(null);
  const [{ offset, height }, setPlace] = useState({ offset: 0, height: 48 });
  // What it returns is read in this very render and handed to nobody.
  // oxlint-disable-next-line react/incompatible-library
  const rows = useWindowVirtualizer({ count: total, estimateSize: () => height, overscan: 10, scrollMargin: offset });
  const shown = rows.getVirtualItems();
  const first = shown[0]?.index ?? 0;
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => pages.look(first, last), [pages, first, last]);
  useEffect(() => rows.measure(), [rows, height]);
  useEffect(() => {
    const observer = new ResizeObserver(() => {
      const place = placeOf(body.current);
      setPlace((before) => (before.offset === place.offset && before.height === place.height ? before : place));
    });
    observer.observe(document.body);
    return () => observer.disconnect();
  }, []);

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
              className={cx(
                i !== 0 && i !== 2 && WIDE_ONLY,
                i === 4 && "text-right",
                i === 2 && "text-right @5xl:text-left",
              )}
            >
              {name}
            </div>
          ))}
        </div>
      </div>
      <div ref={body} role="rowgroup" className="relative" style={{ height: rows.getTotalSize() }}>
        {shown.map(({ key, index, start }) => (
          <div
            key={key}
            data-index={index}
            role="row"
            aria-rowindex={index + 2}
            className={cx(
              GRID,
              "absolute inset-x-0 top-0 h-[4.5rem] content-center items-center overflow-hidden border-b border-line hover:bg-wash @5xl:h-12",
            )}
            style={{ transform: `translateY(${start - offset}px)` }}
          >
            <Row keyView={pages.row(index)} now={second} />
          </div>
        ))}
      </div>
    </div>
  );
}

function placeOf(body: HTMLElement | null): { readonly offset: number; readonly height: number } {
  if (body === null) return { offset: 0, height: 48 };
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  const wide = document.body.clientWidth >= ROW.from * rem;
  return {
    offset: Math.round(body.getBoundingClientRect().top + window.scrollY),
    height: Math.round(rem * (wide ? ROW.wide : ROW.narrow)),
  };
}

function step(event: KeyboardEvent<HTMLElement>): void {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const row = event.currentTarget.closest<HTMLElement>("[data-index]");
  if (by === undefined || row === null) return;
  event.preventDefault();
  const to = Number(row.dataset["index"]) + by;
  row.parentElement?.querySelector<HTMLElement>(`[data-index="${to}"] a`)?.focus();
}

const Row = memo(function Row({ keyView, now }: { readonly keyView: KeyView | undefined; readonly now: number }) {
  if (keyView === undefined) {
    return (
      <div role="cell" className="text-soft">
        …
      </div>
    );
  }
  const { aliases, description, keyId, spec, materials } = keyView;
  const more = [aliases.length > 1 ? `also ${aliases.slice(1).join(", ")}` : "", description].filter(
    (text) => text !== "",
  );
  return (
    <>
      <div role="cell" className="min-w-0">
        <Link
          to="/keys/$keyId"
          params={{ keyId }}
          onKeyDown={step}
          className="block truncate font-semibold underline-offset-4 after:absolute after:inset-0 hover:underline focus-visible:underline"
        >
          {keyTitle(keyView)}
        </Link>
        {more.length > 0 && <span className="block truncate text-xs text-soft">{more.join(" · ")}</span>}
      </div>
      <div role="cell" className="order-3 @5xl:order-none">
        <code title={keyId}>{shortId(keyId)}</code>
      </div>
      <div role="cell" className="text-right @5xl:text-left">
        <KeyState state={keyView.state}>{stateWords(keyView, now)}</KeyState>
      </div>
      <div role="cell" className={WIDE_ONLY}>
        {specWords(spec)}
      </div>
      <div role="cell" className={cx(WIDE_ONLY, "numbers text-right")}>
        {materials}
      </div>
      <div
        role="cell"
        className="numbers order-4 truncate text-right @5xl:order-none @5xl:text-left @5xl:leading-tight @5xl:whitespace-normal"
      >
        <span className="@5xl:hidden">{keyView.lastUsed === null ? "never used" : lastUsedWords(keyView, now)}</span>
        <span className="hidden @5xl:inline">{lastUsedWords(keyView, now)}</span>
      </div>
    </>
  );
});
