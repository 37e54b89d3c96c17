import type { Picture } from "#words/envelope-picture.ts";
import { InsideKms } from "./InsideKms.tsx";
import type { Slot } from "./picture.ts";
import { ClearKeyThing, EnvelopeThing, SheetThing, WrappedKeyBox } from "./things.tsx";
import type { StandingKey } from "./use-key-standing.ts";
import { Wire } from "./Wire.tsx";
import { ZONE_NAME } from "./zone-name.ts";

/** The picture: your application, the wire, and inside KMS. Slots are fixed, so nothing jumps from beat to beat. */
export function Stage({
  picture,
  changed,
  keyLabel,
  called,
  used,
  found,
}: {
  /** Null while there is nothing to show yet: the frame alone. */
  readonly picture: Picture | null;
  readonly changed: ReadonlySet<Slot>;
  readonly keyLabel: string;
  readonly called: StandingKey;
  readonly used: string | null;
  /** The state in which the call found the KMS key, or null. */
  readonly found: string | null;
}) {
  return (
    <div className="@container/stage">
      <div className="envelope-stage grid gap-y-3 @[50rem]/stage:grid-cols-[minmax(0,1fr)_8.25rem_minmax(13.5rem,29%)]">
        <Application picture={picture} changed={changed} />
        <Wire
          request={picture?.request ?? null}
          response={picture?.response ?? null}
          crossing={picture?.crossing ?? false}
          changed={{ request: changed.has("request"), response: changed.has("response") }}
        />
        <InsideKms
          picture={picture}
          changed={changed.has("hsm")}
          keyLabel={keyLabel}
          called={called}
          used={used}
          found={found}
        />
      </div>
    </div>
  );
}

function Application({ picture, changed }: { readonly picture: Picture | null; readonly changed: ReadonlySet<Slot> }) {
  const { file = null, clear = null, wrapped = null, ciphertext = null, envelope = null, plain = null } = picture ?? {};
  return (
    <section
      aria-labelledby="zone-application"
      className="relative rounded-xl border-stroke border-dashed border-soft px-4 pt-4 pb-4"
    >
      <h2 id="zone-application" className={ZONE_NAME}>
        Your application
      </h2>
      <h3>Memory</h3>
      <div className="envelope-memory mt-1.5 grid min-h-[13.15rem] grid-cols-2 content-start gap-x-3 gap-y-4 @[30rem]/stage:grid-cols-[6.75rem_minmax(0,1fr)_6.75rem]">
        <div className="min-h-[7rem]">
          {file && <SheetThing sheet={file} changed={changed.has("file")} travel="file" />}
        </div>
        <div className="envelope-keys order-3 col-span-2 flex flex-col gap-3.5 @[30rem]/stage:order-none @[30rem]/stage:col-span-1">
          <div className="envelope-clear grid min-h-[6.4rem] content-start">
            {clear && <ClearKeyThing clear={clear} changed={changed.has("clear")} />}
          </div>
          {wrapped && <WrappedKeyBox wrapped={wrapped} changed={changed.has("wrapped")} travel="wrapped" />}
          <Earlier earlier={picture?.earlier ?? null} />
        </div>
        <div className="min-h-[7rem]">
          {ciphertext && <SheetThing sheet={ciphertext} changed={changed.has("ciphertext")} travel="ciphertext" />}
        </div>
      </div>
      <h3 className="mt-3.5 border-t border-dashed border-line pt-2.5 presenter:mt-2">Disk</h3>
      <div className="envelope-disk mt-1.5 min-h-[9.75rem]">
        {plain !== null ? (
          <SheetThing sheet={plain} look="plain" />
        ) : envelope === null ? (
          <p className="text-sm text-soft">
            {picture !== null && "Nothing of this file yet."}
            {picture !== null && picture.response?.ok !== false && " The envelope lands here at the last beat."}
          </p>
        ) : (
          <EnvelopeThing
            envelope={envelope}
            changed={changed.has("envelope")}
            inner={{ wrapped: wrapped === null, ciphertext: ciphertext === null }}
          />
        )}
      </div>
    </section>
  );
}

/** Keys of a nested envelope that came before the one shown; the nested view draws them. */
function Earlier({ earlier }: { readonly earlier: Picture["earlier"] | null }) {
  if (earlier === null || earlier.exposed + earlier.wrapped === 0) return null;
  return (
    <p className="text-xs text-soft">
      Above it, in memory too: {earlier.exposed > 0 && `${earlier.exposed} in the clear, `}
      {earlier.wrapped} wrapped.
    </p>
  );
}
