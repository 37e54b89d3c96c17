import { useState } from "react";
import type { CallOutcome } from "#client/face.ts";
import type { KeyDetail, KeyView } from "#glass/views.ts";
import { shortId } from "#words/format.ts";
import { KeyPicker } from "./KeyPicker.tsx";
import type { Act } from "../../state/use-act.ts";

type Named = Pick<KeyView, "keyId" | "arn">;

export interface Target {
  readonly kind: "new" | "existing";
  readonly key: KeyView | null;
  readonly setKind: (kind: "new" | "existing") => void;
  readonly setKey: (key: KeyView) => void;
  readonly ready: boolean;
  /** Makes the key first when it is to be a new one. Null when that was refused. */
  take(act: Act, description: string): Promise<Named | null>;
}

/**
 * Another key to go to: one made now, of the same spec and usage, or one that exists, as `chosen` does already. A key that was made stays chosen when the
 * next call is refused.
 */
export function useTarget({ spec, usage }: Pick<KeyView, "spec" | "usage">, chosen: KeyView | null = null): Target {
  const [kind, setKind] = useState<Target["kind"]>(chosen === null ? "new" : "existing");
  const [key, setKey] = useState(chosen);
  const [made, setMade] = useState<Named | null>(null);
  return {
    kind,
    key,
    setKind,
    setKey,
    ready: kind === "new" || key !== null,
    async take(act, description) {
      if (kind === "existing") return key;
      if (made !== null) return made;
      const input = { Description: description, KeySpec: spec, KeyUsage: usage };
      const named = namesOf(await act.run("CreateKey", input, { say: () => "A new key is created." }));
      setMade(named);
      return named;
    },
  };
}

function namesOf(outcome: CallOutcome | null): Named | null {
  const made = outcome?.ok === true ? outcome.output["KeyMetadata"] : undefined;
  if (typeof made !== "object" || made === null || !("KeyId" in made && "Arn" in made)) return null;
  const { KeyId: keyId, Arn: arn } = made;
  return typeof keyId === "string" && typeof arn === "string" ? { keyId, arn } : null;
}

export const targetWords = ({ kind, key }: Target): string =>
  kind === "new" || key === null ? "the new key" : `key ${shortId(key.keyId)}`;

export function TargetKey({ detail, target }: { readonly detail: KeyDetail; readonly target: Target }) {
  const { kind, key, setKind, setKey } = target;
  return (
    <div className="flex flex-col gap-3">
      <div role="radiogroup" aria-label="New or existing" className="flex flex-wrap gap-x-6 gap-y-1">
        {(["new", "existing"] as const).map((choice) => (
          <label key={choice} className="target flex items-center gap-2 text-sm">
            <input
              type="radio"
              name="target"
              className="size-4 accent-key"
              checked={kind === choice}
              onChange={() => setKind(choice)}
            />
            {choice === "new" ? "A new key, made now" : "A key that exists"}
          </label>
        ))}
      </div>
      {kind === "existing" && (
        <KeyPicker account={detail.account} region={detail.region} not={detail.arn} value={key} onChange={setKey} />
      )}
    </div>
  );
}
