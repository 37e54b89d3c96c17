import type { KeyDetail } from "#glass/views.ts";
import { explainPolicy, type StatementWords } from "#words/policy.ts";
import { cx } from "../../design/cx.ts";
import { useWorld } from "../../state/session.ts";
import { accountNames } from "./seat-words.ts";

/** Each statement of a key policy as a sentence. `text`: a draft instead of the key's own policy. */
export function PolicyInWords({
  detail,
  text = detail.policy.text,
}: {
  readonly detail: KeyDetail;
  readonly text?: string;
}) {
  const world = useWorld();
  const { statements, fault } = explainPolicy(text, { account: detail.account, accounts: accountNames(world) });
  if (fault !== null) {
    return (
      <p className="text-sm text-hot">
        This is no policy yet{fault.line === null ? "" : `: line ${fault.line}, column ${fault.column ?? 1}`}.{" "}
        {fault.message}
      </p>
    );
  }
  return (
    <ol className="flex flex-col gap-3">
      {statements.map((statement) => (
        <Statement key={statement.number} statement={statement} />
      ))}
    </ol>
  );
}

function Statement({ statement: { runs, number, sid, effect } }: { readonly statement: StatementWords }) {
  return (
    <li className={cx("border-l-bold pl-3 text-sm", effect === "Deny" ? "border-hot" : "border-key")}>
      <p className="text-pretty">
        {runs.map(({ text, strong }, i) =>
          // A sentence's pieces have no names of their own and never move.
          strong ? <b key={i}>{text}</b> : <span key={i}>{text}</span>,
        )}
      </p>
      <p className="mt-0.5 text-xs text-soft">
        statement {number}
        {sid !== null && `, ${sid}`}
        {effect === "Deny" && ", Deny"}
      </p>
    </li>
  );
}
