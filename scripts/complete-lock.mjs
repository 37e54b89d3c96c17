// Some registries mirror only the packages of their own system. A lock file written against one lacks the native parts for the
// others, and `npm ci` then refuses it everywhere. Run this after `npm install`: it adds what is missing, with os and cpu read
// from the package's name. Such an entry has no integrity until an install against a full registry adds it.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { missingFromLock } from "./lib/lock.mjs";
import { root } from "./lib/sources.mjs";

const file = path.join(root, "package-lock.json");
const lock = JSON.parse(readFileSync(file, "utf8"));
const missing = missingFromLock(lock);
for (const { name, version, dev } of missing) {
  const { os, cpu, libc } = platformOf(name);
  lock.packages[`node_modules/${name}`] = { version, cpu, ...(dev ? { dev } : {}), ...libc, optional: true, ...os };
}
const sorted = Object.entries(lock.packages).toSorted(([a], [b]) => a.localeCompare(b, "en"));
lock.packages = Object.fromEntries(sorted);
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`Added ${missing.length} optional packages of other systems.`);

/** `@oxfmt/binding-linux-x64-musl` → os linux, cpu x64, libc musl. @param {string} name */
function platformOf(name) {
  const words = name.split(/[/-]/);
  const os = words.filter((word) =>
    /^(aix|android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32)$/.test(word),
  );
  const cpu = words.filter((word) => /^(arm|arm64|ia32|loong64|mips64el|ppc64|riscv64|s390x|wasm32|x64)$/.test(word));
  if (cpu.length !== 1) throw new Error(`The name of ${name} does not tell its processor.`);
  const libc = words.flatMap((word) => (word.startsWith("musl") ? "musl" : word.startsWith("gnu") ? "glibc" : []));
  return { cpu, os: os.length > 0 ? { os } : {}, libc: libc.length > 0 && os[0] === "linux" ? { libc } : {} };
}
