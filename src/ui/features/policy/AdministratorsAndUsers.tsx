import { useState } from "react";
import type { KeyDetail } from "#glass/views.ts";
import { consoleReading, withConsoleStatements } from "#words/console-policy.ts";
import type { Suggested } from "#words/vocabulary.ts";
import { Button } from "../../design/Button.tsx";
import { Checkbox } from "../../design/Field.tsx";
import { WhoList } from "./WhoList.tsx";

/** The console's division of a key: those who manage it, and those who use it. */
export function AdministratorsAndUsers({
  keyDetail,
  text,
  principals,
  onInsert,
}: {
  readonly keyDetail: KeyDetail;
  readonly text: string;
  readonly principals: readonly Suggested[];
  readonly onInsert: (text: string | null) => void;
}) {
  const [administrators, setAdministrators] = useState<readonly string[]>([]);
  const [users, setUsers] = useState<readonly string[]>([]);
  const [deletion, setDeletion] = useState(true);
  // The console offers users and roles of the key's own account; of other accounts only the whole, as users.
  const persons = principals.filter(
    ({ text: arn }) => !arn.endsWith(":root") && arn.split(":")[4] === keyDetail.account,
  );
  const others = principals.filter(({ text: arn }) => arn.endsWith(":root") && arn.split(":")[4] !== keyDetail.account);
  const reading = consoleReading(keyDetail);
  return (
    <div className="mt-2 grid gap-3 border-l border-line pl-4">
      <WhoList legend="Key administrators" principals={persons} value={administrators} onChange={setAdministrators} />
      <Checkbox
        label="They may delete the key"
        checked={deletion}
        onChange={({ target }) => setDeletion(target.checked)}
      />
      <p className="max-w-[44rem] text-pretty">
        Administrators are not given use of the key. But they hold <code>PutKeyPolicy</code> and{" "}
        <code>CreateGrant</code>: with either, an administrator can <b>give itself</b> use of it, by rewriting this very
        policy, or by a grant to itself. Whoever manages a key is trusted with what it seals.
      </p>
      <WhoList legend="Key users" principals={[...persons, ...others]} value={users} onChange={setUsers} />
      {reading !== null && <p className="text-xs text-soft">{reading}</p>}
      <div>
        <Button
          size="small"
          disabled={administrators.length + users.length === 0}
          onClick={() => onInsert(withConsoleStatements(text, { administrators, users, deletion }, keyDetail))}
        >
          Write these statements into the text
        </Button>
      </div>
    </div>
  );
}
