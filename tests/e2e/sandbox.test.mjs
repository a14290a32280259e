// The sandbox for handlers: what Lambda would answer, the same every time, and no way out.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "./page.mjs";

const NOW = Date.UTC(2024, 1, 29, 12, 30);

/**
 * Runs handlers in a fresh run of the page's sandbox. Each call is a handler's name, or an object with
 * more of the message; the answers come back in the order of the calls.
 */
async function answers(page, handlers, calls = Object.keys(handlers), timeoutMs = 3000) {
  return page.evaluate(
    async ([handlers, calls, timeoutMs, now]) => {
      const frame = await (window.sandbox ??= new Promise((resolve) => {
        const element = document.createElement("iframe");
        element.setAttribute("sandbox", "allow-scripts");
        element.hidden = true;
        element.src = "sandbox.html";
        addEventListener("message", ({ source, data }) => {
          if (source === element.contentWindow && data.type === "ready") resolve(element);
        });
        document.body.append(element);
      }));
      const { port1, port2 } = new MessageChannel();
      frame.contentWindow.postMessage({ type: "start", handlers, timeoutMs }, "*", [port2]);
      const found = [];
      window.order = [];
      return new Promise((resolve) => {
        port1.onmessage = ({ data }) => {
          window.order.push(data.id);
          found[data.id] = data;
          if (window.order.length === calls.length) resolve(found);
        };
        for (const [id, call] of calls.entries()) {
          const { handler, event = {}, ...rest } = typeof call === "string" ? { handler: call } : call;
          const context = {
            functionName: handler,
            invokedFunctionArn: `arn:aws:lambda:eu-west-1:123456789012:function:${handler}`,
            awsRequestId: `request-${id}`,
          };
          port1.postMessage({ id, handler, event: JSON.stringify(event), context, now, seed: 42, ...rest });
        }
      });
    },
    [handlers, calls, timeoutMs, NOW],
  );
}

/** The value of one handler, which must succeed. */
async function value(page, code, call = {}) {
  const [answer] = await answers(page, { it: code }, [{ handler: "it", ...call }]);
  assert.equal(answer.ok, true, JSON.stringify(answer));
  return JSON.parse(answer.value);
}

const errorOf = ({ errorType, errorMessage }) => `${errorType}: ${errorMessage}`;

// What Lambda does.

test("a handler gets its event and answers with JSON, in each of Lambda's forms", async ({ page }) => {
  const event = { order: [1, 2, { id: "é" }] };
  const handlers = {
    arrow: "export const handler = async (event) => event",
    function: "export async function handler(event) { return event }",
    list: "const go = async (event) => event\nexport { go as handler }",
    promise: "export const handler = (event) => Promise.resolve(event)",
    plain: "export const handler = (event) => event",
    exports: "exports.handler = async (event) => event",
    module: "const handler = async (event) => event\nmodule.exports = { handler }",
    callback: "exports.handler = (event, context, callback) => callback(null, event)",
    done: "exports.handler = (event, context) => { context.done(null, event) }",
  };
  const calls = Object.keys(handlers).map((handler) => ({ handler, event }));
  for (const answer of await answers(page, handlers, calls)) {
    assert.deepEqual(
      { ...answer, value: JSON.parse(answer.value) },
      { id: answer.id, ok: true, value: event, elapsedMs: 0, logs: [] },
    );
  }
});

test("nothing returned is null", async ({ page }) => {
  assert.equal(await value(page, "export const handler = async () => {}"), null);
  assert.equal(await value(page, "export const handler = () => {}"), null);
  assert.equal(await value(page, "export const handler = (e, c, callback) => {}"), null);
  assert.equal(await value(page, "export const handler = async () => () => {}"), null);
});

test("a callback's answer waits for the timers, unless told otherwise", async ({ page }) => {
  const handlers = {
    waits: "exports.handler = (e, c, done) => { setTimeout(() => console.log('late'), 700); done(null, 1) }",
    hurries: `exports.handler = (e, context, done) => {
      context.callbackWaitsForEmptyEventLoop = false
      setTimeout(() => console.log('late'), 700)
      done(null, 1)
    }`,
  };
  const [waits, hurries] = await answers(page, handlers);
  assert.deepEqual([waits.elapsedMs, waits.logs.length], [700, 1]);
  assert.deepEqual([hurries.elapsedMs, hurries.logs.length], [0, 0]);
});

test("the context is Lambda's", async ({ page }) => {
  const context = await value(
    page,
    `export const handler = async (event, context) => {
      await new Promise((resolve) => setTimeout(resolve, 1200))
      return { ...context, left: context.getRemainingTimeInMillis(), region: process.env.AWS_REGION }
    }`,
  );
  assert.match(context.logStreamName, /^2024\/02\/29\/\[\$LATEST\][0-9a-f]{32}$/);
  delete context.logStreamName;
  assert.deepEqual(context, {
    callbackWaitsForEmptyEventLoop: true,
    functionName: "it",
    functionVersion: "$LATEST",
    invokedFunctionArn: "arn:aws:lambda:eu-west-1:123456789012:function:it",
    memoryLimitInMB: "128",
    awsRequestId: "request-0",
    logGroupName: "/aws/lambda/it",
    left: 1800,
    region: "eu-west-1",
  });
});

test("errors are those of the Node.js runtime", async ({ page }) => {
  const big = "'x'.repeat(6291555)";
  const cases = [
    ["throw new Error('no')", "Error: no"],
    ["throw new RangeError('far')", "RangeError: far"],
    ["throw Object.assign(new Error('busy'), { name: 'Busy' })", "Busy: busy"],
    ["throw 'words'", "string: words"],
    ["throw 7", "number: 7"],
    ["throw undefined", "string: handled"],
    ["return 1n", "Error: Unable to stringify response body"],
    ["const o = {}; o.o = o; return o", "Error: Unable to stringify response body"],
    [
      `return ${big}`,
      "Function.ResponseSizeTooLarge: Response payload size exceeded maximum allowed payload size (6291556 bytes).",
    ],
    [
      "queueMicrotask(() => { throw new Error('adrift') }); await new Promise((r) => setTimeout(r, 5))",
      "Error: adrift",
    ],
    [
      "Promise.reject(new Error('lost')); await new Promise((r) => setTimeout(r, 5))",
      "Runtime.UnhandledPromiseRejection: Error: lost",
    ],
    [
      "process.exit(3)",
      "Runtime.ExitError: RequestId: request-11 Error: Runtime exited with error: exit status 3",
    ],
  ];
  const handlers = Object.fromEntries(
    cases.map(([body], i) => [`h${i}`, `export const handler = async () => { ${body} }`]),
  );
  const found = await answers(page, handlers);
  assert.deepEqual(
    found.map(errorOf),
    cases.map(([, error]) => error),
  );
  assert.equal(
    (await value(page, `export const handler = async () => ${big.replace("5)", "4)")}`)).length,
    6291554,
    "one byte less is allowed",
  );
});

test("a trace shows the handler's own lines", async ({ page }) => {
  const [{ trace }] = await answers(page, {
    it: "function check() {\n  throw new Error('no')\n}\nexport const handler = async () => check()",
  });
  assert.deepEqual(trace, [
    "Error: no",
    "    at check (file:///var/task/index.mjs:2:9)",
    "    at handler (file:///var/task/index.mjs:4:36)",
  ]);
});

test("a module that cannot be used says why", async ({ page }) => {
  const found = await answers(page, {
    none: "export const handle = async () => 1",
    default: "export default async () => 1",
    notFunction: "export const handler = 5",
    syntax: "export const handler = async () => {",
    import: "import fs from 'node:fs'\nexport const handler = async () => 1",
    package: "import { S3Client } from '@aws-sdk/client-s3'\nexport const handler = async () => 1",
    remote: "import x from 'https://example.com/x.js'\nexport const handler = async () => 1",
    require: "const fs = require('fs')\nexports.handler = async () => 1",
    throws: "throw new TypeError('at load')\nexport const handler = async () => 1",
  });
  assert.deepEqual(found.map(errorOf), [
    "Runtime.HandlerNotFound: index.handler is undefined or not exported",
    "Runtime.HandlerNotFound: index.handler is undefined or not exported",
    "Runtime.HandlerNotFound: index.handler is not a function",
    "Runtime.UserCodeSyntaxError: SyntaxError: Unexpected end of input",
    "Runtime.ImportModuleError: Error: Cannot find package 'node:fs' imported from /var/task/index.mjs",
    "Runtime.ImportModuleError: Error: Cannot find package '@aws-sdk/client-s3' imported from /var/task/index.mjs",
    "Runtime.ImportModuleError: Error: Cannot find package 'https://example.com/x.js' imported from /var/task/index.mjs",
    "Runtime.ImportModuleError: Error: Cannot find module 'fs'\nRequire stack:\n- /var/task/index.mjs",
    "TypeError: at load",
  ]);
  assert.match(found[4].logs[0].text, /single files/);
});

test("a handler that does not exist is named", async ({ page }) => {
  const [answer, inherited] = await answers(page, {}, ["ship", "constructor"]);
  assert.equal(errorOf(answer), "Stepyard.NoHandler: There is no handler called `ship`");
  assert.equal(inherited.errorType, "Stepyard.NoHandler");
});

test("a promise that nothing can settle ends as it does in Node", async ({ page }) => {
  const [answer] = await answers(page, { it: "export const handler = async () => new Promise(() => {})" });
  assert.equal(answer.errorType, "Runtime.NodeJsExit");
  assert.match(answer.errorMessage, /a Promise that was never settled/);
});

test("module variables live as long as the run", async ({ page }) => {
  const handlers = { it: "let n = 0\nexport const handler = async () => ++n" };
  const warm = await answers(page, handlers, ["it", "it", "it"]);
  assert.deepEqual(
    warm.map(({ value }) => value),
    ["1", "2", "3"],
  );
  const [cold] = await answers(page, handlers);
  assert.equal(cold.value, "1");
});

test("calls of one handler take turns, and handlers run side by side", async ({ page }) => {
  const handlers = {
    slow: "export const handler = async (event) => { while (event.loop); return 1 }",
    quick: "export const handler = async () => 1",
  };
  const calls = [{ handler: "slow", event: { loop: true }, timeoutMs: 1000 }, "slow", "slow", "quick"];
  await answers(page, handlers, calls);
  assert.deepEqual(await page.evaluate("order"), [3, 0, 1, 2]);
});

// Time and chance.

test("waiting takes virtual time only", async ({ page }) => {
  const code = `export const handler = async () => {
    const began = Date.now()
    const seen = []
    setTimeout(() => seen.push('c'), 20 * 60_000)
    setTimeout(() => seen.push('a'), 10)
    setImmediate(() => seen.push('now'))
    const every = setInterval(() => seen.push('i'), 300_000)
    setTimeout(() => seen.push('b'), 10)
    clearTimeout(setTimeout(() => seen.push('never'), 5))
    await new Promise((resolve) => setTimeout(resolve, 12 * 60_000))
    clearInterval(every)
    return [began, Date.now() - began, Math.round(performance.now()), seen.join(' ')]
  }`;
  const real = Date.now();
  const [answer] = await answers(page, { it: code }, [{ handler: "it", timeoutMs: 900_000 }]);
  assert.deepEqual(JSON.parse(answer.value), [NOW, 720_000, 720_000, "now a b i i"]);
  assert.equal(answer.elapsedMs, 720_000);
  assert.ok(Date.now() - real < 10_000);
});

test("a busy wait ends, and so does a wait for the machine", async ({ page }) => {
  const busy =
    "export const handler = async () => { const end = Date.now() + 800; while (Date.now() < end); }";
  const [answer] = await answers(page, { busy });
  assert.deepEqual([answer.ok, answer.elapsedMs], [true, 800]);
  const machine = `export const handler = async () => {
    const text = await new Blob(["ab", "cd"]).text()
    const module = await WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))
    return [text, module instanceof WebAssembly.Module, Math.floor(performance.now())]
  }`;
  assert.deepEqual(await value(page, machine), ["abcd", true, 0]);
});

test("a run is repeatable, and its seed decides", async ({ page }) => {
  const code = `export const handler = async () => {
    const bytes = [...crypto.getRandomValues(new Uint8Array(8))]
    const uuid = crypto.randomUUID()
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 100))
    return [Math.random(), uuid, bytes, new Date(), performance.now(), new Event('x').timeStamp]
  }`;
  const first = await value(page, code);
  assert.deepEqual(await value(page, code), first);
  const other = await value(page, code, { seed: 43 });
  assert.match(first[1], /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  for (const i of [0, 1, 2, 3]) assert.notDeepEqual(other[i], first[i]);
});

test("random numbers fill the whole range", async ({ page }) => {
  const code = `export const handler = async () => {
    const tenths = Array(10).fill(0)
    for (let i = 0; i < 10000; i++) tenths[Math.floor(Math.random() * 10)]++
    return tenths
  }`;
  for (const count of await value(page, code)) assert.ok(count > 900 && count < 1100, String(count));
});

test(
  "time zone and locale are Lambda's, not the reader's",
  { context: { timezoneId: "Asia/Kolkata", locale: "de-DE" } },
  async ({ page }) => {
    const code = `export const handler = async () => [
      String(new Date()),
      new Date(2024, 0, 31, 12).toISOString(),
      new Date('2024-06-01T10:00').toISOString(),
      new Date('2024-06-01').toISOString(),
      new Date('01-02-2024').toISOString(),
      new Date('June 5, 2024 10:00').toISOString(),
      new Date('2024-06-01 10:00:00+02:00').toISOString(),
      new Date(0).getHours() + new Date().getTimezoneOffset(),
      new Date(0).setHours(5),
      new Date().toLocaleString(),
      new Intl.DateTimeFormat().format(),
      Intl.DateTimeFormat('de').resolvedOptions().timeZone,
      (1234567.8).toLocaleString(),
      new Intl.NumberFormat().format(0.5),
      new (class extends Date {})(5).getTime(),
      String(new Date(NaN)),
      typeof Temporal,
    ]`;
    assert.deepEqual(await value(page, code), [
      "Thu Feb 29 2024 12:30:00 GMT+0000 (Coordinated Universal Time)",
      "2024-01-31T12:00:00.000Z",
      "2024-06-01T10:00:00.000Z",
      "2024-06-01T00:00:00.000Z",
      "2024-01-02T00:00:00.000Z",
      "2024-06-05T10:00:00.000Z",
      "2024-06-01T08:00:00.000Z",
      0,
      18_000_000,
      "2/29/2024, 12:30:00 PM",
      "2/29/2024",
      "UTC",
      "1,234,567.8",
      "0.5",
      5,
      "Invalid Date",
      "undefined",
    ]);
  },
);

test("a handler that overruns is cut off, and the next call starts afresh", async ({ page }) => {
  const code = (body) => `let n = 0; export const handler = async (event) => {
    n++; console.log('before'); if (event.last) return n; ${body} }`;
  const handlers = {
    virtual: code("await new Promise((resolve) => setTimeout(resolve, 60_000))"),
    interval: code("setInterval(() => {}, 10); await new Promise(() => {})"),
    reading: code("while (Date.now());"),
    real: code("while (true);"),
    synchronous: `while (true); export const handler = 1`,
  };
  const calls = Object.keys(handlers).flatMap((handler) => [handler, { handler, event: { last: true } }]);
  const found = await answers(page, handlers, calls.slice(0, -1), 1000);
  for (const [i, answer] of found.entries()) {
    if (i % 2) {
      assert.equal(answer.value, "1");
      continue;
    }
    assert.deepEqual(
      { ...answer, logs: answer.logs.length },
      {
        id: i,
        ok: false,
        errorType: "Sandbox.Timedout",
        errorMessage: `RequestId: request-${i} Error: Task timed out after 1.00 seconds`,
        trace: [],
        elapsedMs: 1000,
        logs: calls[i] === "synchronous" ? 0 : 1,
      },
    );
  }
});

test("the call's own limit comes before the run's", async ({ page }) => {
  const it = "export const handler = async () => new Promise((resolve) => setTimeout(resolve, 2500))";
  const [short, long] = await answers(page, { it }, [{ handler: "it", timeoutMs: 1500 }, "it"]);
  assert.match(short.errorMessage, /after 1\.50 seconds$/);
  assert.equal(long.ok, true);
});

// Logs.

test("logs look as they do in Node", async ({ page }) => {
  const [{ logs }] = await answers(page, {
    it: `export const handler = async () => {
      console.log('plain', 'words', 1, -0, 2n, null, undefined, true, Symbol('s'))
      console.warn('%s has %d of %j%%', 'Mia', 3, { a: 1 }, 'more')
      console.error({ a: 'it\\'s', 'b c': [1, [2, [3, [4]]]], f() {}, n: null, d: new Date(0) })
      console.debug(new Map([['k', 1]]), new Set([1]), new Uint8Array(3), class A {}, new (class B { x = 1 })())
      const loop = {}; loop.self = loop
      await new Promise((resolve) => setTimeout(resolve, 1500))
      console.info(loop)
      console.log({ text: 'x'.repeat(50), other: 'y'.repeat(50) })
    }`,
  });
  assert.deepEqual(logs, [
    { level: "info", text: "plain words 1 -0 2n null undefined true Symbol(s)", atMs: 0 },
    { level: "warn", text: 'Mia has 3 of {"a":1}% more', atMs: 0 },
    {
      level: "error",
      text: `{\n  a: "it's",\n  'b c': [ 1, [ 2, [Array] ] ],\n  f: [Function: f],\n  n: null,\n  d: 1970-01-01T00:00:00.000Z\n}`,
      atMs: 0,
    },
    {
      level: "debug",
      text: "Map(1) { 'k' => 1 } Set(1) { 1 } Uint8Array(3) [ 0, 0, 0 ] [class: A] B { x: 1 }",
      atMs: 0,
    },
    { level: "info", text: "{ self: [Circular] }", atMs: 1500 },
    { level: "info", text: `{\n  text: '${"x".repeat(50)}',\n  other: '${"y".repeat(50)}'\n}`, atMs: 1500 },
  ]);
});

test("a flood of logs is bounded and counted", async ({ page }) => {
  const [lines, long, endless] = await answers(page, {
    lines: "export const handler = async () => { for (let i = 0; i < 5000; i++) console.log(i) }",
    long: "export const handler = async () => { console.log('x'.repeat(1e6)) }",
    endless: "export const handler = async () => { for (;;) console.log('more') }",
  });
  assert.equal(lines.logs.length, 1001);
  assert.deepEqual(lines.logs.at(-1), { level: "warn", text: "4000 more lines were dropped", atMs: 0 });
  assert.match(long.logs[0].text, /^x{4096}… 995904 more characters$/);
  assert.equal(endless.errorType, "Sandbox.Timedout");
  assert.match(endless.logs.at(-1).text, /^\d{4,} more lines were dropped$/);
});

// No way out.

test("what a handler has no business with is not there", async ({ page }) => {
  const probes = [
    "await fetch('http://127.0.0.1:1/')",
    "new WebSocket('ws://127.0.0.1:1/')",
    "new XMLHttpRequest()",
    "new EventSource('/')",
    "new WebTransport('https://127.0.0.1:1/')",
    "new RTCPeerConnection()",
    "new BroadcastChannel('x')",
    "new MessageChannel()",
    "new Worker('x.js')",
    "new SharedWorker('x.js')",
    "importScripts('https://example.com/x.js')",
    "await import('https://example.com/x.js')",
    "await import('data:text/javascript,1')",
    "await import('/runner.js')",
    "URL.createObjectURL(new Blob(['']))",
    "localStorage.getItem('x')",
    "indexedDB.open('x')",
    "await caches.open('x')",
    "document.cookie",
    "parent.document",
    "top.location",
    "navigator.sendBeacon('/')",
    "await navigator.storage.estimate()",
    "postMessage({ ok: true })",
    "self.postMessage({ ok: true })",
    "close()",
    "self.close()",
    "addEventListener('message', console.log)",
    "new OffscreenCanvas(1, 1)",
    "Object.getPrototypeOf(globalThis).setTimeout(() => {})",
    "Object.getPrototypeOf(globalThis).postMessage(1)",
    "new Function('return this')().close()",
    "(0, eval)('postMessage')({ ok: true })",
    "[].at.constructor('return indexedDB')()",
    "await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt'])",
  ];
  const found = await answers(
    page,
    Object.fromEntries(
      probes.map((probe, i) => [`h${i}`, `export const handler = async () => { ${probe} }`]),
    ),
  );
  for (const [i, answer] of found.entries()) {
    assert.equal(answer.ok, false, probes[i]);
    assert.match(
      answer.errorType,
      /^(Reference|Type)?Error$|^NotSupported/,
      `${probes[i]}: ${errorOf(answer)}`,
    );
  }
  assert.match(errorOf(found[0]), /no network/);
});

test("no global of a browser is left", async ({ page }) => {
  const names = await value(
    page,
    `export const handler = async () => {
      const names = []
      for (let scope = globalThis; scope; scope = Object.getPrototypeOf(scope)) {
        for (const name of Object.getOwnPropertyNames(scope)) if (globalThis[name] !== undefined) names.push(name)
      }
      return names
    }`,
  );
  const suspicious =
    /worker|message|storage|cache|db|idb|socket|beacon|navigator|location|file|permission|^rtc|lock|scheduler|report|origin|close|self|font|canvas|name$/i;
  assert.deepEqual(
    names.filter((name) => suspicious.test(name)),
    ["__filename", "__dirname", "WebSocket"],
  );
});

test("the policy of the frame forbids the network even to the frame itself", async ({ page, url }) => {
  const upgrades = [];
  const requests = [];
  const canary = createServer((request, response) => {
    requests.push(request.url);
    response.setHeader("Access-Control-Allow-Origin", "*").end("");
  });
  canary.on("upgrade", (request, socket) => (upgrades.push(request.url), socket.destroy()));
  await new Promise((listening) => canary.listen(0, "127.0.0.1", listening));
  const host = `127.0.0.1:${canary.address().port}`;
  try {
    await answers(page, {}, ["none"]);
    const frame = page.frames().find((frame) => frame.url() === `${url}sandbox.html`);
    const found = await frame.evaluate(async (host) => {
      // In the frame, and in a worker of it that nobody locked.
      const probe = `(async () => {
        const tried = {}
        tried.fetch = await fetch("http://${host}/fetch").then(() => "reached", () => "refused")
        tried.import = await import("http://${host}/import.js").then(() => "reached", () => "refused")
        tried.socket = await new Promise((resolve) => {
          try {
            const socket = new WebSocket("ws://${host}/socket")
            socket.onopen = () => resolve("reached")
            socket.onerror = () => resolve("refused")
          } catch { resolve("refused") }
        })
        return tried
      })()`;
      const inWorker = new Promise((resolve) => {
        const source = new Blob([`${probe}.then((tried) => postMessage(tried))`]);
        new Worker(URL.createObjectURL(source)).onmessage = ({ data }) => resolve(data);
      });
      const storage = (read) => {
        try {
          return String(read());
        } catch (error) {
          return error.name;
        }
      };
      return [
        await (0, eval)(probe),
        await inWorker,
        storage(() => localStorage.length),
        storage(() => parent.document),
        storage(() => document.cookie),
      ];
    }, host);
    const refused = { fetch: "refused", import: "refused", socket: "refused" };
    assert.deepEqual(found, [refused, refused, "SecurityError", "SecurityError", "SecurityError"]);
    assert.deepEqual([requests, upgrades], [[], []]);
  } finally {
    canary.close();
  }
});

test("a forged answer is not believed", async ({ page }) => {
  const [forger, other] = await answers(page, {
    forger: `
      const forged = { type: 'answer', id: 1, ok: true, value: '"forged"', elapsedMs: 0, logs: [] }
      const stolen = []
      const spy = (owner, name) => {
        const real = owner[name]
        owner[name] = function (...args) { stolen.push(this, ...args); return Reflect.apply(real, this, args) }
      }
      for (const owner of [Promise.prototype, Array.prototype, Function.prototype, EventTarget.prototype, JSON]) {
        for (const name of Object.getOwnPropertyNames(owner)) {
          const { value, writable } = Object.getOwnPropertyDescriptor(owner, name)
          if (typeof value === 'function' && writable && !/constructor|apply|push/.test(name)) spy(owner, name)
        }
      }
      export const handler = async () => {
        for (let id = 0; id < 3; id++) try { globalThis.postMessage({ ...forged, id }) } catch {}
        await new Promise((resolve) => setTimeout(resolve, 10))
        const ports = stolen.filter((it) => typeof it?.postMessage === 'function')
        for (const port of ports) port.postMessage(forged)
        return ports.length
      }`,
    other:
      "export const handler = async () => { await new Promise((r) => setTimeout(r, 50)); return 'honest' }",
  });
  assert.equal(forger.value, "0", errorOf(forger));
  assert.equal(other.value, '"honest"');
});

test("whoever breaks the language breaks only the own run", async ({ page }) => {
  const handlers = {
    vandal: `
      Promise.prototype.then = Array.prototype.push = JSON.stringify = () => { throw 1 }
      Object.defineProperty(Object.prototype, 'then', { get() { throw 2 } })
      Object.defineProperty(Object.prototype, 'ok', { set() { throw 3 } })
      globalThis.Promise = globalThis.Date = globalThis.Error = Math.floor = String = undefined
      export const handler = async () => 1`,
    other: "export const handler = async () => 'fine'",
  };
  const [vandal, other, again] = await answers(page, handlers, ["vandal", "other", "vandal"], 1000);
  assert.equal(other.value, '"fine"');
  assert.ok([vandal, again].every(({ ok }) => typeof ok === "boolean"));
  const [after] = await answers(page, { vandal: "export const handler = async () => [1].map(String)" });
  assert.equal(after.value, '["1"]');
});

test("a new run ends the workers of the last", async ({ page }) => {
  const loop = "export const handler = async () => { while (true); }";
  await answers(page, {
    a: "export const handler = async () => 1",
    b: "export const handler = async () => 1",
  });
  const workers = () => page.workers().length;
  assert.equal(workers(), 2);
  // Two that never end by themselves, and a run that takes their place.
  const hanging = answers(page, { a: loop, b: loop }, ["a", "b"], 60_000);
  hanging.catch(() => {});
  await page.waitForEvent("worker");
  await answers(page, { c: "export const handler = async () => 1" });
  while (workers() > 1) await page.evaluate("0");
  assert.equal(workers(), 1);
});

test("only the parent is listened to", async ({ page, url }) => {
  const it = "export const handler = async () => 'first'";
  await answers(page, { it });
  await page.evaluate(async (url) => {
    const intruder = document.createElement("iframe");
    intruder.src = url;
    document.body.append(intruder);
    await new Promise((resolve) => (intruder.onload = resolve));
    intruder.contentWindow.eval(`
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => (parent.heard = true);
      parent.frames[0].postMessage({ type: "start", handlers: { it: "" } }, "*", [port2]);
      port1.postMessage({ id: 1, handler: "it", event: "1", context: {}, now: 0, seed: 1 });
      parent.frames[0].postMessage({ type: "stop" }, "*");
    `);
  }, url);
  assert.equal((await answers(page, { it }))[0].value, '"first"');
  assert.equal(await page.evaluate("window.heard"), undefined);
});

test("opened on its own, or with the page's origin, the sandbox does nothing", async ({ page, url }) => {
  await page.goto(`${url}sandbox.html`);
  await page.getByText("does nothing on its own").waitFor();
  await page.goto(url);
  const ready = await page.evaluate(async () => {
    let ready = false;
    addEventListener("message", () => (ready = true));
    const frame = document.createElement("iframe");
    frame.src = "sandbox.html";
    document.body.append(frame);
    await new Promise((resolve) => (frame.onload = resolve));
    frame.contentWindow.postMessage({ type: "ping" }, "*");
    await new Promise((resolve) => setTimeout(resolve, 0));
    return ready;
  });
  assert.equal(ready, false);
  await page.frameLocator("iframe").getByText("does nothing on its own").waitFor();
});
