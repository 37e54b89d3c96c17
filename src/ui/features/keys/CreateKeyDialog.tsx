import { useEffect, useRef, useState, type FormEvent } from "react";
import { Button } from "../../design/Button.tsx";
import { Dialog } from "../../design/Dialog.tsx";
import { Field, TextInput } from "../../design/Field.tsx";
import { PairRows, recordOf, type Pair } from "../../design/PairRows.tsx";
import { PolicyField } from "../../shell/PolicyField.tsx";
import { useSeat, useWorld } from "../../state/session.ts";
import { KeyKindFields, kindInput, USUAL } from "./KeyKindFields.tsx";
import { Refusal } from "./Refusal.tsx";
import { useAct } from "../../state/use-act.ts";
import { whoWords } from "../../state/who-words.ts";

const FORM = "create-key";

/** A new KMS key, and a first alias for it: two real calls, signed by whoever sits in "Who". */
export default function CreateKeyDialog({
  onClose,
  onCreated,
}: {
  readonly onClose: () => void;
  readonly onCreated: (keyId: string, said: string) => void;
}) {
  const world = useWorld();
  const { principalArn } = useSeat();
  const [kind, setKind] = useState(USUAL);
  const [alias, setAlias] = useState("");
  const [description, setDescription] = useState("");
  const [tags, setTags] = useState<readonly Pair[]>([]);
  const [policy, setPolicy] = useState("");
  /** Set once CreateKey went through and CreateAlias did not. */
  const [nameless, setNameless] = useState<string | null>(null);
  const act = useAct(alias === "" ? "The new key" : `alias/${bare(alias)}`);

  const record = recordOf(tags);
  /** Whoever closes it while KMS is at work has gone on, and is not called back. */
  const standing = useRef(false);
  useEffect(() => {
    standing.current = true;
    return () => void (standing.current = false);
  }, []);

  const create = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const keyId = nameless ?? (await createKey());
    if (keyId === null) return;
    if (alias !== "") {
      const named = await act.run(
        "CreateAlias",
        { AliasName: `alias/${bare(alias)}`, TargetKeyId: keyId },
        { say: () => created(bare(alias)) },
      );
      if (named?.ok !== true) return setNameless(keyId);
    }
    if (standing.current) onCreated(keyId, created(bare(alias)));
  };

  const createKey = async (): Promise<string | null> => {
    if (record === null) return null;
    const tagList = Object.entries(record).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
    const outcome = await act.run(
      "CreateKey",
      {
        ...kindInput(kind),
        ...(description !== "" && { Description: description }),
        ...(tagList.length > 0 && { Tags: tagList }),
        ...(policy !== "" && { Policy: policy }),
      },
      { say: () => created("") },
    );
    const made = outcome?.ok === true ? outcome.output["KeyMetadata"] : undefined;
    const id =
      made !== undefined && typeof made === "object" && made !== null && "KeyId" in made ? made.KeyId : undefined;
    return typeof id === "string" ? id : null;
  };

  return (
    <Dialog
      open
      onClose={nameless === null ? onClose : () => onCreated(nameless, created(""))}
      title="Create a KMS key"
      description={callsWords(bare(alias), whoWords(world, principalArn))}
      actions={
        <>
          <Button onClick={nameless === null ? onClose : () => onCreated(nameless, created(""))}>
            {nameless === null ? "Cancel" : "Go to the key without an alias"}
          </Button>
          <Button kind="primary" type="submit" form={FORM} busy={act.busy} disabled={record === null}>
            {nameless === null ? "Create key" : "Try the alias again"}
          </Button>
        </>
      }
    >
      <form id={FORM} onSubmit={(event) => void create(event)} className="flex flex-col gap-4">
        <Field
          label="Alias"
          hint="A name that people and programs use: letters, digits, / _ and -, not beginning with aws/. It can point at another key later. You may leave it out."
        >
          {(ids) => (
            <div className="flex items-center gap-1.5">
              <code className="text-soft">alias/</code>
              <TextInput
                {...ids}
                mono
                placeholder="invoices"
                value={bare(alias)}
                onChange={({ target }) => setAlias(target.value)}
              />
            </div>
          )}
        </Field>
        {nameless === null && (
          <>
            <KeyKindFields kind={kind} onChange={setKind} />
            <Field label="Description">
              {(ids) => (
                <TextInput {...ids} value={description} onChange={({ target }) => setDescription(target.value)} />
              )}
            </Field>
            <fieldset>
              <legend className="mb-1 text-sm font-semibold">Tags</legend>
              <PairRows pairs={tags} onChange={setTags} what="tag" />
            </fieldset>
            <details>
              <summary className="target text-sm font-semibold">Key policy of your own</summary>
              <div className="mt-2">
                <PolicyField
                  label="Key policy, as JSON"
                  hint="Left empty, KMS writes its default: the account may do everything, and IAM policies there say who."
                  value={policy}
                  onChange={setPolicy}
                />
              </div>
            </details>
          </>
        )}
        {nameless !== null && <p className="text-sm">The key exists. Only its alias is missing.</p>}
        <Refusal act={act} />
      </form>
    </Dialog>
  );
}

const callsWords = (alias: string, who: string): string =>
  alias === ""
    ? `One call, CreateKey, signed by ${who}.`
    : `Two calls, signed by ${who}: CreateKey makes the key, CreateAlias points alias/${alias} at it.`;

const created = (alias: string): string =>
  alias === "" ? "The key is created." : `The key is created, and alias/${alias} points at it.`;

const bare = (alias: string): string => alias.replace(/^alias\//, "");
