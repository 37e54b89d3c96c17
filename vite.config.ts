import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import tailwindcss from "@tailwindcss/vite";
import { tanstackRouter } from "@tanstack/router-plugin/vite";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
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
    newEngineNewName(),
    finishedBuild(),
  ],
  worker: { format: "es" },
  build: {
    target: ["chrome121", "firefox140", "safari26"],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    chunkSizeWarningLimit: 700,
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
