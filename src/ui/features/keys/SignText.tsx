import { useState, type FormEvent } from "react";
import type { CallInput } from "#client/face.ts";
import type { KeyDetail } from "#glass/views.ts";
import { fromBase64, hex, utf8 } from "#wire/bytes.ts";
import { capital, count } from "#words/format.ts";
import { messageTypeWords, PROOFS, type Proof } from "#words/key-uses.ts";
import { keyName } from "#words/keys.ts";
import { Button } from "../../design/Button.tsx";
import { Copy } from "../../design/Copy.tsx";
import { Field, NativeSelect, TextArea } from "../../design/Field.tsx";
import { Hex } from "../../design/Hex.tsx";
import { StateWord } from "../../design/Words.tsx";
import { useSeat, useWorld } from "../../state/session.ts";
import { Refusal } from "./Refusal.tsx";
import { blobIn } from "./secret-in.ts";
import { useAct } from "../../state/use-act.ts";
import { whoWords } from "../../state/who-words.ts";

/** A signature or MAC that KMS made, in base64, and how. */
interface Made {
  readonly value: string;
  readonly text: string;
  readonly algorithm: string;
  readonly type: string | null;
}

/** Signs a typed text, or makes its MAC, and has KMS check it: as it is, over another text, or with one bit altered. */
export default function SignText({ detail }: { readonly detail: KeyDetail }) {
  const world = useWorld();
  const { principalArn } = useSeat();
  const proof = PROOFS[detail.usage] as Proof;
  const { algorithms } = detail;
  const [text, setText] = useState("");
  const [algorithm, setAlgorithm] = useState(algorithms[0]?.name ?? "");
  const [type, setType] = useState("RAW");
  const [made, setMade] = useState<Made | null>(null);
  /** What was checked with success: it says nothing of another text. */
  const [held, setHeld] = useState<{ readonly text: string; readonly said: string } | null>(null);
  const making = useAct(keyName(detail));
  const checking = useAct(keyName(detail));
  // ML-DSA's own digest, EXTERNAL_MU, is for programs that have an ML-DSA library at hand.
  const types = (algorithms.find(({ name }) => name === algorithm)?.messageTypes ?? []).filter(
    (name) => name !== "EXTERNAL_MU",
  );
  const given = types.includes(type) ? type : (types[0] ?? null);

  const change = (next: string): void => {
    setText(next);
    checking.clear();
  };
  const make = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    checking.clear();
    setHeld(null);
    const outcome = await making.run(proof.make, inputOf(detail, proof, { text, algorithm, type: given }), {
      say: () => `${capital(proof.thing)} made by ${keyName(detail)}.`,
    });
    if (outcome?.ok === true) setMade({ value: blobIn(outcome, proof.member), text, algorithm, type: given });
  };
  const check = async (altered: boolean): Promise<void> => {
    if (made === null) return;
    setHeld(null);
    const value = { base64: made.value, ...(altered && { flip: { offset: 0, bit: 0 } }) };
    const input = { ...inputOf(detail, proof, { ...made, text }), [proof.member]: value };
    const said = `KMS checked it: the ${proof.thing} belongs to this text and this key.`;
    const outcome = await checking.run(proof.check, input, { say: () => said });
    if (outcome?.ok === true) setHeld({ text, said });
  };

  return (
    <section className="min-w-0">
      <h2>{proof.title}</h2>
      <p className="mb-3 text-pretty">
        {proof.lead} {proof.make} is called as {whoWords(world, principalArn)}.
      </p>
      <form onSubmit={(event) => void make(event)} className="flex flex-col gap-4">
        <Field label="Text" hint={`${count(utf8(text).length, "byte")}. ${messageTypeWords(given)}`}>
          {(ids) => <TextArea {...ids} rows={4} value={text} onChange={({ target }) => change(target.value)} />}
        </Field>
        <div className="flex flex-wrap gap-4">
          {algorithms.length > 1 && (
            <Field label={proof.algorithmLabel} className="flex-1 basis-60">
              {(ids) => (
                <NativeSelect {...ids} value={algorithm} onChange={({ target }) => setAlgorithm(target.value)}>
                  {algorithms.map(({ name }) => (
                    <option key={name}>{name}</option>
                  ))}
                </NativeSelect>
              )}
            </Field>
          )}
          {types.length > 1 && (
            <Field label="Message type" className="flex-1 basis-40">
              {(ids) => (
                <NativeSelect {...ids} value={given ?? ""} onChange={({ target }) => setType(target.value)}>
                  {types.map((name) => (
                    <option key={name}>{name}</option>
                  ))}
                </NativeSelect>
              )}
            </Field>
          )}
        </div>
        <Refusal act={making} />
        <Button kind="primary" type="submit" className="self-start" busy={making.busy} disabled={text === ""}>
          {proof.button}
        </Button>
      </form>
      {made !== null && (
        <section aria-label={capital(proof.thing)} className="mt-5 border-t border-line pt-4">
          <div className="flex flex-wrap items-center gap-x-3">
            <h3 className="text-base font-semibold text-ink">{capital(proof.thing)}</h3>
            <span className="numbers text-sm text-soft">
              {count(fromBase64(made.value).length, "byte")}, {made.algorithm}
              {made.type !== null && `, ${made.type}`}
            </span>
            <Copy text={made.value} what={`the ${proof.thing} in base64`} />
          </div>
          <p className="mt-1 text-xs">
            <Hex hex={hex(fromBase64(made.value))} limit={96} />
          </p>
          <p className="mt-3 text-sm text-pretty text-soft">
            The check is over the text above as it stands now. Change one letter of it, or one bit of the {proof.thing}.
          </p>
          <div className="mt-2 flex flex-wrap gap-2">
            <Button busy={checking.busy} onClick={() => void check(false)}>
              {proof.checkButton}
            </Button>
            <Button busy={checking.busy} onClick={() => void check(true)}>
              Alter one bit, then check
            </Button>
          </div>
          {held?.text === text && (
            <p className="mt-3 text-sm">
              <StateWord tone="good">Valid</StateWord> {held.said}
            </p>
          )}
          <div className="mt-3 empty:hidden">
            <Refusal act={checking} />
          </div>
        </section>
      )}
    </section>
  );
}

/** Members of the call that makes or checks. With DIGEST the application takes the text's hash and sends that alone. */
function inputOf(
  { aliases, keyId }: KeyDetail,
  { algorithmMember }: Proof,
  { text, algorithm, type }: Omit<Made, "value">,
): CallInput {
  return {
    KeyId: aliases[0] ?? keyId,
    Message: { text, ...(type === "DIGEST" && { digest: `SHA-${algorithm.slice(-3)}` }) },
    ...(type !== null && { MessageType: type }),
    [algorithmMember]: algorithm,
  };
}
