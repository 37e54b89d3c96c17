/** Throws made bodies at every operation of a seeded world, and holds each answer to what every answer must be. */
import { isObject } from "#wire/json.ts";
import { OPERATIONS } from "../operations/index.ts";
import type { Operation } from "../operation.ts";
import { Dice, makeBody, makesRsaKeys } from "./bodies.ts";
import contract from "./data/api-contract.json" with { type: "json" };
import { furnish } from "./furnish.ts";
import { ADMIN, APP, createTestEngine, GREEN_ETL, REPORT, ZOE, type Answer, type TestEngine } from "./engine.ts";

export interface FuzzOptions {
  readonly seed: number;
  readonly count: number;
  /** Measures in ms; without it nothing is. The CPU time of this process is best: other programs' work is not the calls'. */
  readonly now?: () => number;
}

export interface FuzzReport {
  readonly bodies: number;
  readonly accepted: number;
  readonly refused: number;
  /** How many bodies each operation accepted, and how many it refused. */
  readonly operations: Readonly<Record<string, { readonly accepted: number; readonly refused: number }>>;
  /** What must not be, with the seed and the body that shows it. */
  readonly problems: readonly string[];
  /** The slowest calls but those that make RSA keys, slowest first, in ms; each as fast as it was in the best of three. */
  readonly slowest: readonly { readonly operation: string; readonly ms: number; readonly body: string }[];
}

/** Bodies of one world; then a new one, so that a disabled key or a deleted alias does not stand in the way for ever. */
const WORLD_BODIES = 500;
/** One refused call in so many is held to the whole world before and after; the others to the count of acts. */
const WHOLE_EVERY = 60;
/** Answers slower than this are tried again: was it the call, or the machine? */
const SLOW_MS = 50;

/** RSA keys take a while on a busy machine. */
const PATIENCE_MS = 120_000;

const EXCEPTIONS: ReadonlySet<string> = new Set([
  ...Object.values(contract).flatMap(({ throws }) => throws),
  "AccessDeniedException",
  "NotAuthorizedException",
  "SerializationException",
  "ValidationException",
]);

export async function fuzz({ seed, count, now }: FuzzOptions): Promise<FuzzReport> {
  const problems: string[] = [];
  const slowest: { operation: string; ms: number; body: string }[] = [];
  const operations = Object.fromEntries([...OPERATIONS.keys()].map((name) => [name, { accepted: 0, refused: 0 }]));
  let refused = 0;
  for (let world = 0; world * WORLD_BODIES < count; world++) {
    const worldSeed = seed + world;
    const dice = new Dice(worldSeed);
    const engine = await createTestEngine({ seed: worldSeed });
    const { known, right } = await furnish(engine);
    for (let n = 0; n < Math.min(WORLD_BODIES, count - world * WORLD_BODIES); n++) {
      const operation = dice.one([...OPERATIONS.values()]);
      const body = makeBody(operation, dice, (member) => known.of(member), right(operation.name));
      const as = dice.chance(0.85) ? ADMIN : dice.one([APP, REPORT, ZOE, GREEN_ETL]);
      const options = { as, region: dice.chance(0.9) ? "us-east-1" : "eu-west-1" };
      const blame = (what: string): void => {
        problems.push(`${what} (seed ${worldSeed}, body ${n}, ${operation.name}): ${body.slice(0, 400)}`);
      };
      try {
        const send = async (): Promise<Answer> => engine.raw(await engine.sign(operation.name, body, options));
        const whole = refused % WHOLE_EVERY === 0 ? await engine.snapshot() : null;
        const acts = await actsOf(engine);
        const { answer, ms } = await answered(timed(send, now));
        const wrong = malformed(operation, answer);
        if (wrong !== null) blame(wrong);
        if (answer.status === 200) {
          operations[operation.name]!.accepted++;
          known.learn(answer.body);
        } else {
          refused++;
          operations[operation.name]!.refused++;
          if ((await actsOf(engine)) !== acts) blame("a refused call made an act");
          if (whole !== null && (await engine.snapshot()) !== whole) blame("a refused call changed the world");
        }
        if (now === undefined || makesRsaKeys(operation, body)) continue;
        const best = ms <= SLOW_MS ? ms : Math.min(ms, (await timed(send, now)).ms, (await timed(send, now)).ms);
        if (best > SLOW_MS) blame(`${Math.round(best)} ms`);
        if (best > (slowest[9]?.ms ?? 0)) {
          slowest.push({ operation: operation.name, ms: best, body: body.slice(0, 120) });
          slowest.sort((a, b) => b.ms - a.ms);
          slowest.length = Math.min(slowest.length, 10);
        }
      } catch (error) {
        blame(`uncaught ${String(error)}`);
      }
    }
    await engine.engine.close();
  }
  return {
    bodies: count,
    accepted: Object.values(operations).reduce((sum, { accepted }) => sum + accepted, 0),
    refused,
    operations,
    problems,
    slowest,
  };
}

async function timed(
  send: () => Promise<Answer>,
  now: (() => number) | undefined,
): Promise<{ answer: Answer; ms: number }> {
  const began = now?.() ?? 0;
  const answer = await send();
  return { answer, ms: (now?.() ?? 0) - began };
}

/** @throws when there is none: a call that waits for ever would else be no problem, but a run without an end. */
async function answered<T>(call: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const never = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${PATIENCE_MS} ms`)), PATIENCE_MS);
  });
  return Promise.race([call, never]).finally(() => clearTimeout(timer));
}

const actsOf = async ({ engine }: TestEngine): Promise<number> => (await engine.glass.world()).acts;

/** What is wrong with the form of an answer, or null. No fault is asked for here, so no failure inside AWS is right either. */
function malformed(operation: Operation, { status, body, headers, error }: Answer): string | null {
  if (headers["x-amzn-requestid"] === undefined) return "no request id";
  if (!isObject(body)) return "a body that is no structure";
  if (status === 200) {
    if (error !== null) return "an error with HTTP 200";
    const strange = Object.keys(body).filter((member) => !operation.output.includes(member));
    return strange.length > 0 ? `undeclared members ${strange.join(", ")}` : null;
  }
  if (status !== 400) return `HTTP ${status}, ${error}`;
  if (error === null || !EXCEPTIONS.has(error)) return `an exception that AWS has not: ${error}`;
  if (headers["x-amzn-errortype"] !== error) return "a header that names another error";
  const more = Object.keys(body).filter((member) => !["__type", "message", "Message"].includes(member));
  return more.length > 0 ? `an error with ${more.join(", ")}` : null;
}
