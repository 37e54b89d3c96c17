import { useState } from "react";
import type { WorldSummary } from "#glass/views.ts";
import { Button } from "../../design/Button.tsx";
import { setSeat, useAsk, useWorld } from "../../state/session.ts";
import { Choice } from "./Choice.tsx";
import { History } from "../../shell/History.tsx";
import { NameWorld } from "./NameWorld.tsx";
import { EndWorld } from "./EndWorld.tsx";
import { sayWhenThere } from "./say-when-there.ts";

type View = "list" | "new" | "rename" | "reset" | "delete";

/** The worlds of this browser, and what can be done with the open one. */
export function WorldPanel({ onDone }: { readonly onDone: () => void }) {
  const [view, setView] = useState<View>("list");
  const back = (): void => setView("list");
  switch (view) {
    case "list":
      return <Worlds onView={setView} onDone={onDone} />;
    case "new":
    case "rename":
      return <NameWorld what={view} onBack={back} onDone={onDone} />;
    case "reset":
    case "delete":
      return <EndWorld what={view} onBack={back} onDone={onDone} />;
  }
}

function Worlds({ onView, onDone }: { readonly onView: (view: View) => void; readonly onDone: () => void }) {
  const world = useWorld();
  const { value: worlds, error } = useAsk<readonly Pick<WorldSummary, "id" | "name">[]>(
    ({ pane }) => pane.worlds(),
    [world.name],
  );
  return (
    <div className="grid gap-3">
      <p className="text-sm text-soft">
        A world is a set of accounts with their keys, its calls, its calendar, and the application’s disk. It is kept in
        this browser only.
      </p>
      <div>
        {(worlds ?? [world]).map((each) => (
          <Choice
            key={each.id}
            current={each.id === world.id}
            name={each.name}
            onChoose={() => {
              setSeat({ world: each.id });
              sayWhenThere(
                ({ id }) => id === each.id,
                ({ name }) => `The world ${name} is open.`,
              );
              onDone();
            }}
          />
        ))}
        {error !== null && <p className="text-sm text-hot">{error.message}</p>}
      </div>
      <div className="flex flex-wrap gap-2 border-t border-line pt-3">
        <Button size="small" onClick={() => onView("new")}>
          New world…
        </Button>
        <Button size="small" onClick={() => onView("rename")}>
          Rename…
        </Button>
        <Button size="small" onClick={() => onView("reset")}>
          Reset…
        </Button>
        <Button size="small" onClick={() => onView("delete")}>
          Delete…
        </Button>
      </div>
      <History />
    </div>
  );
}
