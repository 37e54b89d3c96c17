import { execFileSync } from "node:child_process";
import path from "node:path";
import { build } from "vite";
import { beside, repeats, row, scaled, type Bench, type Row } from "./lib/bench.ts";

export const title = "One decision of the evaluator with every statement's why-not, nothing remembered";

export default async function measure({ root }: Bench): Promise<Row[]> {
  const outDir = path.join(root, ".cache/bench-access");
  await build({
    root,
    configFile: false,
    logLevel: "warn",
    ssr: { noExternal: true, external: ["@cedar-policy/cedar-wasm/nodejs"] },
    build: {
      ssr: path.join(root, "bench/pages/access.ts"),
      outDir,
      emptyOutDir: true,
      minify: false,
      rolldownOptions: { output: { entryFileNames: "access.mjs" } },
    },
  });
  // Without it the V8 of Node 20 aborts in cedar-wasm, when it takes back an optimisation of calls into WebAssembly.
  const flags = ["--no-turbo-inline-js-wasm-calls"];
  const args = [...flags, path.join(outDir, "access.mjs"), String(repeats), String(scaled(20_000))];
  const seen = JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" })) as Record<string, number[]>;
  const of = (name: string): number[] => seen[name] ?? [];
  return [
    row("typical: the console's key policy, two IAM policies with conditions, a boundary", of("typical"), "µs", {
      atMost: 20,
    }),
    row("the same policies put to cedar-wasm, read beforehand", of("cedar"), "µs"),
    row("typical, beside cedar-wasm", beside(of("typical"), of("cedar")), "×"),
    row("32 KB of stars in actions", of("stars"), "µs", { atMost: 1_000 }),
    row("32 KB of stars in conditions, on 1.9 KB of encryption context", of("likes"), "µs", { atMost: 1_000 }),
    row("32 KB of short parts with question marks, on 8 KB that repeat themselves", of("regular"), "µs", {
      atMost: 1_000,
    }),
    row("32 KB of short parts, on 8 KB at random", of("scattered"), "µs", { atMost: 1_000 }),
    row("a key's matrix: 20 principals, 46 actions, a draft read for the first time", of("matrix"), "ms", {
      atMost: 50,
    }),
    row("reading that policy for the first time", of("parse"), "µs"),
  ];
}
