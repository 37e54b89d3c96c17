/** Condition keys that have their value by a rule of our own reading (authorization.md 1.9): by which, and in which requests. */
import type { OurReading } from "#glass/trace.ts";
import { encryptionContext } from "./by-request.ts";
import type { Facts } from "./facts.ts";

interface Rule {
  readonly reading: OurReading;
  decides(values: readonly string[], facts: Facts): boolean;
}

const RULES: ReadonlyMap<string, Rule> = new Map([
  [
    "kms:grantconstrainttype",
    { reading: "source-arn-type", decides: ([type]: readonly string[]) => type === "SourceArn" },
  ],
  [
    "kms:schedulekeydeletionpendingwindowindays",
    {
      reading: "pending-window-default",
      decides: (_, { request: { sent } }) => sent !== undefined && sent["PendingWindowInDays"] === undefined,
    },
  ],
  [
    "kms:trailingdayswithoutkeyusage",
    {
      reading: "unused-since-made",
      decides: (_, { rows, subject }) => subject !== null && rows.get("usage", subject.key.id) === undefined,
    },
  ],
] satisfies readonly (readonly [string, Rule])[]);

const CONTEXT = "kms:encryptioncontext:";

/** `key`: in lower case, as policies ask for it; `values`: what it holds. */
export function readingOf(key: string, values: readonly string[], facts: Facts): OurReading | undefined {
  const rule = RULES.get(key);
  if (rule !== undefined) return rule.decides(values, facts) ? rule.reading : undefined;
  if (!key.startsWith(CONTEXT)) return undefined;
  const name = key.slice(CONTEXT.length);
  const pairs = encryptionContext(facts).filter(([each]) => each.toLowerCase() === name);
  return pairs.length > 1 ? "context-case" : undefined;
}
