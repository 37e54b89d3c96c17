/** A furnished world in which rules are tried: policies are put and calls made, most of them on throw-away copies. */
import type { JsonObject } from "#wire/json.ts";
import type { ProbeCall, ProbeOutcome } from "#glass/pane.ts";
import { ADMIN, createTestEngine, type TestEngine } from "./engine.ts";
import { furnish, type Furnished } from "./furnish.ts";

export const BLUE = "111122223333";
export const GREEN = "444455556666";
export const BLUE_ROOT = `arn:aws:iam::${BLUE}:root`;
export const GREEN_ROOT = `arn:aws:iam::${GREEN}:root`;
/** A role of the key's account that has what a row gives it, and nothing else. */
export const CLERK = `arn:aws:iam::${BLUE}:role/Clerk`;
/** A role of another account whose own IAM allows it everything in KMS. */
export const CARRIER = `arn:aws:iam::${GREEN}:role/Carrier`;

export type Statement = JsonObject;
export const may = (Action: string | string[], rest: JsonObject = {}): Statement => ({
  Effect: "Allow",
  Action,
  Resource: "*",
  ...rest,
});
export const mayNot = (Action: string | string[], rest: JsonObject = {}): Statement => ({
  ...may(Action, rest),
  Effect: "Deny",
});
/** A statement of a key policy. */
export const to = (AWS: string, Action: string | string[], rest: JsonObject = {}): Statement =>
  may(Action, { Principal: { AWS }, ...rest });
export const text = (statements: readonly Statement[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });

export type Ask = readonly [operation: string, input: JsonObject, more?: Partial<ProbeCall>];

/** `allowed`, or what AWS says against it: of a refused permission its sentence behind the caller's name. */
export const said = ({ status, trace }: ProbeOutcome): string => {
  const { error } = trace.summary;
  if (status === 200) return "allowed";
  return error?.name === "AccessDeniedException"
    ? (error.message ?? "").replace(/^.* is not authorized to perform: /, "")
    : `${error?.name}: ${error?.message ?? ""}`;
};

/** A call that an administrator would be granted, and what it is asked: the permissions on keys, and the others. */
export interface Tryable {
  readonly ask: Ask;
  /** What makes room for the call on the same copy. */
  readonly before: readonly Ask[];
  readonly questions: Questions;
  readonly onKeys: Questions;
  readonly others: Questions;
}
type Questions = readonly { readonly action: string; readonly resource: string }[];

const ROOM: Readonly<Record<string, string>> = { CreateCustomKeyStore: "DeleteCustomKeyStore" };
/** The lockout check is a rule of its own (authorization.md 1.5). */
const BESIDES: Readonly<Record<string, JsonObject>> = { PutKeyPolicy: { BypassPolicyLockoutSafetyCheck: true } };

/** A member that is a text. */
export const textOf = (members: JsonObject | undefined, name: string): string => {
  const value = members?.[name];
  if (typeof value !== "string") throw new TypeError(`${name} is no text`);
  return value;
};

export interface Trial extends TestEngine {
  readonly furnished: Furnished;
  /** Replaces what IAM allows a principal; nothing at all when left out. */
  iam(principal: string, statements?: readonly Statement[]): Promise<void>;
  /** On one throw-away copy: first these key policies, with the administrator's own statement before, then the calls. */
  tried(policies: ReadonlyMap<string, readonly Statement[]>, calls: readonly ProbeCall[]): Promise<string[]>;
  /** A call as somebody, in us-east-1 unless it says otherwise. */
  readonly as: (principal: string, ask: Ask) => ProbeCall;
  /** The first right call of that operation, or the call that is given. */
  tryable(operation: string, given?: JsonObject, before?: readonly Ask[]): Promise<Tryable>;
}

export async function createTrial(): Promise<Trial> {
  const engine = await createTestEngine();
  const { glass } = engine.engine;
  const furnished = await furnish(engine);
  await glass.changeWorld({ act: "CreateRole", account: BLUE, name: "Clerk" });
  await glass.changeWorld({ act: "CreateRole", account: GREEN, name: "Carrier" });
  await glass.changeWorld({ act: "PutInlinePolicy", arn: CARRIER, name: "all", text: text([may("kms:*")]) });
  await glass.setGrantDelay(0);
  const as = (principal: string, [operation, input, more]: Ask): ProbeCall => ({
    principal,
    region: "us-east-1",
    operation,
    input,
    ...more,
  });
  const roomFor = (operation: string): readonly Ask[] => {
    const room = ROOM[operation];
    return room === undefined ? [] : furnished.right(room).map((input) => [room, input]);
  };
  const findTryable = async (
    operation: string,
    given?: JsonObject,
    before: readonly Ask[] = roomFor(operation),
  ): Promise<Tryable> => {
    const inputs = given === undefined ? furnished.right(operation) : [given];
    let outcome = "none is known";
    for (const input of inputs) {
      const ask: Ask = [operation, { ...input, ...BESIDES[operation] }];
      const last = (await glass.probe([...before, ask].map((each) => as(ADMIN, each)))).at(-1) as ProbeOutcome;
      outcome = said(last);
      if (outcome !== "allowed") continue;
      const questions = last.trace.authorize.map(({ action, resource }) => ({ action, resource }));
      const onKeys = questions.filter(({ resource }) => resource.includes(":key/"));
      return { ask, before, questions, onKeys, others: questions.filter((each) => !onKeys.includes(each)) };
    }
    throw new Error(`no call of ${operation} is right: ${outcome}`);
  };
  const found = new Map<string, Promise<Tryable>>();
  return {
    ...engine,
    furnished,
    as,
    async iam(arn, statements) {
      // A policy needs a statement.
      const nothing = [may("s3:ListAllMyBuckets")];
      await glass.changeWorld({ act: "PutInlinePolicy", arn, name: "trial", text: text(statements ?? nothing) });
    },
    async tried(policies, calls) {
      const puts = [...policies].map(([KeyId, statements]) =>
        as(ADMIN, [
          "PutKeyPolicy",
          { KeyId, Policy: text([to(ADMIN, "kms:*"), ...statements]) },
          { region: KeyId.split(":")[3] as string },
        ]),
      );
      const outcomes = await glass.probe([...puts, ...calls]);
      for (const put of outcomes.slice(0, puts.length)) if (put.status !== 200) throw new Error(said(put));
      return outcomes.slice(puts.length).map(said);
    },
    tryable(...asked) {
      const known = found.get(JSON.stringify(asked)) ?? findTryable(...asked);
      found.set(JSON.stringify(asked), known);
      return known;
    },
  };
}
