import type { ReactNode } from "react";
import { actionName, cellName, cellReason, GROUPS, pinAt } from "#words/access.ts";
import { principalWords } from "#words/format.ts";
import { cx } from "../../design/cx.ts";
import { NativeSelect } from "../../design/Field.tsx";
import { useWorld } from "../../state/session.ts";
import { CellMark, type MatrixProps } from "./Matrix.tsx";

/** The matrix where there is no room for one: one principal at a time, its actions below one another. */
export function MatrixList({
  matrix,
  columns,
  open,
  pins,
  onOpen,
  why,
}: MatrixProps & {
  /** Of the open cell, right below it. */
  readonly why: ReactNode;
}) {
  const { accounts } = useWorld();
  const { principals, actions, keyArn } = matrix;
  const row = open?.row ?? 0;
  const principal = principals[row];
  if (principal === undefined) return null;
  return (
    <>
      <label className="flex items-center gap-2 text-sm">
        <span className="font-semibold">Who</span>
        <NativeSelect value={row} onChange={({ target }) => onOpen(Number(target.value), open?.column ?? 0)}>
          {[...new Set(principals.map(({ account }) => account))].map((account) => (
            <optgroup key={account} label={`${accounts.find(({ id }) => id === account)?.name ?? ""} ${account}`}>
              {principals.map((each, at) =>
                each.account === account ? (
                  <option key={each.arn} value={at}>
                    {principalWords(each)}
                  </option>
                ) : null,
              )}
            </optgroup>
          ))}
        </NativeSelect>
      </label>
      <ul className="mt-2" aria-label={`What ${principalWords(principal)} may do`}>
        {columns.map((column, at) => {
          const { action = "", group } = actions[column] ?? {};
          const cell = matrix.cells[row]?.[column];
          if (cell === undefined || group === undefined) return null;
          const pin = pinAt(pins, keyArn, principal.arn, action);
          const first = actions[columns[at - 1] ?? -1]?.group !== group;
          return (
            <li key={action}>
              {first && <h3 className="pt-3">{GROUPS[group]}</h3>}
              <button
                type="button"
                aria-label={`${cellName(principal, action, cell)}${pin === undefined ? "" : `, pinned ${pin.must}`}`}
                aria-pressed={open?.column === column}
                onClick={() => onOpen(row, column)}
                className={cx(
                  "target grid w-full grid-cols-[1.25rem_minmax(0,1fr)] items-baseline rounded-sm px-1 py-1 text-left text-sm",
                  open?.column === column ? "border-stroke border-ink bg-wash" : "border-t border-line",
                )}
              >
                <CellMark cell={cell} />
                <span>
                  <b>{actionName(action)}</b>
                  {pin !== undefined && <span className="text-xs text-soft"> pinned {pin.must}</span>}
                  <span className="block text-xs text-soft">{cellReason(cell)}</span>
                </span>
              </button>
              {open?.column === column && <div className="my-2">{why}</div>}
            </li>
          );
        })}
      </ul>
    </>
  );
}
