#!/usr/bin/env node
// How fast the package is, beside aws-local-stepfunctions, and how its time and memory grow.
//
//   node --expose-gc tests/bench/run.mjs [--runs N]
//
// `make bench` builds `pkg/` first. Both sides run the same definitions; only running them is measured, and
// the runs of the two take turns, so that whatever else the machine does meets both. Both record events as
// they run; reading them is measured by itself.

import assert from "node:assert/strict";
import { StateMachine } from "aws-local-stepfunctions";
import { simulate } from "../../pkg/index.js";
import { median, parseRuns, table, thousands } from "./figures.mjs";

const RUNS = parseRuns(process.argv.slice(2), 9);
/** How long something runs before it is measured, in milliseconds: what is short is compiled late. */
const WARM_UP = 500;

/** Counts `$.n` up to `rounds`. */
const loop = (rounds) => ({
  StartAt: "Count",
  States: {
    Count: { Type: "Pass", Parameters: { "n.$": "States.MathAdd($.n, 1)" }, Next: "Again?" },
    "Again?": {
      Type: "Choice",
      Choices: [{ Variable: "$.n", NumericLessThan: rounds, Next: "Count" }],
      Default: "Done",
    },
    Done: { Type: "Succeed" },
  },
});

/** The loop that never ends by itself, in JSONata. */
const endless = {
  QueryLanguage: "JSONata",
  StartAt: "Count",
  States: {
    Count: { Type: "Pass", Output: { n: "{% $states.input.n + 1 %}" }, Next: "Again?" },
    "Again?": {
      Type: "Choice",
      Choices: [{ Condition: "{% $states.input.n > 0 %}", Next: "Count" }],
      Default: "Done",
    },
    Done: { Type: "Succeed" },
  },
};

const map = {
  StartAt: "Each",
  States: {
    Each: {
      Type: "Map",
      ItemProcessor: {
        StartAt: "Keep",
        States: { Keep: { Type: "Pass", Parameters: { "id.$": "$.id" }, End: true } },
      },
      End: true,
    },
  },
};

/** Passes its input on, `states` times. */
function chain(states) {
  const name = (i) => `Pass ${i}`;
  const all = Array.from({ length: states }, (_, i) => [
    name(i),
    { Type: "Pass", ...(i + 1 < states ? { Next: name(i + 1) } : { End: true }) },
  ]);
  return { StartAt: name(0), States: Object.fromEntries(all) };
}

const ours = {
  async run(definition, input) {
    const result = await simulate({ definition, input });
    assert.equal(result.status, "SUCCEEDED");
    return result.output;
  },
  /** How many states were entered, by the events. */
  async read(definition, input) {
    const { events } = await simulate({ definition, input });
    return events.filter(({ type }) => type.endsWith("StateEntered")).length;
  },
};

const theirs = {
  start: (definition, input) => new StateMachine(definition, { validationOptions: { noValidate: true } }).run(input),
  run: (definition, input) => theirs.start(definition, input).result,
  async read(definition, input) {
    const { eventLogs, result } = theirs.start(definition, input);
    let entered = 0;
    for await (const { type } of eventLogs) entered += type === "StateEntered";
    await result;
    return entered;
  },
};

async function timed(act) {
  globalThis.gc?.();
  // Finalizers, which give the engine's memory back, are tasks of their own.
  await new Promise((resolve) => setTimeout(resolve));
  const start = performance.now();
  const value = await act();
  return { ms: performance.now() - start, value };
}

/** Until it is compiled as well as it ever will be. */
async function warmUp(act) {
  const start = performance.now();
  while (performance.now() - start < WARM_UP) await act();
}

/** Both sides on one definition, in turns: to the result, and on to the events. */
async function compare(title, definition, input) {
  const transitions = await theirs.read(definition, input);
  assert.deepEqual(await ours.run(definition, input), await theirs.run(definition, input), "the outputs differ");
  assert.equal(await ours.read(definition, input), transitions, "the two sides enter different states");
  const row = async (title, act) => {
    const times = { ours: [], theirs: [] };
    await warmUp(() => ours[act](definition, input));
    await warmUp(() => theirs[act](definition, input));
    for (let i = 0; i < RUNS; i++) {
      times.ours.push((await timed(() => ours[act](definition, input))).ms);
      times.theirs.push((await timed(() => theirs[act](definition, input))).ms);
    }
    const [a, b] = [median(times.ours), median(times.theirs)];
    const perSecond = (ms) => thousands((transitions / ms) * 1000);
    return [title, a.toFixed(1), b.toFixed(1), perSecond(a), perSecond(b), `${(b / a).toFixed(1)} ×`];
  };
  return [await row(`${title}, ${thousands(transitions)} transitions`, "run"), await row("  and reading the events", "read")];
}

async function growth(title, definition, events) {
  const limits = { events };
  const input = { n: 1 };
  await warmUp(() => simulate({ definition, input, limits }));
  const times = [];
  for (let i = 0; i < RUNS; i++) {
    const { ms, value } = await timed(() => simulate({ definition, input, limits }));
    times.push(ms);
    assert.equal(value.events.length, events, "the loop ends at the limit");
  }
  // Two events to a transition.
  return [title, thousands(events), median(times).toFixed(1), ((median(times) * 1000) / (events / 2)).toFixed(2)];
}

/** What is held after a run, beside what was held before. */
async function memory(title, definition, input) {
  await simulate({ definition, input });
  const held = () => {
    globalThis.gc?.();
    const { heapUsed, external, arrayBuffers } = process.memoryUsage();
    return heapUsed + external + arrayBuffers;
  };
  const before = held();
  const result = await simulate({ definition, input });
  // Reading makes them.
  const { events } = { events: result.events.length, traces: result.traces.length };
  const kept = held() - before;
  return [title, thousands(events), (kept / 1e6).toFixed(2), thousands(kept / events)];
}

const items = Array.from({ length: 5000 }, (_, id) => ({ id, name: `item ${id}` }));
console.log(`\nNode ${process.version}, medians of ${RUNS} runs in turns, in milliseconds\n`);
console.log(
  table(
    ["", "ms", "theirs", "transitions/s", "theirs", "faster"],
    [
      ...(await compare("Choice loop of 2,000 rounds", loop(2000), { n: 0 })),
      ...(await compare("Map of 5,000 items", map, items)),
    ],
  ),
);

console.log("\nTime per transition, as the history grows\n");
console.log(
  table(
    ["", "events", "ms", "µs per transition"],
    [
      ...(await rows([1000, 5000, 25000], (events) => growth("JSONPath", loop(1e9), events))),
      ...(await rows([1000, 5000, 25000], (events) => growth("JSONata", endless, events))),
    ],
  ),
);

console.log("\nMemory held by a result, events and traces included\n");
console.log(
  table(
    ["", "events", "MB", "bytes per event"],
    [
      await memory("1,000 states, 10 bytes", chain(1000), { a: "1" }),
      await memory("1,000 states, 100 KB", chain(1000), { a: "x".repeat(100_000) }),
      await memory("5,000 states, 10 bytes", chain(5000), { a: "1" }),
    ],
  ),
);

async function rows(list, make) {
  const all = [];
  for (const entry of list) all.push(await make(entry));
  return all;
}
