import { useState } from "react";
import { Button } from "../../design/Button.tsx";
import { Field, TextInput } from "../../design/Field.tsx";
import { refreshWorld } from "../../state/world-view.ts";
import { announce, setSeat, useSession, useWorld } from "../../state/session.ts";
import { sayWhenThere } from "./say-when-there.ts";

/** A name for a new world, or another one for the open world. */
export function NameWorld({
  what,
  onBack,
  onDone,
}: {
  readonly what: "new" | "rename";
  readonly onBack: () => void;
  readonly onDone: () => void;
}) {
  const { pane } = useSession();
  const world = useWorld();
  const [name, setName] = useState(what === "new" ? "" : world.name);
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      if (what === "new") {
        const made = await pane.createWorld(name.trim());
        setSeat({ world: made.id });
        sayWhenThere(
          ({ id }) => id === made.id,
          ({ name: called }) => `The world ${called} was made and is open.`,
        );
      } else {
        const renamed = await pane.renameWorld(world.id, name.trim());
        refreshWorld();
        announce(`The world is now called ${renamed.name}.`);
      }
      onDone();
    } catch (error) {
      setFault(error instanceof Error ? error.message : String(error));
      setBusy(false);
    }
  };
  return (
    <form
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Field
        label={what === "new" ? "Name of the new world" : "Name of this world"}
        error={fault}
        {...(what === "new" && {
          hint: "It starts with the same accounts and key as a first visit, and with nothing in its log.",
        })}
      >
        {(ids) => (
          <TextInput {...ids} value={name} maxLength={60} required onChange={(event) => setName(event.target.value)} />
        )}
      </Field>
      <div className="flex justify-end gap-2">
        <Button kind="quiet" onClick={onBack}>
          Back
        </Button>
        <Button kind="primary" type="submit" busy={busy} disabled={name.trim() === ""}>
          {what === "new" ? "Make it" : "Rename"}
        </Button>
      </div>
    </form>
  );
}
