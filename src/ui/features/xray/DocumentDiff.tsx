import type { DocumentDiff as Documents } from "#glass/why-not.ts";
import { around, lineDiff } from "#words/line-diff.ts";
import { Diff } from "../../design/Diff.tsx";

/** A document before and after: the lines that change, and a few around them. */
export function DocumentDiff({ diff }: { readonly diff: Documents }) {
  const { name, before, after } = diff;
  return (
    <figure className="mt-1 min-w-0 rounded-md border border-line bg-paper py-1 text-xs">
      <figcaption className="px-3 pb-1 font-semibold">
        {name}
        {before === null && ", new"}
        {after === null && ", removed"}
      </figcaption>
      <Diff lines={around(lineDiff(before, after))} />
    </figure>
  );
}
