import type { Anatomy } from "#glass/trace.ts";
import { IconButton } from "../../design/Button.tsx";
import { cx } from "../../design/cx.ts";
import { FactLines } from "../../design/Facts.tsx";
import { Icon } from "../../design/Icon.tsx";

const BITS = [7, 6, 5, 4, 3, 2, 1, 0] as const;

/** One byte: which field it belongs to, what that is for, where it came from, and its eight bits. */
export function ByteDetail({
  anatomy,
  offset,
  onMove,
  onFlip,
  flippedBit,
}: {
  readonly anatomy: Anatomy;
  readonly offset: number;
  readonly onMove: (offset: number) => void;
  readonly onFlip?: (bit: number) => void;
  readonly flippedBit: number | null;
}) {
  const field = anatomy.fields.find((each) => offset >= each.offset && offset < each.offset + each.length);
  const value = Number.parseInt(anatomy.hex.slice(2 * offset, 2 * offset + 2), 16);
  return (
    <div className="mt-3 rounded-lg border border-line bg-wash px-4 py-3 text-sm">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h3 className="numbers text-sm text-ink">
          Byte {offset} (of 0 to {anatomy.length - 1})
          {field !== undefined && `: ${field.group === undefined ? "" : `${field.group}, `}${field.name}`}
        </h3>
        <span className="ml-auto flex gap-1">
          <IconButton label="The byte before" disabled={offset === 0} onClick={() => onMove(offset - 1)}>
            <Icon name="left" />
          </IconButton>
          <IconButton label="The byte after" disabled={offset >= anatomy.shown - 1} onClick={() => onMove(offset + 1)}>
            <Icon name="right" />
          </IconButton>
        </span>
      </div>
      <FactLines
        className="mt-1"
        facts={[
          ...(field === undefined
            ? []
            : [
                { name: "Meaning", value: field.meaning },
                { name: "Origin", value: field.origin },
                { name: "Place", value: `${offset - field.offset + 1} of the field’s ${field.length}` },
              ]),
          flippedBit === null
            ? { name: "Value", value: <code>{valueWords(value)}</code> }
            : {
                name: "Altered",
                value: (
                  <code>
                    {valueWords(value)} → <b className="text-hot">{valueWords(value ^ (1 << flippedBit))}</b>
                  </code>
                ),
              },
        ]}
      />
      {onFlip !== undefined && (
        <fieldset className="mt-3">
          <legend className="mb-1 text-xs font-semibold text-soft">Flip a bit, and see which check fails</legend>
          <div className="flex flex-wrap gap-1">
            {BITS.map((bit) => (
              <button
                key={bit}
                type="button"
                aria-label={
                  bit === flippedBit
                    ? `Flip bit ${bit}, altered from ${bitOf(value, bit)} to ${1 - bitOf(value, bit)}`
                    : `Flip bit ${bit}, now ${bitOf(value, bit)}`
                }
                aria-pressed={bit === flippedBit}
                onClick={() => onFlip(bit)}
                className={cx(
                  "target rounded-sm border border-edge bg-paper px-1.5 font-mono hover:border-ink",
                  bit === 4 && "mr-2",
                  bit === flippedBit && "border-stroke border-hot bg-hot-fill text-hot",
                )}
              >
                {bit === flippedBit ? 1 - bitOf(value, bit) : bitOf(value, bit)}
              </button>
            ))}
          </div>
        </fieldset>
      )}
    </div>
  );
}

const bitOf = (value: number, bit: number): number => (value >> bit) & 1;

const valueWords = (value: number): string => `0x${hex(value)} = ${value.toString(2).padStart(8, "0")} = ${value}`;

const hex = (value: number): string => value.toString(16).padStart(2, "0");
