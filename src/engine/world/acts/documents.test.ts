/** authorization.md 2.1: whoever keeps a policy, IAM, Organizations, EC2 or STS, takes no document that is none. */
import { describe, expect, test } from "vitest";
import type { JsonObject } from "#wire/json.ts";
import { MemoryState } from "../../storage/state.ts";
import { Refused } from "./act.ts";
import { checkDocument, type DocumentKind } from "./documents.ts";

const allow = { Effect: "Allow", Action: "kms:Decrypt", Resource: "*" };
/** One statement that each kind takes. */
const SOUND: Readonly<Record<DocumentKind, JsonObject>> = {
  identity: allow,
  session: allow,
  scp: allow,
  endpoint: { ...allow, Principal: "*" },
  rcp: { Effect: "Deny", Principal: "*", Action: "kms:Decrypt", Resource: "*" },
  trust: { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" },
};
const KINDS = Object.keys(SOUND) as DocumentKind[];
const NAMING_PRINCIPALS = ["endpoint", "rcp", "trust"] as const;

function refusal(kind: DocumentKind, statement: JsonObject, more: JsonObject = {}): Refused | null {
  const text = JSON.stringify({ Version: "2012-10-17", ...more, Statement: [statement] });
  try {
    expect(checkDocument(text, kind, new MemoryState())).toBe(text);
    return null;
  } catch (error) {
    if (error instanceof Refused) return error;
    throw error;
  }
}

describe.each(KINDS)("of a %s policy", (kind) => {
  const sound = SOUND[kind];
  test("a sound statement is taken", () => {
    expect(refusal(kind, sound)).toBeNull();
  });
  test.each<[what: string, statement: JsonObject, more?: JsonObject]>([
    ["an element that no statement has", { ...sound, Actions: "*" }],
    ["an element that no document has", sound, { Comment: "mine" }],
    ["an Id that is no text", sound, { Id: 7 }],
    ["an empty list of actions", { ...sound, Action: [] }],
    ["an empty list of values in a condition", { ...sound, Condition: { StringEquals: { "aws:username": [] } } }],
    ["a condition that is a list", { ...sound, Condition: [] }],
    ["an operator that compares nothing", { ...sound, Condition: { StringEquals: "aws:username" } }],
    ["a Sid that is no text", { ...sound, Sid: 7 }],
    ["an effect in other letters", { ...sound, Effect: "allow" }],
  ])("%s is refused", (_, statement, more) => {
    expect(refusal(kind, statement, more)?.name).toMatch(/^(?:Malformed|Invalid)PolicyDocument/);
  });
});

test.each(NAMING_PRINCIPALS)("of a %s policy a principal that names nobody is refused", (kind) => {
  for (const Principal of [{}, { AWS: [] }, { Aws: "*" }, []])
    expect(refusal(kind, { ...SOUND[kind], Principal })).not.toBeNull();
});

test("IAM says which element has nothing in it", () => {
  expect(refusal("identity", { ...allow, Action: [] })?.message).toBe("Policy statement must contain actions.");
  expect(refusal("identity", { ...allow, Resource: [] })?.message).toBe("Policy statement must contain resources.");
  expect(refusal("trust", { ...SOUND.trust, Principal: {} })?.message).toBe("Missing required field Principal");
});
