import type { AccessMatrix } from "#glass/access.ts";
import type { KeyDetail } from "#glass/views.ts";
import { brokenPins, changedCells, changeLines, pinWords } from "#words/access.ts";
import { capital, count, list, principalWords } from "#words/format.ts";
import { keyName } from "#words/keys.ts";
import { around, lineDiff } from "#words/line-diff.ts";
import { Care } from "../../design/Banner.tsx";
import { Diff } from "../../design/Diff.tsx";
import { usePins } from "../../state/pins.ts";
import { useSeat, useWorld } from "../../state/session.ts";
import type { PolicyDocument } from "./documents.ts";
import type { EffectOfDraft } from "./use-effect-of.ts";

/** What saving would do: who gains and loses what, which pins break, who is locked out, and the text line by line. */
export function Effect({
  effect,
  document,
  keyDetail,
  saved,
  text,
  bypass,
}: {
  readonly effect: EffectOfDraft;
  readonly document: PolicyDocument;
  readonly keyDetail: KeyDetail;
  readonly saved: string;
  readonly text: string;
  readonly bypass: boolean;
}) {
  return (
    <section aria-label="What this would change" className="border-t border-line pt-3">
      <h2>What this would change</h2>
      {effect.refused !== null && (
        <p className="text-sm">
          <b className="text-hot">AWS would refuse it.</b> {effect.refused.name}
          {effect.refused.message !== null && `: ${effect.refused.message}`}
        </p>
      )}
      {effect.after !== null && (
        <Changes
          before={effect.before}
          after={effect.after}
          keyDetail={keyDetail}
          lockout={document.save === null}
          bypass={bypass}
        />
      )}
      <details className="mt-2 text-sm">
        <summary className="target w-fit text-soft hover:text-ink hover:underline">The text, line by line</summary>
        <div className="mt-1 rounded-md border border-line py-1">
          <Diff lines={around(lineDiff(saved, text))} />
        </div>
      </details>
    </section>
  );
}

function Changes({
  before,
  after,
  keyDetail,
  lockout,
  bypass,
}: {
  readonly before: AccessMatrix;
  readonly after: AccessMatrix;
  readonly keyDetail: KeyDetail;
  readonly lockout: boolean;
  readonly bypass: boolean;
}) {
  const world = useWorld();
  const pins = usePins(world.id);
  const changes = changedCells(before, after);
  const held = new Set(brokenPins(pins, before).map(({ pin }) => pin));
  const broken = brokenPins(pins, after).filter(({ pin }) => !held.has(pin));
  return (
    <>
      {changes.length === 0 ? (
        <p className="text-sm">Nobody gains or loses anything on {keyName(keyDetail)} by it, in a plain call.</p>
      ) : (
        <>
          <p className="text-sm text-soft">
            {capital(count(changes.length, "answer"))} on {keyName(keyDetail)} would be another one:
          </p>
          <ul className="text-sm">
            {changeLines(changes).map(({ who, gains, actions }) => (
              <li key={`${who} ${gains}`}>
                <b>
                  {gains ? "✓" : "✕"} {who} {gains ? "gains" : "loses"}
                </b>{" "}
                {list(actions, 8)}
              </li>
            ))}
          </ul>
        </>
      )}
      {broken.length > 0 && (
        <Care title={broken.length === 1 ? "It breaks a pin." : `It breaks ${broken.length} pins.`} className="mt-2">
          {broken.map(({ pin, principal }) => (
            <p key={`${pin.principal} ${pin.action}`}>You pinned that {pinWords(principal, pin)}.</p>
          ))}
        </Care>
      )}
      {lockout && <Lockout before={before} after={after} bypass={bypass} />}
    </>
  );
}

/** KMS asks whether this caller could put a policy again (authorization.md 1.5); so it is told before. */
function Lockout({
  before,
  after,
  bypass,
}: {
  readonly before: AccessMatrix;
  readonly after: AccessMatrix;
  readonly bypass: boolean;
}) {
  const { principalArn } = useSeat();
  const me = after.principals.find(({ arn }) => arn === principalArn);
  const who = me === undefined ? "you" : principalWords(me);
  if (!mayPut(before, principalArn))
    return (
      <p className="mt-2 text-sm">
        <b className="text-hot">KMS will refuse this call:</b> {who} may not put a key policy. Choose under “Who”
        somebody who may.
      </p>
    );
  const anybody = after.principals.filter(({ arn }) => mayPut(after, arn));
  if (mayPut(after, principalArn)) return null;
  return (
    <Care title="It locks you out." className="mt-2">
      <p>
        Under it {who} could not change this policy again
        {anybody.length === 0
          ? ", and nobody else could either."
          : `; ${list(anybody.map(principalWords))} could.`}{" "}
        {bypass ? "You have switched the check off, so KMS takes it." : "KMS will refuse it."}
      </p>
    </Care>
  );
}

function mayPut({ principals, actions, cells }: AccessMatrix, arn: string): boolean {
  const row = principals.findIndex((principal) => principal.arn === arn);
  const column = actions.findIndex(({ action }) => action === "kms:PutKeyPolicy");
  return cells[row]?.[column]?.allowed === true;
}
