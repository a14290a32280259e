// The page's side of a run, with an engine that does as its request says.

import assert from "node:assert/strict";
import { test } from "./page.mjs";

const ENGINE = `
let module;
export default async ({ module_or_path }) => { module = module_or_path };
export class Simulation {
  constructor(request) {
    Object.assign(this, JSON.parse(request), { redrives: 0 });
  }
  redrive(handlers) {
    this.redrives += 1;
    this.calls = handlers.map((handler) => ({ ...this.calls[0], handler }));
  }
  free() {}
  async run(call, report) {
    const { report: texts = [], calls = [], loop, trap, wait } = this;
    for (const text of texts) report(text);
    if (loop) while (true);
    if (trap) throw new WebAssembly.RuntimeError("unreachable");
    const answers = calls.map((one) => call(JSON.stringify(one)));
    if (wait === "first") { await answers[0]; while (true); }
    const found = await Promise.all(answers);
    if (report("answered")) return "stopped";
    return JSON.stringify([module instanceof WebAssembly.Module, ...found.map((it) => it.value ?? it.errorType)]);
  }
}`;

const files = {
  "/engine.js": ENGINE,
  "/broken.js": "export default async () => { throw new Error('no memory') }",
};

/** Calls of a handler, as the engine sends them. */
const call = (handler, event = {}) => ({
  handler,
  event: JSON.stringify(event),
  context: { functionName: handler, invokedFunctionArn: "arn", awsRequestId: "request" },
  now: 0,
  seed: 1,
});

/** Makes a runner in the page. It writes down what it hears. */
async function makeRunner(page, options = {}) {
  await page.evaluate(async (options) => {
    const { createRunner } = await import("./runner.js");
    const module = new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));
    window.runner = createRunner({ script: "engine.js", module, ...options });
    window.start = (request, handlers = {}, timeoutMs) => {
      const heard = [];
      const ended = new Promise((resolve) => {
        const end = (kind) => (what) => (heard.push([kind, what.kind ?? what]), resolve({ heard, what }));
        const hooks = {
          onReport: (text) => text !== "answered" && heard.push(["report", text]),
          onFinished: end("finished"),
          onFailed: end("failed"),
        };
        if (request === "redrive") window.runner.redrive({ handlers, timeoutMs }, hooks);
        else window.runner.run({ request: JSON.stringify(request), handlers, timeoutMs }, hooks);
      });
      return ended;
    };
  }, options);
}

const start = (page, request, handlers, timeoutMs) =>
  page.evaluate((args) => window.start(...args), [request, handlers, timeoutMs]);

test("a run reports, calls its handlers and finishes", { files }, async ({ page }) => {
  await makeRunner(page);
  const handlers = {
    slow: "export const handler = async (n) => { await new Promise((r) => setTimeout(r, 900)); return n }",
    quick: "export const handler = async (n) => n + 1",
    late: "export const handler = async () => new Promise((r) => setTimeout(r, 2000))",
  };
  const calls = [call("slow", 1), call("quick", 1), call("slow", 3), call("late")];
  const first = await start(page, { report: ["a", "b"], calls }, handlers, 1000);
  assert.deepEqual(first.heard, [
    ["report", "a"],
    ["report", "b"],
    ["finished", '[true,"1","2","3","Sandbox.Timedout"]'],
  ]);
  const second = await start(page, { calls: [call("quick", 5)] }, handlers);
  assert.deepEqual(second.heard, [["finished", '[true,"6"]']]);
});

test("a run that loops is ended, and the next one runs", { files }, async ({ page }) => {
  await makeRunner(page, { patienceMs: 500 });
  const { heard, what } = await start(page, { report: ["in"], loop: true });
  assert.deepEqual(heard, [
    ["report", "in"],
    ["failed", "unresponsive"],
  ]);
  assert.match(what.message, /not been heard of for 0\.5 s/);
  assert.deepEqual((await start(page, {})).heard, [["finished", "[true]"]]);
});

test("a handler may take longer than the engine may be silent", { files }, async ({ page }) => {
  await makeRunner(page, { patienceMs: 200 });
  const handlers = { busy: "export const handler = async () => { while (true); }" };
  const { heard } = await start(page, { calls: [call("busy")] }, handlers, 1500);
  assert.deepEqual(heard, [["finished", '[true,"Sandbox.Timedout"]']]);
});

test("an engine that loops beside a handler's call is noticed too", { files }, async ({ page }) => {
  await makeRunner(page, { patienceMs: 300 });
  const handlers = { it: "export const handler = async () => new Promise((r) => setTimeout(r, 5))" };
  const calls = [call("it"), call("it")];
  const { heard } = await start(page, { calls, wait: "first" }, handlers);
  assert.deepEqual(heard, [["failed", "unresponsive"]]);
});

test("a sandbox that dies is noticed and replaced", { files }, async ({ page }) => {
  await makeRunner(page, { patienceMs: 300 });
  const handlers = { busy: "export const handler = async () => { while (true); }" };
  const ended = start(page, { calls: [call("busy")] }, handlers, 60_000);
  await page.waitForEvent("worker", (worker) => worker.url().startsWith("blob:"));
  // As when the browser takes the frame's process away.
  await page.evaluate(() => document.querySelector("iframe").remove());
  const { heard, what } = await ended;
  assert.deepEqual(heard, [["failed", "unresponsive"]]);
  assert.match(what.message, /sandbox/);
  const next = await start(page, { calls: [call("it")] }, { it: "export const handler = async () => 1" });
  assert.deepEqual(next.heard, [["finished", '[true,"1"]']]);
});

test("a trap is told, and the next run gets a new engine", { files }, async ({ page }) => {
  await makeRunner(page);
  const { heard, what } = await start(page, { trap: true });
  assert.deepEqual(heard, [["failed", "crashed"]]);
  assert.equal(what.message, "The engine crashed: unreachable");
  assert.deepEqual((await start(page, {})).heard, [["finished", "[true]"]]);
});

test("stop ends a run, and so does the next run", { files }, async ({ page }) => {
  await makeRunner(page, { patienceMs: 60_000 });
  const found = await page.evaluate(async () => {
    const first = window.start({ loop: true, report: ["in"] });
    const second = window.start({ loop: true });
    await first;
    window.runner.stop();
    await second;
    window.runner.stop();
    const third = await window.start({});
    return [await first, await second, third].map(({ heard, what }) => [heard.at(-1), what.message]);
  });
  assert.deepEqual(found, [
    [["failed", "stopped"], "Another run has begun"],
    [["failed", "stopped"], "The run was stopped"],
    [["finished", "[true]"], undefined],
  ]);
});

test("a run that waits for a handler is stopped with its execution, and can go on", { files }, async ({ page }) => {
  await makeRunner(page, { patienceMs: 60_000 });
  const never = { it: "export const handler = () => new Promise(() => setTimeout(() => {}, 60000))" };
  const ended = start(page, { calls: [call("it")] }, never, 60_000);
  await page.waitForEvent("worker", (worker) => worker.url().startsWith("blob:"));
  await page.evaluate(() => window.runner.stop());
  assert.deepEqual((await ended).heard, [["finished", "stopped"]]);
  const again = await start(page, "redrive", { it: "export const handler = async () => 7" });
  assert.deepEqual(again.heard, [["finished", '[true,"7"]']]);
});

test("an execution whose engine is gone cannot go on", { files }, async ({ page }) => {
  await makeRunner(page);
  await start(page, { trap: true });
  assert.deepEqual((await start(page, "redrive")).heard, [["failed", "lost"]]);
});

test("what cannot start is named, with the reason", { files }, async ({ page, context }) => {
  const messageOf = async (options) => {
    await makeRunner(page, options);
    const { heard, what } = await start(page, {});
    assert.deepEqual(heard, [["failed", "crashed"]]);
    await page.evaluate(() => window.runner.dispose());
    return what.message;
  };
  assert.match(
    await messageOf({ workerUrl: "gone.js" }),
    /^The engine could not be .* from gone\.js: .* 404/,
  );
  assert.match(await messageOf({ sandboxUrl: "gone.html" }), /^The sandbox of .* gone\.html: .* 404/);
  assert.match(await messageOf({ script: "gone.js" }), /^The engine could not start from gone\.js: /);
  assert.match(await messageOf({ script: "broken.js" }), /broken\.js: no memory$/);
  await context.setOffline(true);
  assert.match(await messageOf({ sandboxUrl: "sandbox.html?2" }), /the browser is offline$/);
});

test("what could not start gets another chance with the next run", { files }, async ({ page }) => {
  await page.route("**/engine.js", (route) => route.abort());
  await makeRunner(page);
  assert.equal((await start(page, {})).what.kind, "crashed");
  await page.unroute("**/engine.js");
  assert.deepEqual((await start(page, {})).heard, [["finished", "[true]"]]);
});

test("dispose leaves nothing behind", { files }, async ({ page }) => {
  await makeRunner(page);
  await start(page, { calls: [call("it")] }, { it: "export const handler = async () => 1" });
  await page.evaluate(() => window.runner.dispose());
  assert.equal(await page.locator("iframe").count(), 0);
  while (page.workers().length) await page.evaluate("0");
});
