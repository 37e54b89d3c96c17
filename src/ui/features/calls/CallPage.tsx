import { Link } from "@tanstack/react-router";
import { useState, type ReactNode } from "react";
import type { CallTrace } from "#glass/trace.ts";
import { errorWords } from "#words/errors.ts";
import { count, date, micros, rowName, timeWithSeconds } from "#words/format.ts";
import { headline } from "#words/headline.ts";
import { plainReason } from "#words/plain-reason.ts";
import { cx } from "../../design/cx.ts";
import { Code } from "../../design/Code.tsx";
import { FactRow } from "../../design/FactRow.tsx";
import type { Fact } from "../../design/Facts.tsx";
import { Page, Panel } from "../../design/Page.tsx";
import { ShortId } from "../../design/ShortId.tsx";
import { Result } from "./CallTable.tsx";
import type { CallsSearch } from "./filters.ts";
import { useKeyNames } from "./use-key-names.ts";

/** One call. What draws its stages and its other forms is given by the route; of a call to STS there is the record alone. */
export function CallPage({
  trace,
  search,
  xray,
  foot,
}: {
  readonly trace: CallTrace;
  /** The filter of the list from which somebody came. */
  readonly search: CallsSearch;
  readonly xray: ReactNode;
  readonly foot: ReactNode;
}) {
  const { summary } = trace;
  const [more, setMore] = useState(false);
  const isKms = summary.service === "kms";
  const nameOf = useKeyNames([{ named: null, keys: summary.keys }]);
  const [key] = summary.keys;
  if (nameOf === null) return null;
  return (
    <>
      <Page
        className="flex-1"
        title={summary.operation}
        lead={headline(trace, key === undefined ? null : nameOf(key))}
        acts={
          <Link
            to="/calls"
            search={search}
            className="target flex items-center text-soft underline underline-offset-4 hover:text-ink"
          >
            All calls
          </Link>
        }
      >
        <FactRow className="mt-4 presenter:mt-1" facts={facts(trace, nameOf)} first={3} more={more} onMore={setMore} />
        <div
          className={cx("mt-6 grid items-start gap-6 presenter:mt-3", isKms && "@5xl:grid-cols-[minmax(0,1fr)_25rem]")}
        >
          {isKms && (
            <section aria-label="X-ray" className="min-w-0">
              <h2 className="mb-1">X-ray</h2>
              {xray}
            </section>
          )}
          <div className="grid min-w-0 gap-4">
            <ErrorPanel trace={trace} />
            <ChangesPanel trace={trace} />
            <AuditPanel trace={trace} />
          </div>
        </div>
      </Page>
      {isKms && foot}
    </>
  );
}

const SOURCES = {
  application: "the application",
  calendar: "the simulated calendar",
  port: "the port, from outside",
} as const;

function facts({ summary }: CallTrace, nameOf: (keyArn: string) => string): Fact[] {
  const keys = summary.keys.map((arn) => (
    <Link
      key={arn}
      to="/keys/$keyId"
      params={{ keyId: arn.slice(arn.lastIndexOf("/") + 1) }}
      title={arn}
      className="block underline underline-offset-4"
    >
      {nameOf(arn)}
    </Link>
  ));
  return [
    { name: "Result", value: <Result call={summary} /> },
    { name: "Who", value: summary.who },
    { name: "Region", value: summary.region },
    { name: "When, UTC", value: `${date(summary.at)}, ${timeWithSeconds(summary.at)}` },
    ...(summary.keys.length === 0 ? [] : [{ name: summary.keys.length === 1 ? "Key" : "Keys", value: keys }]),
    { name: "Made by", value: summary.service === "sts" ? "the application, to AWS STS" : SOURCES[summary.source] },
    ...(summary.invocation === null || summary.invocation.attempt === 1
      ? []
      : [{ name: "Attempt", value: `${summary.invocation.attempt} of one call of the SDK` }]),
    ...(summary.micros === 0 ? [] : [{ name: "Took, inside KMS", value: micros(summary.micros) }]),
    { name: "Request id", value: <ShortId id={summary.id} what="request id" /> },
  ];
}

function ErrorPanel({ trace }: { readonly trace: CallTrace }) {
  const { summary } = trace;
  if (summary.error === null) return null;
  const words = errorWords(summary.error.name);
  // What happened in this very call, where that is known; else what such an error means.
  const means = plainReason(trace) ?? words?.means;
  return (
    <div className="border-stroke rounded-xl border-hot px-4 py-3">
      <h2 className="text-hot">{summary.error.name}</h2>
      <p className="mt-1 text-sm [overflow-wrap:anywhere]">
        {summary.error.message ?? "AWS gives no sentence for this one."}
      </p>
      {means !== undefined && (
        <p className="mt-2 text-sm">
          <b>In plain words:</b> {means} {words?.look}
        </p>
      )}
    </div>
  );
}

const WHAT = { created: "made", changed: "changed", deleted: "deleted" } as const;

function ChangesPanel({ trace: { changes, summary } }: { readonly trace: CallTrace }) {
  if (changes.length === 0) return null;
  return (
    <Panel label="What it changed">
      <h2>What it changed</h2>
      <p className="text-sm text-soft">
        {count(changes.length, "row")},{" "}
        {summary.source === "calendar" ? "all in one step." : "on disk before the answer left."}
      </p>
      <ul className="mt-1 text-sm">
        {changes.map(({ table, key, what }) => (
          <li key={`${table} ${key}`}>
            <code>{table}</code> <code title={key}>{rowName(key)}</code> {WHAT[what]}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function AuditPanel({ trace: { audit } }: { readonly trace: CallTrace }) {
  return (
    <Panel label="CloudTrail record">
      <h2>CloudTrail record</h2>
      {audit === null ? (
        <p className="text-sm text-soft">None: CloudTrail logs only callers whom AWS knows.</p>
      ) : (
        <Code className="mt-2" text={JSON.stringify(audit, null, 2)} label="The CloudTrail record" tall />
      )}
    </Panel>
  );
}
