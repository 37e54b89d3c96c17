/** What a port offers besides KMS, under `/_keyglass/`: whether it is well, a new start, and the simulated clock. */
import type { ServerResponse } from "node:http";
import { isObject, parseJson, type JsonObject } from "#wire/json.ts";
import type { ClockChange } from "#glass/pane.ts";
import type { WorldView } from "#glass/views.ts";
import type { EndpointWorld } from "./endpoint-world.ts";

export const CONTROL_PATH = "/_keyglass/";

/** Refused, with a sentence for a person. */
class BadControl extends Error {}

/** Wanted to, and could not. */
class FailedControl extends Error {}

type Act = (world: EndpointWorld, body: string) => Promise<JsonObject>;

const ACTS: Readonly<Record<string, Act>> = {
  "GET /_keyglass/health": async (world) => health(await view(world)),
  "POST /_keyglass/reset": async (world) => {
    await world.reset().catch((error: unknown) => {
      throw new FailedControl(`The world was not reset: ${error instanceof Error ? error.message : "it failed."}`);
    });
    return health(await view(world));
  },
  "POST /_keyglass/clock": async (world, body) => {
    const change = readChange(body);
    return health(await (await world.engine).glass.setClock(change));
  },
};

export async function answerControl(
  world: EndpointWorld,
  method: string,
  target: string,
  body: string,
  response: ServerResponse,
): Promise<void> {
  const act = ACTS[`${method} ${target}`];
  if (act === undefined) return send(response, 404, { message: `Known here: ${Object.keys(ACTS).join(", ")}.` });
  try {
    send(response, 200, await act(world, body));
  } catch (error) {
    if (error instanceof FailedControl) return send(response, 500, { message: error.message });
    if (!(error instanceof BadControl || error instanceof RangeError)) throw error;
    send(response, 400, { message: error.message });
  }
}

const view = async (world: EndpointWorld): Promise<WorldView> => (await world.engine).glass.world();

function health({ accounts, regions, clock, storage }: WorldView): JsonObject {
  const { now, rate, next } = clock;
  return {
    status: storage === "durable" || storage === "memory" ? "ok" : storage,
    accounts: accounts.map(({ id }) => id),
    regions,
    clock: { now: new Date(now).toISOString(), rate, next: next === null ? null : new Date(next.at).toISOString() },
    storage,
  };
}

/** `{ "set": "2027-01-01T00:00:00Z" }` (or ms since 1970), `{ "advance": ms }`, `{ "rate": world seconds per second }`. */
function readChange(body: string): ClockChange {
  let json;
  try {
    json = parseJson(body);
  } catch {
    throw new BadControl("The body is no JSON.");
  }
  const [entry, ...more] = isObject(json) ? Object.entries(json) : [];
  if (entry === undefined || more.length > 0 || !["set", "advance", "rate"].includes(entry[0]))
    throw new BadControl('The body is one of {"set": time}, {"advance": ms}, {"rate": number}.');
  const [name, value] = entry;
  const number = name === "set" && typeof value === "string" ? Date.parse(value) : value;
  if (typeof number !== "number" || !Number.isFinite(number))
    throw new BadControl(`"${name}" is no ${name === "set" ? "time" : "number"}.`);
  return { [name]: number } as unknown as ClockChange;
}

function send(response: ServerResponse, status: number, json: JsonObject): void {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(`${JSON.stringify(json)}\n`);
}
