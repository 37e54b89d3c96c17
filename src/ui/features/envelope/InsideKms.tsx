import type { Picture } from "#words/envelope-picture.ts";
import { cx } from "../../design/cx.ts";
import { KmsCard } from "./KmsCard.tsx";
import { tied } from "./tied.ts";
import type { StandingKey } from "./use-key-standing.ts";
import { ZONE_NAME } from "./zone-name.ts";

/** The KMS key, which check said no if one did, and what the HSM did in the run's one call, at whichever beat. */
export function InsideKms({
  picture,
  changed,
  keyLabel,
  called,
  used,
  found,
}: {
  readonly picture: Picture | null;
  readonly changed: boolean;
  readonly keyLabel: string;
  readonly called: StandingKey;
  readonly used: string | null;
  readonly found: string | null;
}) {
  const { hsm = [], refusal = null, request = null, plain = null } = picture ?? {};
  return (
    <section
      aria-labelledby="zone-kms"
      className="envelope-kms relative flex min-h-[20rem] flex-col rounded-2xl border-[5px] border-double border-key bg-key-fill px-3.5 pt-4 pb-3.5"
    >
      <h2 id="zone-kms" className={`${ZONE_NAME} rounded-sm text-key`}>
        Inside KMS
      </h2>
      {plain === null ? (
        <KmsCard label={keyLabel} called={called} used={used} found={found} />
      ) : (
        <p className="text-sm">No envelope could be read from the file, so KMS was not asked.</p>
      )}
      {refusal !== null && (
        <p className="mt-3 rounded-md border-bold border-hot bg-paper px-2.5 py-1.5 text-sm">
          <b className="text-hot">
            ✕ Stage {refusal.stage}, {refusal.check}, says no.
          </b>{" "}
          {refusal.reason}
        </p>
      )}
      <h3 className="mt-3">HSM{request && `, ${request.text}`}</h3>
      {hsm.length === 0 ? (
        <p className="mt-1 text-sm text-soft">
          {refusal !== null || plain !== null ? "Not reached." : "It has not been asked yet."}
        </p>
      ) : (
        <ol
          className={cx(
            "mt-1 list-decimal space-y-0.5 pl-5 text-sm",
            changed && "envelope-changed marker:font-bold marker:text-key",
          )}
        >
          {hsm.map((line) => (
            <li key={line}>{tied(line)}</li>
          ))}
        </ol>
      )}
      <p className="mt-auto pt-2 text-xs text-soft">Simulated HSM; the cryptography is real.</p>
    </section>
  );
}
