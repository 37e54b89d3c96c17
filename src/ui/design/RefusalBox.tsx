import type { ReactNode } from "react";
import { Mono } from "./Mono.tsx";

/** That something was refused: by whom, what it means, and the exact words. `children`: the ways on. */
export function RefusalBox({
  title,
  said,
  error,
  children,
}: {
  readonly title: string;
  readonly said: string;
  readonly error: { readonly name: string; readonly message: string | null } | null;
  readonly children: ReactNode;
}) {
  return (
    <div className="border-stroke rounded-lg border-hot px-4 py-3 text-sm">
      <p>
        <b className="text-hot">{title}</b> {said}
      </p>
      <p className="mt-1.5">
        <Mono className="[overflow-wrap:anywhere]">
          {error?.name}
          {error?.message != null && `: ${error.message}`}
        </Mono>
      </p>
      {children}
    </div>
  );
}

/** That something went wrong, in one sentence. */
export const FaultBox = ({ says }: { readonly says: string }) => (
  <div className="border-stroke rounded-lg border-hot px-4 py-3 text-sm">{says}</div>
);
