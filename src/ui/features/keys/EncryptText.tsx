import { useState, type FormEvent } from "react";
import type { KeyDetail } from "#glass/views.ts";
import { utf8 } from "#wire/bytes.ts";
import { count, number } from "#words/format.ts";
import { keyName } from "#words/keys.ts";
import { Button } from "../../design/Button.tsx";
import { Field, NativeSelect, TextArea, TextInput } from "../../design/Field.tsx";
import { PairRows, recordOf, type Pair } from "../../design/PairRows.tsx";
import { cx } from "../../design/cx.ts";
import { useSeat, useSession, useWorld } from "../../state/session.ts";
import { filled } from "./filled.ts";
import { Refusal } from "./Refusal.tsx";
import { useAct } from "../../state/use-act.ts";
import { whoWords } from "../../state/who-words.ts";

/**
 * `held`: texts that were sealed under the key before; null: not known yet. One byte more than one Encrypt takes is sent all the same: KMS
 * says no, not this form.
 */
export function EncryptText({ detail, held }: { readonly detail: KeyDetail; readonly held: number | null }) {
  const world = useWorld();
  const { pane } = useSession();
  const { principalArn } = useSeat();
  const [text, setText] = useState("");
  const [name, setName] = useState("");
  const [pairs, setPairs] = useState<readonly Pair[]>([]);
  const { algorithms, asymmetric } = detail;
  const [chosen, setChosen] = useState(algorithms.at(-1)?.name);
  const wall = algorithms.find((algorithm) => algorithm.name === chosen)?.room ?? 0;
  const act = useAct(keyName(detail));
  const bytes = utf8(text).length;
  const context = recordOf(pairs);
  const usual = held === null ? "text, sealed" : `text ${held + 1}, sealed`;
  const title = name === "" ? usual : name;

  /** What KMS said of the call before is no word on this one. */
  const change =
    <T,>(set: (value: T) => void) =>
    (value: T): void => {
      set(value);
      act.clear();
    };

  const encrypt = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget;
    if (context === null) return;
    const outcome = await act.run(
      "Encrypt",
      {
        KeyId: detail.aliases[0] ?? detail.keyId,
        Plaintext: { text },
        ...(asymmetric && chosen !== undefined && { EncryptionAlgorithm: chosen }),
        ...(Object.keys(context).length > 0 && { EncryptionContext: context }),
      },
      {
        note: { keep: { CiphertextBlob: title } },
        say: () => `${count(bytes, "byte")} encrypted under ${keyName(detail)}, kept as ${title}.`,
      },
    );
    if (outcome?.ok !== true) return;
    // The button has nothing to encrypt any more; whoever stands on it can type the next text.
    if (document.activeElement?.closest("button")?.form === form) form.querySelector("textarea")?.focus();
    // What was typed since the click stays.
    setText((now) => (now === text ? "" : now));
    setName((now) => (now === name ? "" : now));
    await pane.pin([outcome.requestId]);
  };

  return (
    <section className="min-w-0">
      <h2>Encrypt a short text</h2>
      <p className="mb-3 text-pretty">
        The text itself goes to KMS, as {whoWords(world, principalArn)}, and comes back as ciphertext. One call takes up
        to {number(wall)} bytes.
        {asymmetric && " Whoever has the public key can do the same without KMS; only KMS can open it."}
      </p>
      <form onSubmit={(event) => void encrypt(event)} className="flex flex-col gap-4">
        {algorithms.length > 1 && (
          <Field label="Encryption algorithm" className="max-w-80">
            {(ids) => (
              <NativeSelect {...ids} value={chosen} onChange={({ target }) => change(setChosen)(target.value)}>
                {algorithms.map((algorithm) => (
                  <option key={algorithm.name}>{algorithm.name}</option>
                ))}
              </NativeSelect>
            )}
          </Field>
        )}
        <div>
          <Field label="Text">
            {(ids) => (
              <TextArea {...ids} rows={5} value={text} onChange={({ target }) => change(setText)(target.value)} />
            )}
          </Field>
          <div className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
            <span className={cx("numbers", bytes > wall && "font-semibold text-hot")}>
              {number(bytes)} of {number(wall)} bytes
              {bytes > wall && `, ${count(bytes - wall, "byte")} too many for one call`}
            </span>
            <span className="ml-auto flex gap-2">
              <Button size="small" onClick={() => change(setText)(filled(text, wall))}>
                Fill to {number(wall)}
              </Button>
              <Button size="small" onClick={() => change(setText)(filled(text, wall + 1))}>
                Fill to {number(wall + 1)}
              </Button>
            </span>
          </div>
        </div>
        {!asymmetric && (
          <fieldset>
            <legend className="mb-1 text-sm font-semibold">Encryption context</legend>
            <p className="mb-2 text-xs text-soft">
              Not secret and not stored in the blob: whoever opens it must give the same pairs. The log shows them.
            </p>
            <PairRows pairs={pairs} onChange={change(setPairs)} what="pair" most={8} />
          </fieldset>
        )}
        <Field label="Keep the ciphertext as" className="max-w-80">
          {(ids) => (
            <TextInput {...ids} placeholder={usual} value={name} onChange={({ target }) => setName(target.value)} />
          )}
        </Field>
        <Refusal act={act} />
        <Button
          kind="primary"
          type="submit"
          className="self-start"
          busy={act.busy}
          disabled={bytes === 0 || context === null}
        >
          Encrypt
        </Button>
      </form>
    </section>
  );
}
