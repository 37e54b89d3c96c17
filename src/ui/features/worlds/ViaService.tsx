import { Field, NativeSelect } from "../../design/Field.tsx";
import { setSeat, useAsk, useSeat } from "../../state/session.ts";
import { useChosen } from "../../state/use-chosen.ts";

/** A service of AWS that makes the principal's calls to KMS in its name, as it would for an object or a volume. */
export function ViaService() {
  const [via, choose] = useChosen(useSeat().via);
  const { value } = useAsk(({ pane }) => pane.surroundings(), []);
  const services = value?.services ?? [];
  const chosen = services.find(({ id }) => id === via);
  return (
    <div className="grid gap-1.5 border-t border-line px-2 pt-3">
      <Field label="Calls KMS through a service">
        {(ids) => (
          <NativeSelect
            {...ids}
            value={via ?? ""}
            onChange={({ target }) => {
              const chosenVia = target.value === "" ? undefined : target.value;
              choose(chosenVia);
              setSeat({ via: chosenVia });
            }}
          >
            <option value="">No: the principal calls by itself</option>
            {via !== undefined && chosen === undefined && <option value={via}>{via}</option>}
            {services.map(({ id, name }) => (
              <option key={id} value={id}>
                {name} ({id})
              </option>
            ))}
          </NativeSelect>
        )}
      </Field>
      <p className="text-xs text-soft">
        {via === undefined
          ? "S3, EBS and others call KMS in the name of whoever calls them, and key policies can ask for that with kms:ViaService."
          : `${chosen?.name ?? via} is simulated: it stores nothing. Only its call to KMS is real, made in the principal’s name with a forward access session, from AWS’s machines and not from where you stand.`}
      </p>
    </div>
  );
}
