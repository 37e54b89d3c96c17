import { Field, NativeSelect } from "../../design/Field.tsx";
import { announce, useSession, useWorld } from "../../state/session.ts";
import { useChosen } from "../../state/use-chosen.ts";
import { showWorld } from "../../state/world-view.ts";

const DELAYS = [
  { ms: 0, name: "at once, which AWS never does" },
  { ms: 5_000, name: "after 5 seconds, as is usual" },
  { ms: 60_000, name: "after a minute" },
  { ms: 300_000, name: "after five minutes, the most that AWS promises" },
] as const;

/** How long this world's KMS takes until it knows everywhere that a grant was made, or that it is over. */
export function GrantDelay() {
  const { pane } = useSession();
  const { grantDelay } = useWorld();
  const [shown, choose] = useChosen(grantDelay);
  const set = async (ms: number): Promise<void> => {
    choose(ms);
    try {
      showWorld(await pane.setGrantDelay(ms));
    } catch (error) {
      choose(grantDelay);
      announce(`That could not be set: ${error instanceof Error ? error.message : String(error)}`);
      return;
    }
    announce(
      `A new grant, or the end of one, is known everywhere ${DELAYS.find((delay) => delay.ms === ms)?.name ?? ""}.`,
    );
  };
  const known = DELAYS.some(({ ms }) => ms === shown);
  return (
    <Field label="A new grant, or the end of one, is known everywhere (simulated)" className="mt-6 max-w-96">
      {(ids) => (
        <NativeSelect {...ids} value={shown} onChange={({ target }) => void set(Number(target.value))}>
          {!known && <option value={shown}>after {shown / 1000} seconds</option>}
          {DELAYS.map(({ ms, name }) => (
            <option key={ms} value={ms}>
              {name}
            </option>
          ))}
        </NativeSelect>
      )}
    </Field>
  );
}
