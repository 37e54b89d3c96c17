import { expect, test } from "vitest";
import type { Outcome, ProvedEdit, WhyNotView } from "#glass/why-not.ts";
import {
  doersOf,
  doneWords,
  editName,
  editWords,
  leadWords,
  proofWords,
  question,
  reachWords,
  undoneWords,
} from "./why-not.ts";

const REPORT = "arn:aws:iam::111122223333:role/Report";
const ROOT = "arn:aws:iam::111122223333:root";
const allowed: Outcome = {
  allowed: true,
  error: null,
  decided: { action: "kms:Decrypt", layer: "identity", path: "kp-account", denial: null },
};
const edit = (kind: ProvedEdit["kind"], more: Partial<ProvedEdit> = {}): ProvedEdit => ({
  kind,
  steps: [],
  about: { action: "kms:Decrypt", principal: REPORT, document: "Key policy", statement: "2, Use", layer: "key-policy" },
  diffs: [],
  reach: 2,
  proved: true,
  by: allowed,
  ...more,
});

test.each<[ProvedEdit, string]>([
  [edit("key-policy-statement"), "Add a statement to the key policy: role Report may Decrypt."],
  [
    edit("delegation", { about: { action: "kms:Decrypt", principal: ROOT } }),
    "Hand Decrypt to account 111122223333’s IAM in the key policy. Whoever has an IAM policy for it there gets in.",
  ],
  [edit("widen-statement"), "Add Decrypt to statement 2, Use of the key policy, which is about this caller already."],
  [
    edit("narrow-deny", { about: { layer: "scp", document: "NoKms", statement: "1" } }),
    "Narrow the Deny in statement 1 of the service control policy NoKms, so that it spares this call.",
  ],
  [
    edit("encryption-context", {
      steps: [
        {
          do: "ask",
          change: { change: "context", member: "EncryptionContext", before: {}, after: { order: "7", Shop: "north" } },
        },
      ],
    }),
    "Send the encryption context order = 7 and Shop = north, in exactly these letters.",
  ],
  [
    edit("network", { steps: [{ do: "ask", change: { change: "from", from: "internet", name: "the internet" } }] }),
    "Call from the internet.",
  ],
  [
    edit("detach-policy", { about: { document: "orders-app", principal: REPORT } }),
    "Take the IAM policy orders-app from role Report.",
  ],
])("an edit is a sentence", (given, words) => {
  expect(editWords(given)).toBe(words);
});

test("how the call then goes, and how far it reaches", () => {
  expect(proofWords(edit("delegation"))).toBe(
    "Tried on a copy of this world: the call then passes, by IAM, to which the key policy hands the question.",
  );
  const refused = { allowed: false, error: { name: "DisabledException", message: null }, decided: null };
  expect(proofWords(edit("disable-key", { by: refused }))).toBe(
    "Tried on a copy of this world: the call is then refused with DisabledException.",
  );
  expect(reachWords(edit("grant"))).toBe("Gives one permission to one caller.");
  expect(doersOf([{ do: "call", as: REPORT, region: "us-east-1", operation: "EnableKey", input: {} }])).toEqual([
    "EnableKey, signed by role Report",
  ]);
});

test("a call of yesterday that goes otherwise today says so", () => {
  const view: WhyNotView = { now: allowed, action: "kms:Decrypt", keyArn: null, edits: [], tried: 3 };
  expect(question(true)).toBe("What would allow this?");
  expect(question(true, false)).toBe("What would deny it now?");
  expect(question(false, true)).toBe("What would allow it now?");
  expect(leadWords(view, true)).toBe(
    "As the world is now, this very call would be allowed. None of the 3 edits that were tried on copies of this world would refuse it.",
  );
  expect(leadWords({ ...view, edits: [edit("add-deny")] }, false)).toBe(
    "Each of these would refuse it, the least first. Each was tried on a copy of this world, and the copies were thrown away.",
  );
});

test.each<[ProvedEdit, string, string]>([
  [
    edit("identity-policy", { about: { action: "kms:Decrypt", principal: REPORT, document: "reports" } }),
    "give role Report an IAM policy",
    "Done: role Report has the IAM policy “reports”: Decrypt on this key alone. Made again now, this call would be allowed.",
  ],
  [
    edit("cancel-deletion", {
      steps: ["CancelKeyDeletion", "EnableKey"].map((operation) => ({
        do: "call",
        as: REPORT,
        region: "us-east-1",
        operation,
        input: {},
      })),
    }),
    "cancel the key’s deletion",
    "Done: the key’s deletion is cancelled, and the key is enabled. Made again now, this call would be allowed.",
  ],
  [
    edit("disable-key", { by: { allowed: false, error: null, decided: null } }),
    "disable the key",
    "Done: the key is disabled, for everybody. Made again now, this call would be refused.",
  ],
])("a button names its edit, and what was done is told", (given, name, words) => {
  expect(editName(given)).toBe(name);
  expect(doneWords(given)).toBe(words);
});

test("what was taken back is told with how the call goes then", () => {
  expect(undoneWords(edit("delegation"))).toBe(
    "Taken back: hand Decrypt to role Report’s IAM in the key policy. Made again now, this call would be refused, as before.",
  );
});
