import { useState, type ReactNode } from "react";
import { keyName } from "#words/envelope.ts";
import { Button } from "../../design/Button.tsx";
import { KeyGlyph, ReadableSheet } from "./glyphs.tsx";

/** So many neighbouring levels are drawn; the others fold into the breadcrumb. */
const DRAWN = 3;

/** Boxes in boxes: each key opens the box around the next. The first box only KMS opens: one key must remain. */
export function NestedView({
  depth,
  keyLabel,
  file,
}: {
  readonly depth: number;
  readonly keyLabel: string;
  readonly file: string;
}) {
  const [from, setFrom] = useState(0);
  const names = [keyLabel, ...Array.from({ length: depth }, (_, i) => keyName(i + 1, depth)), file];
  // Box i is locked by names[i] and holds names[i + 1].
  const boxes = depth + 1;
  const first = Math.min(from, Math.max(0, boxes - DRAWN));
  const last = Math.min(boxes, first + DRAWN);
  return (
    <div>
      <p className="mb-2.5 max-w-[46rem] text-sm text-soft">
        Each key locks the box around the next one. The first lock is {keyLabel}, inside KMS: one key must remain that
        is not locked in a box, and it never leaves.
      </p>
      <nav aria-label="Levels, from the outside in" className="mb-3 flex flex-wrap items-center gap-1 text-sm">
        {names.map((name, i) => (
          <span key={`${name}-${i}`} className="flex items-center gap-1">
            {i > 0 && <span aria-hidden="true">›</span>}
            {boxes > DRAWN && i < boxes ? (
              <Button
                size="small"
                kind="quiet"
                aria-current={i >= first && i < last ? "true" : undefined}
                className="aria-[current=true]:border-edge aria-[current=true]:text-ink"
                onClick={() => setFrom(Math.max(0, i - 1))}
              >
                {name}
              </Button>
            ) : (
              <span className="px-1.5">{name}</span>
            )}
          </span>
        ))}
      </nav>
      <div className="max-w-[34rem]">
        {first > 0 && (
          <p className="mb-1 text-xs text-soft">Outside of this, folded: {names.slice(0, first).join(", ")}.</p>
        )}
        <Box names={names} at={first} last={last} />
        {last < boxes && (
          <p className="mt-1 text-xs text-soft">Inside of this, folded: {names.slice(last + 1).join(", ")}.</p>
        )}
      </div>
    </div>
  );
}

function Box({
  names,
  at,
  last,
}: {
  readonly names: readonly string[];
  readonly at: number;
  readonly last: number;
}): ReactNode {
  const holds = names[at + 1] ?? "";
  const isFile = at === names.length - 2;
  return (
    <div className="pt-3">
      <div className="relative rounded-lg border-bold border-wrap bg-wrap-fill px-3 pt-4 pb-3">
        <span className="absolute -top-2.5 right-3 max-w-[80%] truncate rounded-sm bg-key px-2 text-xs leading-[1.25rem] text-on-key">
          locked by {names[at]}
        </span>
        <p className="flex items-center gap-2 text-sm font-semibold [overflow-wrap:anywhere]">
          {isFile ? <ReadableSheet /> : <KeyGlyph />}
          {holds}
        </p>
        {!isFile && <p className="text-xs text-soft">It opens the next box.</p>}
        {at + 1 < last && <Box names={names} at={at + 1} last={last} />}
      </div>
    </div>
  );
}
