import { useRef, useState, type KeyboardEvent } from "react";
import type { Anatomy, ByteField, FieldRole } from "#glass/trace.ts";
import { cx } from "../../design/cx.ts";
import { ByteDetail } from "./ByteDetail.tsx";
import type { ByteStripProps } from "./ByteStrip.tsx";

const EDGES: Record<FieldRole, string> = {
  frame: "border-soft",
  key: "border-key",
  wrapped: "border-wrap",
  context: "border-ctx",
};

/** Bytes with the fields that their encoder named. Pick one with a click, or with the arrow keys. */
export default function ByteGrid({ anatomy, onPick, onFlip, flipped = null }: ByteStripProps) {
  const [picked, setPicked] = useState<number | null>(null);
  const grid = useRef<HTMLDivElement>(null);
  // An altered byte stands open until another is picked.
  const wanted = picked ?? flipped?.offset ?? null;
  const at = wanted !== null && wanted < anatomy.shown ? wanted : null;
  const pick = (offset: number, focus: boolean): void => {
    const next = Math.min(Math.max(offset, 0), anatomy.shown - 1);
    setPicked(next);
    onPick?.(next);
    if (focus) grid.current?.querySelector<HTMLElement>(`[data-offset="${next}"]`)?.focus();
  };
  return (
    <div>
      <div
        ref={grid}
        role="toolbar"
        tabIndex={-1}
        aria-label={`${anatomy.title}, ${anatomy.length} bytes`}
        className="flex flex-wrap gap-x-[3px] gap-y-3 text-xs"
        onKeyDown={(event) => {
          const next = move(event, at ?? 0, anatomy);
          if (next === null) return;
          event.preventDefault();
          pick(next, true);
        }}
      >
        {anatomy.fields.map((field) => (
          <Field
            key={field.offset}
            field={field}
            anatomy={anatomy}
            picked={at}
            flipped={flipped}
            onPick={(offset) => pick(offset, false)}
          />
        ))}
      </div>
      {at !== null && (
        <ByteDetail
          anatomy={anatomy}
          offset={at}
          onMove={(offset) => pick(offset, false)}
          flippedBit={flipped?.offset === at ? flipped.bit : null}
          {...(onFlip !== undefined && { onFlip: (bit: number) => onFlip(at, bit) })}
        />
      )}
    </div>
  );
}

/** Left and right by a byte, up and down by a field, Home and End to the ends. */
function move({ key, altKey, ctrlKey, metaKey }: KeyboardEvent, at: number, { fields, shown }: Anatomy): number | null {
  if (altKey || ctrlKey || metaKey) return null;
  const field = fields.findIndex(({ offset, length }) => at >= offset && at < offset + length);
  switch (key) {
    case "ArrowLeft":
      return at - 1;
    case "ArrowRight":
      return at + 1;
    case "ArrowUp":
      return fields[field - 1]?.offset ?? null;
    case "ArrowDown":
      return fields[field + 1]?.offset ?? null;
    case "Home":
      return 0;
    case "End":
      return shown - 1;
    default:
      return null;
  }
}

function Field({
  field,
  anatomy,
  picked,
  flipped,
  onPick,
}: {
  readonly field: ByteField;
  readonly anatomy: Anatomy;
  readonly picked: number | null;
  readonly flipped: { readonly offset: number; readonly bit: number } | null;
  readonly onPick: (offset: number) => void;
}) {
  const end = Math.min(field.offset + field.length, anatomy.shown);
  const offsets = Array.from({ length: Math.max(0, end - field.offset) }, (_, index) => field.offset + index);
  const hidden = field.length - offsets.length;
  return (
    <div className={cx("max-w-full min-w-12 flex-initial border-t-[4px] pt-1", EDGES[field.role])}>
      <code className="flex flex-wrap">
        {offsets.map((offset) => (
          <button
            key={offset}
            type="button"
            data-offset={offset}
            tabIndex={offset === (picked ?? 0) ? 0 : -1}
            aria-pressed={offset === picked}
            aria-label={`Byte ${offset}, ${byteAt(anatomy, offset)}, ${field.name}${offset === flipped?.offset ? `, altered to ${altered(anatomy, flipped)}` : ""}`}
            onClick={() => onPick(offset)}
            className={cx(
              "py-0.5 leading-tight",
              (offset - field.offset) % 4 === 3 && "mr-1.5",
              offset === picked ? "bg-key text-on-key" : "hover:bg-key-fill",
              offset === flipped?.offset && "mx-1 px-1 outline-hot outline-2",
            )}
          >
            {offset === flipped?.offset ? (
              <>
                <s>{byteAt(anatomy, offset)}</s> → <b>{altered(anatomy, flipped)}</b>
              </>
            ) : (
              byteAt(anatomy, offset)
            )}
          </button>
        ))}
        {hidden > 0 && offsets.length > 0 && <span className="self-center text-soft">…</span>}
      </code>
      <span aria-hidden="true" className="block whitespace-nowrap text-2xs text-soft">
        {field.name}, {field.length.toLocaleString("en-US")}
      </span>
    </div>
  );
}

const byteAt = ({ hex }: Anatomy, offset: number): string => hex.slice(2 * offset, 2 * offset + 2);

const altered = (anatomy: Anatomy, { offset, bit }: { readonly offset: number; readonly bit: number }): string =>
  (Number.parseInt(byteAt(anatomy, offset), 16) ^ (1 << bit)).toString(16).padStart(2, "0");
