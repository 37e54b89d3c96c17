import { execFileSync } from "node:child_process";
import path from "node:path";
import { build } from "vite";
import { beside, repeats, row, scaled, type Bench, type Row } from "./lib/bench.ts";

export const title = "The engine under Node, with memory as its disk: signed requests, 64 in flight";

export default async function measure({ root }: Bench): Promise<Row[]> {
  const outDir = path.join(root, ".cache/bench-node");
  const entry = path.join(root, "bench/pages/node.ts");
  await build({
    root,
    configFile: false,
    logLevel: "warn",
    ssr: { noExternal: true },
    build: {
      ssr: entry,
      outDir,
      emptyOutDir: true,
      minify: false,
      rolldownOptions: { output: { entryFileNames: "node.mjs" } },
    },
  });
  const args = [path.join(outDir, "node.mjs"), String(repeats), String(scaled(10_000))];
  const rates = JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" })) as Record<string, number[]>;
  const of = (name: string): number[] => rates[name] ?? [];
  return [
    row("Encrypt", of("Encrypt"), "/s", { atLeast: 5_000 }),
    row("raw crypto: HKDF, AES-GCM, signature's hashes", of("raw"), "/s"),
    row("Encrypt beside raw crypto", beside(of("Encrypt"), of("raw")), "×"),
    row("Decrypt", of("Decrypt"), "/s"),
    row("CreateKey", of("CreateKey"), "/s"),
  ];
}
