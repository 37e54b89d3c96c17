import type { CallTrace } from "#glass/trace.ts";
import { comparison } from "#words/signature.ts";
import { Table, Td, Th } from "../../design/Table.tsx";
import { cx } from "../../design/cx.ts";

/** What the application and KMS each came to by themselves, from the canonical request to the signature. */
export function Comparison({ trace }: { readonly trace: CallTrace }) {
  const rows = comparison(trace);
  if (rows.length === 0) return null;
  return (
    <>
      <Table caption="Both computations, step by step">
        <thead>
          <tr>
            <Th className="w-[30%]">Step</Th>
            <Th className="w-[27%]">Application</Th>
            <Th className="w-[27%]">KMS</Th>
            <Th>The same?</Th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, fed, application, kms, same }) => (
            <tr key={name}>
              <Td>
                {name}
                {fed !== null && <span className="block text-xs text-soft">fed with {fed}</span>}
              </Td>
              <Value text={application} differs={same === false} />
              <Value text={kms} differs={same === false} />
              <Td className={cx("whitespace-nowrap", same === false && "font-semibold text-hot")}>
                {same === null ? "–" : same ? "✓ yes" : "✕ no"}
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
      <p className="text-xs text-soft">
        A print stands for a secret: both sides make it with a key of this world, so equal secrets have equal prints,
        and a print tells nothing of the secret.
      </p>
    </>
  );
}

const Value = ({ text, differs }: { readonly text: string | null; readonly differs: boolean }) => (
  <Td>
    {text === null ? (
      <span className="text-soft">not computed</span>
    ) : (
      <code className={cx("text-xs", !text.includes(" ") && "[overflow-wrap:anywhere]", differs && "font-bold")}>
        {text}
      </code>
    )}
  </Td>
);
