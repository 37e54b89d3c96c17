/** One call in the forms in which people meet it: AWS CLI, SDK code, HTTP, CloudTrail. A secret is a file's name, never bytes. */
import type { CallTrace } from "#glass/trace.ts";

type JsonValue = CallTrace["frontDoor"]["input"];
type JsonObject = NonNullable<CallTrace["audit"]>;

export interface Form {
  /** Null where the call has no such form; `why` then says why not. */
  readonly text: string | null;
  readonly why: string | null;
}

export interface CallForms {
  readonly cli: Form;
  readonly sdk: Form;
  readonly http: Form;
  readonly cloudTrail: Form;
}

export function callAs(trace: CallTrace): CallForms {
  const { summary, frontDoor } = trace;
  const sent = trace.application?.composed.input ?? (isObject(frontDoor.input) ? frontDoor.input : null);
  const input = isObject(frontDoor.input) ? frontDoor.input : sent;
  const none = missing(trace, input);
  const cloudTrail =
    trace.audit === null
      ? without("AWS writes no record for a caller that it does not know.")
      : form(JSON.stringify(trace.audit, null, 2));
  if (none !== null || input === null) {
    const no = without(none ?? "What was asked could not be read.");
    return { cli: no, sdk: no, http: summary.source === "calendar" ? no : form(http(trace)), cloudTrail };
  }
  return { cli: form(cli(trace, input)), sdk: form(sdk(trace, input)), http: form(http(trace)), cloudTrail };
}

const form = (text: string): Form => ({ text, why: null });
const without = (why: string): Form => ({ text: null, why });

function missing({ summary, frontDoor, network }: CallTrace, input: JsonObject | null): string | null {
  if (summary.source === "calendar") return "Nobody typed this: KMS did it by itself when its day came.";
  if (summary.service !== "kms") return "AWS STS answers this call, not KMS; the SDK makes it by itself.";
  if (network.path?.service !== undefined) return `Nobody types this: ${network.path.service} calls by itself.`;
  if (!frontDoor.parsed || input === null) return "The request could not be read, so it has no other form.";
  return null;
}

/* ---- what each member is ---- */

/** Members that hold bytes, and the file that stands for them. */
const BLOBS: Readonly<Record<string, string>> = {
  Plaintext: "plain.bin",
  CiphertextBlob: "cipher.bin",
  Message: "message.bin",
  Signature: "signature.bin",
  Mac: "mac.bin",
  PublicKey: "public-key.der",
  ImportToken: "import-token.bin",
  EncryptedKeyMaterial: "wrapped-material.bin",
};

/** Longer texts than this stand in a file of their own, as nobody types them. */
const INLINE = 160;

/* ---- AWS CLI ---- */

function cli({ summary }: CallTrace, input: JsonObject): string {
  const words = ["aws kms", kebab(summary.operation)];
  for (const [name, value] of Object.entries(input))
    if (value !== undefined && value !== null) words.push(option(name, value));
  words.push("--region", summary.region);
  return words.join(" ");
}

function option(name: string, value: JsonValue): string {
  const flag = `--${kebab(name)}`;
  if (typeof value === "boolean") return value ? flag : `--no-${kebab(name)}`;
  return `${flag} ${argument(name, value)}`;
}

function argument(name: string, value: JsonValue): string {
  const file = BLOBS[name];
  if (file !== undefined) return `fileb://${file}`;
  if (typeof value === "string") return value.length > INLINE ? `file://${kebab(name)}.json` : quoted(value);
  if (Array.isArray(value))
    return value.map((item: JsonValue) => (isObject(item) ? shorthand(item) : quoted(text(item)))).join(" ");
  return isObject(value) ? shorthand(value) : text(value);
}

/** `order=1001,region=eu`, where nothing in it could be misread; else the JSON. */
function shorthand(value: JsonObject): string {
  const pairs = Object.entries(value);
  const plain = pairs.every(([name, each]) => PLAIN.test(name) && typeof each === "string" && PLAIN.test(each));
  return plain && pairs.length > 0
    ? pairs.map(([name, each]) => `${name}=${each as string}`).join(",")
    : quoted(JSON.stringify(value));
}

const PLAIN = /^[\w.:/@+-]+$/;

/** As a POSIX shell takes it. */
const quoted = (value: string): string => (PLAIN.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`);
const text = (value: JsonValue | undefined): string => (typeof value === "string" ? value : JSON.stringify(value));
const kebab = (name: string): string => name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "-").toLowerCase();

/* ---- AWS SDK for JavaScript, v3 ---- */

function sdk({ summary }: CallTrace, input: JsonObject): string {
  const lines = Object.entries(input)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => `    ${property(name)}: ${code(name, value as JsonValue)},`);
  const files = Object.keys(input).some((name) => BLOBS[name] !== undefined);
  return [
    ...(files ? ['import { readFile } from "node:fs/promises";'] : []),
    `import { KMSClient, ${summary.operation}Command } from "@aws-sdk/client-kms";`,
    "",
    `const kms = new KMSClient({ region: "${summary.region}" });`,
    "const answer = await kms.send(",
    lines.length === 0
      ? `  new ${summary.operation}Command({}),`
      : `  new ${summary.operation}Command({\n${lines.join("\n")}\n  }),`,
    ");",
  ].join("\n");
}

const code = (name: string, value: JsonValue): string =>
  BLOBS[name] === undefined ? literal(value) : `await readFile("${BLOBS[name]}")`;

function literal(value: JsonValue | undefined): string {
  if (Array.isArray(value)) return `[${value.map((item: JsonValue) => literal(item)).join(", ")}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, each]) => `${property(name)}: ${literal(each)}`);
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}

const property = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));

/* ---- HTTP ---- */

function http({ frontDoor, response }: CallTrace): string {
  const head = ["POST / HTTP/1.1", ...headers(frontDoor.headers)].join("\n");
  const answer = [`HTTP/1.1 ${response.status}`, ...headers(response.headers)].join("\n");
  return `${head}\n\n${body(frontDoor.input)}\n\n${answer}\n\n${body(response.body)}`.trimEnd();
}

const headers = (all: Readonly<Record<string, string>>): string[] =>
  Object.entries(all).map(([name, value]) => `${name}: ${value}`);
const body = (value: JsonValue): string =>
  value === null ? "" : typeof value === "string" ? value : JSON.stringify(value);

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
