import { useId, useState, type FormEvent } from "react";
import type { AlteredRequest } from "#client/face.ts";
import { secretLength } from "#glass/secret-text.ts";
import type { CallTrace } from "#glass/trace.ts";
import { isObject, type JsonValue } from "#wire/json.ts";
import { alteredSentence, verdictSentence } from "#words/signature.ts";
import { Button } from "../../design/Button.tsx";
import { Code } from "../../design/Code.tsx";
import { Field, NativeSelect, TextInput } from "../../design/Field.tsx";
import { XRayLink } from "../../shell/XRayLink.tsx";
import { announce, noteCall, useSession } from "../../state/session.ts";
import { CanonicalDiff } from "./CanonicalDiff.tsx";
import { Comparison } from "./Comparison.tsx";
import { CLOCKS, headersOf, startOf, WHAT, type Choice } from "./experiment-choices.ts";
import { OurReading } from "./OurReading.tsx";
import { Titled } from "./Titled.tsx";

/** The call once more with one thing wrong about it, sent for real, and where the two computations then part. */
export function Experiment({ trace }: { readonly trace: CallTrace }) {
  const { application, pane } = useSession();
  const [choice, setChoice] = useState<Choice>(startOf(trace));
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const [outcome, setOutcome] = useState<CallTrace | null>(null);
  const { operation, region, principalArn, kind } = trace.summary;
  const { input } = trace.frontDoor;
  // What a service sends is not the application's to alter.
  if (principalArn === null || trace.network.path?.service !== undefined) return null;

  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setFault(null);
    try {
      const request = { operation, input: isObject(input) ? input : {}, as: principalArn, region };
      const { requestId } = await application.sendAltered({ ...request, change: changeOf(choice) });
      noteCall(requestId);
      const told = await pane.call(requestId);
      setOutcome(told);
      announce(told === null ? "The call is no longer in the log." : resultSentence(told));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      setFault(message);
      announce(`Nothing was sent: ${message}`);
    } finally {
      setBusy(false);
    }
  };

  return (
    <div className="mt-2 grid min-w-0 grid-cols-1 gap-2.5 border-t border-line pt-3">
      <Titled title="Change something and send it again">
        <p className="text-pretty">
          The application signs this call anew as {trace.summary.who}, and sends it once, as plain HTTP. It is a real
          call at the real front door, so it stands in the log afterwards; refused, it changes nothing.
          {holdsSecret(input) &&
            " Its secret is gone from the application’s memory: zeros of the same length are sent in its place."}
          {kind === "change" && ` Since ${operation} changes something, only what KMS is sure to refuse can be chosen.`}
        </p>
      </Titled>
      <form onSubmit={(event) => void send(event)} className="grid min-w-0 grid-cols-1 gap-2.5">
        <Choices choice={choice} trace={trace} onChange={setChoice} />
        <Button type="submit" kind="primary" size="small" className="justify-self-start" busy={busy}>
          Send it
        </Button>
      </form>
      {fault !== null && <p className="font-semibold text-hot">Nothing was sent: {fault}</p>}
      {outcome !== null && <Outcome trace={outcome} />}
    </div>
  );
}

function changeOf({ what, header, values, minutes }: Choice): AlteredRequest["change"] {
  if (what === "header") return { kind: "header", name: header, value: values[header] ?? "" };
  return what === "clock" ? { kind: "clock", minutes } : { kind: what };
}

function Choices({
  choice,
  trace,
  onChange,
}: {
  readonly choice: Choice;
  readonly trace: CallTrace;
  readonly onChange: (choice: Choice) => void;
}) {
  const group = useId();
  const { what, header, values, minutes } = choice;
  const sure = trace.summary.kind === "change";
  return (
    <>
      <div role="radiogroup" aria-label="What to change" className="flex flex-wrap gap-x-5 gap-y-1">
        {WHAT.map(({ id, name }) => (
          <label key={id} className="target flex items-center gap-2">
            <input
              type="radio"
              name={group}
              className="size-4 accent-key"
              checked={what === id}
              onChange={() => onChange({ ...choice, what: id })}
            />
            {name}
          </label>
        ))}
      </div>
      {what === "header" && (
        <div className="grid gap-2.5 @md/xray:grid-cols-2">
          <Field label="Header">
            {(ids) => (
              <NativeSelect
                {...ids}
                value={header}
                onChange={({ target }) => onChange({ ...choice, header: target.value })}
              >
                {headersOf(trace).map(({ name, signed }) => (
                  <option key={name} value={name}>
                    {signed ? name : `${name} (not signed)`}
                  </option>
                ))}
              </NativeSelect>
            )}
          </Field>
          <Field label="New value">
            {(ids) => (
              <TextInput
                {...ids}
                mono
                maxLength={200}
                value={values[header] ?? ""}
                onChange={({ target }) => onChange({ ...choice, values: { ...values, [header]: target.value } })}
              />
            )}
          </Field>
        </div>
      )}
      {what === "clock" && (
        <Field label="The application’s clock is" hint="KMS lets five minutes pass, either way." className="max-w-80">
          {(ids) => (
            <NativeSelect
              {...ids}
              value={minutes}
              onChange={({ target }) => onChange({ ...choice, minutes: Number(target.value) })}
            >
              {CLOCKS.filter(({ accepted }) => !(sure && accepted)).map((clock) => (
                <option key={clock.minutes} value={clock.minutes}>
                  {clock.name}
                </option>
              ))}
            </NativeSelect>
          )}
        </Field>
      )}
      {what === "body" && (
        <p className="text-soft">One letter of the body becomes the next one, after the request was signed.</p>
      )}
      {what === "secret" && (
        <p className="text-soft">
          The application flips one bit of a copy of the secret and signs with that. Neither secret is shown.
        </p>
      )}
    </>
  );
}

const resultSentence = (trace: CallTrace): string =>
  `${trace.summary.error?.name ?? "Accepted"}. ${verdictSentence(trace)}`;

function Outcome({ trace }: { readonly trace: CallTrace }) {
  const { summary, application, frontDoor } = trace;
  const signed = application?.signed?.canonicalRequest ?? null;
  const arrived = frontDoor.signature?.canonicalRequest ?? null;
  return (
    <section aria-label="What came of it" className="grid min-w-0 grid-cols-1 gap-2.5">
      {application?.altered !== undefined && <p>{alteredSentence(application.altered)}</p>}
      {summary.error === null ? (
        <p className="font-semibold">
          ✓ KMS did what was asked: {summary.operation}, {summary.status}.
        </p>
      ) : (
        <Titled title={`✕ KMS says ${summary.error.name}`}>
          <Code text={summary.error.message ?? "AWS gives no sentence for this one."} label="KMS’s answer" />
          <OurReading trace={trace} />
        </Titled>
      )}
      <p className="font-semibold text-pretty">{verdictSentence(trace)}</p>
      {signed !== null && arrived !== null && (
        <Titled title="Both canonical requests, line by line">
          <CanonicalDiff signed={signed} arrived={arrived} />
        </Titled>
      )}
      <Titled title="Both computations, side by side">
        <Comparison trace={trace} />
      </Titled>
      <XRayLink call={summary.id} className="justify-self-start" />
    </section>
  );
}

/** Whether anything in it was a secret, and is veiled. */
function holdsSecret(value: JsonValue | undefined): boolean {
  if (typeof value === "string") return secretLength(value) !== null;
  return typeof value === "object" && value !== null && Object.values(value).some(holdsSecret);
}
