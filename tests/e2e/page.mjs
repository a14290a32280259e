// A page for the tests of the JavaScript parts: static files, one browser, nothing else.

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { after, test as nodeTest } from "node:test";
import { fileURLToPath } from "node:url";
import { launchBrowser } from "./browser.mjs";

const WWW = fileURLToPath(new URL("../../www", import.meta.url));
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8" };

const browser = await launchBrowser();
after(() => browser.close());

/**
 * A test in a fresh browser context. `files` are served beside those of `www`; `/` is an empty page.
 *
 * @param {string} name
 * @param {{files?: Record<string, string | Buffer>, context?: object}} options
 * @param {(given: {page: import("playwright-core").Page, url: string, requests: string[]}) => Promise<void>} body
 */
export function test(name, options, body) {
  if (!body) [options, body] = [{}, options];
  nodeTest(name, { timeout: 60_000 }, async () => {
    const requests = [];
    const site = await serve({ "/": "<!doctype html><body></body>", ...options.files }, requests);
    const context = await browser.newContext(options.context);
    context.setDefaultTimeout(10_000);
    try {
      const page = await context.newPage();
      await page.goto(site.url);
      await body({ page, context, url: site.url, requests });
    } finally {
      await context.close();
      site.close();
    }
  });
}

async function serve(files, requests) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    requests.push(pathname);
    const body = files[pathname] ?? (await readFile(WWW + pathname).catch(() => null));
    if (body === null) return response.writeHead(404).end();
    response.writeHead(200, { "Content-Type": TYPES[extname(pathname)] ?? TYPES[".html"] }).end(body);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
