import { useState, type FormEvent } from "react";
import type { KeyDetail } from "#glass/views.ts";
import { principalWords } from "#words/format.ts";
import { keyName } from "#words/keys.ts";
import { Button } from "../../design/Button.tsx";
import { Dialog } from "../../design/Dialog.tsx";
import { Checkbox, Field, NativeSelect, TextInput } from "../../design/Field.tsx";
import { PairRows, recordOf, type Pair } from "../../design/PairRows.tsx";
import { useSeat, useWorld } from "../../state/session.ts";
import type { MadeGrant } from "./FreshGrant.tsx";
import { Refusal } from "./Refusal.tsx";
import { useAct } from "../../state/use-act.ts";
import { whoWords } from "../../state/who-words.ts";

type Constraint = "none" | "EncryptionContextSubset" | "EncryptionContextEquals";

/** One CreateGrant: whom, what, on which encryption context. */
export default function CreateGrantDialog({
  detail,
  operations,
  onClose,
  onMade,
}: {
  readonly detail: KeyDetail;
  readonly operations: readonly string[];
  readonly onClose: () => void;
  readonly onMade: (made: MadeGrant) => void;
}) {
  const world = useWorld();
  const { principalArn } = useSeat();
  const act = useAct(keyName(detail));
  const principals = world.accounts.flatMap(({ name, principals: there }) =>
    there
      .filter(({ kind }) => kind !== "root")
      .map((principal) => ({ arn: principal.arn, label: `${principalWords(principal)}, ${name}` })),
  );
  const [grantee, setGrantee] = useState(principals[0]?.arn ?? "");
  const [retiring, setRetiring] = useState("");
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [constraint, setConstraint] = useState<Constraint>("none");
  const [pairs, setPairs] = useState<readonly Pair[]>([]);
  const context = constraint === "none" ? {} : recordOf(pairs);
  const create = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (context === null) return;
    const outcome = await act.run(
      "CreateGrant",
      {
        KeyId: detail.arn,
        GranteePrincipal: grantee,
        Operations: operations.filter((operation) => chosen.includes(operation)),
        ...(retiring !== "" && { RetiringPrincipal: retiring }),
        ...(name !== "" && { Name: name }),
        ...(constraint !== "none" && { Constraints: { [constraint]: context } }),
      },
      { say: () => "The grant is made. It counts at once with its token, and without it in some seconds." },
    );
    const { GrantId, GrantToken } = outcome?.output ?? {};
    if (outcome?.ok !== true || typeof GrantId !== "string" || typeof GrantToken !== "string") return;
    onMade({ grantId: GrantId, token: GrantToken });
    onClose();
  };
  const symmetric = detail.spec === "SYMMETRIC_DEFAULT";
  return (
    <Dialog
      open
      onClose={onClose}
      title="Create grant"
      description={`One call, CreateGrant, signed by ${whoWords(world, principalArn)}.`}
    >
      <form onSubmit={(event) => void create(event)} className="grid min-w-0 grid-cols-1 gap-4">
        <Field label="Grantee" hint="Who may use the key by this grant.">
          {(ids) => (
            <NativeSelect {...ids} value={grantee} onChange={({ target }) => setGrantee(target.value)}>
              {principals.map(({ arn, label }) => (
                <option key={arn} value={arn}>
                  {label}
                </option>
              ))}
            </NativeSelect>
          )}
        </Field>
        <fieldset>
          <legend className="mb-1 text-sm font-semibold">Operations that suit this key</legend>
          <div className="grid gap-x-4 sm:grid-cols-2">
            {operations.map((operation) => (
              <Checkbox
                key={operation}
                label={<span className="text-sm [overflow-wrap:anywhere]">{operation}</span>}
                checked={chosen.includes(operation)}
                onChange={({ target }) =>
                  setChosen(target.checked ? [...chosen, operation] : chosen.filter((each) => each !== operation))
                }
              />
            ))}
          </div>
        </fieldset>
        {symmetric && (
          <Field label="Constraint">
            {(ids) => (
              <NativeSelect
                {...ids}
                value={constraint}
                onChange={({ target }) => setConstraint(target.value as Constraint)}
              >
                <option value="none">None</option>
                <option value="EncryptionContextSubset">The encryption context contains</option>
                <option value="EncryptionContextEquals">The encryption context is exactly</option>
              </NativeSelect>
            )}
          </Field>
        )}
        {constraint !== "none" && <PairRows pairs={pairs} onChange={setPairs} what="pair" most={8} />}
        <Field label="Name" hint="Optional. The same name and the same members make no second grant.">
          {(ids) => <TextInput {...ids} value={name} onChange={({ target }) => setName(target.value)} />}
        </Field>
        <Field label="Retiring principal" hint="Optional. Who may give the grant back.">
          {(ids) => (
            <NativeSelect {...ids} value={retiring} onChange={({ target }) => setRetiring(target.value)}>
              <option value="">Nobody</option>
              {principals.map(({ arn, label }) => (
                <option key={arn} value={arn}>
                  {label}
                </option>
              ))}
            </NativeSelect>
          )}
        </Field>
        <div className="empty:hidden">
          <Refusal act={act} />
        </div>
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" busy={act.busy} disabled={chosen.length === 0 || context === null}>
            Create grant
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
