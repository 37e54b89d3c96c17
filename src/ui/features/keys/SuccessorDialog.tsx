import type { KeyDetail } from "#glass/views.ts";
import { capital } from "#words/format.ts";
import { keyName, specWords } from "#words/keys.ts";
import { Button } from "../../design/Button.tsx";
import { Dialog } from "../../design/Dialog.tsx";
import { announce, useSeat, useWorld } from "../../state/session.ts";
import { setSuccessor } from "../../state/successors.ts";
import { useAct } from "../../state/use-act.ts";
import { whoWords } from "../../state/who-words.ts";
import { Refusal } from "./Refusal.tsx";
import { TargetKey, targetWords, useTarget } from "./TargetKey.tsx";

/** The key that is to take over from another one. Until an alias points at it, only this guide knows. */
export default function SuccessorDialog({
  detail,
  onClose,
}: {
  readonly detail: KeyDetail;
  readonly onClose: () => void;
}) {
  const world = useWorld();
  const { principalArn } = useSeat();
  const target = useTarget(detail);
  const act = useAct(keyName(detail));
  const name = keyName(detail);
  const isNew = target.kind === "new";
  const { key } = target;
  // KMS itself refuses an alias that goes to a key of another kind, but only once everything is made ready.
  const fits = isNew || key === null || (key.spec === detail.spec && key.state === "Enabled");
  const take = async (): Promise<void> => {
    const taken = await target.take(act, `Takes over from ${detail.keyId}`);
    if (taken === null) return;
    setSuccessor(world.id, detail.arn, taken.arn);
    if (!isNew) announce(`${capital(targetWords(target))} is to take over from ${name}.`);
    onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Which key takes over from ${name}`}
      description={isNew ? `One call, CreateKey, signed by ${whoWords(world, principalArn)}.` : "No call is made."}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" busy={act.busy} disabled={!target.ready || !fits} onClick={() => void take()}>
            {isNew ? "Make the key" : "Take this key"}
          </Button>
        </>
      }
    >
      <TargetKey detail={detail} target={target} />
      <p className="mt-4 text-pretty">
        {fits
          ? detail.aliases.length === 0
            ? "Nothing changes for anybody yet: calls that name the old key go on using it."
            : `Nothing changes for anybody yet: ${detail.aliases.join(", ")} ${detail.aliases.length === 1 ? "goes" : "go"} on pointing at the old key.`
          : `It does not fit: the key that takes over is ${specWords(detail.spec)}, as the old one is, and Enabled.`}
      </p>
      <div className="mt-4 empty:hidden">
        <Refusal act={act} />
      </div>
    </Dialog>
  );
}
