#!/usr/bin/env node
// Runs executions recorded on AWS through the package, and compares.
//
//   node tests/recorded/run.mjs DIR [--area NAME] [--id PART] [--json FILE] [--handlers FILE]
//
// DIR holds case files (their form: the README beside the recordings). Handlers of Lambda functions come
// from `../lambda-handlers/handlers.mjs` beside DIR, or from --handlers. Prints a table by area, every case
// that differs with its first difference, and `N passed, M failed, K skipped`.

import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { judge } from "./judge.mjs";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    area: { type: "string" },
    id: { type: "string" },
    json: { type: "string" },
    handlers: { type: "string" },
  },
});
const [folder] = positionals;
if (!folder || !existsSync(folder)) {
  console.log(folder ? `There is no folder ${folder}: nothing was compared.` : "usage: run.mjs DIR [--area …] [--id …] [--json FILE]");
  console.log("0 passed, 0 failed");
  process.exit(folder ? 0 : 2);
}

const knownFailures = readKnownFailures(new URL("known-failures.md", import.meta.url));
const handlers = await loadHandlers(options.handlers ?? join(folder, "../lambda-handlers/handlers.mjs"));
const results = [];
for (const file of readdirSync(folder).filter((name) => name.endsWith(".json")).sort()) {
  const recorded = JSON.parse(readFileSync(join(folder, file), "utf8"));
  if (options.area && recorded.area !== options.area) continue;
  if (options.id && !recorded.id.includes(options.id)) continue;
  const result = await judge(recorded, handlers).catch((error) => ({ failed: [{ path: "", ours: String(error.stack ?? error) }] }));
  results.push({ id: recorded.id, area: recorded.area, kind: recorded.kind, file: basename(file), ...result });
}
report(results);

/** `## id` headings of the file of known failures. */
function readKnownFailures(url) {
  if (!existsSync(url)) return new Set();
  return new Set([...readFileSync(url, "utf8").matchAll(/^## `(.+)`$/gm)].map(([, id]) => id));
}

async function loadHandlers(path) {
  return existsSync(path) ? (await import(pathToFileURL(resolve(path)))).handlers : {};
}

function report(results) {
  const areas = Map.groupBy ? Map.groupBy(results, (result) => result.area) : groupBy(results);
  const rows = [...areas].sort(([a], [b]) => (a < b ? -1 : 1)).map(([area, of]) => [
    area,
    of.filter(isPassed).length,
    of.filter(isFailed).length,
    of.filter((result) => result.skipped).length,
  ]);
  for (const result of results.filter(isFailed)) {
    const [first] = result.failed;
    const known = knownFailures.has(result.id) ? " (known)" : "";
    console.log(`\nFAILED${known} ${result.id}\n  ${result.file}\n  at ${first.path}`);
    console.log(`  AWS:  ${short(first.recorded)}\n  ours: ${short(first.ours)}`);
  }
  const reasons = groupCount(results.filter((result) => result.skipped).map((result) => result.skipped));
  console.log("\narea                            passed  failed skipped");
  for (const [area, ...counts] of rows) {
    console.log(area.padEnd(30) + counts.map((count) => String(count || "·").padStart(8)).join(""));
  }
  if (reasons.size > 0) console.log("");
  for (const [reason, count] of reasons) console.log(`skipped ${count}: ${reason}`);
  const passed = results.filter(isPassed).length;
  const failed = results.filter(isFailed);
  const skipped = results.length - passed - failed.length;
  if (options.json) writeFileSync(options.json, JSON.stringify(results, null, 1));
  const surprises = failed.filter((result) => !knownFailures.has(result.id));
  const cured = results.filter((result) => isPassed(result) && knownFailures.has(result.id));
  for (const { id } of cured) console.log(`known-failures.md names ${id}, which passes now: take it out`);
  console.log(`\n${passed} passed, ${failed.length} failed${skipped ? `, ${skipped} skipped` : ""}`);
  process.exitCode = surprises.length + cured.length > 0 ? 1 : 0;
}

function isPassed(result) {
  return !result.skipped && !isFailed(result);
}

function isFailed(result) {
  return result.failed?.length > 0;
}

function groupBy(results) {
  const groups = new Map();
  for (const result of results) groups.set(result.area, [...(groups.get(result.area) ?? []), result]);
  return groups;
}

function groupCount(texts) {
  const counts = new Map();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

function short(value) {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 600 ? `${text.slice(0, 600)}…` : text;
}
