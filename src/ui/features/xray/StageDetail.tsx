import type { ReactNode } from "react";
import type { Anatomy, CallTrace } from "#glass/trace.ts";
import { errorWords } from "#words/errors.ts";
import type { StageView } from "#words/stages.ts";
import { Code } from "../../design/Code.tsx";
import { FactLines } from "../../design/Facts.tsx";
import { DecisionView } from "./DecisionView.tsx";
import { HsmView } from "./HsmView.tsx";

interface StageDetailProps {
  readonly stage: StageView;
  readonly trace: CallTrace;
  readonly renderAnatomy?: (anatomy: Anatomy) => ReactNode;
}

/** What one stage opens to: its sentence, its facts, and what it looked at or made. */
export function StageDetail({ stage, trace, renderAnatomy }: StageDetailProps) {
  return (
    <div className="grid gap-2.5">
      <p className="text-pretty">{stage.sentence}</p>
      {stage.facts.length > 0 && (
        <FactLines
          facts={stage.facts.map(({ name, value, mono }) => ({
            name,
            value: mono === true ? <code className="text-xs">{value}</code> : value,
          }))}
        />
      )}
      {(stage.state === "passed" || stage.state === "refused") && (
        <Content stage={stage} trace={trace} {...(renderAnatomy !== undefined && { renderAnatomy })} />
      )}
    </div>
  );
}

const json = (value: unknown): string => JSON.stringify(value, null, 2);

function Content({ stage, trace, renderAnatomy }: StageDetailProps) {
  switch (stage.id) {
    case "compose":
      return trace.application === null ? null : (
        <Code text={json(trace.application.composed.input)} label="The request’s members" />
      );
    case "sign":
      return <Signed trace={trace} />;
    case "door":
      return <Door trace={trace} />;
    case "authorize":
      return trace.authorize.map((decision, index) => (
        <DecisionView key={index} decision={decision} several={trace.authorize.length > 1} />
      ));
    case "hsm":
      return <HsmView steps={trace.hsm} {...(renderAnatomy !== undefined && { renderAnatomy })} />;
    case "audit":
      return trace.audit === null ? null : <Code text={json(trace.audit)} label="The CloudTrail record" tall />;
    case "respond":
      return <Answer trace={trace} />;
    case "network":
    case "locate":
    case "check":
      return null;
  }
}

function Titled({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div className="grid gap-1">
      <h4 className="text-xs font-semibold text-soft">{title}</h4>
      {children}
    </div>
  );
}

function Signed({ trace }: { readonly trace: CallTrace }) {
  const signed = trace.application?.signed;
  if (signed === undefined || signed === null) return null;
  const [date = "", region = "", service = "", end = ""] = signed.scope.split("/");
  return (
    <>
      <Titled title="1. The request in one canonical form">
        <Code text={signed.canonicalRequest} label="The canonical request" />
      </Titled>
      <Titled title="2. Its hash, with time and scope: the string to sign">
        <Code text={signed.stringToSign} label="The string to sign" />
      </Titled>
      <Titled title="3. The signing key, derived step by step from the secret">
        <ol className="list-decimal pl-5 text-xs">
          {[date, region, service, end].map((part, index) => (
            <li key={part}>
              HMAC-SHA-256 of <code>{part}</code>, keyed with{" "}
              {index === 0 ? "“AWS4” and the secret access key" : "the line above"}
            </li>
          ))}
          <li>HMAC-SHA-256 of the string to sign, keyed with the line above: the signature</li>
        </ol>
      </Titled>
    </>
  );
}

function Door({ trace }: { readonly trace: CallTrace }) {
  const { signature, violations, headers, input } = trace.frontDoor;
  return (
    <>
      {violations.length > 0 && (
        <ul className="list-disc pl-5 font-semibold text-hot">
          {violations.map((violation) => (
            <li key={violation}>{violation}</li>
          ))}
        </ul>
      )}
      {signature !== null && signature.computed !== null && (
        <Titled
          title={
            signature.provided === signature.computed
              ? "Sent and computed, equal"
              : "Sent, and computed by KMS: they differ"
          }
        >
          <Compare sent={signature.provided ?? ""} computed={signature.computed} />
        </Titled>
      )}
      {signature?.canonicalRequest != null && (
        <Titled title="The canonical request as KMS reads it">
          <Code text={signature.canonicalRequest} label="The canonical request as KMS reads it" />
        </Titled>
      )}
      <Titled title="Headers as they arrived">
        <Code
          text={Object.entries(headers)
            .map(([name, value]) => `${name}: ${value}`)
            .join("\n")}
          label="The headers"
        />
      </Titled>
      {input !== null && (
        <Titled title="The body as parsed">
          <Code text={json(input)} label="The body" />
        </Titled>
      )}
    </>
  );
}

/** Two hex texts one above the other; where they differ, the digits are underlined. */
function Compare({ sent, computed }: { readonly sent: string; readonly computed: string }) {
  return (
    <code className="grid gap-0.5 text-xs [overflow-wrap:anywhere]">
      {[sent, computed].map((text, row) => (
        <span key={row}>
          {text.split("").map((digit, index) =>
            sent[index] === computed[index] ? (
              digit
            ) : (
              <u key={index} className="font-bold text-hot">
                {digit}
              </u>
            ),
          )}
        </span>
      ))}
    </code>
  );
}

function Answer({ trace }: { readonly trace: CallTrace }) {
  const { error } = trace.summary;
  const words = error === null ? null : errorWords(error.name);
  return (
    <>
      {words !== null && (
        <p>
          {words.means} <span className="text-soft">{words.look}</span>
        </p>
      )}
      <Titled title="Headers">
        <Code
          text={Object.entries(trace.response.headers)
            .map(([name, value]) => `${name}: ${value}`)
            .join("\n")}
          label="The answer’s headers"
        />
      </Titled>
      {trace.response.bodyBytes > 0 && (
        <Titled title="Body">
          <Code text={json(trace.response.body)} label="The answer’s body" />
        </Titled>
      )}
    </>
  );
}
