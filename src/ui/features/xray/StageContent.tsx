import type { ReactNode } from "react";
import type { Anatomy, CallTrace } from "#glass/trace.ts";
import { errorWords } from "#words/errors.ts";
import type { StageView } from "#words/stages.ts";
import { Code } from "../../design/Code.tsx";
import { HsmView } from "./HsmView.tsx";

interface StageContentProps {
  readonly stage: StageView;
  readonly trace: CallTrace;
  readonly renderAnatomy?: (anatomy: Anatomy) => ReactNode;
}

const json = (value: unknown): string => JSON.stringify(value, null, 2);

/** What a stage looked at or made: texts of the signature, headers, steps of the HSM, the record, the answer. */
export default function StageContent({ stage, trace, renderAnatomy }: StageContentProps) {
  if (stage.state !== "passed" && stage.state !== "refused") return null;
  switch (stage.id) {
    case "compose":
      return trace.application === null ? null : (
        <Code text={json(trace.application.composed.input)} label="The request’s members" />
      );
    case "sign":
      return <Signed trace={trace} />;
    case "door":
      return <Door trace={trace} />;
    case "hsm":
      return <HsmView steps={trace.hsm} {...(renderAnatomy !== undefined && { renderAnatomy })} />;
    case "audit":
      return trace.audit === null ? null : <Code text={json(trace.audit)} label="The CloudTrail record" tall />;
    case "respond":
      return <Answer trace={trace} />;
    case "authorize":
    case "network":
    case "locate":
    case "check":
      return null;
  }
}

function Titled({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div className="grid gap-1">
      <h3>{title}</h3>
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
