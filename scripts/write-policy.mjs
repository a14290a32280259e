// Writes the page's Content-Security-Policy into its release build: nothing is loaded from elsewhere,
// and nothing is sent there. Trunk runs this after each build.
//
// A debug build has none, because the page that `trunk serve` sends holds a script of its own.

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const { TRUNK_PROFILE, TRUNK_STAGING_DIR } = process.env;

if (TRUNK_PROFILE === "release") {
  const path = join(TRUNK_STAGING_DIR, "index.html");
  const page = readFileSync(path, "utf8");
  const inline = [...page.matchAll(/<script(?![^>]*\bsrc=)[^>]*>([^]*?)<\/script>/g)];
  const hashes = inline.map(([, text]) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`);
  const policy = [
    "default-src 'none'",
    `script-src 'self' 'wasm-unsafe-eval' ${hashes.join(" ")}`,
    // CodeMirror writes its own style sheet, and the page sets widths.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self'",
    "frame-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const meta = `<meta http-equiv="Content-Security-Policy" content="${policy}">`;
  writeFileSync(path, page.replace(/<meta charset="utf-8">/, (charset) => `${charset}\n${meta}`));
}
