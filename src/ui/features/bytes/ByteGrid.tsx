import { useRef, useState, type KeyboardEvent } from "react";
import type { Anatomy, ByteField, FieldRole } from "#glass/trace.ts";
import { count } from "#words/format.ts";
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
  const drawn = anatomy.fields.filter(({ offset }) => offset < anatomy.shown);
  return (
    <div>
      <div
        ref={grid}
        role="toolbar"
        tabIndex={-1}
        aria-label={`${anatomy.title}, ${anatomy.length} bytes`}
        className="grid gap-y-3 text-xs"
        onKeyDown={(event) => {
          const next = move(event, at ?? 0, anatomy);
          if (next === null) return;
          event.preventDefault();
          pick(next, true);
        }}
      >
        {grouped(drawn).map(({ group, fields }) => (
          <div key={fields[0]?.offset}>
            {group !== null && <p className="mb-1 font-semibold first-letter:uppercase">{group}</p>}
            <div className="flex flex-wrap gap-x-3 gap-y-3">
              {fields.map((field) => (
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
          </div>
        ))}
      </div>
      <NotDrawn fields={anatomy.fields.slice(drawn.length)} />
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
        {fieldWords(field)}
      </span>
    </div>
  );
}

/** What lies beyond the bytes that are drawn, by name and size. */
function NotDrawn({ fields }: { readonly fields: readonly ByteField[] }) {
  if (fields.length === 0) return null;
  return (
    <div className="mt-3 text-xs text-soft">
      <p className="font-semibold">After these, not drawn byte by byte</p>
      <ul className="list-disc pl-5">
        {grouped(fields).map(({ group, fields: parts }) => (
          <li key={parts[0]?.offset}>
            {group !== null && `${group}: `}
            {parts.map(fieldWords).join(", ")}
          </li>
        ))}
      </ul>
    </div>
  );
}

const fieldWords = ({ name, length }: ByteField): string => `${name} · ${count(length, "byte")}`;

/** Neighbours of one group together, in their order. */
function grouped(fields: readonly ByteField[]): readonly { readonly group: string | null; fields: ByteField[] }[] {
  const groups: { readonly group: string | null; fields: ByteField[] }[] = [];
  for (const field of fields) {
    const group = field.group ?? null;
    const last = groups.at(-1);
    if (last?.group === group) last.fields.push(field);
    else groups.push({ group, fields: [field] });
  }
  return groups;
}

const byteAt = ({ hex }: Anatomy, offset: number): string => hex.slice(2 * offset, 2 * offset + 2);

const altered = (anatomy: Anatomy, { offset, bit }: { readonly offset: number; readonly bit: number }): string =>
  (Number.parseInt(byteAt(anatomy, offset), 16) ^ (1 << bit)).toString(16).padStart(2, "0");
