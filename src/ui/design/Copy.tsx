import { useEffect, useState } from "react";
import { IconButton } from "./Button.tsx";
import { Icon } from "./Icon.tsx";

/** Copies `text` to the clipboard and says so. `what` names it: "the key's ARN". */
export function Copy({
  text,
  what,
  className,
}: {
  readonly text: string;
  readonly what: string;
  readonly className?: string;
}) {
  const [state, setState] = useState<"idle" | "copied" | "refused">("idle");
  useEffect(() => {
    if (state === "idle") return undefined;
    const timer = setTimeout(() => setState("idle"), 2_000);
    return () => clearTimeout(timer);
  }, [state]);
  const label = { idle: `Copy ${what}`, copied: "Copied", refused: "This browser does not let the page copy" }[state];
  return (
    <IconButton
      label={label}
      {...(className !== undefined && { className })}
      onClick={() => {
        navigator.clipboard.writeText(text).then(
          () => setState("copied"),
          () => setState("refused"),
        );
      }}
    >
      <Icon name={state === "copied" ? "check" : state === "refused" ? "cross" : "copy"} />
      <output className="sr-only">{state === "idle" ? "" : label}</output>
    </IconButton>
  );
}
