import type { ReactNode } from "react";
import type { Arrow } from "#words/envelope-picture.ts";
import { cx } from "../../design/cx.ts";

/** What crosses between application and KMS. In a narrow place the zones are stacked and the arrows stand upright. */
export function Wire({
  request,
  response,
  crossing,
  changed,
}: {
  readonly request: Arrow | null;
  readonly response: Arrow | null;
  readonly crossing: boolean;
  readonly changed: { readonly request: boolean; readonly response: boolean };
}) {
  return (
    <section
      aria-label="The wire"
      className="envelope-wire flex min-h-20 flex-wrap justify-around gap-x-6 gap-y-2 px-1 py-3 @[50rem]/stage:flex-col @[50rem]/stage:flex-nowrap @[50rem]/stage:justify-start @[50rem]/stage:gap-14 @[50rem]/stage:pt-14"
    >
      {request === null ? (
        <p className="text-center text-xs text-soft">Nothing has crossed the wire yet.</p>
      ) : (
        <ArrowLine arrow={request} to="kms" quiet={!crossing} changed={changed.request} />
      )}
      {response !== null && (
        <ArrowLine arrow={response} to="application" quiet={!crossing} changed={changed.response} />
      )}
      {request !== null && !crossing && (
        <p className="basis-full text-center text-xs text-soft @[50rem]/stage:basis-auto">
          Nothing crosses in this beat.
        </p>
      )}
    </section>
  );
}

function ArrowLine({
  arrow,
  to,
  quiet,
  changed,
}: {
  readonly arrow: Arrow;
  readonly to: "kms" | "application";
  readonly quiet: boolean;
  readonly changed: boolean;
}) {
  const pill = to === "application";
  return (
    <div
      className={cx(
        "flex min-w-0 items-center gap-2 text-center @[50rem]/stage:flex-col @[50rem]/stage:gap-1",
        quiet && "text-soft",
      )}
    >
      <p
        className={cx(
          "text-xs leading-tight font-semibold",
          pill && "rounded-md border-stroke px-1.5 py-0.5",
          changed && "envelope-changed outline-[3px] outline-offset-[3px] rounded-md outline-key/35",
          pill && (arrow.ok ? "border-edge" : "border-hot text-hot"),
        )}
      >
        {pill && !arrow.ok && "✕ "}
        {pill && arrow.ok && "✓ "}
        {breakable(arrow.text)}
      </p>
      <span
        aria-hidden="true"
        style={{ viewTransitionName: `envelope-arrow-${to}` }}
        className={cx(
          "relative block h-10 w-0 shrink-0 border-l-bold border-current @[50rem]/stage:h-0 @[50rem]/stage:w-full @[50rem]/stage:border-t-bold @[50rem]/stage:border-l-0",
          to === "kms" ? "envelope-arrow-there" : "envelope-arrow-back",
        )}
      />
      <p className="numbers text-xs leading-tight text-soft">{arrow.note}</p>
    </div>
  );
}

/** Lets `InvalidCiphertextException` break between its words, where the column is narrow. */
function breakable(text: string): readonly ReactNode[] {
  return text.split(/(?<=[a-z])(?=[A-Z])/).flatMap((part, i) => (i === 0 ? [part] : [<wbr key={part + i} />, part]));
}
