import { canonicalDiff, type DiffLine } from "#words/signature.ts";
import { cx } from "../../design/cx.ts";

/** Two canonical requests line by line: equal lines once, others one above the other, the first of them marked. */
export function CanonicalDiff({ signed, arrived }: { readonly signed: string; readonly arrived: string }) {
  return (
    <figure
      aria-label="Both canonical requests, line by line"
      className="rounded-md border border-line bg-paper py-1 text-xs"
    >
      <ol>
        {canonicalDiff(signed, arrived).map((line, at) => (
          <li
            key={at}
            className={cx(
              "grid grid-cols-[1.75rem_minmax(0,1fr)] border-l-bold py-0.5 pr-3 pl-1",
              line.first ? "border-hot bg-hot-fill" : "border-transparent",
            )}
          >
            <span className="numbers pr-2 text-right text-soft">{at + 1}</span>
            {line.same ? <Same line={line} /> : <Different line={line} />}
          </li>
        ))}
      </ol>
    </figure>
  );
}

const Same = ({ line: { part, signed } }: { readonly line: DiffLine }) => (
  <span className="[overflow-wrap:anywhere]">
    {signed === "" ? <span className="text-soft">{part}: nothing</span> : <code>{signed}</code>}
  </span>
);

function Different({ line: { signed, arrived, first } }: { readonly line: DiffLine }) {
  const from = firstDifference(signed, arrived);
  return (
    <span className="grid gap-0.5">
      {first && <b className="text-hot">The first difference</b>}
      {[
        { side: "Signed", text: signed },
        { side: "Arrived", text: arrived },
      ].map(({ side, text }) => (
        <span key={side} className="[overflow-wrap:anywhere]">
          <span className="text-soft">{side}: </span>
          <code>
            {text.slice(0, from)}
            <u className="font-bold text-hot">{text.slice(from)}</u>
          </code>
        </span>
      ))}
    </span>
  );
}

function firstDifference(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return at;
}
