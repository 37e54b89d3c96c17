import { useState, type FormEvent } from "react";
import type { KeyDetail } from "#glass/views.ts";
import { DAY, keyName, rotationSettingWords } from "#words/keys.ts";
import { Button } from "../../design/Button.tsx";
import { Field, TextInput } from "../../design/Field.tsx";
import { useNow } from "../../state/session.ts";
import { Refusal } from "./Refusal.tsx";
import { useAct } from "../../state/use-act.ts";

/** Automatic rotation: on with a period of 90 to 2,560 days, or off. */
export function RotationSetting({ detail }: { readonly detail: KeyDetail }) {
  const now = useNow();
  const { rotation, keyId } = detail;
  const [days, setDays] = useState(String(rotation.periodInDays));
  const act = useAct(keyName(detail));
  const period = Number(days);
  const valid = Number.isInteger(period) && period >= 90 && period <= 2560;
  const changed = days.trim() !== "" && (!rotation.enabled || period !== rotation.periodInDays);
  const type = (text: string): void => {
    setDays(text);
    act.clear();
  };
  const put = (event: FormEvent): void => {
    event.preventDefault();
    void act.run("EnableKeyRotation", { KeyId: keyId, RotationPeriodInDays: period });
  };
  return (
    <section className="mt-8 max-w-[44rem]">
      <h2>Automatic rotation: {rotation.enabled ? "on" : "off"}</h2>
      <p className="text-pretty">{rotationSettingWords(detail, valid ? now + period * DAY : null)}</p>
      <form onSubmit={put} className="mt-3 flex flex-wrap items-end gap-3">
        <Field label="Period in days" className="w-36">
          {(ids) => (
            <TextInput {...ids} inputMode="numeric" value={days} onChange={({ target }) => type(target.value)} />
          )}
        </Field>
        <Button
          type="submit"
          busy={act.busy}
          disabled={!changed || !Number.isInteger(period) || detail.state === "PendingDeletion"}
        >
          {rotation.enabled ? "Change the period" : "Switch on"}
        </Button>
        {rotation.enabled && (
          <Button busy={act.busy} onClick={() => void act.run("DisableKeyRotation", { KeyId: keyId })}>
            Switch off
          </Button>
        )}
      </form>
      <p className="mt-1 text-xs text-soft">From 90 to 2,560 days; KMS itself refuses others.</p>
      <div className="mt-3 empty:hidden">
        <Refusal act={act} />
      </div>
    </section>
  );
}
