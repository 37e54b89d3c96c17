import { cx } from "../../design/cx.ts";
import { NativeSelect } from "../../design/Field.tsx";
import { useAsk } from "../../state/session.ts";
import { documentAt, documentsOf, type PolicyDocument } from "./documents.ts";
import { PolicyEditor } from "./PolicyEditor.tsx";

/** Every document that has a say about a key, and the one that is open in an editor. */
export function Documents({
  keyArn,
  chosen,
  onChoose,
}: {
  readonly keyArn: string;
  /** A document's id, or `of ARN` for the first one of that principal. */
  readonly chosen: string;
  readonly onChoose: (document: string) => void;
}) {
  const { value: key, error } = useAsk(({ pane }) => pane.key(keyArn), [keyArn], {
    on: ["keys", "policies", "aliases"],
  });
  const { value: around } = useAsk(({ pane }) => pane.surroundings(), [], {
    on: ["accounts", "principals", "groups", "managedPolicies", "organizations", "organizationPolicies", "vpcs"],
  });
  if (error !== null) throw error;
  if (key?.arn !== keyArn || around === undefined) return null;
  const documents = documentsOf(key, around);
  const open = documentAt(documents, chosen) ?? documents[0];
  const groups = [...new Set(documents.map(({ group }) => group))];
  const inGroup = (group: string) => documents.filter((document) => document.group === group);
  return (
    <div className="grid gap-x-8 gap-y-4 @4xl:grid-cols-[15rem_minmax(0,1fr)]">
      <nav aria-label="Documents" className="hidden text-sm @4xl:block">
        {groups.map((group) => (
          <section key={group} aria-label={group} className="mb-4">
            <h3 className="mb-1">{group}</h3>
            {inGroup(group).map((document) => (
              <Entry key={document.id} document={document} open={document === open} onChoose={onChoose} />
            ))}
          </section>
        ))}
        <p className="text-xs text-pretty text-soft">
          Session policies are written where a role is taken, under “Who”; a session keeps its own until it ends.
        </p>
      </nav>
      <label className="flex items-center gap-2 text-sm @4xl:hidden">
        <span className="font-semibold">Document</span>
        <NativeSelect value={open?.id} onChange={({ target }) => onChoose(target.value)} className="min-w-0">
          {groups.map((group) => (
            <optgroup key={group} label={group}>
              {inGroup(group).map(({ id, title }) => (
                <option key={id} value={id}>
                  {title}
                </option>
              ))}
            </optgroup>
          ))}
        </NativeSelect>
      </label>
      {open !== undefined && (
        <section aria-label={open.title} className="min-w-0">
          <div className="flex flex-wrap items-baseline gap-x-3">
            <h2>{open.title}</h2>
            {open.version !== null && <span className="numbers text-sm text-soft">version {open.version}</span>}
          </div>
          <p className="mb-3 max-w-[46rem] text-sm text-pretty">{open.note}</p>
          <PolicyEditor key={`${keyArn} ${open.id}`} document={open} keyDetail={key} />
        </section>
      )}
    </div>
  );
}

const Entry = ({
  document,
  open,
  onChoose,
}: {
  readonly document: PolicyDocument;
  readonly open: boolean;
  readonly onChoose: (document: string) => void;
}) => (
  <button
    type="button"
    aria-current={open}
    onClick={() => onChoose(document.id)}
    className={cx(
      "target border-l-bold block w-full py-1 pl-2.5 text-left",
      open ? "border-key font-semibold" : "border-transparent hover:underline",
      document.text === null && "text-soft",
    )}
  >
    {document.title}
  </button>
);
