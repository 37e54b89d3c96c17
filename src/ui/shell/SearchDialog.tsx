import { Link } from "@tanstack/react-router";
import { useDeferredValue, useRef, type ReactNode } from "react";
import type { CallTrace } from "#glass/trace.ts";
import type { Seat } from "#client/face.ts";
import type { KeyView, WorldView } from "#glass/views.ts";
import { count, date, keyNameOfId, shortId, timeWithSeconds } from "#words/format.ts";
import { Dialog } from "../design/Dialog.tsx";
import { Field, TextInput } from "../design/Field.tsx";
import { useAsk, useSeat, useWorld, type Session } from "../state/session.ts";

interface Found {
  /** What it was that was looked for. */
  readonly text: string;
  readonly keys: readonly KeyView[];
  readonly more: number;
  readonly operations: readonly string[];
  readonly call: CallTrace | null;
}

const NOTHING: Found = { text: "", keys: [], more: 0, operations: [], call: null };
const MOST = 8;

/** Finds keys and aliases of the caller's account in every Region, the calls of an operation, and a call by its request id. */
export function SearchDialog({
  text,
  onText,
  onClose,
}: {
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly onClose: () => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  const wanted = useDeferredValue(text.trim());
  const account = accountOf(useWorld(), useSeat());
  const { value = NOTHING, error } = useAsk((session) => find(session, wanted, account?.id), [wanted, account?.id]);
  const hits = value.keys.length + value.more + value.operations.length + (value.call === null ? 0 : 1);
  return (
    <Dialog open onClose={onClose} title="Search this world" wide initialFocus={input}>
      <Field label="Alias, key id, description, operation or request id">
        {(ids) => <TextInput {...ids} ref={input} value={text} onChange={(event) => onText(event.target.value)} />}
      </Field>
      <output className="mt-2 block text-sm text-soft">
        {wanted === ""
          ? `Keys are searched in every Region of account ${account?.name ?? ""}, calls in the whole world.`
          : error !== null
            ? `The search failed: ${error.message}`
            : value.text !== wanted
              ? ""
              : hits === 0
                ? "Nothing fits."
                : count(hits, "hit")}
      </output>
      {value.call !== null && (
        <Group title="Call">
          <Hit
            note={`${value.call.summary.who}, ${date(value.call.summary.at)}, ${timeWithSeconds(value.call.summary.at)}`}
          >
            <Link to="/calls/$id" params={{ id: value.call.summary.id }} onClick={onClose} className={HIT}>
              {value.call.summary.operation} {shortId(value.call.summary.id)}
            </Link>
          </Hit>
        </Group>
      )}
      {value.keys.length > 0 && (
        <Group title="Keys">
          {value.keys.map((key) => (
            <Hit key={key.arn} note={`${key.state}, ${key.region}`}>
              <Link
                to="/keys/$keyId"
                params={{ keyId: key.keyId }}
                search={{ region: key.region }}
                onClick={onClose}
                className={HIT}
              >
                {key.aliases.length > 0 ? key.aliases.join(", ") : keyNameOfId(key.keyId)}
              </Link>
            </Hit>
          ))}
          {value.more > 0 && (
            <li className="py-1 text-sm text-soft">and {count(value.more, "more key")}: type more to narrow it</li>
          )}
        </Group>
      )}
      {value.operations.length > 0 && (
        <Group title="Calls of">
          {value.operations.map((operation) => (
            <Hit key={operation} note="its calls, newest first">
              <Link to="/calls" search={{ operation }} onClick={onClose} className={HIT}>
                {operation}
              </Link>
            </Hit>
          ))}
        </Group>
      )}
    </Dialog>
  );
}

const accountOf = ({ accounts }: WorldView, { principalArn }: Seat) =>
  accounts.find(({ principals }) => principals.some(({ arn }) => arn === principalArn));

async function find({ pane }: Session, text: string, account: string | undefined): Promise<Found> {
  if (text === "") return NOTHING;
  const [keys, catalogue, call] = await Promise.all([
    pane.keys({ search: text, ...(account !== undefined && { account }) }, null, MOST),
    pane.catalogue(),
    /^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(text) ? pane.call(text.toLowerCase()) : null,
  ]);
  const lower = text.toLowerCase();
  const operations = catalogue.map(({ name }) => name).filter((name) => name.toLowerCase().includes(lower));
  return { text, keys: keys.items, more: keys.total - keys.items.length, operations: operations.slice(0, MOST), call };
}

const HIT = "target inline-flex items-center font-semibold underline-offset-4 hover:underline";

const Group = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <section className="mt-4" aria-label={title}>
    <h3>{title}</h3>
    <ul>{children}</ul>
  </section>
);

const Hit = ({ note, children }: { readonly note: string; readonly children: ReactNode }) => (
  <li className="flex flex-wrap items-baseline gap-x-3 border-t border-line py-1 first:border-t-0">
    {children}
    <span className="numbers text-xs text-soft">{note}</span>
  </li>
);
