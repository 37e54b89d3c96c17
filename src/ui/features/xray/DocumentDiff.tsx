import type { DocumentDiff as Diff } from "#glass/why-not.ts";
import { around, lineDiff } from "#words/line-diff.ts";
import { cx } from "../../design/cx.ts";

const MARKS = { same: " ", gone: "−", new: "+" } as const;
const SPOKEN = { same: "", gone: "Goes: ", new: "Comes: " } as const;

/** A document before and after: the lines that change, and a few around them. */
export function DocumentDiff({ diff }: { readonly diff: Diff }) {
  const { name, before, after } = diff;
  const lines = lineDiff(before, after);
  return (
    <figure className="mt-1 min-w-0 rounded-md border border-line bg-paper py-1 text-xs">
      <figcaption className="px-3 pb-1 font-semibold">
        {name}
        {before === null && ", new"}
        {after === null && ", removed"}
      </figcaption>
      <ol>
        {around(lines).map((line, at) =>
          line === null ? (
            <li key={at} className="px-3 text-soft">
              …
            </li>
          ) : (
            <li
              key={at}
              className={cx(
                "grid grid-cols-[1.25rem_minmax(0,1fr)] border-l-bold pr-3 pl-2",
                line.mark === "new" && "border-key bg-wash font-semibold",
                line.mark === "gone" && "border-hot bg-hot-fill",
                line.mark === "same" && "border-transparent text-soft",
              )}
            >
              <span aria-hidden="true">{MARKS[line.mark]}</span>
              <code className="[overflow-wrap:anywhere] whitespace-pre-wrap">
                <span className="sr-only">{SPOKEN[line.mark]}</span>
                {line.text}
              </code>
            </li>
          ),
        )}
      </ol>
    </figure>
  );
}
