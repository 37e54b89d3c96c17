import { useEffect, useEffectEvent, useRef } from "react";
import type { CodeFault, CodePlace, Suggestion } from "./code-editor.ts";
import { openEditor, type OpenEditor } from "./code-editor.ts";

/**
 * JSON with line numbers, completion and faults at their lines. It lives in a shadow root: there its style sheets are adopted, which
 * the page's policy allows. Load it lazily: it carries its library along. Tab leaves it, as it leaves any field.
 */
export default function CodeEditor({
  value,
  onChange,
  label,
  faults,
  complete,
}: {
  readonly value: string;
  readonly onChange: (text: string) => void;
  /** Its name; no label can point into a shadow root. */
  readonly label: string;
  readonly faults: readonly CodeFault[];
  /** What can stand in the quotes at this place. */
  readonly complete: (place: CodePlace) => readonly Suggestion[];
}) {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<OpenEditor | null>(null);
  const changed = useEffectEvent(onChange);
  const suggest = useEffectEvent(complete);
  const first = useEffectEvent(() => value);
  useEffect(() => {
    if (host.current === null) return undefined;
    const opened = openEditor(host.current, {
      text: first(),
      label,
      onChange: (text) => changed(text),
      complete: (place) => suggest(place),
    });
    editor.current = opened;
    return () => {
      editor.current = null;
      opened.close();
    };
  }, [label]);
  useEffect(() => editor.current?.show(value), [value]);
  useEffect(() => editor.current?.mark(faults), [faults]);
  return <div ref={host} className="min-w-0" />;
}
