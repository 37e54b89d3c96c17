import type { SignatureStage } from "#glass/trace.ts";
import { KmsError } from "../errors.ts";

/** A refusal that still shows what the server computed. */
export class SignatureRefused extends KmsError {
  readonly stage: SignatureStage;

  constructor(exception: string, sentence: string, stage: Partial<SignatureStage>) {
    super(exception, sentence);
    this.stage = { ...nothingComputed, ...stage, verdict: "refused" };
  }
}

/** The stage before anything was looked at. */
export const nothingComputed: SignatureStage = {
  verdict: "refused",
  carriedIn: null,
  accessKeyId: null,
  principalArn: null,
  scope: null,
  signedHeaders: [],
  canonicalRequest: null,
  stringToSign: null,
  chain: null,
  provided: null,
  computed: null,
  differ: null,
};
