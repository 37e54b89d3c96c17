/** Project Wycheproof's vectors (data/wycheproof, data/SOURCE.md), and what an implementation must make of them. */
import { readFileSync } from "node:fs";
import { fromHex, type Bytes } from "#wire/bytes.ts";

/** Members beside these are hex, as the algorithm has them: `msg`, `sig`, `key`, `ct` … */
export type Vector = { readonly tcId: number; readonly result: "valid" | "acceptable" | "invalid" } & Readonly<
  Record<string, unknown>
>;

export interface VectorGroup {
  readonly file: string;
  readonly tests: readonly Vector[];
  /** What the group's tests have in common: `spec`, `algorithm`, keys in hex. */
  text(name: string): string;
}

/** All groups of data/wycheproof/`name`.json. */
export function vectorsOf(name: string): VectorGroup[] {
  const text = readFileSync(new URL(`./data/wycheproof/${name}.json`, import.meta.url), "utf8");
  const { files } = JSON.parse(text) as {
    readonly files: readonly { readonly file: string; readonly groups: readonly (object & { tests: Vector[] })[] }[];
  };
  return files.flatMap(({ file, groups }) =>
    groups.map((group) => ({
      file,
      tests: group.tests,
      text: (member) => String((group as unknown as Record<string, unknown>)[member]),
    })),
  );
}

export const bytesOf = (vector: Vector, member: string): Bytes => fromHex(String(vector[member]));

/**
 * The vectors that an implementation judged otherwise than they say; empty when it is right. What is `acceptable` may be taken or refused.
 * `holds` says whether the implementation took the vector and, where something comes out, that it was the right thing.
 */
export async function misjudged(
  groups: readonly VectorGroup[],
  holds: (vector: Vector, group: VectorGroup) => Promise<boolean>,
): Promise<string[]> {
  const wrong: string[] = [];
  for (const group of groups)
    for (const vector of group.tests) {
      const taken = await holds(vector, group).catch((error: unknown) => `threw ${String(error)}`);
      const right =
        typeof taken === "boolean" && (vector.result === "acceptable" || taken === (vector.result === "valid"));
      if (!right) wrong.push(`${group.file} ${vector.tcId} (${vector.result}, ${String(vector["comment"])}): ${taken}`);
    }
  return wrong;
}
