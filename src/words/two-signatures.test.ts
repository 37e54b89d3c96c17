import { expect, test } from "vitest";
import type { Decision, DocumentVerdict } from "#glass/trace.ts";
import { callerDraft, keyDraft, sidesOf } from "./two-signatures.ts";
import { KEY, notAllowed } from "./sample-trace.ts";

const ETL = "arn:aws:iam::444455556666:role/GreenEtl";
const asked = { principal: ETL, keyArn: KEY, action: "kms:Decrypt" };
const root = { Sid: "Root", Effect: "Allow", Principal: "*", Action: "kms:*", Resource: "*" };
const text = JSON.stringify({ Version: "2012-10-17", Statement: [root] });
const saying = (layer: "key-policy" | "identity", name: string, owner: string): DocumentVerdict => ({
  layer,
  name,
  owner,
  version: 1,
  verdict: "allow",
  statements: [{ index: 0, sid: null, effect: "Allow", matched: true, via: null, whyNot: null }],
});
const decision = (...documents: readonly DocumentVerdict[]): Decision => ({
  ...notAllowed,
  crossAccount: true,
  documents,
});

test("each side has signed when a document of it says yes", () => {
  const { key, caller } = sidesOf(decision(saying("identity", "etl", ETL)));
  expect([key.signed, caller.signed]).toEqual([false, true]);
});

test("the key's signature is a statement that names the caller; taken away it is gone", () => {
  const { key } = sidesOf(decision());
  expect(keyDraft(key, text, false, ETL, "kms:Decrypt")).toEqual({});
  expect(keyDraft(key, text, true, ETL, "kms:Decrypt")?.keyPolicy).toContain(ETL);
  const { key: signed } = sidesOf(decision(saying("key-policy", "Key policy", KEY)));
  const two = JSON.stringify({ Version: "2012-10-17", Statement: [{ ...root, Sid: "First" }, root] });
  expect(keyDraft(signed, two, false, ETL, "kms:Decrypt")?.keyPolicy).not.toContain("First");
  // Without its only statement it would be no policy.
  expect(keyDraft(signed, text, false, ETL, "kms:Decrypt")).toBeNull();
});

test("the caller's signature is an IAM policy; what is managed is detached, what is inline loses its statement", () => {
  const { caller } = sidesOf(decision());
  expect(callerDraft(caller, new Map(), true, asked)).toMatchObject({ acts: [{ act: "PutInlinePolicy", arn: ETL }] });
  const { caller: inline } = sidesOf(decision(saying("identity", "etl", ETL)));
  expect(callerDraft(inline, new Map([[`${ETL} etl`, text]]), false, asked)).toEqual({
    acts: [{ act: "DeleteInlinePolicy", arn: ETL, name: "etl" }],
  });
  const arn = "arn:aws:iam::444455556666:policy/etl";
  const { caller: managed } = sidesOf(decision({ ...saying("identity", "etl", arn), arn }));
  expect(callerDraft(managed, new Map(), false, asked)).toEqual({
    acts: [{ act: "DetachPolicy", arn: ETL, policy: arn }],
  });
});
