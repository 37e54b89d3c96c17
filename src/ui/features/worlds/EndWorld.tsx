import { useState } from "react";
import { count, list } from "#words/format.ts";
import { Button } from "../../design/Button.tsx";
import { Care } from "../../design/Banner.tsx";
import { leaveWorld, useAsk, useSession, useWorld } from "../../state/session.ts";
import { sayWhenThere } from "./say-when-there.ts";

/** Reset or delete the open world, with what would be lost counted before the click. */
export function EndWorld({
  what,
  onBack,
  onDone,
}: {
  readonly what: "reset" | "delete";
  readonly onBack: () => void;
  readonly onDone: () => void;
}) {
  const { pane, application } = useSession();
  const world = useWorld();
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const { value: lost } = useAsk(
    async (session) => {
      const [keys, calls, artefacts] = await Promise.all([
        session.pane.keys({}, null, 1),
        session.pane.calls({}, null, 1),
        session.application.artefacts(),
      ]);
      return [
        count(keys.total, "KMS key"),
        count(calls.total, "recorded call"),
        count(artefacts.length, "thing of the application", "things of the application"),
      ];
    },
    [world.id],
  );
  const { value: next } = useAsk(
    async (session) => (await session.pane.worlds()).find(({ id }) => id !== world.id) ?? null,
    [world.id],
  );
  const end = async (): Promise<void> => {
    setBusy(true);
    try {
      if (what === "reset") {
        await pane.resetWorld(world.id);
        await application.wipe(world.id);
        sayWhenThere(
          () => true,
          ({ name }) => `${name} was reset.`,
        );
      } else {
        const last = (await pane.worlds()).length === 1;
        await pane.deleteWorld(world.id);
        leaveWorld();
        await application.wipe(world.id);
        sayWhenThere(
          ({ id }) => id !== world.id || last,
          ({ name }) => `${world.name} was deleted. You are in ${name} now.`,
        );
      }
      onDone();
    } catch (error) {
      setFault(error instanceof Error ? error.message : String(error));
      setBusy(false);
    }
  };
  return (
    <div className="grid gap-3">
      <Care title={what === "reset" ? `Reset “${world.name}”` : `Delete “${world.name}”`}>
        <p>
          {lost === undefined ? "Everything in it" : list(lost)} will be gone, for every tab. This cannot be taken back,
          and what was sealed under its keys never opens again.
        </p>
        <p className="mt-1">
          {what === "reset"
            ? "The accounts, the key and the clock of a first visit are put in its place."
            : next === undefined
              ? "\u00a0"
              : next === null
                ? "No other world is left: a first one is made anew, and you are in it then."
                : `You are then in “${next.name}”.`}
        </p>
      </Care>
      {fault !== null && <p className="text-sm text-hot">{fault}</p>}
      <div className="flex justify-end gap-2">
        <Button kind="quiet" onClick={onBack}>
          Back
        </Button>
        <Button kind="danger" busy={busy} onClick={() => void end()}>
          {what === "reset" ? "Reset this world" : "Delete this world"}
        </Button>
      </div>
    </div>
  );
}
