#!/usr/bin/env node
// Compares our JSONata with the reference, `jsonata` 2.0.6, on expressions that nobody wrote.
//
//   node tests/jsonata/differential.mjs [--count N] [--seed S] [--all] [FILE.jsonl]
//
// FILE.jsonl is a suite as for run.mjs. Its expressions are given each other's inputs, and their tokens are
// left out, doubled, exchanged and replaced; the same seed makes the same expressions. `make differential`
// builds the package first. Prints how many agree, and an example of each kind of difference (`--all`: every
// one). Ends with 1 where less than 99 % of the values or 97 % of the error codes agree. differences.md
// explains the kinds that stay.

import { existsSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import jsonata from "jsonata";
import { mutated, pickerFrom, tokensOf } from "./mutate.mjs";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: "string", default: "3000" },
    seed: { type: "string", default: "1" },
    all: { type: "boolean", default: false },
  },
});
const file = positionals[0] ?? new URL("../../../shared/jsonata/cases.jsonl", import.meta.url);
if (!existsSync(file)) {
  console.log(`There is no file ${positionals[0] ?? "../shared/jsonata/cases.jsonl"}: nothing was compared.`);
  process.exit(0);
}

const { evaluate } = await import("../../pkg/index.js");

/** What the reference may use: ours has a budget of its own, which is larger. */
const STEPS = 200_000;
const DEPTH = 300;
const MILLISECONDS = 3000;

const NOW = "2023-11-14T22:13:20Z";

/** Expressions of which the two are not asked the same. */
const INCOMPARABLE = [
  ["depend on time or chance", /\$(random|shuffle|now|millis|uuid)\b/],
  ["long ranges", /\.\.\s*(\d{6,}|\d+e\d)/i],
  ["half a surrogate pair", /\\ud[89a-f][0-9a-f]{2}|[\ud800-\udfff]/i],
];

const suite = readFileSync(file, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line))
  .filter(({ lone, timelimit, expr }) => !lone && !timelimit && expr.length < 400);
const picker = pickerFrom(Number(options.seed));
const inputs = suite.map(({ input }) => input);
const tokens = suite.flatMap(({ expr }) => tokensOf(expr)).filter((token) => token.trim());

const values = { same: 0, all: 0 };
const codes = { same: 0, all: 0 };
const skipped = new Map();
const kinds = new Map();
for (let i = 0; i < Number(options.count); i++) await compare(makeCase());
report();

/** A case of the suite with another's input, or with other tokens. */
function makeCase() {
  const { expr, input, bindings } = picker.one(suite);
  if (picker.chance(0.4)) return { expr, input: picker.one(inputs), bindings };
  return { expr: mutated(expr, tokens, picker), input, bindings };
}

async function compare(test) {
  const reason = INCOMPARABLE.find(([, pattern]) => pattern.test(test.expr));
  const theirs = reason ? { skip: reason[0] } : await reference(test);
  if (theirs.skip) {
    skipped.set(theirs.skip, (skipped.get(theirs.skip) ?? 0) + 1);
    return;
  }
  const ours = answerOf(test);
  const counts = theirs.code ? codes : values;
  counts.all += 1;
  if (theirs.code === ours.code && isSame(ours.value, theirs.value)) counts.same += 1;
  else note(test, theirs, ours);
}

function answerOf({ expr, input, bindings }) {
  const answer = evaluate({
    language: "JSONata",
    profile: "none",
    expression: expr,
    input: input ?? undefined,
    variables: bindings ?? undefined,
    now: NOW,
  });
  return { value: answer.value, code: answer.error?.split(":", 1)[0], error: answer.error };
}

/** The reference's answer, or why there is nothing to compare with. */
async function reference({ expr, input, bindings }) {
  const parse = (text) => (text === null || text === undefined ? undefined : JSON.parse(text));
  try {
    const read = jsonata(expr);
    watch(read);
    const value = asJson(await read.evaluate(parse(input), parse(bindings)));
    return value.isFinite ? { value: value.json } : { skip: "numbers that JSON lacks" };
  } catch (error) {
    if (error.code === "LIMIT") return { skip: "the reference takes too long" };
    if (!error.code) return { skip: "the reference fails without a code" };
    return { code: error.code, error: `${error.code}: ${error.message}` };
  }
}

/** Stops the evaluation at its limits. */
function watch(read) {
  const end = performance.now() + MILLISECONDS;
  let depth = 0;
  let steps = 0;
  read.assign(Symbol.for("jsonata.__evaluate_entry"), () => {
    depth += 1;
    steps += 1;
    if (steps > STEPS || depth > DEPTH || performance.now() > end) throw { code: "LIMIT" };
  });
  read.assign(Symbol.for("jsonata.__evaluate_exit"), () => {
    depth -= 1;
  });
}

/** A result as JSON has it: functions are left out. */
function asJson(result) {
  let isFinite = true;
  const isFunction = (value) => typeof value === "function" || value?._jsonata_lambda || value?._jsonata_function;
  const text = JSON.stringify(result, (_, value) => {
    if (typeof value === "number" && !Number.isFinite(value)) isFinite = false;
    return isFunction(value) ? undefined : value;
  });
  return { json: text === undefined ? undefined : JSON.parse(text), isFinite };
}

/** Equal, up to the last digit of numbers. */
function isSame(a, b) {
  if (typeof a === "number" && typeof b === "number") return Math.abs(a - b) <= 1e-15 * Math.abs(a);
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && isSame(a[name], b[name]));
}

function note(test, theirs, ours) {
  const kind = `${kindOf(theirs)} there, ${kindOf(ours)} here`;
  kinds.set(kind, [...(kinds.get(kind) ?? []), { test, theirs, ours }]);
}

function kindOf({ code, value }) {
  if (code) return code;
  if (value === undefined) return "nothing";
  return Array.isArray(value) ? "an array" : value === null ? "null" : `${typeof value === "object" ? "an" : "a"} ${typeof value}`;
}

function report() {
  const short = (text) => (text?.length > 160 ? `${text.slice(0, 160)}…` : text);
  const shown = ({ error, value }) => short(error ?? JSON.stringify(value)) ?? "nothing";
  for (const [kind, found] of [...kinds].sort(([, a], [, b]) => b.length - a.length)) {
    console.log(`${found.length} × ${kind}`);
    for (const { test, theirs, ours } of options.all ? found : found.slice(0, 1)) {
      console.log(`    ${test.expr.replace(/\s+/g, " ")}\n    on ${short(String(test.input))}`);
      console.log(`    there ${shown(theirs)}\n    here  ${shown(ours)}`);
    }
  }
  for (const [reason, count] of skipped) console.log(`${String(count).padStart(5)} not compared: ${reason}`);
  const share = ({ same, all }) => (all ? (100 * same) / all : 100);
  const line = (title, counts) => console.log(`${share(counts).toFixed(2)} % of ${counts.all} ${title} agree`);
  line("values", values);
  line("error codes", codes);
  process.exitCode = share(values) < 99 || share(codes) < 97 ? 1 : 0;
}
