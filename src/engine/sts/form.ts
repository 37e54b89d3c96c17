/** AWS's query protocol as STS speaks it: a form comes in, XML goes out. */
import { utf8Length } from "#wire/bytes.ts";
import { httpDate, type HttpRequest, type HttpResponse } from "#wire/http.ts";

export type Form = ReadonlyMap<string, string>;

/** Whether a request speaks that protocol; KMS speaks JSON. */
export const isForm = ({ method, headers }: HttpRequest): boolean =>
  method === "POST" && (headers["content-type"] ?? "").startsWith("application/x-www-form-urlencoded");

export function readForm(body: string): Form {
  const pairs = body.split("&").flatMap((pair): [string, string][] => {
    const [name = "", value = ""] = pair.split("=", 2);
    return name === "" ? [] : [[decode(name), decode(value)]];
  });
  return new Map(pairs);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}

/** `Tags.member.1.Key` and so on: the members of one list, in their order. */
export function members(form: Form, list: string): readonly Form[] {
  const found = new Map<number, Map<string, string>>();
  for (const [name, value] of form) {
    const match = new RegExp(`^${list}\\.member\\.(\\d{1,3})\\.(\\w+)$`).exec(name);
    if (match === null) continue;
    const at = Number(match[1]);
    const member = found.get(at) ?? new Map<string, string>();
    found.set(at, member.set(match[2] as string, value));
  }
  return [...found].toSorted(([a], [b]) => a - b).map(([, member]) => member);
}

/** An element with elements in it, or with text. */
export type Xml = { readonly [element: string]: Xml | string };

const NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";

export function xmlResponse(
  status: number,
  root: string,
  content: Xml,
  { id, at }: { readonly id: string; readonly at: number },
): HttpResponse {
  const body = `<${root} xmlns="${NAMESPACE}">${xml(content)}</${root}>\n`;
  return {
    status,
    headers: {
      "x-amzn-requestid": id,
      "content-type": "text/xml",
      date: httpDate(at),
      "content-length": String(utf8Length(body)),
    },
    body,
  };
}

const xml = (content: Xml): string =>
  Object.entries(content)
    .map(([name, inner]) => `<${name}>${typeof inner === "string" ? escaped(inner) : xml(inner)}</${name}>`)
    .join("");

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
