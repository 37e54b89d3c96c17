import type { ReactNode } from "react";
import type { AccessPrincipal } from "#glass/access.ts";
import type { Pane } from "#glass/pane.ts";
import type { KeyView } from "#glass/views.ts";
import type { SurroundingsView } from "#glass/surroundings.ts";
import type { Decision } from "#glass/trace.ts";
import { actionName, shownColumns } from "#words/access.ts";
import { principalWords } from "#words/format.ts";
import { decisionSentence } from "#words/decision.ts";
import { EMPTY_POLICY, policyWith, pretty, withStatement, type StatementJson } from "#words/policy-draft.ts";
import { documentName } from "#words/statement.ts";
import {
  callerDraft,
  callerStatement,
  keyDraft,
  keyStatement,
  sidesOf,
  together,
  type Side,
} from "#words/two-signatures.ts";
import { Button } from "../../design/Button.tsx";
import { Code } from "../../design/Code.tsx";
import { NativeSelect } from "../../design/Field.tsx";
import { Table, Td, Th } from "../../design/Table.tsx";
import { setDraft } from "../../state/drafts.ts";
import { useAsk, useWorld } from "../../state/session.ts";
import type { AccessSearch } from "./search.ts";
import { ACCESS_TOPICS } from "../../state/access-topics.ts";

/** A caller of another account: two signatures, and what each of them is worth alone. */
export function TwoAccounts({
  keyView,
  search,
  onSearch,
}: {
  readonly keyView: KeyView;
  readonly search: AccessSearch;
  readonly onSearch: (change: AccessSearch) => void;
}) {
  const { value: matrix } = useAsk(({ pane }) => pane.accessTo(keyView.arn), [keyView.arn], { on: ACCESS_TOPICS });
  if (matrix === undefined || matrix.refused !== null || matrix.keyArn !== keyView.arn) return null;
  const foreign = matrix.principals.filter(({ account, kind }) => account !== keyView.account && kind !== "root");
  const principal = foreign.find(({ arn }) => arn === search.row) ?? foreign[0];
  const actions = shownColumns(matrix, keyView.usage, false)
    .map((column) => matrix.actions[column])
    .filter((each) => each?.group === "use")
    .map((each) => each?.action ?? "");
  const action = actions.find((name) => actionName(name) === search.may) ?? "kms:Decrypt";
  if (principal === undefined)
    return (
      <p className="max-w-[44rem]">
        Nobody in this world belongs to another account than the key. Make a role in a second account first.
      </p>
    );
  return (
    <section aria-label="Use across accounts">
      <p className="max-w-[48rem] text-pretty">
        When caller and key belong to two accounts, <b>both accounts must sign</b>. The key’s owner lets the other
        account in; the caller’s own account lets its caller out. Neither can sign for the other.
      </p>
      <div className="mt-3 flex flex-wrap gap-4 text-sm">
        <label className="flex items-center gap-2">
          <span className="font-semibold">Caller</span>
          <NativeSelect value={principal.arn} onChange={({ target }) => onSearch({ row: target.value })}>
            {foreign.map((each) => (
              <option key={each.arn} value={each.arn}>
                {principalWords(each)}
              </option>
            ))}
          </NativeSelect>
        </label>
        <label className="flex items-center gap-2">
          <span className="font-semibold whitespace-nowrap">wants to</span>
          <NativeSelect value={actionName(action)} onChange={({ target }) => onSearch({ may: target.value })}>
            {actions.map((name) => (
              <option key={name}>{actionName(name)}</option>
            ))}
          </NativeSelect>
        </label>
      </div>
      <Sides
        key={`${keyView.arn} ${principal.arn} ${action}`}
        {...{ keyView, principal, action }}
        onSearch={onSearch}
      />
    </section>
  );
}

interface Asked {
  readonly keyView: KeyView;
  readonly principal: AccessPrincipal;
  readonly action: string;
}

function Sides({ onSearch, ...asked }: Asked & { readonly onSearch: (change: AccessSearch) => void }) {
  const { keyView, principal, action } = asked;
  const { accounts, id } = useWorld();
  const { value, error } = useAsk(({ pane }) => signatures(pane, asked), [keyView.arn, principal.arn, action], {
    on: ACCESS_TOPICS,
  });
  if (error !== null) throw error;
  if (value === undefined || value === null) return null;
  const { decision, rows } = value;
  const { key, caller } = sidesOf(decision);
  const nameOf = (id: string): string => `${accounts.find((each) => each.id === id)?.name ?? ""} (${id})`;
  const who = principalWords(principal);
  /** Into the document's text, unsaved, and opens it. */
  const write = (doc: string, draft: string, text: string, statement: StatementJson): void => {
    setDraft(draft, withStatement(text, statement));
    onSearch({ view: "documents", doc });
  };
  return (
    <>
      <p className="mt-4 text-lg text-pretty">
        <b className={decision.allowed ? "" : "text-hot"}>{decision.allowed ? "✓ Allowed." : "✕ Refused."}</b>{" "}
        {decisionSentence(decision, who)}
      </p>
      <div className="mt-3 grid gap-6 @3xl:grid-cols-2">
        <SideBox
          title={`Key’s side: account ${nameOf(keyView.account)}`}
          side={key}
          yes={`${key.by.map(documentName).join(", ")} says yes to this caller.`}
          no={`No line of the key policy names ${who} or its account, and no grant does. The caller’s own account cannot write here.`}
          missing={pretty(JSON.stringify(keyStatement(principal.arn, action)))}
          act={
            key.signed ? (
              <Button onClick={() => onSearch({ view: "documents", doc: "key" })}>Open the key policy</Button>
            ) : (
              <Button
                onClick={() => write("key", `${id} ${keyView.arn}`, value.keyText, keyStatement(principal.arn, action))}
              >
                Write it into the key policy
              </Button>
            )
          }
        />
        <SideBox
          title={`Caller’s side: account ${nameOf(principal.account)}`}
          side={caller}
          yes={`${caller.by.map(documentName).join(", ")} lets ${who} ${actionName(action)}.`}
          no={`No IAM policy of ${who} allows ${actionName(action)} on this key. The key’s owner cannot give that: it is for the caller’s own account.`}
          missing={policyWith(callerStatement(keyView.arn, action))}
          act={
            caller.signed ? (
              <Button onClick={() => onSearch({ view: "documents", doc: `of ${principal.arn}` })}>
                Open the IAM policies of {who}
              </Button>
            ) : (
              <Button
                onClick={() =>
                  write(value.iam.id, `${id} ${value.iam.id}`, value.iam.text, callerStatement(keyView.arn, action))
                }
              >
                Write it into an IAM policy of {who}
              </Button>
            )
          }
        />
      </div>
      <h2 className="mt-6">What each signature is worth</h2>
      <p className="mb-2 max-w-[44rem] text-sm text-soft">
        Tried on a throw-away copy of this world, each signature as it is, or added, or taken away.
      </p>
      <Table caption="What each signature is worth" className="max-w-[44rem]">
        <thead>
          <tr>
            <Th>Key’s side</Th>
            <Th>Caller’s side</Th>
            <Th>Answer</Th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.key} ${row.caller}`} className={row.now ? "font-semibold" : ""}>
              <Td>{row.key ? "✓ signed" : "✕ not signed"}</Td>
              <Td>{row.caller ? "✓ signed" : "✕ not signed"}</Td>
              <Td>
                {row.allowed === null ? "cannot be tried" : row.allowed ? "✓ allowed" : "✕ refused"}
                {row.now && ", as it is now"}
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </>
  );
}

/** One account, its edge dashed as every trust boundary is. */
function SideBox({
  title,
  side,
  yes,
  no,
  missing,
  act,
}: {
  readonly title: string;
  readonly side: Side;
  readonly yes: string;
  readonly no: string;
  readonly missing: string;
  readonly act: ReactNode;
}) {
  return (
    <section aria-label={title} className="border-stroke min-w-0 rounded-xl border-dashed border-edge p-4">
      <h2 className="text-base">{title}</h2>
      <p className="mt-1 text-pretty">
        <b>{side.signed ? "✓ signed." : "✕ not signed."}</b> {side.signed ? yes : no}
      </p>
      {!side.signed && (
        <>
          <h3 className="mt-3 mb-1">The missing signature</h3>
          <Code text={missing} label="the missing statement" />
        </>
      )}
      <div className="mt-3">{act}</div>
    </section>
  );
}

interface Row {
  readonly key: boolean;
  readonly caller: boolean;
  /** Null where it cannot be tried. */
  readonly allowed: boolean | null;
  readonly now: boolean;
}

/** The decision as it is, and the four ways in which the two sides can have signed. */
async function signatures(
  pane: Pane,
  { keyView, principal, action }: Asked,
): Promise<{
  readonly decision: Decision;
  readonly rows: readonly Row[];
  readonly keyText: string;
  /** The first IAM policy of the caller, or the one that it would get. */
  readonly iam: { readonly id: string; readonly text: string };
} | null> {
  const question = { principal: principal.arn, action, keyArn: keyView.arn };
  const [now, detail, around] = await Promise.all([pane.why(question), pane.key(keyView.arn), pane.surroundings()]);
  if (now.refused !== null || detail === null) return null;
  const { decision } = now;
  const sides = sidesOf(decision);
  const account = around.accounts.find(({ id }) => id === principal.account);
  const texts = new Map(
    [...(account?.users ?? []), ...(account?.roles ?? []), ...(account?.groups ?? [])].flatMap(({ arn, inline }) =>
      inline.map(({ name, text }) => [`${arn} ${name}`, text] as const),
    ),
  );
  const rows: Row[] = [];
  for (const [key, caller] of [
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ] as const) {
    const ofKey = keyDraft(sides.key, detail.policy.text, key, principal.arn, action);
    const ofCaller = callerDraft(sides.caller, texts, caller, {
      principal: principal.arn,
      keyArn: keyView.arn,
      action,
    });
    const tried =
      ofKey === null || ofCaller === null ? null : await pane.why({ ...question, draft: together(ofKey, ofCaller) });
    rows.push({
      key,
      caller,
      allowed: tried === null || tried.refused !== null ? null : tried.decision.allowed,
      now: key === sides.key.signed && caller === sides.caller.signed,
    });
  }
  const [name = "kms", text = EMPTY_POLICY] = firstInline(around, principal.arn);
  return {
    decision,
    rows,
    keyText: detail.policy.text,
    iam: { id: `inline ${principal.arn} ${name}`, text },
  };
}

function firstInline({ accounts }: SurroundingsView, arn: string): readonly [name: string, text: string] | readonly [] {
  const [first] =
    accounts.flatMap(({ users, roles }) => [...users, ...roles]).find((each) => each.arn === arn)?.inline ?? [];
  return first === undefined ? [] : [first.name, first.text];
}
