/** The things of the picture, each with one shape. State is always a word as well. */
import type { CSSProperties, ReactNode } from "react";
import { count } from "#words/format.ts";
import {
  exposureWords,
  handleWords,
  type ClearKey,
  type EnvelopeBox,
  type Sheet,
  type WrappedKey,
} from "#words/envelope-picture.ts";
import { size } from "#words/envelope.ts";
import { cx } from "../../design/cx.ts";
import { tied } from "./tied.ts";
import { GoneSheet, KeyGlyph, PlainSheet, ReadableSheet, SealedSheet, TagHole } from "./glyphs.tsx";

/** Outlined until the next beat. */
const changedLook = (changed: boolean): string | false =>
  changed && "envelope-changed outline-[3px] outline-offset-[3px] outline-key/35 rounded-lg";

const travels = (name: string | null): CSSProperties | undefined =>
  name === null ? undefined : { viewTransitionName: `envelope-${name}` };

const SHEETS = { readable: <ReadableSheet />, sealed: <SealedSheet />, plain: <PlainSheet />, gone: <GoneSheet /> };

export function SheetThing({
  sheet,
  changed = false,
  travel = null,
  look = sheet.gone === true ? "gone" : sheet.readable ? "readable" : "sealed",
}: {
  readonly sheet: Sheet;
  readonly look?: keyof typeof SHEETS;
  readonly changed?: boolean;
  readonly travel?: string | null;
}) {
  return (
    <div className={cx("w-fit max-w-full", changedLook(changed))} style={travels(travel)}>
      {SHEETS[look]}
      <p className="mt-1.5 text-sm leading-tight [overflow-wrap:anywhere]">
        {sheet.gone === true ? <s className="text-soft">{sheet.name}</s> : sheet.name}
        <span className="numbers mt-0.5 block text-xs text-soft">
          {tied(`${sheet.bytes === null ? "" : `${size(sheet.bytes)}, `}${sheet.note}`)}
        </span>
      </p>
    </div>
  );
}

/** Hatched while its bytes are there; a dashed edge while a handle still works; a ghost once both are gone. */
export function ClearKeyThing({ clear, changed }: { readonly clear: ClearKey; readonly changed: boolean }) {
  const gone = clear.state === "overwritten";
  const handle = handleWords(clear);
  const zeros = clear.state !== "exposed";
  return (
    <div
      style={travels("clear")}
      className={cx(
        "rounded-lg border-2 border-dashed px-2.5 py-1.5",
        gone ? "border-edge text-soft" : "border-hot text-hot",
        !zeros && "hatched",
        changedLook(changed),
      )}
    >
      <p className="flex items-center gap-2 text-sm leading-tight font-bold">
        {gone ? <span className="h-4 w-[1.9rem] shrink-0 rounded-sm border border-dashed border-edge" /> : <KeyGlyph />}
        <span className="numbers">
          {clear.name}, {tied(exposureWords(clear))}
        </span>
      </p>
      <p className="mt-0.5 font-mono text-xs">
        {zeros ? <s>{count(clear.print.bytes, "byte")}</s> : count(clear.print.bytes, "byte")}, print{" "}
        {clear.print.print}
      </p>
      {handle !== null && <p className="numbers mt-0.5 text-xs">{tied(handle)}</p>}
    </div>
  );
}

/** The same glyph as the clear key's, inside a closed box whose edge carries the lock's name; the context hangs on it as a tag. */
export function WrappedKeyBox({
  wrapped,
  changed = false,
  travel = null,
  note,
}: {
  readonly wrapped: WrappedKey;
  readonly changed?: boolean;
  readonly travel?: string | null;
  readonly note?: ReactNode;
}) {
  return (
    <div className={cx("pt-2.5", changedLook(changed))} style={travels(travel)}>
      <div className="relative rounded-lg border-bold border-wrap bg-wrap-fill px-2.5 pt-2.5 pb-1.5">
        <span className="absolute -top-2.5 right-2 max-w-[85%] truncate rounded-sm bg-key px-2 text-xs leading-[1.25rem] text-on-key">
          {wrapped.lock}
        </span>
        <p className="flex items-center gap-2 text-sm leading-tight font-semibold">
          <KeyGlyph />
          {wrapped.name}, wrapped
        </p>
        <p className="mt-0.5 font-mono text-xs">
          {wrapped.bytes === null ? "sealed" : count(wrapped.bytes, "byte")}
          {wrapped.altered && ", one bit altered"}
        </p>
        {note}
      </div>
      <ContextTag context={wrapped.context} />
    </div>
  );
}

/** A luggage tag: readable, since it is no secret. */
function ContextTag({ context }: { readonly context: Readonly<Record<string, string>> }) {
  const pairs = Object.entries(context);
  if (pairs.length === 0) return null;
  return (
    <div className="ml-3">
      <span className="block h-1.5 w-0 border-l border-ctx" />
      <span className="-ml-2 inline-flex max-w-full items-center gap-1.5 rounded-l-sm rounded-r-xl border-stroke border-ctx bg-ctx-fill py-0.5 pr-3 pl-1.5 text-xs text-ctx">
        <TagHole />
        <span className="min-w-0 [overflow-wrap:anywhere]">
          {pairs.map(([name, value]) => `${name} = ${value}`).join(", ")}
        </span>
      </span>
    </div>
  );
}

/** One file: the ciphertext and the key that opens it, wrapped. */
export function EnvelopeThing({
  envelope,
  changed,
  inner,
}: {
  readonly envelope: EnvelopeBox;
  readonly changed: boolean;
  /** Whether the parts inside are the ones that travelled here. */
  readonly inner: { readonly wrapped: boolean; readonly ciphertext: boolean };
}) {
  const { name, bytes, wrapped, folded, ciphertext, altered } = envelope;
  return (
    <div className={cx("rounded-lg border-bold border-ink px-3 pt-1.5 pb-2.5", changedLook(changed))}>
      <p className="numbers text-sm leading-tight font-semibold [overflow-wrap:anywhere]">
        {name}
        <span className="font-normal text-soft">
          {bytes !== null && `, ${size(bytes)}`}
          {altered && ", a copy with one bit altered"}
        </span>
      </p>
      <div className="envelope-parts mt-1 grid grid-cols-[minmax(0,1fr)_6rem] items-start gap-x-4 @[30rem]/stage:grid-cols-[minmax(0,15rem)_minmax(0,1fr)] @[30rem]/stage:gap-x-6">
        <div>
          <WrappedKeyBox wrapped={wrapped} travel={inner.wrapped ? "wrapped" : null} />
          {folded > 0 && <p className="mt-1 text-xs text-soft">and {count(folded, "further wrapped key")} inside</p>}
        </div>
        <div className="flex items-start gap-2 pt-2.5">
          <SheetThing sheet={ciphertext} travel={inner.ciphertext ? "ciphertext" : null} />
        </div>
      </div>
    </div>
  );
}
