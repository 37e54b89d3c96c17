/** Condition keys tried by calls: a row is allowed by one condition and refused under another, in IAM and in key policies. */
import type { JsonObject } from "#wire/json.ts";
import { ADMIN } from "./engine.ts";
import { BLUE_ROOT, CLERK, may, to, type Ask, type Statement, type Trial } from "./trial.ts";

type Condition = JsonObject;

export interface ConditionRow {
  readonly id: string;
  readonly says: string;
  readonly operation: string;
  /** Members besides those of a right call; null takes one away. */
  readonly with?: JsonObject | (() => JsonObject);
  readonly before?: readonly Ask[];
  /** A user or role; the clerk when left out. */
  readonly as?: string;
  /** Id of a VPC; the internet when left out. */
  readonly from?: () => string;
  /** One under which the call is allowed, and one under which it is not. */
  readonly holds: Condition | (() => Condition);
  readonly fails: Condition | (() => Condition);
  /** `IAM`: key policies do not know the key. `key policy`: the call asks for another permission too, which does not have the key. */
  readonly only?: "IAM" | "key policy";
}

type Ways = Pick<ConditionRow, "holds" | "fails">;
export const equals = (key: string, value: string, other: string): Ways => ({
  holds: { StringEquals: { [key]: value } },
  fails: { StringEquals: { [key]: other } },
});
export const bool = (key: string, value: boolean): Ways => ({
  holds: { Bool: { [key]: String(value) } },
  fails: { Bool: { [key]: String(!value) } },
});
export const numeric = (key: string, value: number): Ways => ({
  holds: { NumericEquals: { [key]: String(value) } },
  fails: { NumericNotEquals: { [key]: String(value) } },
});
export const absent = (key: string): Ways => ({
  holds: { Null: { [key]: "true" } },
  fails: { Null: { [key]: "false" } },
});
export const listed = (key: string, value: string, other: string): Ways => ({
  holds: { "ForAnyValue:StringEquals": { [key]: value } },
  fails: { "ForAnyValue:StringEquals": { [key]: other } },
});

/** As `test.each` takes them. */
export const titled = (rows: readonly ConditionRow[]) =>
  rows.map((row) => [`${row.id}: ${row.operation}, ${row.says}`, row] as const);

const inFull = <T>(value: T | (() => T)): T => (typeof value === "function" ? (value as () => T)() : value);

/** What is not as the row says: allowed by the one condition and refused under the other, where only they could allow. Empty: all of it is. */
export async function tryRow(trial: Trial, row: Omit<ConditionRow, "id" | "says">): Promise<readonly string[]> {
  const right = await trial.tryable(row.operation);
  const members = Object.entries({ ...right.ask[1], ...inFull(row.with ?? {}) }).filter(([, value]) => value !== null);
  const call = await trial.tryable(row.operation, Object.fromEntries(members), row.before);
  const caller = row.as ?? CLERK;
  const asked = trial.as(caller, [...call.ask, row.from === undefined ? {} : { from: row.from() }] as unknown as Ask);
  const [holds, fails] = [inFull(row.holds), inFull(row.fails)];
  const answer = async (statement: Statement): Promise<string> => {
    const policies = new Map(call.onKeys.map(({ resource }) => [resource, [statement]] as const));
    const before = call.before.map((each) => trial.as(ADMIN, each));
    return (await trial.tried(policies, [...before, asked])).at(-1)!;
  };
  const inIam = async (Condition: Condition): Promise<string> => {
    await trial.iam(caller, [may("kms:*", { Condition })]);
    return answer(to(BLUE_ROOT, "kms:*"));
  };
  const inKeyPolicy = async (Condition: Condition): Promise<string> => {
    await trial.iam(caller, [may("kms:CreateKey")]);
    return answer(to(caller, "kms:*", { Condition }));
  };
  const faults: string[] = [];
  const note = (said: string, expected: RegExp, where: string): void => {
    if (!expected.test(said)) faults.push(`${where}: ${said}`);
  };
  if (row.only !== "key policy") {
    note(await inIam(holds), ALLOWED, "IAM, where it should hold");
    note(await inIam(fails), NOT_BY_IAM, "IAM, where it should fail");
  }
  if (call.onKeys.length > 0) {
    const known = row.only !== "IAM";
    note(await inKeyPolicy(holds), known ? ALLOWED : NOT_BY_KEY, "key policy, where it should hold");
    note(await inKeyPolicy(fails), NOT_BY_KEY, "key policy, where it should fail");
  }
  return faults;
}

const ALLOWED = /^allowed$/;
const NOT_BY_IAM = /because no identity-based policy allows/;
const NOT_BY_KEY = /because no resource-based policy allows/;
