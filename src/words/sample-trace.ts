/** A small, complete trace for tests: role App asked for a data key and got it. */
import type { CallTrace, Decision } from "#glass/trace.ts";

export const KEY = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const ROLE = "arn:aws:iam::111122223333:role/App";
const SESSION = "arn:aws:sts::111122223333:assumed-role/App/keyglass";

export const allowedByBoth: Decision = {
  action: "kms:GenerateDataKey",
  resource: KEY,
  allowed: true,
  layer: "identity",
  denial: null,
  path: "kp-account",
  crossAccount: false,
  decisive: { document: 1, statement: 0 },
  documents: [
    {
      layer: "key-policy",
      name: "Key policy",
      owner: KEY,
      version: 1,
      verdict: "delegates",
      statements: [
        {
          index: 0,
          sid: "Allow administrators",
          effect: "Allow",
          matched: false,
          via: null,
          whyNot: { element: "principal", request: SESSION, policy: ["arn:aws:iam::111122223333:role/Admin"] },
        },
        { index: 1, sid: "Allow account", effect: "Allow", matched: true, via: "account", whyNot: null },
      ],
    },
    {
      layer: "identity",
      name: "orders-app",
      owner: ROLE,
      version: 1,
      verdict: "allow",
      statements: [{ index: 0, sid: null, effect: "Allow", matched: true, via: null, whyNot: null }],
    },
  ],
};

export const notAllowed: Decision = {
  ...allowedByBoth,
  allowed: false,
  denial: "implicit",
  path: null,
  decisive: null,
  documents: allowedByBoth.documents.slice(0, 1),
};

const input = { KeyId: "alias/orders", KeySpec: "AES_256", EncryptionContext: { order: "1001" } };

const whole: CallTrace = {
  summary: {
    seq: 7,
    id: "0a1b2c3d-0000-4000-8000-000000000007",
    at: Date.UTC(2026, 10, 23, 12, 0, 5),
    micros: 430,
    service: "kms",
    operation: "GenerateDataKey",
    kind: "crypto",
    account: "111122223333",
    region: "us-east-1",
    who: "role App",
    principalArn: ROLE,
    keys: [KEY],
    named: "alias/orders",
    status: 200,
    error: null,
    invocation: { id: "i", attempt: 1 },
    source: "application",
  },
  application: {
    composed: { operation: "GenerateDataKey", input, bodyBytes: 74, run: null },
    signed: {
      principalArn: ROLE,
      accessKeyId: "ASIAEXAMPLE",
      timestamp: "20261123T120005Z",
      scope: "20261123/us-east-1/kms/aws4_request",
      signedHeaders: ["host", "x-amz-date"],
      canonicalRequest: "POST\n/\n",
      stringToSign: "AWS4-HMAC-SHA256\n",
      signature: "ab".repeat(32),
    },
  },
  network: { from: "internet", host: "kms.us-east-1.amazonaws.com", requestBytes: 1_204 },
  frontDoor: {
    target: "TrentService.GenerateDataKey",
    bodyBytes: 74,
    parsed: true,
    signature: {
      verdict: "equal",
      carriedIn: "header",
      chain: null,
      differ: null,
      accessKeyId: "ASIAEXAMPLE",
      principalArn: ROLE,
      scope: "20261123/us-east-1/kms/aws4_request",
      signedHeaders: ["host", "x-amz-date"],
      canonicalRequest: "POST\n/\n",
      stringToSign: "AWS4-HMAC-SHA256\n",
      provided: "ab".repeat(32),
      computed: "ab".repeat(32),
    },
    headers: { host: "kms.us-east-1.amazonaws.com", "x-amz-target": "TrentService.GenerateDataKey" },
    input,
    violations: [],
  },
  locate: [{ role: "key", member: "KeyId", by: "alias", given: "alias/orders", alias: "alias/orders", keyArn: KEY }],
  authorize: [allowedByBoth],
  checks: [
    { check: "usage", subject: KEY, expected: "ENCRYPT_DECRYPT", actual: "ENCRYPT_DECRYPT", ok: true },
    { check: "state", subject: KEY, expected: "Enabled", actual: "Enabled", ok: true },
  ],
  hsm: [
    {
      step: "random",
      says: "Draws the data key: random bytes.",
      facts: { bytes: 32, print: { bytes: 32, print: "7f3a 91c0" } },
      anatomy: null,
    },
    { step: "derive", says: "Derives a one-time key.", facts: { ordinal: 3, nonce: "5e1c" }, anatomy: null },
    { step: "seal", says: "Encrypts with AES-256-GCM.", facts: { bytesIn: 32, bytesOut: 171 }, anatomy: null },
  ],
  audit: {
    eventName: "GenerateDataKey",
    requestParameters: { keyId: "alias/orders", encryptionContext: { order: "1001" } },
  },
  response: {
    status: 200,
    headers: { "content-type": "application/x-amz-json-1.1" },
    body: { CiphertextBlob: "AQID", Plaintext: "«32 bytes, print 7f3a 91c0»", KeyId: KEY },
    bodyBytes: 420,
  },
  changes: [],
};

export const sampleTrace = (
  changes: Partial<Omit<CallTrace, "summary">> & { readonly summary?: Partial<CallTrace["summary"]> } = {},
): CallTrace => ({
  ...whole,
  ...changes,
  summary: { ...whole.summary, ...changes.summary },
});

/** The same call, refused in stage 6. */
export const refusedTrace = (): CallTrace =>
  sampleTrace({
    summary: { status: 400, error: { name: "AccessDeniedException", message: "User: … is not authorized" } },
    authorize: [notAllowed],
    checks: [],
    hsm: [],
  });
