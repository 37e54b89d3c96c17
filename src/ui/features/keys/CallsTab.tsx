import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { KeyDetail } from "#glass/views.ts";
import { dateTime, resultWord } from "#words/format.ts";
import { ago } from "#words/keys.ts";
import { Button } from "../../design/Button.tsx";
import { Table, Td, Th } from "../../design/Table.tsx";
import { StateWord } from "../../design/Words.tsx";
import { useAsk, useInTime } from "../../state/session.ts";
import { seekCalls } from "./seek-calls.ts";

const STEP = 50;

/** Each tells its own time: rows do not change four times a second, as the world's clock does. */
function Ago({ at }: { readonly at: number }) {
  const words = useInTime((now) => ago(at, now));
  return <span title={dateTime(at)}>{words}</span>;
}

/** Every call that had to do with this key, newest first; each leads to its X-ray. */
export function CallsTab({ detail }: { readonly detail: KeyDetail }) {
  const [limit, setLimit] = useState(STEP);
  const { value } = useAsk(({ pane }) => seekCalls(pane, { key: detail.arn }, limit), [detail.arn, limit], {
    on: ["calls"],
  });
  if (value === undefined) return null;
  if (value.items.length === 0)
    return (
      <p className="text-soft">No call has named this key yet. Use it, and every call stays here with its X-ray.</p>
    );
  return (
    <section>
      <h2>Calls that had to do with this key</h2>
      <Table caption="Calls of this key, newest first" className="mt-1">
        <thead>
          <tr>
            <Th>Call</Th>
            <Th>Who</Th>
            <Th>Result</Th>
            <Th numeric>When</Th>
          </tr>
        </thead>
        <tbody>
          {value.items.map(({ id, operation, who, error, at }) => (
            <tr key={id}>
              <Td>
                <Link to="/calls/$id" params={{ id }} className="underline underline-offset-4">
                  {operation}
                </Link>
              </Td>
              <Td>{who}</Td>
              <Td>
                <StateWord tone={error === null ? "good" : "bad"}>{resultWord(error)}</StateWord>
              </Td>
              <Td numeric className="whitespace-nowrap">
                <Ago at={at} />
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
      {value.more && (
        <Button size="small" className="mt-3" onClick={() => setLimit(limit + STEP)}>
          Show older ones
        </Button>
      )}
    </section>
  );
}
