import { useState, type DragEvent, type ReactNode } from "react";

/** Takes a file dropped anywhere on the place. A button does the same without dragging. */
export function DropArea({
  onFile,
  children,
}: {
  readonly onFile: (file: File) => void;
  readonly children: ReactNode;
}) {
  const [over, setOver] = useState(false);
  const holdsFile = (event: DragEvent): boolean => event.dataTransfer.types.includes("Files");
  return (
    // The drop is an extra: the buttons “Seal your own file” and “Envelopes” do the same by keyboard.
    <div
      className="relative"
      onDragOver={(event) => {
        if (!holdsFile(event)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (!(event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget))) setOver(false);
      }}
      onDrop={(event) => {
        setOver(false);
        const file = event.dataTransfer.files[0];
        if (file === undefined) return;
        event.preventDefault();
        onFile(file);
      }}
    >
      {children}
      {over && (
        <p className="pointer-events-none absolute inset-2 z-20 flex items-start justify-center rounded-xl border-bold border-dashed border-key pt-24">
          <span className="rounded-md bg-key px-4 py-2 text-lg text-on-key">
            Drop the file to seal it, or to open it if it is an envelope
          </span>
        </p>
      )}
    </div>
  );
}
