// Serves a folder of static files on 127.0.0.1, as any web host would: no rewriting, no fallback page.
// `make serve` runs it, and the end-to-end tests import it: people see the page that was tested.

import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".md": "text/markdown; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

/** Starts a server; port 0 takes a free one. `base` is the path the folder appears under. */
export async function serve(folder, { port = 0, base = "/" } = {}) {
  const root = resolve(folder);
  const server = createServer((request, response) =>
    answer(root, base, request, response).catch((error) => {
      console.error(error);
      response.destroy();
    }),
  );
  await new Promise((listening, failed) => {
    server.once("error", failed).listen(port, "127.0.0.1", listening);
  });
  const origin = `http://127.0.0.1:${server.address().port}`;
  return {
    origin,
    url: origin + base,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function answer(root, base, request, response) {
  const refuse = (status) => response.writeHead(status, { "Content-Type": "text/plain" }).end(`${status}\n`);

  if (request.method !== "GET" && request.method !== "HEAD") return refuse(405);
  const path = pathOf(request.url);
  if (!path?.startsWith(base)) return refuse(404);
  const file = join(root, path.slice(base.length), path.endsWith("/") ? "index.html" : "");
  if (!file.startsWith(root + sep)) return refuse(404);
  const found = await stat(file).catch(() => null);
  if (found?.isDirectory()) return response.writeHead(301, { Location: `${request.url}/` }).end();
  if (!found) return refuse(404);

  response.writeHead(200, {
    "Content-Type": TYPES[extname(file)] ?? "application/octet-stream",
    "Content-Length": found.size,
    // Not every name carries a hash, and a rebuilt page must not run with an old part.
    "Cache-Control": "no-cache",
  });
  if (request.method === "HEAD") return response.end();
  createReadStream(file)
    .on("error", () => response.destroy())
    .pipe(response);
}

/** The decoded path of a request, or nothing where it cannot be decoded. */
function pathOf(url) {
  try {
    const path = decodeURIComponent(new URL(url, "http://localhost").pathname);
    return path.includes("\0") ? undefined : path;
  } catch {
    return undefined;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder, port] = process.argv.slice(2);
  try {
    const { url } = await serve(folder, { port: Number(port) });
    console.log(`\nThe playground is ready: ${url}  (Ctrl-C stops it)`);
  } catch (error) {
    if (error.code !== "EADDRINUSE") throw error;
    console.error(`Port ${port} is in use; choose another: make serve PORT=${Number(port) + 1}`);
    process.exit(1);
  }
}
