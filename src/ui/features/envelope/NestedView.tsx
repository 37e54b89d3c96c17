import { useState } from "react";
import { nestedKeyName } from "#words/nested-key.ts";
import { Button } from "../../design/Button.tsx";
import { KeyGlyph, SealedSheet } from "./glyphs.tsx";

/** So many neighbouring boxes are drawn; the others fold into the breadcrumb. */
const DRAWN = 3;

/** Which key opens what: each key lies alone in a box, and the key before opens that box. The first box only KMS opens. */
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
  const names = [
    keyLabel,
    ...Array.from({ length: depth }, (_, i) => nestedKeyName(i + 1, depth)),
    `${file}, encrypted`,
  ];
  // Box i is locked by names[i] and holds names[i + 1]; all of them lie beside each other in the envelope.
  const boxes = depth + 1;
  const first = Math.min(from, Math.max(0, boxes - DRAWN));
  const last = Math.min(boxes, first + DRAWN);
  const drawn = Array.from({ length: last - first }, (_, i) => first + i);
  return (
    <div>
      <p className="mb-2.5 max-w-[46rem] text-sm text-soft">
        KMS locks {depth === 1 ? "one small key" : "the first of these keys"} and nothing else; the file is locked by
        the data key, in your application. The first lock is {keyLabel}, inside KMS: one key must remain that lies in no
        box, and it never leaves.
      </p>
      <nav aria-label="Levels, from the KMS key on" className="mb-3 flex flex-wrap items-center gap-1 text-sm">
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
              <span className="px-1.5 [overflow-wrap:anywhere]">{name}</span>
            )}
          </span>
        ))}
      </nav>
      {first > 0 && <p className="mb-1 text-xs text-soft">Before these, folded: {names.slice(0, first).join(", ")}.</p>}
      <ol
        aria-label="Which key opens what"
        className="flex flex-col gap-x-2 gap-y-1 @[40rem]/left:flex-row @[40rem]/left:items-stretch"
      >
        {drawn.map((i) => (
          <li
            key={i}
            className="flex min-w-0 flex-1 flex-col gap-x-2 @[40rem]/left:flex-row @[40rem]/left:items-center"
          >
            {i > first && <Opens by={names[i] ?? ""} />}
            <Box lock={names[i] ?? ""} holds={names[i + 1] ?? ""} sheet={i === boxes - 1} />
          </li>
        ))}
      </ol>
      {last < boxes && (
        <p className="mt-1 text-xs text-soft">After these, folded: {names.slice(last + 1).join(", ")}.</p>
      )}
    </div>
  );
}

const Opens = ({ by }: { readonly by: string }) => (
  <p className="shrink-0 py-1 text-center text-xs leading-tight text-soft @[40rem]/left:w-20">
    {by} opens
    <span aria-hidden="true" className="block text-base text-ink">
      <span className="@[40rem]/left:hidden">↓</span>
      <span className="hidden @[40rem]/left:inline">→</span>
    </span>
  </p>
);

/** A closed box with one thing in it; the name of its lock stands on its edge. */
const Box = ({ lock, holds, sheet }: { readonly lock: string; readonly holds: string; readonly sheet: boolean }) => (
  <div className="min-w-0 flex-1 pt-3">
    <div className="relative h-full rounded-lg border-bold border-wrap bg-wrap-fill px-3 pt-4 pb-3">
      <span className="absolute -top-2.5 right-3 max-w-[85%] truncate rounded-sm bg-key px-2 text-xs leading-[1.25rem] text-on-key">
        locked by {lock}
      </span>
      <p className="flex items-center gap-2 text-sm font-semibold">
        {sheet ? <SealedSheet /> : <KeyGlyph />}
        <span className="min-w-0 [overflow-wrap:anywhere]">{holds}</span>
      </p>
    </div>
  </div>
);
