/** Any JSON value. Objects from `parseJson` keep `__proto__` as an ordinary own key; read them with own-key access only. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
export type JsonObject = { readonly [name: string]: JsonValue | undefined };

/** Deepest nesting the door accepts. V8 parses a million levels, but walkers and structured clone overflow near 10,000. */
export const MAX_DEPTH = 64;

/**
 * Parses JSON text of at most `MAX_DEPTH` nesting levels.
 * @throws SyntaxError when the text is no JSON or nests deeper.
 */
export function parseJson(text: string): JsonValue {
  if (nesting(text) > MAX_DEPTH) throw new SyntaxError("JSON nested too deeply");
  return JSON.parse(text) as JsonValue;
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The own member `name`, or undefined: never something inherited. */
export function member(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** Nesting depth by one linear scan that knows strings; stops counting once past the limit. */
function nesting(text: string): number {
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (quoted) {
      if (c === 92) i++;
      else if (c === 34) quoted = false;
    } else if (c === 34) quoted = true;
    else if (c === 123 || c === 91) {
      if (++depth > deepest) deepest = depth;
      if (deepest > MAX_DEPTH) return deepest;
    } else if (c === 125 || c === 93) depth--;
  }
  return deepest;
}
