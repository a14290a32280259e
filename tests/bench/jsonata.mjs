#!/usr/bin/env node
// How fast our JSONata is in wasm, beside `jsonata` and the crate `jsonata-core`; and natively beside
// `jsonata-rs`, which traps in wasm.
//
//   node --expose-gc tests/bench/jsonata.mjs [--runs N]
//
// `make bench` builds the engines first. Expressions and inputs are read beforehand, only evaluation is
// measured, the whole result is made, and the engines take turns.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import jsonata from "jsonata";
import { expressions, growing, items } from "./expressions.mjs";
import { parseRuns, table, thousands } from "./figures.mjs";
import { Case, initSync, parse } from "./peers/pkg/peers.js";

const RUNS = parseRuns(process.argv.slice(2), 5);

/** How long an engine runs at a turn: several evaluations, unless one takes longer. */
const TURN_MS = 30;

initSync({ module: readFileSync(new URL("peers/pkg/peers_bg.wasm", import.meta.url)) });
const native = fileURLToPath(new URL("peers/pkg/native", import.meta.url));

/** An engine with an expression and an input inside: `run(times)`, and its answer. */
async function prepareJs(expression, input) {
  const read = jsonata(expression);
  return {
    answer: await read.evaluate(input),
    run: async (times) => {
      for (let i = 0; i < times; i++) await read.evaluate(input);
    },
  };
}

function prepareWasm(engine, expression, input) {
  const read = new Case(engine, expression, JSON.stringify(input));
  return { answer: JSON.parse(read.answer()), run: (times) => read.run(times), free: () => read.free() };
}

/** Microseconds of one evaluation. */
async function turn(engine) {
  let spent = 0;
  let done = 0;
  for (let times = engine.times ?? 1; spent < TURN_MS; times *= 2) {
    const start = performance.now();
    await engine.run(times);
    spent += performance.now() - start;
    done += times;
    // The next turn begins with what takes about a third of one.
    engine.times = Math.max(1, Math.floor((done * TURN_MS) / spent / 3));
  }
  return (spent / done) * 1000;
}

/** The best turns of engines that take turns: whatever else the machine does only adds to them. */
async function inTurns(engines) {
  const best = engines.map(() => Infinity);
  for (let run = 0; run <= RUNS; run++) {
    globalThis.gc?.();
    for (const [i, engine] of engines.entries()) best[i] = Math.min(best[i], await turn(engine));
  }
  return best;
}

/** Microseconds natively, or what became of it: the process may panic, and the answer be another. */
function natively(engine, expression, input, wanted) {
  const text = `${expression}\n${JSON.stringify(input)}`;
  let best = Infinity;
  for (let run = 0; run < 3; run++) {
    const { error, status, signal, stdout, stderr } = spawnSync(native, [engine, "100"], { input: text, maxBuffer: 1 << 28, timeout: 60_000 });
    if (error) throw error;
    if (signal) return /panicked/.test(stderr) ? "panics" : "crashes";
    if (status !== 0) return "error";
    const [time, answer] = String(stdout).split(/\n(.*)/s);
    if (!isSame(JSON.parse(answer), wanted)) return "wrong";
    best = Math.min(best, Number(time));
  }
  return best;
}

/** Equal, up to the last digit of numbers. */
function isSame(a, b) {
  if (typeof a === "number" && typeof b === "number") return Math.abs(a - b) <= 1e-12 * Math.abs(b);
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") return a === b;
  const names = Object.keys(b);
  return Object.keys(a).length === names.length && names.every((name) => isSame(a[name], b[name]));
}

const micros = (time) => (time < 100 ? time.toFixed(2) : thousands(time));
const factor = (x) => `${x < 10 ? x.toFixed(1) : thousands(x)} ×`;
const geometricMean = (numbers) => Math.exp(numbers.reduce((sum, x) => sum + Math.log(x), 0) / numbers.length);

async function measure([title, expression, input]) {
  const js = await prepareJs(expression, input);
  const wanted = JSON.parse(JSON.stringify(js.answer));
  const ours = prepareWasm("ours", expression, input);
  const core = prepareWasm("jsonata-core", expression, input);
  assert(isSame(ours.answer, wanted), `${title}: our result differs`);
  assert(isSame(core.answer, wanted), `${title}: the result of jsonata-core differs`);
  const [jsTime, time, coreTime] = await inTurns([js, ours, core]);
  ours.free();
  core.free();
  const nativeTime = natively("ours", expression, input, wanted);
  const rsTime = natively("jsonata-rs", expression, input, wanted);
  return { title, time, jsTime, coreTime, nativeTime, rsTime };
}

function row({ title, time, jsTime, coreTime, nativeTime, rsTime }) {
  const known = typeof rsTime === "number";
  return [
    title, micros(time), micros(jsTime), factor(jsTime / time), micros(coreTime), factor(coreTime / time),
    micros(nativeTime), known ? micros(rsTime) : rsTime, known ? factor(rsTime / nativeTime) : "",
  ];
}

/** How many times as fast ours reads the expressions. */
async function parsing() {
  const texts = expressions.map(([, expression]) => expression);
  const js = { run: (times) => { for (let i = 0; i < times; i++) for (const text of texts) jsonata(text); } };
  const rust = (engine) => ({ run: (times) => parse(engine, texts, times) });
  const [jsTime, time, coreTime] = await inTurns([js, rust("ours"), rust("jsonata-core")]);
  const each = (total) => micros(total / texts.length);
  return [["reading one of them", each(time), each(jsTime), factor(jsTime / time), each(coreTime), factor(coreTime / time)]];
}

async function growth([title, expression]) {
  const rows = [];
  for (const count of [5000, 20_000, 80_000]) {
    const engine = prepareWasm("ours", expression, { items: items(count) });
    const [time] = await inTurns([engine]);
    engine.free();
    rows.push([title, thousands(count), (time / 1000).toFixed(1), ((time * 1000) / count).toFixed(0)]);
  }
  return rows;
}

const results = [];
for (const expression of expressions) results.push(await measure(expression));

console.log(`\nJSONata on Node ${process.version}, best of ${RUNS} turns, microseconds of an evaluation in wasm; at the right natively\n`);
console.log(table(["", "ours", "jsonata", "faster", "jsonata-core", "faster", "ours", "jsonata-rs", "faster"], results.map(row)));

const faster = results.map(({ jsTime, time }) => jsTime / time);
const fasterThanCrate = results.map(({ time, coreTime, nativeTime, rsTime }) =>
  Math.min(coreTime / time, typeof rsTime === "number" ? rsTime / nativeTime : Infinity),
);
const names = (factors, least) => results.filter((_, i) => factors[i] < least).map(({ title }) => title).join("; ") || "none";
console.log(`\nGeometric mean: ${factor(geometricMean(faster))} as fast as jsonata, ${factor(geometricMean(fasterThanCrate))} as fast as the fastest crate`);
console.log(`Slower than jsonata: ${names(faster, 1)}`);
console.log(`Slower than half the fastest crate: ${names(fasterThanCrate, 0.5)}\n`);

console.log(table(["", "ours", "jsonata", "faster", "jsonata-core", "faster"], await parsing()));

console.log("\nTime per item, as the input grows\n");
console.log(table(["", "items", "ms", "ns per item"], [...(await growth(growing[0])), ...(await growth(growing[1]))]));
