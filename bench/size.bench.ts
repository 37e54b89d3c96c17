import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import type { Bench, Row } from "./lib/bench.ts";

export const title = "Worker scripts, in kB of gzip -9";

export default function measure({ root }: Bench): Row[] {
  const assets = path.join(root, "dist/assets");
  return readdirSync(assets)
    .filter((name) => /worker.*\.js$/.test(name))
    .map((name) => ({
      name: name.replace(/-[\w-]{8}\.js$/, ""),
      value: gzipSync(readFileSync(path.join(assets, name)), { level: 9 }).length / 1000,
      unit: "kB",
    }));
}
