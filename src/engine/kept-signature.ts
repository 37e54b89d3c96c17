/** What a finished call keeps of its signature: no session token, and no text that the request's own head gives again. */
import { detached, shared } from "#wire/bytes.ts";
import type { HttpRequest } from "#wire/http.ts";
import { canonicalRequest } from "#wire/sigv4.ts";
import type { SignatureStage } from "#glass/trace.ts";

export interface KeptSignature {
  readonly stage: SignatureStage;
  /** What the canonical request is made of again, besides headers; null where the stage still has it. */
  readonly again: (Pick<HttpRequest, "method" | "target"> & { readonly bodyHash: string }) | null;
}

/** `bare`: a text without the request's session token. */
export function keepSignature(
  stage: SignatureStage,
  { method, target }: HttpRequest,
  bare: (text: string) => string,
): KeptSignature {
  const { canonicalRequest: canonical, provided, computed } = stage;
  // Equal texts need not be kept twice; the one that was sent is a piece of the whole request.
  const held = provided === computed ? computed : provided;
  // What does not hold is rare, and kept as it was looked at; a presigned request has its token where no header is.
  const again = canonical !== null && stage.verdict === "equal" && stage.carriedIn === "header";
  if (!again)
    return { stage: { ...stage, provided: held, canonicalRequest: canonical && bare(canonical) }, again: null };
  const bodyHash = detached(canonical.slice(canonical.lastIndexOf("\n") + 1));
  return {
    stage: { ...stage, provided: held, canonicalRequest: null },
    again: { method: shared(method), target: detached(target), bodyHash },
  };
}

/** `headers`: the request's, its token veiled. */
export function toldSignature({ stage, again }: KeptSignature, headers: HttpRequest["headers"]): SignatureStage {
  if (again === null) return stage;
  return { ...stage, canonicalRequest: canonicalRequest({ ...again, headers }, stage.signedHeaders, again.bodyHash) };
}
