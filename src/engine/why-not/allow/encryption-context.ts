import { isObject, type JsonObject } from "#wire/json.ts";
import type { CallTrace } from "#glass/trace.ts";
import type { Candidate, Maker } from "../candidate.ts";
import { statementsOf, type Situation } from "../situation.ts";

type Context = Readonly<Record<string, string>>;

/**
 * Another encryption context. For a ciphertext the one that it was sealed with, looked for among the calls that are still remembered and
 * tried with the ciphertext itself; for a condition, what the statement or the grant asks for.
 */
export const encryptionContext: Maker = async (situation) => {
  const { role, asked, error } = situation;
  const member = role?.context;
  if (member === undefined || (error !== "InvalidCiphertextException" && error !== "AccessDeniedException")) return [];
  const before = contextIn(asked.input, member);
  const wanted =
    error === "InvalidCiphertextException" ? await sealedWith(situation) : askedByStatements(situation, before);
  const seen = new Set([textOf(before)]);
  const fresh = wanted.filter((context) => !seen.has(textOf(context)) && seen.add(textOf(context)));
  return fresh.map((after): Candidate => {
    return {
      kind: "encryption-context",
      reach: 0,
      steps: [{ do: "ask", change: { change: "context", member, before, after } }],
    };
  });
};

/** That of the very ciphertext first, then the others that the key was used with, newest first, and none at all. */
async function sealedWith({ past, role, asked }: Situation): Promise<readonly Context[]> {
  const blob = role?.ciphertext === undefined ? undefined : asked.input[role.ciphertext];
  const calls = await past();
  const made = calls.filter(({ response }) => isObject(response.body) && response.body["CiphertextBlob"] === blob);
  return [...made.flatMap(contextsOf), ...calls.flatMap(contextsOf), {}].slice(0, MOST);
}

/** So many are tried. */
const MOST = 50;

const contextsOf = ({ frontDoor: { input } }: CallTrace): Context[] =>
  isObject(input)
    ? ["EncryptionContext", "DestinationEncryptionContext"]
        .filter((name) => name in input)
        .map((name) => contextIn(input, name))
    : [];

/** What conditions and constraints ask for, as far as they name a value and no pattern. */
function askedByStatements({ decision }: Situation, before: Context): readonly Context[] {
  return statementsOf(decision).flatMap(({ statement: { whyNot } }): Context[] => {
    if (whyNot?.element !== "condition" || !whyNot.key.startsWith("kms:EncryptionContext:")) return [];
    const name = whyNot.key.slice("kms:EncryptionContext:".length);
    if (whyNot.policy.length === 0) return [Object.fromEntries(Object.entries(before).filter(([key]) => key !== name))];
    return whyNot.policy.filter((value) => !/[*?$]/.test(value)).map((value) => ({ ...before, [name]: value }));
  });
}

function contextIn(input: JsonObject, member: string): Context {
  const context = Object.hasOwn(input, member) ? input[member] : undefined;
  return isObject(context) ? (context as Context) : {};
}

const textOf = (context: Context): string =>
  JSON.stringify(Object.entries(context).toSorted(([a], [b]) => (a < b ? -1 : 1)));
