import { useEffect } from "react";
import type { CallInput } from "#client/face.ts";
import { Button } from "../../design/Button.tsx";
import { Dialog } from "../../design/Dialog.tsx";
import { useSeat, useWorld } from "../../state/session.ts";
import { Refusal } from "./Refusal.tsx";
import { whoWords } from "./seat-words.ts";
import type { Act } from "./use-act.ts";

/** Says what a call will do, then makes it. A refusal stays in the dialog. */
export default function ActDialog({
  act,
  onClose,
  operation,
  input,
  title,
  will,
  button,
  danger = false,
}: {
  readonly act: Act;
  readonly onClose: () => void;
  readonly operation: string;
  readonly input: CallInput;
  readonly title: string;
  readonly will: string;
  readonly button: string;
  readonly danger?: boolean;
}) {
  const world = useWorld();
  const { principalArn } = useSeat();
  // A refusal of an earlier act is not this one's.
  // oxlint-disable-next-line react/exhaustive-deps
  useEffect(() => act.clear(), []);
  const close = (): void => {
    act.clear();
    onClose();
  };
  return (
    <Dialog
      open
      onClose={close}
      title={title}
      description={`One call, ${operation}, signed by ${whoWords(world, principalArn)}.`}
      actions={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button
            kind={danger ? "danger" : "primary"}
            disabled={act.busy}
            onClick={() => void act.run(operation, input).then((outcome) => outcome?.ok === true && onClose())}
          >
            {button}
          </Button>
        </>
      }
    >
      <p className="text-pretty">{will}</p>
      <div className="mt-4 empty:hidden">
        <Refusal act={act} />
      </div>
    </Dialog>
  );
}
