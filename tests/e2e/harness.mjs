// Runs tests in headless Chromium against the built page in `dist/`.
//
// A test fails not only by its own assertions, but also when the page logs an error, throws one, or
// asks anything of another origin: the playground works alone, and its users are told so.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { after, test as nodeTest } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { serve } from "../../scripts/serve.mjs";
import { launchBrowser } from "./browser.mjs";

const DIST = fileURLToPath(new URL("../../dist", import.meta.url));
const OUTPUT = fileURLToPath(new URL("../output", import.meta.url));

assert(existsSync(join(DIST, "index.html")), "There is no page in dist/: run `make build`");
// One browser for the file; a context of its own for every test.
const browser = await launchBrowser();
after(() => browser.close());

/**
 * A test in a fresh browser context: `test("shows …", async ({ page, url }) => { … })`.
 *
 * Options: `base`, the path the page is served under; `expectErrors`, patterns of errors that must
 * come (all others still fail the test); `context`, Playwright's options for the browser context;
 * the rest is for `node:test`.
 */
export function test(name, options, body) {
  if (!body) [options, body] = [{}, options];
  const { base = "/", expectErrors = [], context: contextOptions, ...rest } = options;

  nodeTest(name, { timeout: 60_000, ...rest }, async (t) => {
    const site = await serve(DIST, { base });
    const context = await browser.newContext(contextOptions);
    context.setDefaultTimeout(10_000);
    const problems = collectProblems(context, site.origin);
    const page = await context.newPage();

    let failure;
    try {
      await body({ page, context, url: site.url });
      await settle(context);
    } catch (error) {
      failure = error;
    }
    const verdict = judge(problems, expectErrors);
    // A page that broke explains a failed assertion better than the assertion does.
    if (failure && verdict) t.diagnostic(verdict);
    failure ??= verdict && new Error(verdict);
    if (failure) await keepScreenshot(page, t);

    await context.close();
    site.close();
    if (failure) throw failure;
  });
}

/** Repeats a check until it passes, and lets its last failure out when time is up. */
export async function eventually(check, milliseconds = 5_000) {
  const end = performance.now() + milliseconds;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > end) throw error;
    }
    await pause(20);
  }
}

/** A list that grows with every error the pages of a context report. */
function collectProblems(context, origin) {
  const problems = [];
  const checkOrigin = (kind, address) => {
    const { protocol, host } = new URL(address);
    const isLocal = ["data:", "blob:", "about:"].includes(protocol) || host === new URL(origin).host;
    if (!isLocal) problems.push(`${kind} left the origin: ${address}`);
  };
  context.on("console", (message) => {
    const { url, lineNumber } = message.location();
    if (message.type() === "error") problems.push(`console: ${message.text()} (${url}:${lineNumber})`);
  });
  context.on("weberror", (failure) => problems.push(`uncaught: ${failure.error()?.stack ?? failure.error()}`));
  // A request is announced before the page's own policy refuses it, so only its end tells.
  context.on("requestfinished", (request) => checkOrigin("request", request.url()));
  context.on("requestfailed", (request) => {
    if (request.failure()?.errorText !== "csp") checkOrigin("request", request.url());
  });
  context.on("page", (page) => {
    page.on("websocket", (socket) => checkOrigin("socket", socket.url()));
    page.on("crash", () => problems.push("the page crashed"));
  });
  return problems;
}

/** Waits until the events of all that the pages did so far have arrived: they come in order. */
async function settle(context) {
  await Promise.all(context.pages().map((page) => page.evaluate("0").catch(() => {})));
}

/** What is wrong with the problems a page reported, or an empty string. */
function judge(problems, expected) {
  const unexpected = problems.filter((problem) => !expected.some((pattern) => pattern.test(problem)));
  const missing = expected.filter((pattern) => !problems.some((problem) => pattern.test(problem)));
  return [
    ...unexpected.map((problem) => `The page reported an error. ${problem}`),
    ...missing.map((pattern) => `The page did not report the expected error ${pattern}`),
  ].join("\n");
}

async function keepScreenshot(page, t) {
  const name = `${basename(process.argv[1], ".test.mjs")}-${t.name}`.replace(/[^a-z0-9]+/gi, "-");
  const path = join(OUTPUT, `${name}.png`);
  const kept = await page.screenshot({ path }).then(() => true, () => false);
  if (kept) t.diagnostic(`screenshot: ${path}`);
}
