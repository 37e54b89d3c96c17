import type { AccessPrincipal, Circumstances } from "#glass/access.ts";
import type { KeyView } from "#glass/views.ts";
import { actionName, pinAt, type Pin } from "#words/access.ts";
import { decisionSentence } from "#words/decision.ts";
import { decisionChart } from "#words/decision-chart.ts";
import { capital, principalWords } from "#words/format.ts";
import { Button } from "../../design/Button.tsx";
import { DecisionChart } from "../../design/DecisionChart.tsx";
import { Mono } from "../../design/Mono.tsx";
import { Panel } from "../../design/Page.tsx";
import { setPin, usePins } from "../../state/pins.ts";
import { announce, useAsk, useWorld } from "../../state/session.ts";
import type { AccessSearch } from "./search.ts";
import { ACCESS_TOPICS } from "../../state/access-topics.ts";

/** One cell: the answer in a sentence, AWS's own sentence, the way to it, and the pin. */
export function Why({
  keyView,
  circumstances,
  onSearch,
  ...cell
}: {
  readonly keyView: KeyView;
  readonly principal: AccessPrincipal;
  readonly action: string;
  readonly circumstances: Circumstances;
  readonly onSearch: (change: AccessSearch) => void;
}) {
  const asked = { principal: cell.principal.arn, action: cell.action, keyArn: keyView.arn, ...circumstances };
  const { value: told, error } = useAsk(
    async ({ pane }) => ({ ...cell, answer: await pane.why(asked) }),
    [JSON.stringify(asked)],
    { on: ACCESS_TOPICS },
  );
  if (error !== null) throw error;
  if (told === undefined || told.answer.refused !== null) return null;
  // Until the answer about another cell is here, the one that stands keeps its own name.
  const { principal, action } = told;
  const { decision, sentence } = told.answer;
  const who = principalWords(principal);
  return (
    <Panel label="Why" className="@5xl:sticky @5xl:top-4">
      <h2 className="flex flex-wrap items-baseline gap-x-2">
        <span>
          {capital(who)}, {actionName(action)}
        </span>
        <span className={decision.allowed ? "" : "text-hot"}>{decision.allowed ? "✓ allowed" : "✕ refused"}</span>
      </h2>
      <div className="mt-1">
        <DecisionChart {...decisionChart(decision)} sentence={decisionSentence(decision, who)} />
      </div>
      {sentence !== null && (
        <p className="mt-2 border-t border-line pt-2 text-xs">
          <span className="text-soft">AWS says: </span>
          <Mono className="[overflow-wrap:anywhere]">{sentence}</Mono>
        </p>
      )}
      <PinRow keyArn={keyView.arn} principal={principal} action={action} />
      <p className="mt-2 flex flex-wrap gap-2">
        <Button size="small" onClick={() => onSearch({ view: "documents", doc: "key" })}>
          Edit the key policy
        </Button>
        {principal.kind !== "root" && (
          <Button size="small" onClick={() => onSearch({ view: "documents", doc: `of ${principal.arn}` })}>
            Edit the IAM policies of {who}
          </Button>
        )}
      </p>
    </Panel>
  );
}

const PINS = [
  { must: "allowed", label: "must stay allowed" },
  { must: "denied", label: "must stay denied" },
] as const;

function PinRow({
  keyArn,
  principal,
  action,
}: {
  readonly keyArn: string;
  readonly principal: AccessPrincipal;
  readonly action: string;
}) {
  const world = useWorld();
  const pins = usePins(world.id);
  const pin = pinAt(pins, keyArn, principal.arn, action);
  const choose = (must: Pin["must"] | null): void => {
    setPin(world.id, { keyArn, principal: principal.arn, action }, must);
    const cell = `${principalWords(principal)}, ${actionName(action)}`;
    announce(must === null ? `${cell} is no longer pinned.` : `${cell} is pinned: must stay ${must}.`);
  };
  return (
    <div className="mt-3 flex flex-wrap items-center gap-2 border-t border-line pt-3 text-sm">
      <span className="text-soft">Pin it:</span>
      {PINS.map(({ must, label }) => (
        <Button
          key={must}
          size="small"
          aria-pressed={pin?.must === must}
          className={pin?.must === must ? "border-ink! font-semibold" : ""}
          onClick={() => choose(pin?.must === must ? null : must)}
        >
          {label}
        </Button>
      ))}
    </div>
  );
}
