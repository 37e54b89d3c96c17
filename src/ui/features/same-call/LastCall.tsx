import { useAsk, useLastCall } from "../../state/session.ts";
import { SameCall } from "./SameCall.tsx";

/** The last call that this tab made, in its other forms; nothing before there is one. */
export function LastCall({ lead = "Your last act as" }: { readonly lead?: string }) {
  const id = useLastCall();
  const { value } = useAsk(async ({ pane }) => (id === null ? null : await pane.call(id)), [id]);
  return value === undefined || value === null ? null : <SameCall trace={value} lead={lead} />;
}
