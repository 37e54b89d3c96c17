import { lazy, Suspense, useState, type FormEvent } from "react";
import type { KeyDetail } from "#glass/views.ts";
import { aliasDeleteWill, keyName } from "#words/keys.ts";
import { Button } from "../../design/Button.tsx";
import { Field, TextInput } from "../../design/Field.tsx";
import { Refusal } from "./Refusal.tsx";
import { useAct } from "../../state/use-act.ts";

const ActDialog = lazy(() => import("./ActDialog.tsx"));
const MoveAliasDialog = lazy(() => import("./MoveAliasDialog.tsx"));

export function AliasList({ detail }: { readonly detail: KeyDetail }) {
  const [name, setName] = useState("");
  const [asked, setAsked] = useState<{ readonly act: "move" | "delete"; readonly alias: string } | null>(null);
  const adding = useAct(keyName(detail));
  const close = (): void => setAsked(null);
  const add = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const alias = `alias/${name.replace(/^alias\//, "")}`;
    const outcome = await adding.run(
      "CreateAlias",
      { AliasName: alias, TargetKeyId: detail.keyId },
      { say: () => `${alias} points at this key.` },
    );
    // What was typed since the click stays.
    if (outcome?.ok === true) setName((now) => (now === name ? "" : now));
  };
  return (
    <section className="min-w-0">
      <h2>Aliases</h2>
      <p className="max-w-[44rem] text-pretty">
        A name for calls to use. It is not the key: it can point elsewhere tomorrow, and a blob never remembers it.
      </p>
      {detail.aliases.length === 0 && (
        <p className="mt-3 text-soft">No alias points at this key. Calls must name its id or ARN.</p>
      )}
      <ul className="mt-2">
        {detail.aliases.map((alias) => (
          <li key={alias} className="flex flex-wrap items-center gap-2 border-b border-line py-1.5">
            <code className="min-w-0 flex-1 [overflow-wrap:anywhere]">{alias}</code>
            <Button
              size="small"
              aria-label={`Point ${alias} elsewhere`}
              onClick={() => setAsked({ act: "move", alias })}
            >
              Point elsewhere
            </Button>
            <Button size="small" aria-label={`Delete ${alias}`} onClick={() => setAsked({ act: "delete", alias })}>
              Delete
            </Button>
          </li>
        ))}
      </ul>
      <form onSubmit={(event) => void add(event)} className="mt-3 flex flex-wrap items-end gap-3">
        <Field label="New alias" className="max-w-80 flex-1 basis-48">
          {(ids) => (
            <span className="flex items-center gap-1.5">
              <code className="text-soft">alias/</code>
              <TextInput
                {...ids}
                mono
                placeholder="invoices"
                value={name}
                onChange={({ target }) => setName(target.value)}
              />
            </span>
          )}
        </Field>
        <Button type="submit" busy={adding.busy} disabled={name === ""}>
          Add alias
        </Button>
      </form>
      <div className="mt-3 empty:hidden">
        <Refusal act={adding} />
      </div>
      <Suspense>
        {asked?.act === "move" && <MoveAliasDialog detail={detail} alias={asked.alias} onClose={close} />}
        {asked?.act === "delete" && (
          <ActDialog
            name={keyName(detail)}
            onClose={close}
            operation="DeleteAlias"
            input={{ AliasName: asked.alias }}
            title={`Delete ${asked.alias}?`}
            will={aliasDeleteWill(asked.alias)}
            button="Delete alias"
          />
        )}
      </Suspense>
    </section>
  );
}
