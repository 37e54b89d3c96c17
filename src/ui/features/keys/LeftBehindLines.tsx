import { Link } from "@tanstack/react-router";
import { leftBehindWords, type LeftBehind } from "#words/access.ts";
import { capital, principalWords } from "#words/format.ts";

/** Who may not use the new key, and why; with the way to where that is mended, once the key is there. */
export function LeftBehindLines({
  left,
  keyArn,
}: {
  readonly left: readonly LeftBehind[];
  /** The new key's, or null. */
  readonly keyArn: string | null;
}) {
  return (
    <div className="mt-1 flex flex-col gap-1">
      {left.map((one) => (
        <p key={one.principal.arn} className="text-pretty">
          {capital(leftBehindWords(one))}.{" "}
          {keyArn !== null && (
            <Link
              to="/access"
              search={{ key: keyArn, row: one.principal.arn, may: one.actions[0] }}
              className="underline underline-offset-4"
            >
              Mend it for {principalWords(one.principal)} in Access
            </Link>
          )}
        </p>
      ))}
    </div>
  );
}
