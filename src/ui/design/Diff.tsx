import { cx } from "./cx.ts";

export interface DiffLine {
  readonly mark: "same" | "gone" | "new";
  readonly text: string;
}

const MARKS = { same: " ", gone: "−", new: "+" } as const;
const SPOKEN = { same: "", gone: "Goes: ", new: "Comes: " } as const;

/** A text's lines that change and a few around them, each with its sign; null stands for lines left out. */
export const Diff = ({ lines }: { readonly lines: readonly (DiffLine | null)[] }) => (
  <ol className="text-xs">
    {lines.map((line, at) =>
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
);
