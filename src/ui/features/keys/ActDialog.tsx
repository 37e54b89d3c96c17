import type { CallInput } from "#client/face.ts";
import { Button } from "../../design/Button.tsx";
import { Dialog } from "../../design/Dialog.tsx";
import { useSeat, useWorld } from "../../state/session.ts";
import { Refusal } from "./Refusal.tsx";
import { useAct } from "../../state/use-act.ts";
import { whoWords } from "../../state/who-words.ts";

/** Says what a call will do, then makes it. A refusal stays in the dialog. */
export default function ActDialog({
  name,
  onClose,
  operation,
  input,
  title,
  will,
  button,
  danger = false,
}: {
  /** How the result calls the key. */
  readonly name: string;
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
  const act = useAct(name);
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      description={`One call, ${operation}, signed by ${whoWords(world, principalArn)}.`}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            kind={danger ? "danger" : "primary"}
            busy={act.busy}
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
