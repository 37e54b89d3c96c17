import type { KeyDetail, KeyView } from "#glass/views.ts";
import { shortId } from "#words/format.ts";
import { aliasMoveWill, NOTHING_HELD } from "#words/held.ts";
import { keyName } from "#words/keys.ts";
import { Care } from "../../design/Banner.tsx";
import { Button } from "../../design/Button.tsx";
import { Dialog } from "../../design/Dialog.tsx";
import { useAsk, useSeat, useWorld } from "../../state/session.ts";
import { countOf, heldOf } from "./held.ts";
import { LeftBehindLines } from "./LeftBehindLines.tsx";
import { Refusal } from "./Refusal.tsx";
import { TargetKey, targetWords, useTarget } from "./TargetKey.tsx";
import { underKey } from "./use-blobs.ts";
import { useLeftBehind } from "./use-left-behind.ts";
import { useAct } from "../../state/use-act.ts";
import { whoWords } from "../../state/who-words.ts";

/** Points an alias at another key: one made now, or one that exists; or at that which the guide made ready. */
export default function MoveAliasDialog({
  detail,
  alias,
  successor = null,
  onClose,
  onMoved,
}: {
  readonly detail: KeyDetail;
  readonly alias: string;
  readonly successor?: KeyView | null;
  readonly onClose: () => void;
  readonly onMoved?: () => void;
}) {
  const world = useWorld();
  const { principalArn } = useSeat();
  const target = useTarget(detail, successor);
  const act = useAct(keyName(detail));
  const move = async (): Promise<void> => {
    const to = await target.take(act, `Takes over ${alias} from ${detail.keyId}`);
    if (to === null) return;
    const outcome = await act.run(
      "UpdateAlias",
      { AliasName: alias, TargetKeyId: to.keyId },
      { say: () => `${alias} now points at key ${shortId(to.keyId)}.` },
    );
    if (outcome?.ok !== true) return;
    onClose();
    onMoved?.();
  };
  const who = whoWords(world, principalArn);
  const to = target.kind === "new" ? "new" : (target.key?.arn ?? null);
  const left = useLeftBehind(detail.arn, to, alias);
  const held = useAsk(
    async ({ application }) => countOf(heldOf(underKey(await application.artefacts(), detail.arn))),
    [detail.arn],
    { on: ["artefacts"] },
  ).value;
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Point ${alias} at ${successor === null ? "another key" : targetWords(target)}`}
      description={
        target.kind === "new"
          ? `Two calls, CreateKey and UpdateAlias, signed by ${who}.`
          : `One call, UpdateAlias, signed by ${who}.`
      }
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" busy={act.busy} disabled={!target.ready} onClick={() => void move()}>
            Point it there
          </Button>
        </>
      }
    >
      {successor === null && (
        <div className="mb-4">
          <TargetKey detail={detail} target={target} />
        </div>
      )}
      <p className="text-pretty">{aliasMoveWill(alias, held ?? NOTHING_HELD, targetWords(target))}</p>
      {successor !== null && left?.length === 0 && (
        <p className="mt-2 text-pretty">Whoever may use the old key may use that one.</p>
      )}
      {left !== null && left.length > 0 && (
        <Care title="An alias takes no permission along." className="mt-4">
          <LeftBehindLines left={left} keyArn={target.key?.arn ?? null} />
          <p className="mt-1 text-pretty">
            {target.kind === "new"
              ? "Their calls by this name are refused until they get the same on the new key. Better: make the key first, give the access, and only then move the alias, as “Rotation by hand” does under “Aliases and tags”."
              : "Their calls by this name are refused until they get the same on that key. Better: give the access first, and only then move the alias."}
          </p>
        </Care>
      )}
      <div className="mt-4 empty:hidden">
        <Refusal act={act} />
      </div>
    </Dialog>
  );
}
