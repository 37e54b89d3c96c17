import type { CallTrace } from "#glass/trace.ts";
import { canonicalLines, toSignLines, verdictSentence } from "#words/signature.ts";
import { CanonicalDiff } from "./CanonicalDiff.tsx";
import { Comparison } from "./Comparison.tsx";
import { TextLines } from "./TextLines.tsx";
import { Titled } from "./Titled.tsx";

/** Stage 4: what KMS computed by itself, beside what the application sent. */
export function VerifyingView({ trace }: { readonly trace: CallTrace }) {
  const { signature } = trace.frontDoor;
  if (signature === null) return null;
  const { provided, computed, canonicalRequest, stringToSign } = signature;
  const signed = trace.application?.signed?.canonicalRequest ?? null;
  const parted = signed !== null && canonicalRequest !== null && signed !== canonicalRequest;
  return (
    <>
      {signature.verdict === "refused" && <p>{verdictSentence(trace)}</p>}
      {provided !== null && computed !== null && (
        <Titled title="Sent and computed, equal">
          <code className="grid gap-0.5 text-xs [overflow-wrap:anywhere]">
            <span>{provided}</span>
            <span>{computed}</span>
          </code>
        </Titled>
      )}
      <Titled title="Both computations, side by side">
        <Comparison trace={trace} />
      </Titled>
      {canonicalRequest !== null &&
        (parted ? (
          <Titled title="What was signed, and what KMS reads">
            <CanonicalDiff signed={signed} arrived={canonicalRequest} />
          </Titled>
        ) : (
          <Titled title="The canonical request as KMS reads it">
            <TextLines lines={canonicalLines(canonicalRequest)} label="The canonical request as KMS reads it" />
          </Titled>
        ))}
      {stringToSign !== null && (
        <Titled title="The string to sign as KMS writes it">
          <TextLines lines={toSignLines(stringToSign)} label="The string to sign as KMS writes it" />
        </Titled>
      )}
    </>
  );
}
