import type { ReactNode } from "react";
import type { Anatomy, CallTrace } from "#glass/trace.ts";
import { errorWords } from "#words/errors.ts";
import type { StageView } from "#words/stages.ts";
import { Code } from "../../design/Code.tsx";
import { Experiment } from "./Experiment.tsx";
import { HsmView } from "./HsmView.tsx";
import { OurReading } from "./OurReading.tsx";
import { PathView } from "./PathView.tsx";
import { SigningView } from "./SigningView.tsx";
import { Titled } from "./Titled.tsx";
import { VerifyingView } from "./VerifyingView.tsx";

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
      return <SigningView trace={trace} />;
    case "door":
      return <Door trace={trace} />;
    case "hsm":
      return <HsmView steps={trace.hsm} {...(renderAnatomy !== undefined && { renderAnatomy })} />;
    case "audit":
      return <Audited trace={trace} />;
    case "respond":
      return <Answer trace={trace} />;
    case "network":
      return <PathView network={trace.network} />;
    case "authorize":
    case "locate":
    case "check":
      return null;
  }
}

/** The caller's own record, and what the call left in another account's or Region's trail. */
function Audited({ trace: { audit, auditCopies = [] } }: { readonly trace: CallTrace }) {
  if (audit === null) return null;
  return (
    <>
      <Code text={json(audit)} label="The CloudTrail record" tall />
      {auditCopies.map((copy) => {
        const where = `account ${copy["recipientAccountId"] as string}, ${copy["awsRegion"] as string}`;
        return (
          <Titled key={where} title={`Also in the trail of ${where}`}>
            <Code text={json(copy)} label={`The CloudTrail record in ${where}`} />
          </Titled>
        );
      })}
    </>
  );
}

function Door({ trace }: { readonly trace: CallTrace }) {
  const { violations, headers, input } = trace.frontDoor;
  return (
    <>
      {violations.length > 0 && (
        <ul className="list-disc pl-5 font-semibold text-hot">
          {violations.map((violation) => (
            <li key={violation}>{violation}</li>
          ))}
        </ul>
      )}
      <OurReading trace={trace} />
      <VerifyingView trace={trace} />
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
      {trace.application?.signed != null && <Experiment key={trace.summary.id} trace={trace} />}
    </>
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
