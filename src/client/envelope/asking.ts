/** What sealing and opening have in common when they ask KMS. */
import type { Moment } from "../face.ts";
import type { KmsAnswer } from "../kms.ts";

/** KMS knows an empty context as no context. */
export const givenContext = (
  context: Readonly<Record<string, string>>,
): { EncryptionContext?: Record<string, string> } =>
  Object.keys(context).length === 0 ? {} : { EncryptionContext: { ...context } };

type Asked = Extract<Moment, { kind: "asked" }>;
type Answered = Extract<Moment, { kind: "answered" }>;

export function asked(operation: Asked["operation"], { asked: at, requestId, bodyBytes }: KmsAnswer): Asked {
  return { kind: "asked", at, operation, requestId, bodyBytes };
}

/** KMS answered with a refusal: no key came. `wrapped`: what it would not unwrap. */
export function refused(operation: Answered["operation"], answer: KmsAnswer, wrapped: Answered["wrapped"]): Answered {
  const { answered: at, requestId, error } = answer;
  return {
    kind: "answered",
    at,
    operation,
    requestId,
    ok: false,
    error,
    clear: null,
    wrapped,
    keyArn: null,
    keyMaterialId: null,
  };
}

export const NOTHING_WRAPPED: Answered["wrapped"] = { bytes: 0, base64: "", artefact: null };
