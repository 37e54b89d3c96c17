import type { VpcView } from "#glass/surroundings.ts";
import { Field, NativeSelect } from "../../design/Field.tsx";
import { setSeat, useSeat } from "../../state/session.ts";
import { useChosen } from "../../state/use-chosen.ts";

/** A role's credentials, as EC2 delivered them to an instance in a VPC, used from elsewhere. Users and assumed roles have none of that kind. */
export function CarriedCredentials({ vpcs }: { readonly vpcs: readonly VpcView[] }) {
  const { principalArn, from, assume, ...seat } = useSeat();
  const [carriedFrom, choose] = useChosen(seat.carriedFrom);
  const elsewhere = vpcs.filter(({ id }) => id !== from);
  if (elsewhere.length === 0 || assume !== undefined || !principalArn.includes(":role/")) return null;
  return (
    <div className="grid gap-1.5 border-t border-line px-2 pt-3">
      <Field label="With the credentials of">
        {(ids) => (
          <NativeSelect
            {...ids}
            value={carriedFrom ?? ""}
            onChange={({ target }) => {
              const vpc = target.value === "" ? undefined : target.value;
              choose(vpc);
              setSeat({ from, carriedFrom: vpc });
            }}
          >
            <option value="">An application that runs here</option>
            {elsewhere.map(({ id, name }) => (
              <option key={id} value={id}>
                An instance in {name}, carried away
              </option>
            ))}
          </NativeSelect>
        )}
      </Field>
      <p className="text-xs text-soft">
        {carriedFrom === undefined
          ? "Credentials that EC2 delivers to an instance remember its VPC, wherever they are used. A policy can ask with aws:Ec2InstanceSourceVpc."
          : "As if they had been stolen: they still say where EC2 delivered them, and the call comes from where you stand."}
      </p>
    </div>
  );
}
