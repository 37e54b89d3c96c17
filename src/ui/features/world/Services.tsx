import { Link } from "@tanstack/react-router";
import { useId, useState, type FormEvent } from "react";
import type { CallOutcome } from "#client/face.ts";
import { keyName } from "#words/keys.ts";
import { servicePrincipals, serviceStatement } from "#words/service-statement.ts";
import { Button } from "../../design/Button.tsx";
import { Code } from "../../design/Code.tsx";
import { Field, NativeSelect, TextInput } from "../../design/Field.tsx";
import { FaultBox, RefusalBox } from "../../design/RefusalBox.tsx";
import { XRayLink } from "../../shell/XRayLink.tsx";
import { seatSearch } from "../../state/seat.ts";
import { useAsk, useSeat } from "../../state/session.ts";
import { useAct } from "../../state/use-act.ts";
import { useRefusalWords } from "../../state/use-refusal-words.ts";

/** What services do with a key of yours, by the members that KMS wants besides the key. */
const OPERATIONS = {
  GenerateDataKey: { KeySpec: "AES_256" },
  GenerateDataKeyWithoutPlaintext: { KeySpec: "AES_256" },
  DescribeKey: {},
} as const;
type OperationName = keyof typeof OPERATIONS;

/** A service of AWS that calls KMS under its own name: one call, made on the spot. */
export function Services() {
  const { region } = useSeat();
  const suggestions = useId();
  const [service, setService] = useState(servicePrincipals(region)[0] as string);
  const [sourceArn, setSourceArn] = useState("");
  const [sourceAccount, setSourceAccount] = useState("");
  const [operation, setOperation] = useState<OperationName>("GenerateDataKey");
  const [chosen, setChosen] = useState<string | null>(null);
  const [outcome, setOutcome] = useState<CallOutcome | null>(null);
  const { answer: page } = useAsk(({ pane }) => pane.keys({ region }, null, 100), [region], {
    on: ["keys", "aliases"],
  });
  const keys = page?.items ?? [];
  const key = keys.find(({ arn }) => arn === chosen) ?? keys[0];
  const act = useAct(key === undefined ? "the key" : keyName(key));

  const call = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (key === undefined) return;
    setOutcome(null);
    const told = { sourceArn: sourceArn || null, sourceAccount: sourceAccount || null };
    const note = { service: { name: service, ...told } };
    setOutcome(await act.run(operation, { KeyId: key.arn, ...OPERATIONS[operation] }, { note }));
  };

  return (
    <>
      <p className="mb-5 max-w-[46rem] text-sm text-pretty text-soft">
        A service of AWS calls KMS in two ways. In your name, with a forward access session: “Who” has that. Or as
        itself, as CloudWatch Logs does. Then no account and no IAM policy stand behind the call, and the key policy
        alone decides, or a grant to the service. The service works for everybody, so the policy should ask for whom
        this time, with aws:SourceArn or aws:SourceAccount; without that, a stranger can have the service use your key
        (the confused deputy). The services here are simulated: they make this one call and do nothing else.
      </p>
      <form onSubmit={(event) => void call(event)} className="grid max-w-[46rem] gap-4 sm:grid-cols-2">
        <Field label="Service">
          {(ids) => (
            <>
              <TextInput
                {...ids}
                mono
                list={suggestions}
                value={service}
                onChange={({ target }) => setService(target.value.trim())}
              />
              <datalist id={suggestions}>
                {servicePrincipals(region).map((name) => (
                  <option key={name}>{name}</option>
                ))}
              </datalist>
            </>
          )}
        </Field>
        <Field label="Call">
          {(ids) => (
            <NativeSelect
              {...ids}
              value={operation}
              onChange={({ target }) => setOperation(target.value as OperationName)}
            >
              {Object.keys(OPERATIONS).map((name) => (
                <option key={name}>{name}</option>
              ))}
            </NativeSelect>
          )}
        </Field>
        <Field label="Acts for (aws:SourceArn)" hint="ARN of the log group, trail, bucket …; may be left empty.">
          {(ids) => (
            <TextInput
              {...ids}
              mono
              value={sourceArn}
              onChange={({ target }) => setSourceArn(target.value.trim())}
              placeholder={`arn:aws:logs:${region}:111122223333:log-group:orders`}
            />
          )}
        </Field>
        <Field label="Of the account (aws:SourceAccount)" hint="12 digits; may be left empty.">
          {(ids) => (
            <TextInput
              {...ids}
              mono
              inputMode="numeric"
              value={sourceAccount}
              onChange={({ target }) => setSourceAccount(target.value.trim())}
            />
          )}
        </Field>
        <Field label={`Key in ${region}`} className="sm:col-span-2">
          {(ids) => (
            <NativeSelect {...ids} value={key?.arn ?? ""} onChange={({ target }) => setChosen(target.value)}>
              {keys.map((each) => (
                <option key={each.arn} value={each.arn}>
                  {keyName(each)}, {each.account}
                </option>
              ))}
            </NativeSelect>
          )}
        </Field>
        <div className="sm:col-span-2">
          <Button kind="primary" type="submit" busy={act.busy} disabled={key === undefined || service === ""}>
            Let the service call
          </Button>
        </div>
        <div className="grid gap-3 sm:col-span-2">
          {act.fault !== null && <FaultBox says={`The call came to no answer: ${act.fault}`} />}
          {outcome !== null && (outcome.ok ? <Answered outcome={outcome} /> : <Refused outcome={outcome} />)}
        </div>
      </form>
      {key !== undefined && (
        <section className="mt-6 max-w-[46rem]">
          <h2 className="mb-1">The statement that lets it</h2>
          <p className="mb-2 text-sm text-soft">
            In{" "}
            <Link
              to="/keys/$keyId"
              params={{ keyId: key.keyId }}
              search={(before) => ({ ...seatSearch(before), tab: "policy" })}
              className="underline"
            >
              the key policy of {keyName(key)}
            </Link>
            .
            {sourceArn === "" &&
              sourceAccount === "" &&
              " It says nothing of for whom: fill in what the service acts for."}
          </p>
          <Code label="the statement" text={serviceStatement({ service, operation, sourceArn, sourceAccount })} />
        </section>
      )}
    </>
  );
}

const Answered = ({ outcome }: { readonly outcome: CallOutcome }) => (
  <p className="flex flex-wrap items-center gap-x-4 text-sm">
    <b>✓ KMS answered {outcome.status}.</b> <XRayLink call={outcome.requestId} />
  </p>
);

function Refused({ outcome }: { readonly outcome: CallOutcome }) {
  const said = useRefusalWords(outcome);
  return (
    <RefusalBox title="KMS refused the service." said={said} error={outcome.error}>
      <XRayLink call={outcome.requestId} className="mt-2" />
    </RefusalBox>
  );
}
