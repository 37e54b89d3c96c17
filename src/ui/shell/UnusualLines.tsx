import { useEffect, useState } from "react";
import { Banner } from "../design/Banner.tsx";
import { Button } from "../design/Button.tsx";
import { showWorld } from "../state/world-view.ts";
import { announce } from "../state/announce.ts";
import { changeSession } from "../state/store.ts";
import { useSessionStore } from "../state/use-session-store.ts";

/** The lines themselves; each shows only when its own matter is unusual. */
export default function UnusualLines() {
  return (
    <>
      <RestartLine />
      <StorageLine />
      <MissingWorldLine />
    </>
  );
}

const RESTART_LINES = {
  engine: {
    restarting: "The engine ended. It is being started again; the page stays as it was.",
    back: "The engine ended and was started again. Every change that it had answered is still there.",
  },
  application: {
    restarting: "The application stopped answering. It is being started again; the page stays as it was.",
    back: "The application stopped answering and was started again: its disk is as it was, its memory is empty.",
  },
};

function RestartLine() {
  const { status, restarts, ended } = useSessionStore((state) => state);
  const [told, setTold] = useState(0);
  const back = status === "ready" && restarts > told;
  useEffect(() => {
    if (!back) return undefined;
    const timer = setTimeout(() => setTold(restarts), 8_000);
    return () => clearTimeout(timer);
  }, [back, restarts]);
  if (status === "restarting") return <Banner>{RESTART_LINES[ended].restarting}</Banner>;
  return back ? <Banner>{RESTART_LINES[ended].back}</Banner> : null;
}

function StorageLine() {
  const storage = useSessionStore((state) => state.world?.storage);
  const session = useSessionStore((state) => state.session);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  if (storage === "memory")
    return <Banner>This browser keeps nothing for Keyglass: the world lives until its last tab is closed.</Banner>;
  if (storage !== "lost" || session === null) return null;
  const writeBack = (): void => {
    void (async () => {
      setBusy(true);
      try {
        showWorld(await session.pane.restore());
        announce("The world is written back to this browser's storage.");
      } catch (error) {
        setFault(error instanceof Error ? error.message : String(error));
      }
      setBusy(false);
    })();
  };
  return (
    <Banner
      tone="care"
      action={
        <Button kind="primary" busy={busy} onClick={writeBack}>
          Write it back
        </Button>
      }
    >
      <b>This browser’s storage was cleared under the running world.</b> The engine still holds all of it in memory.
      Write it back before you close the last tab, or it is gone.
      {fault !== null && <span className="block text-hot">That failed: {fault}</span>}
    </Banner>
  );
}

function MissingWorldLine() {
  const missing = useSessionStore((state) => state.missingWorld);
  const world = useSessionStore((state) => state.world);
  if (missing === null || world === null) return null;
  return (
    <Banner
      action={
        <Button size="small" onClick={() => changeSession({ missingWorld: null })}>
          Understood
        </Button>
      }
    >
      The link names a world that this browser does not have. “{world.name}” is open instead.
    </Banner>
  );
}
