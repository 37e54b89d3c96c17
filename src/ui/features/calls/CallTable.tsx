import { Link } from "@tanstack/react-router";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState } from "react";
import type { CallSummary } from "#glass/trace.ts";
import { date, micros, resultWord, timeWithSeconds } from "#words/format.ts";
import { calledKey } from "#words/headline.ts";
import { cx } from "../../design/cx.ts";
import { Humps } from "../../design/Humps.tsx";
import { StateWord } from "../../design/Words.tsx";
import type { CallsSearch } from "./filters.ts";

/** Rows under this many from the end ask for older ones. */
const AHEAD = 30;

/** Calls as a table, newest first; only the rows in view exist, and each leads to its call. */
export function CallTable({
  items,
  search,
  nameOf,
  onEnd,
}: {
  readonly items: readonly CallSummary[];
  /** Goes with whoever opens a call, so that the way back leads to the same list. */
  readonly search: CallsSearch;
  /** Of the key's ARN. */
  readonly nameOf: (keyArn: string) => string;
  readonly onEnd: () => void;
}) {
  const body = useRef<HTMLTableSectionElement>(null);
  const [margin, setMargin] = useState(0);
  // oxlint-disable-next-line react/incompatible-library -- its functions are called in this very render only
  const rows = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => 40,
    overscan: 12,
    scrollMargin: margin,
    getItemKey: (index) => items[index]?.seq ?? index,
  });
  const shown = rows.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  const first = shown[0];
  const end = shown.at(-1);
  useEffect(() => {
    const top = body.current === null ? 0 : body.current.getBoundingClientRect().top + window.scrollY;
    setMargin((before) => (Math.abs(top - before) > 1 ? top : before));
  }, [items]);
  useEffect(() => {
    if (last >= items.length - AHEAD) onEnd();
  }, [last, items.length, onEnd]);
  return (
    <table className="mt-4 w-full table-fixed border-collapse text-sm" aria-rowcount={items.length + 1}>
      <caption className="sr-only">Calls, newest first</caption>
      <thead>
        <tr className="text-left text-xs text-soft">
          <Head className="w-22 @3xl:w-28 @5xl:w-44 presenter:@3xl:w-32">When</Head>
          <Head className="@3xl:w-52 @5xl:w-72">Operation</Head>
          <Head className="hidden w-28 @3xl:table-cell">Who</Head>
          <Head className="hidden @3xl:table-cell">Key</Head>
          <Head className="w-32 @3xl:w-44 @5xl:w-64">Result</Head>
          <Head className="hidden w-20 text-right @5xl:table-cell">Took</Head>
        </tr>
      </thead>
      <tbody ref={body}>
        {first !== undefined && <Spacer height={first.start - margin} />}
        {shown.map(({ index, key }) => {
          const call = items[index];
          return call === undefined ? null : (
            <Row key={key} ref={rows.measureElement} {...{ call, index, search, nameOf }} />
          );
        })}
        {end !== undefined && <Spacer height={rows.getTotalSize() - (end.end - margin)} />}
      </tbody>
    </table>
  );
}

const Head = ({ className, children }: { readonly className?: string; readonly children: string }) => (
  <th scope="col" className={cx("py-1.5 pr-4 font-semibold last:pr-0", className)}>
    {children}
  </th>
);

const Spacer = ({ height }: { readonly height: number }) =>
  height <= 0 ? null : <tr aria-hidden="true" style={{ height }} />;

const CELL = "border-t border-line py-2 pr-4 align-top last:pr-0 [overflow-wrap:break-word]";

function Row({
  call,
  index,
  search,
  nameOf,
  ref,
}: {
  readonly call: CallSummary;
  readonly index: number;
  readonly search: CallsSearch;
  readonly nameOf: (keyArn: string) => string;
  readonly ref: (row: HTMLTableRowElement | null) => void;
}) {
  const [key] = call.keys;
  return (
    <tr ref={ref} data-index={index} aria-rowindex={index + 2} className="relative hover:bg-wash">
      <td className={cx(CELL, "numbers text-soft")}>
        <span className="hidden @5xl:inline">{date(call.at)}, </span>
        {timeWithSeconds(call.at)}
        <span className="hidden text-xs @3xl:block @5xl:hidden">{date(call.at)}</span>
      </td>
      <td className={cx(CELL, "font-semibold")}>
        <Link
          to="/calls/$id"
          params={{ id: call.id }}
          search={search}
          className="after:absolute after:inset-0 hover:underline"
        >
          <Humps name={call.operation} />
        </Link>
        {call.invocation !== null && call.invocation.attempt > 1 && (
          <span className="block text-xs font-normal text-soft">attempt {call.invocation.attempt} of one call</span>
        )}
        <span className="block truncate text-xs font-normal text-soft @3xl:hidden">
          {call.who}
          {call.service === "sts" && ", AWS STS"}
        </span>
      </td>
      <td className={cx(CELL, "hidden @3xl:table-cell")}>{call.who}</td>
      <td className={cx(CELL, "hidden @3xl:table-cell")}>
        {call.service === "sts" ? (
          <span className="text-soft">AWS STS, not KMS</span>
        ) : (
          <span title={key ?? call.named ?? undefined}>
            {calledKey(call.named, key === undefined ? null : nameOf(key))}
          </span>
        )}
      </td>
      <td className={CELL}>
        <Result call={call} />
      </td>
      <td className={cx(CELL, "numbers hidden text-right text-soft @5xl:table-cell")}>
        {call.micros === 0 ? "" : micros(call.micros)}
      </td>
    </tr>
  );
}

/** `OK`, or the refusal's name. */
export const Result = ({ call: { error } }: { readonly call: CallSummary }) => (
  <StateWord tone={error === null ? "good" : "bad"} className="whitespace-normal!">
    <span title={error?.name}>
      <Humps name={resultWord(error)} />
    </span>
  </StateWord>
);
