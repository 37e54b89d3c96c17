/**
 * The rooms of this house and the doors between them, read from the sources. Each rule is a sentence with its own breaches
 * and its own blameless examples, so that a rule which cannot fail, or fails too much, is itself a failure.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { type LockFile, missingFromLock } from "../scripts/lib/lock.mjs";
import { type Edge, readSource, roomOf, type Source } from "../scripts/lib/read-source.ts";
import { root } from "../scripts/lib/sources.mjs";

/** What a room may import of other rooms. `types` edges vanish at run time; a file name opens only that file. */
const doors: Record<string, { values?: string[]; types?: string[]; packages?: RegExp }> = {
  wire: { packages: /^@scure\/base$/ },
  glass: { types: ["wire"] },
  words: { types: ["glass"] },
  engine: { values: ["wire", "glass"], packages: /^(dexie|@noble\/.+|@peculiar\/asn1-.+|cborg)$/ },
  client: {
    values: ["wire", "words", "glass/port.ts", "glass/secret-text.ts"],
    types: ["glass", "engine/api.ts"],
    packages: /^(dexie|@aws-sdk\/.+|@smithy\/.+|@aws-crypto\/.+|@noble\/hashes\/.+)$/,
  },
  node: { values: ["wire", "glass", "words", "engine"], packages: /^(node:.+|sirv)$/ },
  ui: {
    values: ["glass", "wire", "words"],
    types: ["engine/api.ts", "client/face.ts"],
    packages:
      /^(react|react-dom|zustand|@tanstack\/react-.+|@base-ui\/react|@codemirror\/.+|@lezer\/highlight)(\/.+)?$/,
  },
  "main.ts": { values: ["ui"] },
};

/** What tests may open besides: a whole engine in memory, the corridor, the pane, and the tools of testing. */
const testDoors = {
  values: ["engine/testing", "wire", "glass"],
  packages: /^(node:.+|vitest|vite|fast-check|fake-indexeddb(\/.+)?)$/,
};

interface Rule {
  readonly says: string;
  readonly breaches: (source: Source) => string[];
  /** File and text; each must be noticed. */
  readonly bad: readonly (readonly [file: string, text: string])[];
  /** File and text; none may be blamed. */
  readonly good: readonly (readonly [file: string, text: string])[];
}

const rules: Rule[] = [
  {
    says: "a relative import never leaves its room",
    breaches: (source) =>
      source.imports
        .filter(({ target }) => target !== null && !target.byName && roomOf(target.file) !== source.room)
        .filter(() => source.room !== "main.ts" && source.file !== "src/architecture.test.ts")
        .map(({ from }) => from),
    bad: [
      ["src/ui/state/keys.ts", 'import { text } from "../../wire/bytes.ts";'],
      ["src/engine/audit/record.ts", 'const more = await import("../../glass/trace.ts");'],
    ],
    good: [["src/ui/state/keys.ts", 'import { Card } from "../design/Card.tsx";']],
  },
  {
    says: "a room imports only the rooms that its door opens to",
    breaches: (source) => source.imports.filter((edge) => !mayImport(source, edge)).map(({ from }) => from),
    bad: [
      ["src/wire/http.ts", 'import { connect } from "#glass/port.ts";'],
      ["src/glass/trace.ts", 'import { bytesOf } from "#wire/bytes.ts";'],
      ["src/glass/trace.ts", 'export { bytesOf } from "#wire/bytes.ts";'],
      ["src/words/narrate.ts", 'import type { Key } from "#engine/keys/rows.ts";'],
      ["src/client/seal.ts", 'import { catalogue } from "#engine/api.ts";'],
      ["src/ui/App.tsx", 'import { createEngine } from "#engine/engine.ts";'],
      ["src/ui/App.tsx", 'const { start } = await import("#client/face.ts");'],
      ["src/engine/pipeline.ts", 'import { say } from "#words/narrate.ts";'],
    ],
    good: [
      ["src/glass/trace.ts", 'import type { JsonObject } from "#wire/json.ts";'],
      ["src/glass/trace.ts", 'import { type JsonObject } from "#wire/json.ts";'],
      ["src/client/seal.ts", 'import type { Catalogue } from "#engine/api.ts";'],
      ["src/ui/App.tsx", 'import { narrate } from "#words/narrate.ts";'],
      ["src/words/narrate.test.ts", 'import { createTestEngine } from "#engine/testing/index.ts";'],
    ],
  },
  {
    says: "a room uses only the packages that its work needs",
    breaches: ({ isTest, room, imports }) =>
      imports
        .filter(({ from, target }) => target === null && !(isTest && testDoors.packages.test(from)))
        .filter(({ from }) => doors[room]?.packages?.test(from) !== true)
        .map(({ from }) => from),
    bad: [
      ["src/engine/pipeline.ts", 'import { readFileSync } from "node:fs";'],
      ["src/engine/pipeline.ts", 'import { KMSClient } from "@aws-sdk/client-kms";'],
      ["src/glass/port.ts", 'import { create } from "zustand";'],
      ["src/ui/App.tsx", 'import Dexie from "dexie";'],
    ],
    good: [
      ["src/node/server.ts", 'import { createServer } from "node:http";'],
      ["src/wire/json.test.ts", 'import fc from "fast-check";'],
    ],
  },
  {
    says: "inside the engine only storage knows Dexie, and only the vault knows cryptographic libraries",
    breaches: ({ isTest, room, folder, imports }) =>
      imports
        .filter(() => room === "engine" && !isTest)
        .filter(({ from }) =>
          from === "dexie" ? folder !== "storage" : /^(@noble\/|@peculiar\/|cborg)/.test(from) && folder !== "vault",
        )
        .map(({ from }) => from),
    bad: [
      ["src/engine/audit/log.ts", 'import { Dexie } from "dexie";'],
      ["src/engine/keys/specs.ts", 'import { p256 } from "@noble/curves/nist.js";'],
    ],
    good: [["src/engine/storage/dexie.ts", 'import { Dexie } from "dexie";']],
  },
  {
    says: "an operation sees its declaration, the fields and their shapes, the errors, the quotas and the types of keys, and nothing else",
    breaches: ({ file, isTest, imports }) =>
      imports
        .filter(() => file.startsWith("src/engine/operations/") && !isTest && !file.endsWith("/index.ts"))
        .filter(
          ({ from, type }) =>
            !/^\.\.\/(operation|fields|[a-z]+-fields|shapes|errors|quotas)\.ts$/.test(from) &&
            !(type && from.startsWith("../keys/")),
        )
        .map(({ from }) => from),
    bad: [
      ["src/engine/operations/Encrypt.ts", 'import { run } from "../pipeline.ts";'],
      ["src/engine/operations/Encrypt.ts", 'import { Decrypt } from "./Decrypt.ts";'],
      ["src/engine/operations/Encrypt.ts", 'import { specs } from "../keys/specs.ts";'],
    ],
    good: [
      ["src/engine/operations/Encrypt.ts", 'import { defineOperation } from "../operation.ts";'],
      ["src/engine/operations/Encrypt.ts", 'import type { Key } from "../keys/rows.ts";'],
      ["src/engine/operations/index.ts", 'export { Encrypt } from "./Encrypt.ts";'],
    ],
  },
  {
    says: "an operation's file exports the one operation that it is named after",
    breaches: ({ file, isTest, code }) => {
      const name = /^src\/engine\/operations\/(?!index\.)([^/]+)\.ts$/.exec(file)?.[1];
      if (name === undefined || isTest) return [];
      const exported = [...code.matchAll(/\bexport\s+(?:const|function|class|default)\s*(\w*)/g)].map(
        ([, word]) => word ?? "",
      );
      return exported.length === 1 && exported[0] === name ? [] : [`exports ${exported.join(", ") || "nothing"}`];
    },
    bad: [
      ["src/engine/operations/Encrypt.ts", "export const Decrypt = 1;"],
      ["src/engine/operations/Encrypt.ts", "export const Encrypt = 1; export const Decrypt = 2;"],
    ],
    good: [["src/engine/operations/Encrypt.ts", "export const Encrypt = 1;"]],
  },
  {
    says: "the list of operations names each file once",
    breaches: ({ file, imports }) => {
      if (file !== "src/engine/operations/index.ts") return [];
      const named = imports.map(({ from }) => from).filter((from) => from.startsWith("./"));
      const twice = named.filter((from, at) => named.indexOf(from) !== at);
      const missing = operationFiles().filter((name) => !named.includes(`./${name}`));
      return [...twice.map((from) => `${from} twice`), ...missing.map((name) => `${name} is not in the list`)];
    },
    bad: [["src/engine/operations/index.ts", 'export { A } from "./A.ts"; export { A as B } from "./A.ts";']],
    good: [
      [
        "src/engine/operations/index.ts",
        operationFiles()
          .map((name) => `import "./${name}";`)
          .join("\n"),
      ],
    ],
  },
  {
    says: "workers are started by the composition root, and by the application for its own sealing",
    breaches: ({ file, room, isTest, code, imports }) => {
      if (file === "src/main.ts" || isTest) return [];
      const started = [...code.matchAll(/\bnew\s+(?:\w+\.)?(SharedWorker|Worker)\b/g)].map(([, kind]) => `new ${kind}`);
      const addresses = imports.filter(({ from }) => /\?.*worker/.test(from));
      const own =
        room === "client" && addresses.every(({ target }) => target !== null && roomOf(target.file) === "client");
      if (own) return started.filter((what) => what === "new SharedWorker");
      return [...started, ...addresses.map(({ from }) => from)];
    },
    bad: [
      ["src/ui/App.tsx", 'new Worker("/assets/client.js");'],
      ["src/ui/App.tsx", 'import url from "./own.worker.ts?worker&url";'],
      ["src/client/seal.ts", "new globalThis.SharedWorker(url);"],
      ["src/client/seal.ts", 'import url from "#engine/engine.worker.ts?worker&url"; new Worker(url);'],
    ],
    good: [
      ["src/main.ts", 'import url from "#engine/engine.worker.ts?worker&url"; new SharedWorker(url);'],
      ["src/client/seal.ts", 'import url from "./sealing.worker.ts?worker&url"; new Worker(url);'],
      ["src/ui/App.tsx", "// new Worker is for main.ts alone"],
    ],
  },
  {
    says: "key handles are named only in the vault, in the signature check, in the application and where Node's way to them is made quick, comments included",
    breaches: ({ file, room, folder, isTest, text }) => {
      const vault = room === "engine" && folder === "vault";
      const free = room === "client" || vault || isAuthenticate(file) || file === "src/node/quick-crypto.ts" || isTest;
      return free ? [] : [...new Set(text.match(/\bsubtle\b|CryptoKey|exportKey/g))];
    },
    bad: [
      ["src/engine/pipeline.ts", "await crypto.subtle.digest(name, bytes);"],
      ["src/glass/trace.ts", "// never a CryptoKey"],
      ["src/engine/storage/dexie.ts", "const { exportKey } = handles;"],
      ["src/node/endpoint.ts", "crypto.subtle.digest(name, bytes);"],
    ],
    good: [
      ["src/engine/vault/material.ts", "crypto.subtle.encrypt(how, key, bytes);"],
      ["src/engine/access/authenticate.ts", "let signingKey: CryptoKey;"],
      ["src/ui/design/tone.ts", "const subtleness = 1;"],
    ],
  },
  {
    says: "the engine takes time, chance and cryptography as arguments, never from its surroundings",
    breaches: ({ file, room, folder, isTest, code }) => {
      if (room !== "engine" || isTest || file === "src/engine/engine.worker.ts") return [];
      const mayUseCrypto = folder === "vault" || isAuthenticate(file);
      const ambient = [
        ...(folder === "storage"
          ? []
          : [/\bDate\.now\b/, /\bnew Date(\(\s*\)|(?!\s*\())/, /\bperformance\.now\b/, /\bindexedDB\b/]),
        /\bMath\.random\b/,
        ...(mayUseCrypto ? [] : [/\bcrypto\s*[.[]/]),
      ];
      return ambient.flatMap((word) => word.exec(code)?.[0] ?? []);
    },
    bad: [
      ["src/engine/world/clock.ts", "const now = Date.now();"],
      ["src/engine/world/clock.ts", "const now = new Date();"],
      ["src/engine/keys/ids.ts", "const id = crypto.randomUUID();"],
      ["src/engine/vault/nonce.ts", "const nonce = Math.random();"],
      ["src/engine/audit/log.ts", "indexedDB.open(name);"],
      ["src/engine/pipeline.ts", "const start = performance.now();"],
    ],
    good: [
      ["src/engine/world/clock.ts", "const text = new Date(clock.now()).toISOString();"],
      ["src/engine/vault/nonce.ts", "crypto.getRandomValues(nonce);"],
      ["src/engine/pipeline.ts", 'const said = "WebCrypto, as crypto.subtle"; // not Date.now()'],
      ["src/engine/engine.worker.ts", "createEngine({ clock: () => Date.now() });"],
    ],
  },
  {
    says: "the engine for tests is for tests",
    breaches: ({ isTest, imports }) =>
      imports
        .filter(() => !isTest)
        .filter(({ target }) => target?.file.startsWith("src/engine/testing/"))
        .map(({ from }) => from),
    bad: [["src/node/serve.ts", 'import { createTestEngine } from "#engine/testing/index.ts";']],
    good: [["src/engine/pipeline.test.ts", 'import { createTestEngine } from "./testing/index.ts";']],
  },
  {
    says: "a feature never imports a feature, and the design knows nothing of ours",
    breaches: ({ file, room, isTest, imports }) => {
      if (room !== "ui" || isTest) return [];
      const feature = /^src\/ui\/features\/[^/]+/.exec(file)?.[0];
      return imports
        .filter(({ target }) => target !== null)
        .filter(({ target }) => {
          const to = target?.file ?? "";
          if (file.startsWith("src/ui/design/")) return !to.startsWith("src/ui/design/");
          return feature !== undefined && to.startsWith("src/ui/features/") && !`${to}/`.startsWith(`${feature}/`);
        })
        .map(({ from }) => from);
    },
    bad: [
      ["src/ui/features/keys/KeyCard.tsx", 'import { CallRow } from "../calls/CallRow.tsx";'],
      ["src/ui/features/keys/KeyCard.tsx", 'import { CallRow } from "#ui/features/calls/CallRow.tsx";'],
      ["src/ui/design/Card.tsx", 'import { useKeys } from "../state/keys.ts";'],
      ["src/ui/design/Card.tsx", 'import type { CallTrace } from "#glass/trace.ts";'],
    ],
    good: [
      [
        "src/ui/features/keys/KeyCard.tsx",
        'import { KeyRing } from "./KeyRing.tsx"; import { Card } from "../../design/Card.tsx";',
      ],
      ["src/ui/design/Card.tsx", 'import { Button } from "./Button.tsx"; import type { ReactNode } from "react";'],
    ],
  },
];

const sources = readdirSync(path.join(root, "src"), { recursive: true, encoding: "utf8" })
  .map((name) => `src/${name.split(path.sep).join("/")}`)
  .filter((file) => /\.tsx?$/.test(file) && !/(\.gen|\.d)\.ts$/.test(file))
  .map((file) => readSource(file, readFileSync(path.join(root, file), "utf8")));

describe("In all sources", () => {
  for (const { says, breaches } of rules) {
    test(says, () => {
      expect(sources.flatMap((source) => breaches(source).map((breach) => `${source.file}: ${breach}`))).toEqual([]);
    });
  }

  test("every room has a README of at most 40 lines", () => {
    const rooms = [...new Set(sources.map(({ room }) => room))].filter((room) => !room.includes("."));
    expect(rooms.filter((room) => readmeLines(room) > 40)).toEqual([]);
  });

  test("the composition root fits on one screen", () => {
    const main = sources.find(({ file }) => file === "src/main.ts");
    expect(main?.text.trimEnd().split("\n").length).toBeLessThanOrEqual(60);
  });

  test("the lock file holds the native parts for every system (else: node scripts/complete-lock.mjs)", () => {
    const lock = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8")) as LockFile;
    expect(missingFromLock(lock).map(({ name }) => name)).toEqual([]);
  });

  test("no file holds a path of the machine it was written on", () => {
    // A clone one level below the root, such as /app, would be found in innocent texts.
    if (root.split(path.sep).filter(Boolean).length < 2) return;
    expect(projectFiles().filter((file) => readFileSync(path.join(root, file)).includes(root))).toEqual([]);
  });
});

describe("Each rule can fail, and blames no innocent:", () => {
  for (const { says, breaches, bad, good } of rules) {
    test(says, () => {
      expect(bad.length).toBeGreaterThan(0);
      for (const [file, text] of bad) expect(breaches(readSource(file, text)), `${file}: ${text}`).not.toEqual([]);
      for (const [file, text] of good) expect(breaches(readSource(file, text)), `${file}: ${text}`).toEqual([]);
    });
  }
});

function mayImport({ room, file, isTest }: Source, { target, type, from }: Edge): boolean {
  if (target === null || roomOf(target.file) === room) return true;
  if (file === "src/architecture.test.ts") return true;
  if (file === "src/main.ts" && /\?(worker|sharedworker)&url$/.test(from)) return true;
  const { values = [], types = [] } = doors[room] ?? {};
  const open = [...values, ...(type ? types : []), ...(isTest ? testDoors.values : [])];
  return open.some((door) => `${target.file}/`.startsWith(`src/${door}/`));
}

function isAuthenticate(file: string): boolean {
  return file.startsWith("src/engine/access/authenticate");
}

function operationFiles(): string[] {
  const folder = path.join(root, "src/engine/operations");
  return existsSync(folder) ? readdirSync(folder).filter((name) => /^[A-Z]\w*\.ts$/.test(name)) : [];
}

function readmeLines(room: string): number {
  const file = path.join(root, "src", room, "README.md");
  return existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n").length : Infinity;
}

/** What git would hand to a stranger; without git, everything that is not installed or built. */
function projectFiles(): string[] {
  try {
    const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
      cwd: root,
      encoding: "utf8",
    });
    return listed.split("\n").filter((file) => file !== "" && existsSync(path.join(root, file)));
  } catch {
    return readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
      .filter((file) => !/^(node_modules|dist|\.cache|\.git|e2e[\\/]output)[\\/]/.test(file));
  }
}
