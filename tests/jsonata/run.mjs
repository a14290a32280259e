#!/usr/bin/env node
// Runs cases of the JSONata language on the package, and compares.
//
//   node tests/jsonata/run.mjs FILE.jsonl [--group NAME] [--json FILE]
//
// FILE.jsonl holds a case a line: `expr`, `input` and `bindings` as JSON texts or null, and `exp`, which is
// `{kind: "result", result: JSON text}`, `{kind: "undefined"}` or `{kind: "error", code}`. Prints a table by
// group, every case that differs, and `N passed, M failed`. Ends with 1 if one fails that
// known-failures.md does not name, or one passes that it names.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { isDeepStrictEqual, parseArgs } from "node:util";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { group: { type: "string" }, json: { type: "string" } },
});
const [file] = positionals;
if (!file || !existsSync(file)) {
  console.log(file ? `There is no file ${file}: nothing was compared.` : "usage: run.mjs FILE.jsonl [--group …] [--json FILE]");
  console.log("0 passed, 0 failed");
  process.exit(file ? 0 : 2);
}

const { evaluate } = await import("../../pkg/index.js");
const known = knownFailures();
const results = readFileSync(file, "utf8").split("\n").filter(Boolean).map(JSON.parse)
  .filter((test) => !options.group || test.group === options.group)
  .map((test) => ({ id: test.id, group: test.group, expression: test.expr, wanted: test.exp, ...run(test) }));
report();

function run(test) {
  const answer = evaluate({
    language: "JSONata",
    profile: "none",
    expression: test.expr,
    input: test.input ?? undefined,
    variables: test.bindings ?? undefined,
    now: "2023-11-14T22:13:20Z",
  });
  return { answer, passed: isWanted(answer, test) };
}

function isWanted(answer, { exp, unordered }) {
  switch (exp.kind) {
    case "error":
      return answer.error?.split(":", 1)[0] === exp.code;
    case "undefined":
      return !("error" in answer) && !("value" in answer);
    default: {
      if (!("value" in answer)) return false;
      const wanted = JSON.parse(exp.result);
      return unordered ? isDeepStrictEqual(sorted(answer.value), sorted(wanted)) : isDeepStrictEqual(answer.value, wanted);
    }
  }
}

function sorted(array) {
  return array.map((item) => JSON.stringify(item)).sort();
}

/** The numbers in the first column of the table. */
function knownFailures() {
  const text = readFileSync(new URL("known-failures.md", import.meta.url), "utf8");
  return new Set([...text.matchAll(/^\| *(\d+) *\|/gm)].map(([, id]) => Number(id)));
}

function report() {
  const groups = new Map();
  for (const { group, passed } of results) {
    const counts = groups.get(group) ?? [0, 0];
    counts[passed ? 0 : 1] += 1;
    groups.set(group, counts);
  }
  const width = Math.max(...[...groups.keys()].map((group) => group.length), 5);
  console.log(`${"group".padEnd(width)}  passed  failed`);
  for (const [group, [passed, failed]] of groups) {
    console.log(`${group.padEnd(width)}  ${String(passed).padStart(6)}  ${String(failed).padStart(6)}`);
  }
  for (const { id, group, expression, wanted, answer } of results.filter(({ passed }) => !passed)) {
    console.log(`\n${id} ${group}${known.has(id) ? " (known)" : ""}: ${expression}`);
    console.log(`  wanted ${JSON.stringify(wanted)}\n  got    ${JSON.stringify(answer)}`);
  }
  if (options.json) writeFileSync(options.json, JSON.stringify(results, null, 1));
  const passed = results.filter(({ passed }) => passed).length;
  console.log(`\n${passed} passed, ${results.length - passed} failed`);
  process.exitCode = results.some(({ id, passed }) => passed === known.has(id)) ? 1 : 0;
}
