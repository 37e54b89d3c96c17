import type { CodeFault } from "../design/code-editor.ts";

/** What is wrong with a policy's text, for those who do not see the marks in the editor. */
export const PolicyFaults = ({ faults }: { readonly faults: readonly CodeFault[] }) =>
  faults.length > 0 && (
    <ul aria-label="Faults" className="text-sm">
      {faults.map(({ line, message, severity }) => (
        <li key={`${line} ${message}`}>
          <b className={severity === "error" ? "text-hot" : ""}>Line {line}:</b> {message}
        </li>
      ))}
    </ul>
  );
