import { cx } from "./cx.ts";

type Mark = "yes" | "no" | "none";

interface Line {
  readonly name: string;
  readonly mark: Mark;
  readonly says: string;
  readonly decisive: boolean;
  readonly facts: readonly { readonly name: string; readonly value: string }[];
}

interface Gate {
  readonly title: string;
  readonly mark: Mark;
  readonly says: string;
  readonly decisive: boolean;
  readonly lines: readonly Line[];
}

const MARKS = { yes: "✓", no: "✕", none: "–" } as const;

/** Gates from top to bottom, the one that decided outlined; each opens to what it looked at, and that to what was compared. */
export function DecisionChart({
  sentence,
  gates,
  readings,
}: {
  /** The answer in one sentence. */
  readonly sentence?: string | null;
  readonly gates: readonly Gate[];
  /** What of it is only our own reading, a sentence each. */
  readonly readings: readonly string[];
}) {
  return (
    <div className="text-sm">
      {sentence != null && <p className="mb-2 text-base text-pretty">{sentence}</p>}
      <ol className="grid gap-0.5">
        {gates.map((gate) => (
          <GateRow key={gate.title} gate={gate} />
        ))}
      </ol>
      {readings.map((says) => (
        <p key={says} className="mt-2 text-xs text-soft">
          {says}
        </p>
      ))}
    </div>
  );
}

function GateRow({ gate: { title, mark, says, decisive, lines } }: { readonly gate: Gate }) {
  // Every deny that applies is final, whichever of them the answer names.
  const isShown = (line: Line): boolean => line.decisive || line.mark === "no";
  const deciding = lines.filter(isShown);
  const others = lines.filter((line) => !isShown(line));
  return (
    <li
      className={cx(
        "grid grid-cols-[1.1rem_minmax(0,1fr)] py-1.5 pl-2",
        decisive ? "border-stroke rounded-md border-ink bg-paper pr-2" : "border-t border-line first:border-t-0",
        mark === "none" && !decisive && "text-soft",
      )}
    >
      <Sign mark={mark} words={{ yes: "Passed: ", no: "Ends here: ", none: "Not decisive: " }} />
      <div className="min-w-0">
        <p className="text-pretty">
          <b>{title}.</b> {says}
          {decisive && <span className="sr-only"> This decided.</span>}
        </p>
        {deciding.length > 0 && <Lines lines={deciding} />}
        {others.length > 0 && (
          <details className="mt-0.5 text-xs">
            <summary className="target w-fit text-soft hover:text-ink hover:underline">
              {deciding.length > 0 ? "The other " : ""}
              {others.length} {others.length === 1 ? "statement" : "statements"} read here
            </summary>
            <Lines lines={others} />
          </details>
        )}
      </div>
    </li>
  );
}

const Lines = ({ lines }: { readonly lines: readonly Line[] }) => (
  <ul className="mt-1 grid gap-1 text-xs">
    {lines.map((line, index) => (
      // Two statements may carry one name; they never move.
      <li key={index} className={cx("grid grid-cols-[1.1rem_minmax(0,1fr)]", line.mark === "none" && "text-soft")}>
        <Sign mark={line.mark} words={{ yes: "Allows: ", no: "Denies: ", none: "Does not apply: " }} />
        {line.facts.length === 0 ? (
          <span className="[overflow-wrap:anywhere]">
            <span className={cx(line.decisive && "font-semibold")}>{line.name}</span>: {line.says}
          </span>
        ) : (
          <details>
            <summary className="[overflow-wrap:anywhere] hover:underline">
              {line.name}: {line.says}
            </summary>
            <dl className="my-1 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 text-ink">
              {line.facts.map(({ name, value }) => (
                <div key={name} className="contents">
                  <dt className="text-soft">{name}</dt>
                  <dd className="font-mono [overflow-wrap:anywhere]">{value}</dd>
                </div>
              ))}
            </dl>
          </details>
        )}
      </li>
    ))}
  </ul>
);

const Sign = ({ mark, words }: { readonly mark: Mark; readonly words: Readonly<Record<Mark, string>> }) => (
  <span>
    <span aria-hidden="true" className={cx("font-bold", mark === "no" && "text-hot")}>
      {MARKS[mark]}
    </span>
    <span className="sr-only">{words[mark]}</span>
  </span>
);
