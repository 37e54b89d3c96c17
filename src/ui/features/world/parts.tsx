/** What all parts of the place share: what they are given, a card that opens, a row with its acts. */
import { useId, useState, type ReactNode } from "react";
import type { SurroundingsView } from "#glass/surroundings.ts";
import { Button } from "../../design/Button.tsx";
import { Icon } from "../../design/Icon.tsx";
import type { FormSpec } from "./form.ts";
import type { Surroundings } from "./use-surroundings.ts";

export interface PartProps {
  readonly view: SurroundingsView;
  readonly surroundings: Surroundings;
  /** Opens the form. */
  readonly onForm: (form: FormSpec) => void;
}

/** A thing by its name and one line, that opens to what it has. */
export function Opens({
  name,
  line,
  children,
}: {
  readonly name: string;
  readonly line: ReactNode;
  readonly children: ReactNode;
}) {
  const id = useId();
  const [open, setOpen] = useState(false);
  return (
    <div className="border-t border-line">
      <button
        type="button"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
        className="target grid w-full grid-cols-[minmax(0,1fr)_auto] items-center gap-x-2 py-2 text-left hover:bg-wash"
      >
        <span>
          <span className="font-semibold">{name}</span> <span className="text-sm text-soft">{line}</span>
        </span>
        <Icon name={open ? "up" : "down"} size={12} className="text-soft" />
      </button>
      <div id={id} hidden={!open} className="pt-1 pb-5 pl-4">
        {open && <div className="grid gap-4">{children}</div>}
      </div>
    </div>
  );
}

export const Section = ({
  title,
  acts,
  children,
  level = 2,
}: {
  readonly title: ReactNode;
  readonly acts?: ReactNode;
  readonly children: ReactNode;
  readonly level?: 2 | 3;
}) => {
  const Heading = level === 2 ? "h2" : "h3";
  return (
    <section className={level === 2 ? "mb-8" : "mt-2 min-w-0"}>
      <div className="mb-1 flex flex-wrap items-center gap-x-4 gap-y-2">
        <Heading className={level === 2 ? "text-lg" : "text-sm font-semibold"}>{title}</Heading>
        {acts !== undefined && <div className="flex flex-wrap gap-2">{acts}</div>}
      </div>
      {children}
    </section>
  );
};

export interface RowAct {
  /** What the button shows; `label`: what it is called, with the thing that it is about. */
  readonly name: string;
  readonly label: string;
  readonly onPress: () => void;
}

export const Acts = ({ acts }: { readonly acts: readonly RowAct[] }) => (
  <span className="flex flex-wrap gap-2">
    {acts.map(({ name, label, onPress }) => (
      <Button key={name} size="small" aria-label={label} onClick={onPress}>
        {name}
      </Button>
    ))}
  </span>
);

/** Things in lines, each with its acts; a sentence where there is none. */
export function Lines({
  items,
  none,
}: {
  readonly items: readonly { readonly key: string; readonly text: ReactNode; readonly acts: readonly RowAct[] }[];
  readonly none: string;
}) {
  if (items.length === 0) return <p className="text-sm text-soft">{none}</p>;
  return (
    <ul className="grid gap-1.5">
      {items.map(({ key, text, acts }) => (
        <li key={key} className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
          <span className="min-w-0 [overflow-wrap:anywhere]">{text}</span>
          <Acts acts={acts} />
        </li>
      ))}
    </ul>
  );
}
