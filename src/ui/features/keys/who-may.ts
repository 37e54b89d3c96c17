/** Who else could make a refused call: asked of a throw-away copy of the world, one principal after another. */
import type { CallInput } from "#client/face.ts";
import type { Pane } from "#glass/pane.ts";
import type { PrincipalView, WorldView } from "#glass/views.ts";
import { base64, utf8 } from "#wire/bytes.ts";
import { isObject, member, type JsonObject, type JsonValue } from "#wire/json.ts";

/** At most this many are asked. */
const MOST = 12;

export async function whoMay(
  pane: Pane,
  world: WorldView,
  call: { readonly operation: string; readonly input: CallInput; readonly region: string; readonly notBy: string },
): Promise<readonly PrincipalView[]> {
  const input = wireInput(call.input);
  if (input === null) return [];
  const account = call.notBy.split(":")[4];
  const others = world.accounts
    .filter(({ id }) => id === account)
    .flatMap(({ principals }) => principals)
    .filter(({ arn }) => arn !== call.notBy)
    .slice(0, MOST);
  const may: PrincipalView[] = [];
  for (const principal of others) {
    const outcomes = await pane.probe([
      { principal: principal.arn, region: call.region, operation: call.operation, input },
    ]);
    if (outcomes[0] !== undefined && outcomes[0].status < 300) may.push(principal);
  }
  return may;
}

/** A call's input as wire JSON; null when it holds an artefact or a digest, whose bytes only the application has. */
export function wireInput(input: CallInput): JsonObject | null {
  const wire = toWire(input);
  return wire === null || !isObject(wire) ? null : wire;
}

function toWire(value: JsonValue): JsonValue | null {
  if (Array.isArray(value)) {
    const items = (value as readonly JsonValue[]).map(toWire);
    return items.includes(null) ? null : items;
  }
  if (!isObject(value)) return value;
  if (member(value, "artefact") !== undefined || member(value, "digest") !== undefined) return null;
  const encoded = member(value, "base64");
  if (typeof encoded === "string") return encoded;
  const text = member(value, "text");
  if (typeof text === "string" && Object.keys(value).length === 1) return base64(utf8(text));
  const entries: [string, JsonValue][] = [];
  for (const [name, each] of Object.entries(value)) {
    if (each === undefined) continue;
    const wire = toWire(each);
    if (wire === null) return null;
    entries.push([name, wire]);
  }
  return Object.fromEntries(entries);
}
