import { useId, useState, type FormEvent } from "react";
import { jsonFault } from "#words/json-fault.ts";
import { principalName } from "#words/format.ts";
import { Button } from "../../design/Button.tsx";
import { Checkbox, Field, NativeSelect, TextInput } from "../../design/Field.tsx";
import { PolicyField } from "../../shell/PolicyField.tsx";
import { setSeat, useAsk, useSeat, useWorld } from "../../state/session.ts";

/** A role taken by somebody: the role's trust policy, and for an account it names also IAM, decide when the first call is made. */
export function AssumePanel({ onBack, onDone }: { readonly onBack: () => void; readonly onDone: () => void }) {
  const { accounts } = useWorld();
  const seat = useSeat();
  const principals = accounts.flatMap((account) =>
    account.principals.map(({ arn, kind }) => ({ arn, kind, name: `${principalName(arn)}, ${account.name}` })),
  );
  const roles = principals.filter(({ kind }) => kind === "role");
  const others = principals.filter(({ kind }) => kind !== "root");
  const [role, setRole] = useState(roles.find(({ arn }) => arn === seat.principalArn)?.arn ?? roles[0]?.arn ?? "");
  const [by, setBy] = useState(seat.assume?.by ?? others.find(({ kind }) => kind === "user")?.arn ?? "");
  const [name, setName] = useState(seat.assume?.sessionName ?? "keyglass");
  const [policy, setPolicy] = useState(seat.assume?.policy ?? "");
  const [source, setSource] = useState(seat.assume?.sourceIdentity ?? "");
  const [mfa, setMfa] = useState(seat.assume?.mfa === true);
  const hasDevice = useHasDevice(by);
  const sit = (event: FormEvent): void => {
    event.preventDefault();
    if (policy.trim() !== "" && jsonFault(policy) !== null) return; // the field says where
    setSeat({
      principalArn: role,
      via: seat.via,
      assume: {
        by,
        sessionName: name,
        policy: policy.trim() === "" ? null : policy,
        sourceIdentity: source === "" ? undefined : source,
        mfa: (mfa && hasDevice) || undefined,
      },
    });
    onDone();
  };
  return (
    <form onSubmit={sit} className="grid gap-3">
      <p className="text-sm text-soft">
        One call to STS, AssumeRole, signed by who takes the role; it comes back with temporary credentials. A session
        policy can only take away from what the role may do.
      </p>
      <Choices label="Role" value={role} onChange={setRole} options={roles} />
      <Choices label="Taken by" value={by} onChange={setBy} options={others} />
      {hasDevice && <WithDevice checked={mfa} onChange={setMfa} />}
      <Field label="Session name">
        {(ids) => (
          <TextInput
            {...ids}
            value={name}
            required
            minLength={2}
            maxLength={64}
            pattern="[\w+=,.@\-]+"
            onChange={({ target }) => setName(target.value)}
          />
        )}
      </Field>
      <Field
        label="Source identity (optional)"
        hint="Who is behind the session. It stays through every further role, and needs sts:SetSourceIdentity."
      >
        {(ids) => (
          <TextInput
            {...ids}
            value={source}
            minLength={2}
            maxLength={64}
            pattern="[\w+=,.@\-]+"
            onChange={({ target }) => setSource(target.value)}
          />
        )}
      </Field>
      <PolicyField label="Session policy, as JSON (optional)" value={policy} onChange={setPolicy} />
      <div className="flex justify-end gap-2">
        <Button kind="quiet" onClick={onBack}>
          Back
        </Button>
        <Button kind="primary" type="submit" disabled={role === "" || by === ""}>
          Sit as this session
        </Button>
      </div>
    </form>
  );
}

/** Until the answer is there, as the seat says. */
function useHasDevice(user: string): boolean {
  const { assume } = useSeat();
  const { value } = useAsk(({ pane }) => pane.surroundings(), [], { on: ["principals"] });
  if (value === undefined) return assume?.by === user && assume.mfa === true;
  return value.accounts.some(({ users }) => users.some(({ arn, mfaDevice }) => arn === user && mfaDevice !== null));
}

function WithDevice({
  checked,
  onChange,
}: {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}) {
  const id = useId();
  return (
    <div>
      <Checkbox
        label="With the MFA device"
        aria-describedby={id}
        checked={checked}
        onChange={({ target }) => onChange(target.checked)}
      />
      <p id={id} className="text-xs text-soft">
        The device is simulated: the application reads the code of that moment from it and sends it along. A code opens
        once; the next one comes within 30 seconds of the world’s time.
      </p>
    </div>
  );
}

function Choices({
  label,
  value,
  onChange,
  options,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly options: readonly { readonly arn: string; readonly name: string }[];
}) {
  return (
    <Field label={label}>
      {(ids) => (
        <NativeSelect {...ids} value={value} onChange={({ target }) => onChange(target.value)}>
          {options.map(({ arn, name }) => (
            <option key={arn} value={arn}>
              {name}
            </option>
          ))}
        </NativeSelect>
      )}
    </Field>
  );
}
