import { useRef } from "react";
import type { EnvelopeRun, OpenRequest } from "#client/face.ts";
import { contextWords, size } from "#words/envelope.ts";
import { Button } from "../../design/Button.tsx";
import { Dialog } from "../../design/Dialog.tsx";
import { useAsk, useSession } from "../../state/session.ts";
import { save } from "./save.ts";

/** Envelopes on this world's disk, an envelope from the computer, and what was done before. */
export default function EnvelopesDialog({
  runs,
  onClose,
  onShow,
  pick,
  open,
}: {
  readonly runs: readonly EnvelopeRun[];
  readonly onClose: () => void;
  readonly onShow: (run: EnvelopeRun) => void;
  readonly pick: (file: File) => Promise<string | null>;
  readonly open: (request: OpenRequest, of: string | null) => Promise<EnvelopeRun | null>;
}) {
  const { application } = useSession();
  const picker = useRef<HTMLInputElement>(null);
  const artefacts = useAsk(() => application.artefacts(), [application], { on: ["artefacts"] }).value ?? [];
  const envelopes = artefacts.filter(({ kind }) => kind === "envelope").toReversed();
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title="Envelopes"
      description="What lies on this world’s disk, in this browser. An envelope from elsewhere opens too, if its KMS key is in this world."
      actions={
        <>
          <input
            ref={picker}
            type="file"
            aria-label="An envelope from this computer"
            className="sr-only"
            tabIndex={-1}
            onChange={(event) => {
              const file = event.target.files?.[0];
              if (file === undefined) return;
              onClose();
              void pick(file).then((id) => (id === null ? null : open({ envelope: id, keep: true }, id)));
            }}
          />
          <Button onClick={() => picker.current?.click()}>Open one from this computer…</Button>
        </>
      }
    >
      {envelopes.length === 0 && <p className="text-soft">The disk holds no envelope. Seal a file first.</p>}
      <ul className="divide-y divide-line">
        {envelopes.map(({ id, name, bytes, context }) => {
          const sealed = runs.find(({ kind, result }) => kind === "seal" && result === id);
          return (
            <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-2 py-2">
              <p className="min-w-0 flex-1 basis-60 [overflow-wrap:anywhere]">
                {name}
                <span className="numbers block text-xs text-soft">
                  {size(bytes)}, {contextWords(context ?? {})}
                  {sealed &&
                    `, sealed ${new Date(sealed.started).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" })}`}
                </span>
              </p>
              <span className="flex flex-wrap gap-2">
                {sealed && (
                  <Button
                    size="small"
                    onClick={() => {
                      onClose();
                      onShow(sealed);
                    }}
                  >
                    Show its sealing
                  </Button>
                )}
                <Button
                  size="small"
                  onClick={() => {
                    onClose();
                    void open({ envelope: id, keep: true }, id);
                  }}
                >
                  Open
                </Button>
                <Button size="small" onClick={() => void save(application, id)}>
                  Download
                </Button>
                <Button
                  size="small"
                  kind="quiet"
                  onClick={() => void application.forget(id)}
                  aria-label={`Delete ${name} from the disk`}
                >
                  Delete
                </Button>
              </span>
            </li>
          );
        })}
      </ul>
    </Dialog>
  );
}
