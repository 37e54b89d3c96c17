import { Fragment, useRef, type KeyboardEvent } from "react";
import type { AccessCell, AccessMatrix, AccessPrincipal } from "#glass/access.ts";
import { actionName, cellName, GROUPS, pinAt, type Pin } from "#words/access.ts";
import { principalWords } from "#words/format.ts";
import { cx } from "../../design/cx.ts";
import { useWorld } from "../../state/session.ts";

export interface MatrixProps {
  readonly matrix: AccessMatrix;
  /** Places of the columns that are shown. */
  readonly columns: readonly number[];
  readonly open: { readonly row: number; readonly column: number } | null;
  readonly pins: readonly Pin[];
  readonly onOpen: (row: number, column: number) => void;
}

/** Principals by account, actions by group; one tab stop, and the arrow keys walk it (ARIA's grid pattern). */
export function Matrix({ matrix, columns, open, pins, onOpen }: MatrixProps) {
  const grid = useRef<HTMLTableElement>(null);
  const { principals, actions, keyArn } = matrix;
  const walk = (event: KeyboardEvent): void => {
    const at = placeOf(event.target);
    const to = at === null ? null : step(event, at, { rows: principals.length, columns: columns.length });
    if (to === null) return;
    event.preventDefault();
    grid.current?.querySelector<HTMLElement>(`[data-cell="${to.row} ${to.column}"]`)?.focus();
  };
  const stop = { row: open?.row ?? 0, column: Math.max(0, columns.indexOf(open?.column ?? -1)) };
  return (
    <div className="scroll-shade overflow-x-auto">
      <table
        ref={grid}
        // ARIA's grid pattern: a table whose cells are walked with the arrow keys.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-to-interactive-role
        role="grid"
        aria-label="Who may do what with this key"
        className="border-collapse text-sm"
        onKeyDown={walk}
      >
        <thead>
          <tr>
            <th scope="col" rowSpan={2}>
              <span className="sr-only">Who</span>
            </th>
            {groupsOf(actions, columns).map(({ group, span }) => (
              <th
                key={group}
                scope="colgroup"
                colSpan={span}
                className="border-l border-line px-1.5 pb-1 text-left text-xs font-semibold whitespace-nowrap text-soft"
              >
                {GROUPS[group]}
              </th>
            ))}
          </tr>
          <tr>
            {columns.map((column, at) => (
              <th
                key={column}
                scope="col"
                className={cx(
                  "h-36 px-1 pb-1.5 align-bottom text-xs font-normal",
                  beginsGroup(actions, columns, at) && "border-l border-line",
                )}
              >
                <span className="inline-block rotate-180 text-left leading-none whitespace-nowrap [writing-mode:vertical-rl]">
                  {actionName(actions[column]?.action ?? "")}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {principals.map((principal, row) => (
            <Fragment key={principal.arn}>
              {principals[row - 1]?.account !== principal.account && (
                <AccountRow
                  account={principal.account}
                  own={principal.account === keyArn.split(":")[4]}
                  span={columns.length + 1}
                />
              )}
              <tr>
                <th
                  scope="row"
                  className="sticky left-0 border-t border-line bg-paper py-0 pr-4 text-left font-normal whitespace-nowrap"
                >
                  {principalWords(principal)}
                </th>
                {columns.map((column, at) => {
                  const cell = matrix.cells[row]?.[column];
                  const action = actions[column]?.action ?? "";
                  return cell === undefined ? null : (
                    <Cell
                      key={column}
                      {...{ principal, action, cell }}
                      at={`${row} ${at}`}
                      edge={beginsGroup(actions, columns, at)}
                      open={open?.row === row && open.column === column}
                      stop={stop.row === row && stop.column === at}
                      pin={pinAt(pins, keyArn, principal.arn, action)}
                      onOpen={() => onOpen(row, column)}
                    />
                  );
                })}
              </tr>
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function AccountRow({
  account,
  own,
  span,
}: {
  readonly account: string;
  readonly own: boolean;
  readonly span: number;
}) {
  const { accounts } = useWorld();
  const name = accounts.find(({ id }) => id === account)?.name;
  return (
    <tr>
      <th scope="rowgroup" colSpan={span} className="pt-3 pb-1 text-left text-xs font-semibold">
        {name !== undefined && `${name} `}
        <span className="numbers font-normal text-soft">
          {account}
          {own ? ", which owns the key" : ", another account: both must say yes"}
        </span>
      </th>
    </tr>
  );
}

function Cell({
  principal,
  action,
  cell,
  at,
  edge,
  open,
  stop,
  pin,
  onOpen,
}: {
  readonly principal: AccessPrincipal;
  readonly action: string;
  readonly cell: AccessCell;
  /** Row and shown column, for the arrow keys. */
  readonly at: string;
  readonly edge: boolean;
  readonly open: boolean;
  readonly stop: boolean;
  readonly pin: Pin | undefined;
  readonly onOpen: () => void;
}) {
  const broken = pin !== undefined && cell.allowed !== (pin.must === "allowed");
  const pinned = pin === undefined ? "" : broken ? `, pinned ${pin.must}: broken` : `, pinned ${pin.must}`;
  return (
    <td aria-selected={open} className={cx("border-t border-line p-0", edge && "border-l")}>
      <button
        type="button"
        data-cell={at}
        tabIndex={stop ? 0 : -1}
        aria-label={`${cellName(principal, action, cell)}${pinned}`}
        onClick={onOpen}
        className={cx(
          "target m-px grid h-8 w-[calc(100%-2px)] min-w-10 place-content-center rounded-sm hover:bg-wash",
          open && "border-stroke border-ink bg-wash",
          pin !== undefined && !open && "border-stroke border-dashed",
          pin !== undefined && !open && (broken ? "border-hot" : "border-edge"),
        )}
      >
        <CellMark cell={cell} />
      </button>
    </td>
  );
}

/** A shape of its own for each outcome, for colour and weight alone tell nobody apart. */
export const CellMark = ({ cell }: { readonly cell: Pick<AccessCell, "allowed" | "denial"> }) => {
  const [mark, look] = cell.allowed
    ? ["✓", "font-bold"]
    : cell.denial === "explicit"
      ? ["⊘", "font-bold text-hot"]
      : ["✕", "text-soft"];
  return (
    <span aria-hidden="true" className={look}>
      {mark}
    </span>
  );
};

/* ---- columns ---- */

type Actions = AccessMatrix["actions"];

function groupsOf(actions: Actions, columns: readonly number[]) {
  const groups: { group: Actions[number]["group"]; span: number }[] = [];
  for (const column of columns) {
    const group = actions[column]?.group;
    const last = groups.at(-1);
    if (group === undefined) continue;
    if (last?.group === group) last.span++;
    else groups.push({ group, span: 1 });
  }
  return groups;
}

const beginsGroup = (actions: Actions, columns: readonly number[], at: number): boolean =>
  actions[columns[at] ?? -1]?.group !== actions[columns[at - 1] ?? -1]?.group;

/* ---- the arrow keys ---- */

interface Place {
  readonly row: number;
  readonly column: number;
}

function placeOf(target: EventTarget): Place | null {
  const at = target instanceof HTMLElement ? target.dataset["cell"] : undefined;
  if (at === undefined) return null;
  const [row = 0, column = 0] = at.split(" ").map(Number);
  return { row, column };
}

function step(
  { key, ctrlKey }: KeyboardEvent,
  { row, column }: Place,
  { rows, columns }: { rows: number; columns: number },
): Place | null {
  switch (key) {
    case "ArrowLeft":
      return { row, column: Math.max(0, column - 1) };
    case "ArrowRight":
      return { row, column: Math.min(columns - 1, column + 1) };
    case "ArrowUp":
      return { row: Math.max(0, row - 1), column };
    case "ArrowDown":
      return { row: Math.min(rows - 1, row + 1), column };
    case "Home":
      return { row: ctrlKey ? 0 : row, column: 0 };
    case "End":
      return { row: ctrlKey ? rows - 1 : row, column: columns - 1 };
    case "PageUp":
      return { row: 0, column };
    case "PageDown":
      return { row: rows - 1, column };
    default:
      return null;
  }
}
