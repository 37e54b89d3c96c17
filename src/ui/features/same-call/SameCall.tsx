import { lazy, memo } from "react";
import type { CallTrace } from "#glass/trace.ts";
import { WhenNear } from "../../design/WhenNear.tsx";

const CallForms = lazy(() => import("./CallForms.tsx"));

/** The strip at the foot of a page: one call as command, code, message or log record. It comes when it is scrolled near. */
export const SameCall = memo(function SameCall({
  trace,
  lead = "The same call as",
}: {
  readonly trace: CallTrace;
  readonly lead?: string;
}) {
  return (
    <WhenNear className="min-h-12">
      <CallForms trace={trace} lead={lead} />
    </WhenNear>
  );
});
