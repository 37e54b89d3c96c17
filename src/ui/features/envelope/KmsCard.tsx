import { shortId } from "#words/format.ts";
import type { MaterialView } from "#glass/views.ts";
import { standingWords } from "#words/key-standing.ts";
import { cx } from "../../design/cx.ts";
import type { StandingKey } from "./use-key-standing.ts";

const SHOWN = 8;

/** The KMS key: id, state as a word, and the ring of its materials. Never the material itself. */
export function KmsCard({
  label,
  called: { detail, standing },
  used,
  found,
}: {
  readonly label: string;
  readonly called: StandingKey;
  /** KeyMaterialId that this run's call used. */
  readonly used: string | null;
  /** The state in which this run's call found it, or null. */
  readonly found: string | null;
}) {
  const where = standingWords(standing);
  const gone = standing.is === "destroyed" || standing.is === "unknown";
  return (
    <div
      data-testid="kms-key"
      className={cx(
        "min-h-[7.75rem] shrink-0 rounded-lg border-stroke bg-paper px-3 py-2.5",
        gone ? "border-dashed border-edge" : "border-key",
      )}
    >
      <p className="flex flex-wrap items-baseline justify-between gap-x-3">
        <b className={cx("text-base [overflow-wrap:anywhere]", gone && "text-soft line-through")}>{label}</b>
        {detail !== null && (
          <span className="text-xs font-semibold">
            {found === null || found === detail.state ? detail.state : `${found} then, ${detail.state} now`}
          </span>
        )}
      </p>
      {where !== null && (
        <p className={cx("mt-0.5 text-sm", standing.is === "asking" ? "text-soft" : "font-semibold")}>{where}</p>
      )}
      {detail !== null && (
        <>
          <p className="envelope-kms-facts font-mono text-xs text-soft">
            {shortId(detail.keyId)}
            <br />
            {SPECS[detail.spec] ?? detail.spec}
          </p>
          <Ring materials={detail.materialRing} used={used} />
        </>
      )}
    </div>
  );
}

const SPECS: Readonly<Record<string, string>> = { SYMMETRIC_DEFAULT: "symmetric, 256 bit" };

/** One dot for each material, in order; filled is the current one, the one this call used is underlined by word. */
function Ring({ materials, used }: { readonly materials: readonly MaterialView[]; readonly used: string | null }) {
  const shown = materials.slice(-SHOWN);
  const current = materials.find(({ state }) => state === "CURRENT");
  const mine = materials.find(({ id }) => id === used);
  return (
    <div className="mt-2 text-xs">
      <div className="flex flex-wrap items-center gap-1.5" aria-hidden="true">
        {materials.length > shown.length && <span className="text-soft">+{materials.length - shown.length}</span>}
        {shown.map(({ id, state }) => (
          <span
            key={id}
            className={cx(
              "size-3.5 rounded-full border-2 border-key",
              state === "CURRENT" && "bg-key",
              id === used && materials.length > 1 && "outline-[length:var(--stroke)] outline-offset-2 outline-ink",
            )}
          />
        ))}
      </div>
      <p className="mt-1">
        {materials.length === 1
          ? "1 material, in use"
          : `${materials.length} materials, number ${current?.ordinal ?? "?"} in use`}
        {mine !== undefined && materials.length > 1 && <b>; this call: number {mine.ordinal}</b>}
      </p>
    </div>
  );
}
