import { useId, useRef, useState } from "react";
import type { Artefact } from "#client/face.ts";
import { contextWords, size } from "#words/envelope.ts";
import { dateTime } from "#words/format.ts";
import { Button } from "../../design/Button.tsx";
import { announce, useAsk, useSession } from "../../state/session.ts";
import { save } from "./save.ts";

/** One envelope of the disk, and what can be done with it. It is deleted by a second click, beside what is lost with it. */
export function EnvelopeRow({
  envelope: { id, name, bytes, context, requestId },
  onShow,
  onOpen,
  onFault,
}: {
  readonly envelope: Artefact;
  /** Null where the run that sealed it is not known. */
  readonly onShow: (() => void) | null;
  readonly onOpen: () => void;
  /** Hears why the last thing could not be done, or null. */
  readonly onFault: (says: string | null) => void;
}) {
  const { application } = useSession();
  const [asking, setAsking] = useState(false);
  const row = useRef<HTMLLIElement>(null);
  const ask = useRef<HTMLButtonElement>(null);
  const loss = useId();
  const forget = async (): Promise<void> => {
    try {
      await application.forget(id);
    } catch (error) {
      const says = `${name} could not be deleted: ${error instanceof Error ? error.message : String(error)}`;
      announce(says);
      return onFault(says);
    }
    onFault(null);
    announce(`${name} is deleted from the disk.`);
    neighbourOf(row.current)?.focus();
  };
  return (
    <li ref={row} className="flex flex-wrap items-center gap-x-4 gap-y-2 py-2">
      <p className="min-w-0 flex-1 basis-60 [overflow-wrap:anywhere]">
        {name}
        <span className="numbers block text-xs text-soft">
          {size(bytes)}, {contextWords(context ?? {})}
          {requestId !== null && <SealedAt call={requestId} />}
        </span>
      </p>
      <span className="flex flex-wrap gap-2">
        {onShow !== null && (
          <Button size="small" onClick={onShow}>
            Show its sealing
          </Button>
        )}
        <Button size="small" onClick={onOpen}>
          Open
        </Button>
        <Button size="small" onClick={() => void save(application, id).then(onFault)}>
          Download
        </Button>
        <Button
          ref={ask}
          size="small"
          kind="quiet"
          aria-expanded={asking}
          aria-label={`Delete ${name} from the disk`}
          onClick={() => setAsking(!asking)}
        >
          Delete…
        </Button>
      </span>
      {asking && (
        <div className="flex basis-full flex-wrap items-center gap-x-4 gap-y-2 rounded-lg border-stroke border-hot px-3 py-2 text-sm">
          <p id={loss} className="min-w-0 flex-1 basis-60">
            <b className="text-hot">Delete it for good?</b> No key brings its ciphertext back: only a copy that you have
            downloaded can still be opened.
          </p>
          <span className="flex flex-wrap gap-2">
            <Button
              ref={focused}
              size="small"
              aria-describedby={loss}
              onClick={() => {
                setAsking(false);
                ask.current?.focus();
              }}
            >
              Keep it
            </Button>
            <Button size="small" kind="danger" onClick={() => void forget()}>
              Delete it for good
            </Button>
          </span>
        </div>
      )}
    </li>
  );
}

const focused = (button: HTMLButtonElement | null): void => button?.focus();

/** Where the keyboard goes on once the row is gone: in the next row, in the one before, or else in the dialog. */
function neighbourOf(row: HTMLLIElement | null): HTMLElement | null {
  const near = row?.nextElementSibling ?? row?.previousElementSibling ?? row?.closest("[role=dialog]");
  return near?.querySelector("button") ?? null;
}

/** World time: that of the call for its data key. */
function SealedAt({ call }: { readonly call: string }) {
  const { value } = useAsk(({ pane }) => pane.call(call), [call]);
  return value && `, sealed ${dateTime(value.summary.at)}`;
}
