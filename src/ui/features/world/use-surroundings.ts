import { useRef, useState } from "react";
import type { SurroundingsView, WorldAct } from "#glass/surroundings.ts";
import { announce, useAsk, useSession } from "../../state/session.ts";

/** What the tables of the surroundings are called by the engine. */
const TABLES = [
  "accounts",
  "principals",
  "accessKeys",
  "groups",
  "managedPolicies",
  "organizations",
  "units",
  "organizationPolicies",
  "vpcs",
  "keys",
] as const;

export interface Surroundings {
  /** Undefined until the first answer. */
  readonly view: SurroundingsView | undefined;
  /** Does one act and says it; the sentence of a refusal, or null. */
  act(act: WorldAct, said: string): Promise<string | null>;
  /** Of the last act that had no place of its own for its refusal. */
  readonly refusal: string | null;
  /** As `act`, its refusal shown on the page. */
  now(act: WorldAct, said: string): void;
}

export function useSurroundings(): Surroundings {
  const { pane } = useSession();
  // Each reading is one of its own, though it may tell the same.
  const asked = useAsk(async (session) => ({ reading: Symbol(), view: await session.pane.surroundings() }), [], {
    on: TABLES,
  });
  const [refusal, setRefusal] = useState<string | null>(null);
  /** Acts of buttons that were pressed since this reading came. */
  const pressed = useRef<{ readonly reading: unknown; readonly acts: Set<string> }>({ reading: null, acts: new Set() });
  const act = async (wanted: WorldAct, said: string): Promise<string | null> => {
    try {
      await pane.changeWorld(wanted);
      asked.again();
      announce(said);
      return null;
    } catch (error) {
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      announce(`${wanted.act} was refused: ${message}`);
      return `${name}: ${message}`;
    }
  };
  return {
    view: asked.value?.view,
    act,
    refusal,
    now: (wanted, said) => {
      const reading = asked.value?.reading;
      if (pressed.current.reading !== reading) pressed.current = { reading, acts: new Set() };
      const { acts } = pressed.current;
      const name = JSON.stringify(wanted);
      // The button stands as it was until the world is read again: until then this is the same click.
      if (acts.has(name)) return;
      acts.add(name);
      setRefusal(null);
      void (async () => {
        const refused = await act(wanted, said);
        if (refused !== null) acts.delete(name);
        setRefusal(refused);
      })();
    },
  };
}
