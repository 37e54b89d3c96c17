import { useState } from "react";
import type { AccessMatrix } from "#glass/access.ts";
import type { KeyView } from "#glass/views.ts";
import { actionName, brokenPins, pinWords, shownColumns } from "#words/access.ts";
import { capital } from "#words/format.ts";
import { Care } from "../../design/Banner.tsx";
import { cx } from "../../design/cx.ts";
import { Checkbox } from "../../design/Field.tsx";
import { usePins } from "../../state/pins.ts";
import { defaultPrincipal } from "../../state/seat.ts";
import { useAsk, useWorld } from "../../state/session.ts";
import { AsIf, PLAIN, circumstancesOf } from "./AsIf.tsx";
import { CellMark, Matrix } from "./Matrix.tsx";
import { MatrixList } from "./MatrixList.tsx";
import type { AccessSearch } from "./search.ts";
import { ACCESS_TOPICS } from "../../state/access-topics.ts";
import { Why } from "./Why.tsx";

/** The matrix, live, and beside it why its open cell says what it says. */
export function WhoMay({
  keyView,
  search,
  onSearch,
}: {
  readonly keyView: KeyView;
  readonly search: AccessSearch;
  readonly onSearch: (change: AccessSearch) => void;
}) {
  const world = useWorld();
  const pins = usePins(world.id);
  const [all, setAll] = useState(false);
  const [asIf, setAsIf] = useState(PLAIN);
  // By its own name, whichever key it was supposed for.
  const alias = keyView.aliases[0] ?? null;
  const circumstances = circumstancesOf({ ...asIf, alias: asIf.alias === null ? null : alias });
  const { value: answer, error } = useAsk(
    ({ pane }) => pane.accessTo(keyView.arn, circumstances),
    [keyView.arn, asIf],
    { on: ACCESS_TOPICS },
  );
  if (error !== null) throw error;
  if (answer === undefined || answer.refused !== null || answer.keyArn !== keyView.arn) return null;
  const columns = shownColumns(answer, keyView.usage, all);
  const open = openCell(answer, columns, search, defaultPrincipal(world));
  const choose = (row: number, column: number): void =>
    onSearch({ row: answer.principals[row]?.arn, may: actionName(answer.actions[column]?.action ?? "") });
  const broken = brokenPins(pins, answer);
  const why = open !== null && (
    <Why
      keyView={keyView}
      principal={open.principal}
      action={open.action}
      circumstances={circumstances}
      onSearch={onSearch}
    />
  );
  const shared = { matrix: answer, columns, open, pins, onOpen: choose };
  return (
    <div
      className={cx(
        "grid gap-x-8 gap-y-6 @5xl:justify-between",
        all ? "@5xl:grid-cols-[minmax(0,1fr)_25rem]" : "@5xl:grid-cols-[minmax(0,44rem)_minmax(24rem,34rem)]",
      )}
    >
      <section className="min-w-0" aria-label="Who may do what">
        {broken.length > 0 && (
          <Care title={broken.length === 1 ? "A pin is broken." : `${broken.length} pins are broken.`} className="mb-4">
            {broken.map(({ pin, principal }) => (
              <p key={`${pin.principal} ${pin.action}`}>
                {capital(pinWords(principal, pin))}, and that no longer holds.
              </p>
            ))}
          </Care>
        )}
        <div className="hidden @3xl:block">
          <Matrix {...shared} />
        </div>
        <div className="@3xl:hidden">
          <MatrixList {...shared} why={why} />
        </div>
        <div className="mt-3 flex flex-wrap items-center gap-x-6 gap-y-2 text-sm">
          <p className="text-soft">
            <span className="text-ink">
              <CellMark cell={{ allowed: true, denial: null }} />
            </span>{" "}
            may&emsp;
            <CellMark cell={{ allowed: false, denial: "implicit" }} /> may not&emsp;
            <CellMark cell={{ allowed: false, denial: "explicit" }} /> denied by a statement
          </p>
          <Checkbox
            label={`All ${answer.actions.length} actions`}
            checked={all}
            onChange={({ target }) => setAll(target.checked)}
          />
        </div>
        <AsIf value={asIf} onChange={setAsIf} alias={alias} />
      </section>
      <div className="hidden @3xl:block">{why}</div>
    </div>
  );
}

/** The cell that the address names; without one, the first column of `usual` (ARN), or of whoever comes first. */
function openCell(
  { principals, actions }: AccessMatrix,
  columns: readonly number[],
  { row: arn, may }: AccessSearch,
  usual: string,
) {
  const rowOf = (wanted: string | undefined): number => principals.findIndex((each) => each.arn === wanted);
  const row = rowOf(arn) >= 0 ? rowOf(arn) : Math.max(0, rowOf(usual));
  const asked = actions.findIndex(({ action }) => actionName(action) === may);
  const column = asked >= 0 ? asked : (columns[0] ?? 0);
  const [principal, cell] = [principals[row], actions[column]];
  return principal === undefined || cell === undefined ? null : { row, column, principal, action: cell.action };
}
