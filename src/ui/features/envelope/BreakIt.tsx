import { useState } from "react";
import type { PrincipalView } from "#glass/views.ts";
import { principalWords } from "#words/format.ts";
import { reasonsOf, whyNotToPlay } from "#words/why-not-to-play.ts";
import { Button } from "../../design/Button.tsx";
import { NativeSelect } from "../../design/Field.tsx";
import { BREAK_IT } from "./break-it-place.ts";
import { setSeat } from "../../state/session.ts";
import type { StandingKey } from "./use-key-standing.ts";

export interface BreakItActs {
  readonly swapContext: () => void;
  readonly tryWrongKey: () => void;
  readonly disable: () => void;
  readonly enable: () => void;
  readonly rotate: () => void;
  readonly openAs: (principalArn: string) => void;
}

/** One click each, from the same picture; each a real call. */
export function BreakIt({
  who,
  manager,
  mistaker,
  makesKey,
  lock: { standing },
  keyLabel,
  others,
  suggested,
  disabled,
  acts,
}: {
  readonly who: string;
  /** Who does an administrator's acts when the seat may not; else null. */
  readonly manager: string | null;
  /** Who tries the wrong key when the seat may not use that one; else null. */
  readonly mistaker: string | null;
  /** Whether a second KMS key must be made first. */
  readonly makesKey: boolean;
  readonly lock: StandingKey;
  /** The KMS key as the learner knows it. */
  readonly keyLabel: string;
  readonly others: readonly PrincipalView[];
  /** Which of them is offered first to open as. */
  readonly suggested: PrincipalView | null;
  readonly disabled: boolean;
  readonly acts: BreakItActs;
}) {
  const [other, setOther] = useState<string | null>(null);
  const chosen = others.find(({ arn }) => arn === other) ?? suggested;
  const why = whyNotToPlay(standing, keyLabel);
  const reasons = reasonsOf(why);
  const as = manager === null ? "" : ` as ${manager}`;
  return (
    <section aria-labelledby={BREAK_IT} className="mt-5 border-t border-line pt-4">
      <h2 id={BREAK_IT} tabIndex={-1} className="w-fit">
        Break it
      </h2>
      <p className="mb-2.5 text-sm text-soft">
        Each of these really tries to open the envelope, as {who} unless the button names another.
        {manager !== null &&
          ` Changing a KMS key is an administrator’s act that ${who} may not do: that one call is signed by ${manager}.`}
        {mistaker !== null &&
          ` The wrong key is tried as ${mistaker}: ${who} may not use it, and would not get as far as the mistake.`}
      </p>
      <div className="flex flex-wrap gap-2">
        <Button size="small" disabled={disabled || why.swapContext !== null} onClick={acts.swapContext}>
          Swap the context
        </Button>
        <Button size="small" disabled={disabled || why.tryWrongKey !== null} onClick={acts.tryWrongKey}>
          Use the wrong key{mistaker !== null && ` as ${mistaker}`}
          {makesKey && " (made first)"}
        </Button>
        {standing.is === "here" && standing.state === "Disabled" ? (
          <Button size="small" kind="primary" disabled={disabled} onClick={acts.enable}>
            Enable the key{as}
          </Button>
        ) : (
          <Button size="small" disabled={disabled || why.disable !== null} onClick={acts.disable}>
            Disable the key{as}
          </Button>
        )}
        <Button size="small" disabled={disabled || why.rotate !== null} onClick={acts.rotate}>
          Rotate first{as}
        </Button>
        {chosen !== null && (
          <span className="flex items-stretch gap-1">
            <Button
              size="small"
              className="shrink-0"
              disabled={disabled}
              onClick={() => acts.openAs(chosen.arn)}
              aria-label={`Open as ${principalWords(chosen)}`}
            >
              Open as
            </Button>
            <NativeSelect
              aria-label="Open as whom"
              className="w-auto py-0.5 text-sm"
              disabled={disabled}
              value={chosen.arn}
              onChange={(event) => setOther(event.target.value)}
            >
              {others.map((principal) => (
                <option key={principal.arn} value={principal.arn}>
                  {principalWords(principal)}
                </option>
              ))}
            </NativeSelect>
          </span>
        )}
      </div>
      {reasons.map((reason) => (
        <p key={reason} className="mt-2.5 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
          {reason}
          {standing.is === "elsewhere" && (
            <Button size="small" onClick={() => setSeat({ region: standing.region })}>
              Go to {standing.region}
            </Button>
          )}
        </p>
      ))}
    </section>
  );
}
