import path from "node:path";
import { parseSync } from "vite";

/** What the architecture test knows of one source file. */
export interface Source {
  readonly file: string;
  readonly room: string;
  /** The folder inside the room, or "". */
  readonly folder: string;
  /** A test, or what only tests import: the engine and the application for tests. */
  readonly isTest: boolean;
  readonly text: string;
  /** The text without comments and without the insides of strings. */
  readonly code: string;
  readonly imports: readonly Edge[];
}

/** One import, re-export or dynamic import. */
export interface Edge {
  /** As written. */
  readonly from: string;
  /** True when nothing of it is left at run time. */
  readonly type: boolean;
  /** The file of ours that is meant; `byName` when it was written as `#room/…`. Null for a package. */
  readonly target: { readonly file: string; readonly byName: boolean } | null;
}

/** Reads one TypeScript file of `src/`. Throws when it does not parse. */
export function readSource(file: string, text: string): Source {
  const { module, comments, program, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  const edge = (from: string, type: boolean): Edge => ({ from, type, target: targetOf(file, from) });
  return {
    file,
    text,
    room: roomOf(file),
    folder: file.split("/").length > 3 ? (file.split("/")[2] ?? "") : "",
    isTest: /\.test\.tsx?$|^src\/(engine|client|node)\/testing\//.test(file),
    code: blank(text, [...comments, ...stringsIn(program)]),
    imports: [
      ...module.staticImports.map(({ moduleRequest, entries }) =>
        edge(moduleRequest.value, entries.length > 0 && entries.every(({ isType }) => isType)),
      ),
      ...module.staticExports.flatMap(({ entries }) =>
        entries.flatMap(({ moduleRequest, isType }) => (moduleRequest ? [edge(moduleRequest.value, isType)] : [])),
      ),
      ...module.dynamicImports.map(({ moduleRequest: { start, end } }) => edge(text.slice(start + 1, end - 1), false)),
    ],
  };
}

/** `src/wire/http.ts` → `wire`, `src/main.ts` → `main.ts`. */
export function roomOf(file: string): string {
  return file.split("/")[1] ?? "";
}

function targetOf(file: string, from: string): Edge["target"] {
  const plain = from.replace(/\?.*$/, "");
  if (plain.startsWith("#")) return { file: `src/${plain.slice(1)}`, byName: true };
  if (plain.startsWith(".")) return { file: path.posix.join(path.posix.dirname(file), plain), byName: false };
  return null;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

function blank(text: string, spans: readonly Span[]): string {
  const letters = text.split("");
  for (const { start, end } of spans) letters.fill(" ", start, end);
  return letters.join("");
}

function stringsIn(node: unknown): Span[] {
  if (Array.isArray(node)) return node.flatMap(stringsIn);
  if (typeof node !== "object" || node === null) return [];
  const { type, value, start, end } = node as { type?: string; value?: unknown; start: number; end: number };
  if (type === "TemplateElement" || type === "JSXText" || (type === "Literal" && typeof value === "string"))
    return [{ start, end }];
  return Object.values(node).flatMap(stringsIn);
}
