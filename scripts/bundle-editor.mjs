// Bundles the editor into the module `editor.js` beside the page, and into chunks for what only handlers
// need. Trunk runs this before each build.

import { existsSync } from "node:fs";

const entry = "www/editor/main.js";
const { TRUNK_PROFILE, TRUNK_STAGING_DIR } = process.env;
const release = TRUNK_PROFILE === "release";

if (!TRUNK_STAGING_DIR) {
  fail("Trunk runs this script: use `trunk build`, `trunk serve` or `make`");
}
if (existsSync(entry)) {
  const { build } = await import("esbuild").catch(() => fail("esbuild is missing: run `npm ci`"));
  // esbuild has already printed what is wrong, with the line it stands in.
  await build({
    entryPoints: [entry],
    outdir: TRUNK_STAGING_DIR,
    entryNames: "editor",
    chunkNames: "editor-[hash]",
    splitting: true,
    bundle: true,
    format: "esm",
    target: "es2022",
    legalComments: "none",
    minify: release,
    sourcemap: release ? false : "inline",
    logLevel: "warning",
  }).catch(() => process.exit(1));
}

function fail(message) {
  console.error(`bundle-editor: ${message}`);
  process.exit(1);
}
