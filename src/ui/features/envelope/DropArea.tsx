import { useEffect, useEffectEvent, useState } from "react";

/**
 * Takes a file dropped anywhere on the page: beside the place a browser would leave the page for it. The drop is an extra: the buttons
 * “Seal your own file” and “Envelopes” do the same by keyboard.
 */
export default function DropArea({ onFile }: { readonly onFile: (file: File) => void }) {
  const [over, setOver] = useState(false);
  const take = useEffectEvent(onFile);
  useEffect(() => {
    const listening = new AbortController();
    const { signal } = listening;
    const come = (event: DragEvent): void => {
      if (event.dataTransfer?.types.includes("Files") !== true) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent): void => {
      setOver(false);
      const file = event.dataTransfer?.files[0];
      if (file === undefined) return;
      event.preventDefault();
      take(file);
    };
    document.addEventListener("dragover", come, { signal });
    document.addEventListener("dragleave", leave, { signal });
    document.addEventListener("drop", drop, { signal });
    return () => listening.abort();
  }, []);
  return !over ? null : (
    <p className="pointer-events-none fixed inset-2 z-50 flex items-start justify-center rounded-xl border-bold border-dashed border-key pt-24">
      <span className="rounded-md bg-key px-4 py-2 text-lg text-on-key">
        Drop the file to seal it, or to open it if it is an envelope
      </span>
    </p>
  );
}
