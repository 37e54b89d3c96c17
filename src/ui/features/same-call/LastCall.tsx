import { useAsk, useLastCall, useSeat, useWorld } from "../../state/session.ts";
import { whoWords } from "../../state/who-words.ts";
import { SameCall } from "./SameCall.tsx";

/** The last call that this tab made as whoever sits in it, in its other forms; nothing before there is one. */
export function LastCall({ lead = "Your last act as" }: { readonly lead?: string }) {
  const id = useLastCall();
  const { value } = useAsk(async ({ pane }) => (id === null ? null : await pane.call(id)), [id]);
  const { principalArn } = useSeat();
  const world = useWorld();
  if (value == null) return null;
  const { who, account } = value.summary;
  const mine = who === whoWords(world, principalArn) && account === principalArn.split(":")[4];
  return !mine ? null : <SameCall trace={value} lead={lead} />;
}
