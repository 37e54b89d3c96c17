import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import tailwindcss from "@tailwindcss/vite";
import { tanstackRouter } from "@tanstack/router-plugin/vite";
import react from "@vitejs/plugin-react";
import { defineConfig, normalizePath, runnerImport, type Plugin } from "vite";
import { base, buildId } from "./scripts/lib/sources.mjs";
import { contentSecurityPolicy } from "./src/node/security-policy.ts";

const id = buildId();

export default defineConfig({
  base,
  define: { __BUILD_ID__: JSON.stringify(id) },
  plugins: [
    tanstackRouter({
      target: "react",
      routesDirectory: "src/ui/routes",
      generatedRouteTree: "src/ui/routeTree.gen.ts",
      autoCodeSplitting: true,
    }),
    react(),
    tailwindcss(),
    policyInBuiltPage(),
    orderedHead(),
    plainImports(),
    firstPaint(),
    newEngineNewName(),
    finishedBuild(),
  ],
  // React has had what the shim stands in for since its version 18.
  resolve: {
    alias: { "use-sync-external-store/shim/with-selector": "use-sync-external-store/with-selector" },
  },
  worker: {
    format: "es",
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: workerOf, includeDependenciesRecursively: false }] } },
    },
  },
  build: {
    target: ["chrome121", "firefox140", "safari26"],
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    // What is lazy has few scripts beneath it but the page, and is asked for when somebody comes near.
    modulePreload: false,
    manifest: true,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: scriptOf, includeDependenciesRecursively: false }] } },
    },
  },
  // Used only inside workers, where Vite would find them late and reload the page in mid-session.
  optimizeDeps: {
    include: [
      "dexie",
      "@aws-sdk/client-kms",
      "@smithy/core/protocols",
      "@smithy/core/schema",
      "@smithy/core/checksum",
      "@scure/base",
    ],
  },
  server: { host: "127.0.0.1" },
});

/**
 * Two scripts: the first one, which starts the session, and one that holds what every place needs, and the first place. Small ones would
 * each cost a request, and compress worse.
 */
function scriptOf(id: string, modules: ModulesOf): string | null {
  start ??= reached("src/main.ts", modules);
  page ??= reached("src/ui/app.tsx", modules);
  return start.has(id) ? "start" : page.has(id) ? "page" : null;
}

/**
 * A worker has one script with what it starts with, whatever its lazy parts share with that, and a small one before it that is its entry.
 * WebKit runs an entry a second time, as another module, for whoever imports it; nothing does. Each worker is a build of its own.
 */
function workerOf(id: string, modules: ModulesOf): string | null {
  const worker = WORKERS.find(({ entry }) => modules.getModuleInfo(absolute(entry)) !== null);
  if (worker === undefined) return null;
  const found = workers.get(worker.name) ?? reached(worker.entry, modules);
  workers.set(worker.name, found);
  if (id === absolute(worker.entry)) return null;
  return found.has(id) || id.includes("rolldown/runtime") ? worker.name : null;
}

const WORKERS = [
  { name: "engine.worker-core", entry: "src/engine/engine.worker.ts" },
  { name: "client.worker-core", entry: "src/client/client.worker.ts" },
];
const workers = new Map<string, Set<string>>();

interface ModulesOf {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null;
}
let start: Set<string> | undefined;
let page: Set<string> | undefined;

const absolute = (file: string): string => normalizePath(path.join(import.meta.dirname, file));

/** A module and all that it imports statically. */
function reached(from: string, modules: ModulesOf): Set<string> {
  const found = new Set([absolute(from)]);
  for (const id of found) for (const imported of modules.getModuleInfo(id)?.importedIds ?? []) found.add(imported);
  return found;
}

/** With nothing to load ahead, what Vite puts around each `import()` would only be weight before the first picture. */
function plainImports(): Plugin {
  return {
    name: "keyglass:plain-imports",
    apply: "build",
    enforce: "pre",
    load: (id) => (id.includes("vite/preload-helper") ? "export const __vitePreload = (load) => load();" : undefined),
  };
}

/** Only the built page carries the policy: the dev server's own inline scripts and styles would break it. */
function policyInBuiltPage(): Plugin {
  const meta = `<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy}" />`;
  return {
    name: "keyglass:policy",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler: (html) => html.replace(/<meta charset=[^>]*>/, (charset) => `${charset}\n    ${meta}`),
    },
  };
}

/**
 * The order in which the page's files are asked for: the small first script, then what the first paint needs: style and theme. The parser
 * waits for both, and finds late what comes behind.
 */
function orderedHead(): Plugin {
  return {
    name: "keyglass:ordered-head",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(html, { bundle }) {
        const take = (tag: RegExp): string => {
          const [found = ""] = tag.exec(html) ?? [];
          html = html.replace(found, "");
          return found.trim();
        };
        const tags = [
          take(/<script type="module".*?<\/script>\s*/).replace("<script", "<script async"),
          ...(html.match(/<link rel="modulepreload".*?>/g) ?? []).map((link) => take(new RegExp(link))),
          take(/<link rel="stylesheet".*?>\s*/),
          take(/<script src=".*?theme\.js"><\/script>\s*/),
          // The app needs it, and would ask for it only when it has come itself.
          ...Object.keys(bundle ?? {})
            .filter((file) => file.includes("/rolldown-runtime-"))
            .map((file) => `<link rel="modulepreload" fetchpriority="low" crossorigin href="${base}${file}" />`),
        ];
        return html.replace("</head>", `  ${tags.join("\n    ")}\n  </head>`);
      },
    },
  };
}

/** The page comes with the frame of its first place, so that something stands there before the scripts have come. */
function firstPaint(): Plugin {
  return {
    name: "keyglass:first-paint",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      async handler(html) {
        const file = path.join(import.meta.dirname, "src/ui/first-paint.tsx");
        const { module } = await runnerImport<{ firstPaint(): Promise<string> }>(file, {
          root: import.meta.dirname,
          base,
          configFile: false,
          logLevel: "warn",
          plugins: [withoutStyles],
        });
        const frame = await module.firstPaint();
        if (/ style=|<script/.test(frame))
          throw new Error("The policy forbids styles and scripts in the page's own HTML.");
        return html.replace('<div id="root">', `<div id="root"><div class="first-paint" inert>${frame}</div>`);
      },
    },
  };
}

/** HTML alone needs no style sheets, and outside of a build Vite cannot read them. */
const withoutStyles: Plugin = {
  name: "keyglass:without-styles",
  enforce: "pre",
  resolveId: (source) => (source.endsWith(".css") ? "\0no-style" : undefined),
  load: (id) => (id === "\0no-style" ? "" : undefined),
};

/** A SharedWorker outlives a reload, so in dev a change of the engine restarts the server, which gives the build a new name. */
function newEngineNewName(): Plugin {
  return {
    name: "keyglass:new-engine-new-name",
    apply: "serve",
    configureServer(server) {
      let restart: NodeJS.Timeout | undefined;
      server.watcher.on("change", (file) => {
        if (!/[\\/]src[\\/](engine|glass|wire)[\\/]/.test(file) || file.includes(".test.")) return;
        clearTimeout(restart);
        restart = setTimeout(() => void server.restart(), 150);
      });
    },
  };
}

/**
 * Puts beside each text file its brotli and gzip twin, a `404.html` for static hosts that know no fallback to the page,
 * and, last of all, `.build.json`: a build without it did not end.
 */
function finishedBuild(): Plugin {
  let out = "dist";
  let written = false;
  return {
    name: "keyglass:finished-build",
    apply: "build",
    configResolved(config) {
      out = path.resolve(config.root, config.build.outDir);
    },
    buildStart() {
      rmSync(path.join(out, ".build.json"), { force: true });
    },
    writeBundle() {
      written = true;
    },
    closeBundle: {
      order: "post",
      sequential: true,
      handler() {
        // Also called when the build failed.
        if (!written) return;
        copyFileSync(path.join(out, "index.html"), path.join(out, "404.html"));
        for (const file of readdirSync(out, { recursive: true, encoding: "utf8" })) compress(path.join(out, file));
        writeFileSync(path.join(out, ".build.json"), JSON.stringify({ id, base }));
      },
    },
  };
}

function compress(file: string): void {
  if (!/\.(js|css|html|svg|json|webmanifest|txt)$/.test(file)) return;
  const bytes = readFileSync(file);
  if (bytes.length < 1024) return;
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params }));
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
}
