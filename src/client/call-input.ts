/**
 * A call as the page writes it, made into the SDK's input: blob members name an artefact, a text or base64, times are ISO
 * text. The SDK's own schema of the operation says which members are which, so a pair named `text` in an encryption context
 * stays a pair.
 */
import { NormalizedSchema } from "@smithy/core/schema";
import { fromBase64, utf8, type Bytes } from "#wire/bytes.ts";
import { isObject, member, type JsonObject, type JsonValue } from "#wire/json.ts";
import { flipWithin } from "./envelope/pieces.ts";
import type { CallInput } from "./face.ts";

/** The page's input does not fit the operation. */
export class BadInput extends Error {
  override readonly name = "BadInput";
}

/** A blob of the input, and what it was made from. */
export interface GivenBlob {
  /** A copy of its own. */
  readonly bytes: Bytes;
  readonly artefact: string | null;
  readonly typed: boolean;
}

export interface ComposedInput {
  readonly input: Readonly<Record<string, unknown>>;
  /** By member name, those of the top level. */
  readonly blobs: ReadonlyMap<string, GivenBlob>;
}

/**
 * `schema`: an SDK command's operation schema. `bytesOf`: a copy of an artefact's bytes.
 * @throws BadInput, what `bytesOf` throws, and what `fromBase64` throws
 */
export async function composeInput(
  schema: unknown,
  input: CallInput,
  bytesOf: (artefact: string) => Promise<Bytes>,
): Promise<ComposedInput> {
  const blobs = new Map<string, GivenBlob>();
  const compose = async (shape: NormalizedSchema, value: JsonValue, path: readonly string[]): Promise<unknown> => {
    if (value === null) return undefined;
    if (shape.isBlobSchema()) {
      const blob = await givenBlob(value, path, bytesOf);
      if (path.length === 1) blobs.set(path[0] as string, blob);
      return blob.bytes;
    }
    if (shape.isTimestampSchema()) return time(value, path);
    if (shape.isListSchema() && Array.isArray(value)) {
      const item = shape.getValueSchema();
      return Promise.all((value as JsonValue[]).map((each, i) => compose(item, each, [...path, String(i)])));
    }
    if (shape.isStructSchema() && isObject(value)) {
      const members = shape.getMemberSchemas() as Readonly<Record<string, NormalizedSchema>>;
      const made: [string, unknown][] = [];
      for (const [name, each] of Object.entries(value)) {
        const inner = Object.hasOwn(members, name) ? members[name] : undefined;
        if (inner === undefined)
          throw new BadInput(`${[...path, name].join(".")} is no member of this operation's input.`);
        made.push([name, await compose(inner, each ?? null, [...path, name])]);
      }
      return Object.fromEntries(made);
    }
    return value;
  };
  const shape = NormalizedSchema.of((schema as readonly unknown[])[INPUT] as Parameters<typeof NormalizedSchema.of>[0]);
  return { input: (await compose(shape, input, [])) as Record<string, unknown>, blobs };
}

/** Place of the input's shape in an operation schema. */
const INPUT = 4;

async function givenBlob(
  value: JsonValue,
  path: readonly string[],
  bytesOf: (artefact: string) => Promise<Bytes>,
): Promise<GivenBlob> {
  const given: JsonObject = isObject(value) ? value : {};
  const text = (name: string): string | null => {
    const found = member(given, name);
    return typeof found === "string" ? found : null;
  };
  const artefact = text("artefact");
  const typed = text("text");
  const encoded = text("base64");
  const digest = text("digest");
  let bytes: Bytes;
  if (artefact !== null) bytes = await bytesOf(artefact);
  else if (typed !== null) bytes = utf8(typed);
  else if (encoded !== null) bytes = fromBase64(encoded);
  else throw new BadInput(`${path.join(".")} must name an artefact, a text or base64.`);
  if (digest !== null) bytes = new Uint8Array(await crypto.subtle.digest(digest, bytes));
  const flip = member(given, "flip");
  if (isObject(flip)) flipWithin(bytes, 0, { offset: Number(flip["offset"]), bit: Number(flip["bit"]) });
  return { bytes, artefact, typed: typed !== null && digest === null };
}

function time(value: JsonValue, path: readonly string[]): Date {
  const date = typeof value === "string" || typeof value === "number" ? new Date(value) : new Date(Number.NaN);
  if (Number.isNaN(date.getTime())) throw new BadInput(`${path.join(".")} is no time.`);
  return date;
}
