import { lazy, Suspense, useState } from "react";
import type { KeyDetail } from "#glass/views.ts";
import { disableWill, enableWill, keyName, rotateWill } from "#words/keys.ts";
import { Button } from "../../design/Button.tsx";

const ActDialog = lazy(() => import("./ActDialog.tsx"));
const MoveAliasDialog = lazy(() => import("./MoveAliasDialog.tsx"));

/** The acts of the key's state, in the head of its page. Deletion has its own place below, beside its consequences. */
export function KeyActs({
  detail,
  onMoved,
}: {
  readonly detail: KeyDetail;
  /** The alias has left; what to do with the blobs stands elsewhere. */
  readonly onMoved: () => void;
}) {
  const [asked, setAsked] = useState<"disable" | "enable" | "rotate" | null>(null);
  /** The alias that is to be pointed elsewhere. */
  const [moving, setMoving] = useState<string | null>(null);
  const close = (): void => setAsked(null);
  const name = keyName(detail);
  if (detail.state === "PendingDeletion") {
    // A dialog that another tab's act has taken away does not come back by itself.
    if (asked !== null) close();
    if (moving !== null) setMoving(null);
    return null;
  }
  const [alias] = detail.aliases;
  // A key of imported material rotates to what was imported for it.
  const waiting = detail.materialRing.some((material) => material.state === "PENDING_ROTATION" && material.present);
  const rotates = detail.rotatable && (detail.origin === "EXTERNAL" ? waiting : true);
  return (
    <>
      {detail.state === "Disabled" && (
        <Button kind="primary" onClick={() => setAsked("enable")}>
          Enable
        </Button>
      )}
      {(detail.state === "Enabled" || detail.state === "Unavailable") && (
        <Button onClick={() => setAsked("disable")}>Disable</Button>
      )}
      {alias !== undefined && <Button onClick={() => setMoving(alias)}>Point alias elsewhere</Button>}
      {rotates && (
        <Button kind={detail.state === "Disabled" ? "plain" : "primary"} onClick={() => setAsked("rotate")}>
          Rotate now
        </Button>
      )}
      <Suspense>
        {asked === "disable" && (
          <ActDialog
            name={name}
            onClose={close}
            operation="DisableKey"
            input={{ KeyId: detail.keyId }}
            title={`Disable ${name}?`}
            will={disableWill(detail)}
            button="Disable"
          />
        )}
        {asked === "enable" && (
          <ActDialog
            name={name}
            onClose={close}
            operation="EnableKey"
            input={{ KeyId: detail.keyId }}
            title={`Enable ${name}?`}
            will={enableWill(detail)}
            button="Enable"
          />
        )}
        {asked === "rotate" && (
          <ActDialog
            name={name}
            onClose={close}
            operation="RotateKeyOnDemand"
            input={{ KeyId: detail.keyId }}
            title={`Rotate ${name} now?`}
            will={rotateWill(detail)}
            button="Rotate now"
          />
        )}
        {moving !== null && (
          <MoveAliasDialog detail={detail} alias={moving} onClose={() => setMoving(null)} onMoved={onMoved} />
        )}
      </Suspense>
    </>
  );
}
