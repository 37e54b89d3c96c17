import { useRef, useState } from "react";
import type { EnvelopeRun, OpenRequest } from "#client/face.ts";
import { Button } from "../../design/Button.tsx";
import { Dialog } from "../../design/Dialog.tsx";
import { FaultBox } from "../../design/RefusalBox.tsx";
import { useAsk, useSession } from "../../state/session.ts";
import { EnvelopeRow } from "./EnvelopeRow.tsx";

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
  const [fault, setFault] = useState<string | null>(null);
  const picker = useRef<HTMLInputElement>(null);
  const { value: artefacts } = useAsk(() => application.artefacts(), [application], { on: ["artefacts"] });
  const envelopes = artefacts?.filter(({ kind }) => kind === "envelope").toReversed();
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
      {fault !== null && <FaultBox says={fault} />}
      {envelopes?.length === 0 && <p className="text-soft">The disk holds no envelope. Seal a file first.</p>}
      <ul className="divide-y divide-line">
        {envelopes?.map((envelope) => {
          const { id } = envelope;
          const sealed = runs.find(({ kind, result }) => kind === "seal" && result === id);
          return (
            <EnvelopeRow
              key={id}
              envelope={envelope}
              onShow={
                sealed === undefined
                  ? null
                  : () => {
                      onClose();
                      onShow(sealed);
                    }
              }
              onOpen={() => {
                onClose();
                void open({ envelope: id, keep: true }, id);
              }}
              onFault={setFault}
            />
          );
        })}
      </ul>
    </Dialog>
  );
}
