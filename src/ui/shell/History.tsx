import { useState } from "react";
import { Button } from "../design/Button.tsx";
import { Icon } from "../design/Icon.tsx";
import { showWorld } from "../state/world-view.ts";
import { announce, useSession, useWorld } from "../state/session.ts";

/** Takes the last act of this world back, or does it again; each button names its act. */
export function History() {
  const { undo, redo } = useWorld();
  const { pane } = useSession();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  if (undo === null && redo === null) return null;
  const go = async (way: "undo" | "redo", name: string): Promise<void> => {
    setBusy(true);
    setFault(null);
    try {
      showWorld(await pane[way]());
      announce(way === "undo" ? `${name} was taken back.` : `${name} was done again.`);
    } catch (error) {
      setFault(error instanceof Error ? error.message : String(error));
    }
    setBusy(false);
  };
  return (
    <div>
      <div className="flex flex-wrap gap-2">
        {undo !== null && (
          <Button size="small" busy={busy} onClick={() => void go("undo", undo)}>
            <Icon name="undo" /> Undo {undo}
          </Button>
        )}
        {redo !== null && (
          <Button size="small" busy={busy} onClick={() => void go("redo", redo)}>
            <Icon name="redo" /> Redo {redo}
          </Button>
        )}
      </div>
      {fault !== null && <p className="mt-1 text-sm text-hot">{fault}</p>}
    </div>
  );
}
