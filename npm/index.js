// Runs AWS Step Functions state machines: in Node, in browsers and in workers.

import load, * as engine from "./engine.js";

const wasm = new URL("./engine_bg.wasm", import.meta.url);
// Node's fetch does not read files.
const source = wasm.protocol === "file:" ? import("node:fs/promises").then((fs) => fs.readFile(wasm)) : wasm;
await load({ module_or_path: await source });

/** @type {import("./index.d.ts").simulate} */
export async function simulate({ definition, input = {}, inputText, handlers = {}, seed, startTime, identity, type, signal }) {
  signal?.throwIfAborted();
  const request = {
    definition: asText(definition),
    input: inputText ?? JSON.stringify(input),
    handlers: Object.keys(handlers),
    seed,
    startTime,
    identity,
    type,
  };
  const events = [];
  const traces = [];
  const report = (text) => {
    signal?.throwIfAborted();
    const news = JSON.parse(text);
    events.push(...news.events);
    traces.push(...news.trace);
  };
  const outcome = JSON.parse(await engine.run(JSON.stringify(request), callsOf(handlers), report));
  return { ...outcome, events, traces };
}

/** @type {import("./index.d.ts").validate} */
export function validate(definition) {
  return JSON.parse(engine.check(asText(definition)));
}

/** The version of the interpreter. */
export const version = engine.version();

function asText(definition) {
  return typeof definition === "string" ? definition : JSON.stringify(definition, null, 2);
}

/** Calls of handlers that are plain functions. What one throws is an error of the task. */
function callsOf(handlers) {
  return async (text) => {
    const { handler, event, context, now } = JSON.parse(text);
    let elapsedMs = 0;
    const sleep = async (seconds) => {
      elapsedMs += seconds * 1000;
    };
    try {
      const value = await handlers[handler](JSON.parse(event), { ...context, now: new Date(now), sleep });
      return { ok: true, value: JSON.stringify(value ?? null), elapsedMs };
    } catch (error) {
      return { ok: false, ...described(error), elapsedMs };
    }
  };
}

function described(error) {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error) };
  const report = typeof error.payload === "function" ? JSON.stringify(error.payload()) : undefined;
  const trace = (error.stack ?? "").split("\n");
  return { errorType: error.name, errorMessage: error.message, trace, report };
}
