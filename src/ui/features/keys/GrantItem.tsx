import { Link } from "@tanstack/react-router";
import type { GrantView } from "#glass/grants.ts";
import { principalName } from "#words/format.ts";
import { grantLife, grantName, grantWords } from "#words/grants.ts";
import { Button } from "../../design/Button.tsx";
import { cx } from "../../design/cx.ts";
import { ShortId } from "../../design/ShortId.tsx";
import { useNow } from "../../state/session.ts";

/** One grant: what it gives, its life on a line, and how it ends. */
export function GrantItem({
  grant,
  onRetire,
  onRevoke,
}: {
  readonly grant: GrantView;
  readonly onRetire: () => void;
  readonly onRevoke: () => void;
}) {
  const name = grantName(grant);
  return (
    <li className="min-w-0 rounded-xl border border-line px-4 py-3" aria-label={name}>
      <div className="flex flex-wrap items-start gap-x-3 gap-y-2">
        <p className="min-w-0 flex-1 basis-64 text-pretty [overflow-wrap:anywhere]">
          {grant.name !== null && (
            <>
              <b>{grant.name}</b>:{" "}
            </>
          )}
          {grantWords(grant)}
          {grant.retiring !== null && ` ${principalName(grant.retiring)} may retire it.`}
        </p>
        <span className="flex gap-2">
          <Button size="small" aria-label={`Retire ${name}`} onClick={onRetire}>
            Retire
          </Button>
          <Button size="small" aria-label={`Revoke ${name}`} onClick={onRevoke}>
            Revoke
          </Button>
        </span>
      </div>
      <ShortId id={grant.grantId} what="grant’s id" />
      <Life grant={grant} />
    </li>
  );
}

function Life({ grant }: { readonly grant: GrantView }) {
  const now = useNow();
  return (
    <ol aria-label="Its life" className="mt-2 grid gap-1 text-sm">
      {grantLife(grant, now).map(({ name, says, at }) => (
        <li key={name} className="grid grid-cols-[1rem_minmax(0,1fr)] items-baseline gap-x-2">
          <span
            aria-hidden="true"
            className={cx(
              "mt-1 size-2.5 self-start rounded-full border-stroke border-ink",
              at !== null && at <= now && "bg-ink",
            )}
          />
          <span className="min-w-0">
            <span className="text-soft">{name}</span>{" "}
            {name === "Last used" && grant.lastUse !== null ? (
              <Link
                to="/calls/$id"
                params={{ id: grant.lastUse.callId }}
                className="target numbers inline-flex items-center underline underline-offset-4"
              >
                {says}
              </Link>
            ) : (
              <span className="numbers">{says}</span>
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}
