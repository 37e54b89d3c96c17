import type { ReactNode } from "react";
import { tied } from "./tied.ts";

/** The sentence of the beat, in a place that is as high as the longest of the run, so that nothing below it moves from beat to beat. */
export function Sentence({
  said,
  others,
  emphasised,
}: {
  readonly said: string;
  /** What the other beats of the run say. */
  readonly others: readonly string[];
  /** The KMS key's name: bold wherever the sentence speaks of it. */
  readonly emphasised: string;
}) {
  return (
    <div className="mt-0.5 grid min-h-[8.2rem] @[30rem]/left:min-h-[6.6rem] @[46rem]/left:min-h-[4.95rem] max-w-[46rem] text-lg text-pretty [&>*]:[grid-area:1/1]">
      <p data-testid="sentence">{bold(tied(said), emphasised)}</p>
      {others.map((other) => (
        <p key={other} aria-hidden="true" className="invisible select-none">
          {bold(tied(other), emphasised)}
        </p>
      ))}
    </div>
  );
}

/** In one piece where there is room: some browsers break after a slash. */
const Name = ({ children }: { readonly children: string }) => (
  <b className="inline-block max-w-full [overflow-wrap:anywhere]">{children}</b>
);

function bold(said: string, name: string): ReactNode {
  if (name === "" || !said.includes(name)) return said;
  return said.split(name).flatMap((part, i) => (i === 0 ? [part] : [<Name key={i}>{name}</Name>, part]));
}
