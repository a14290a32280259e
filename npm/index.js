// Runs AWS Step Functions state machines: in Node, in browsers and in workers.

import load, * as engine from "./engine.js";

const wasm = new URL("./engine_bg.wasm", import.meta.url);
// Node's fetch does not read files.
const source = wasm.protocol === "file:" ? import("node:fs/promises").then((fs) => fs.readFile(wasm)) : wasm;
const { memory } = await load({ module_or_path: await source });

/** By how many bytes the engine's memory may grow before finalizers are let happen. */
const GROWTH = 1 << 20;
let grown = memory.buffer.byteLength;

/**
 * Lets finalizers give back the memory of results that nobody holds any more. They are tasks, and who awaits one
 * run after the other without a pause would never let one happen.
 */
async function giveBack() {
  if (memory.buffer.byteLength < grown + GROWTH) return;
  await new Promise((resolve) => setTimeout(resolve));
  grown = memory.buffer.byteLength;
}

/** @type {import("./index.d.ts").simulate} */
export async function simulate({ signal, handlers: code = {}, mocks = {}, ...options }) {
  const handlers = { ...handlersOf(mocks), ...code };
  const { input = {}, inputText, ...settings } = options;
  await giveBack();
  const request = JSON.stringify(requestOf(settings, handlers));
  const simulation = new engine.Simulation(request, new TextEncoder().encode(inputText ?? JSON.stringify(input)));
  return runOn(simulation, handlers, signal);
}

/** Handlers that answer as mocks say, one answer after the other; the last one stays. */
function handlersOf(mocks) {
  const handler = (answers) => {
    let next = 0;
    return async (event, { sleep }) => {
      const answer = answers[Math.min(next++, answers.length - 1)];
      await sleep(answer?.seconds ?? 0);
      if (!answer?.throw) return answer?.return;
      throw new MockedError(answer.throw);
    };
  };
  return Object.fromEntries(Object.entries(mocks).map(([name, mock]) => [name, handler([mock].flat())]));
}

/** Runs a simulation to its next end. Events and traces are made when somebody first looks at them. */
async function runOn(simulation, handlers, signal) {
  const reasonToStop = () => (signal?.aborted ? JSON.stringify(stopReason(signal.reason)) : undefined);
  const outcome = JSON.parse(await simulation.runUnwatched(callsOf(handlers), reasonToStop));
  const result = Object.defineProperties(outcome, {
    events: madeAtFirst("events", () => eventsOf(simulation.events())),
    traces: madeAtFirst("traces", () => tracesOf(simulation.trace())),
    ...(simulation.mapRunCount > 0 && { mapRuns: madeAtFirst("mapRuns", () => mapRunsOf(simulation)) }),
    redrive: {
      value: async ({ handlers: others = handlers, signal: other = undefined } = {}) => {
        // The engine's history grows on; this result's is to stay as it is.
        for (const run of [result, ...(result.mapRuns ?? []).flatMap(({ executions }) => executions)]) {
          void [run.events, run.traces];
        }
        simulation.redrive(Object.keys(others));
        return runOn(simulation, others, other);
      },
    },
  });
  return result;
}

/** The Map Runs, whose child executions make their events and traces when somebody first looks at them. */
function mapRunsOf(simulation) {
  const mapRuns = JSON.parse(simulation.mapRuns());
  mapRuns.forEach(({ executions }, at) =>
    executions.forEach((execution, child) =>
      Object.defineProperties(execution, {
        events: madeAtFirst("events", () => eventsOf(simulation.childEvents(at, child))),
        traces: madeAtFirst("traces", () => tracesOf(simulation.childTrace(at, child))),
      }),
    ),
  );
  return mapRuns;
}

/** A property that is made when it is first read. */
function madeAtFirst(name, make) {
  const get = function () {
    const value = make();
    Object.defineProperty(this, name, { value, enumerable: true, configurable: true, writable: true });
    return value;
  };
  return { get, enumerable: true, configurable: true };
}

/** Events from tables: `History::events_table` says what is in them. Payloads are shared, not copied. */
function eventsOf(text) {
  const { types, times, names, payloads, rows } = JSON.parse(text);
  const made = types.map(([, key]) => detailsMakers[key] ?? detailsOf);
  return rows.map((row, at) => {
    const [type, previousEventId, time] = row;
    const event = { timestamp: times[time], type: types[type][0], id: at + 1, previousEventId };
    if (row.length > 3) event[types[type][1]] = made[type](row, names, payloads);
    return event;
  });
}

const entered = ([, , , name, input], names, payloads) => ({
  name: names[name],
  input: payloads[input],
  inputDetails: { truncated: false },
});
const exited = (row, names, payloads) => {
  if (row.length === 4) return detailsOf(row, names, payloads);
  return { name: names[row[3]], output: payloads[row[4]], outputDetails: { truncated: false } };
};
const iteration = ([, , , name, index], names) => ({ name: names[name], index });

/** What makes details of a row, for those that are not written out. */
const detailsMakers = {
  stateEnteredEventDetails: entered,
  stateExitedEventDetails: exited,
  mapIterationStartedEventDetails: iteration,
  mapIterationSucceededEventDetails: iteration,
  mapIterationFailedEventDetails: iteration,
  mapIterationAbortedEventDetails: iteration,
};

/** Details that are written out, but for their payloads. */
function detailsOf([, , , details], names, payloads) {
  for (const key of ["input", "output", "parameters"]) {
    if (key in details) details[key] = payloads[details[key]];
  }
  return details;
}

/** Stages from tables: `History::trace_table` says what is in them. */
function tracesOf(text) {
  const { stages, values, rows } = JSON.parse(text);
  return rows.map(([visit, event, attempt, stage, value]) => ({
    visit,
    event,
    attempt,
    stage: stages[stage],
    value: values[value],
  }));
}

/** What `StopExecution` is told: the reason of an abort, if it says anything. */
function stopReason(reason) {
  if (typeof reason === "string") return { cause: reason };
  if (reason?.name === "AbortError" || !(reason instanceof Error)) return {};
  return { error: reason.name, cause: reason.message };
}

function requestOf({ definition, ...settings }, handlers) {
  return { ...settings, definition: asText(definition), handlers: Object.keys(handlers) };
}

/** @type {import("./index.d.ts").validate} */
export function validate(definition, { type } = {}) {
  return JSON.parse(engine.check(asText(definition), type));
}

/** @type {import("./index.d.ts").testState} */
export async function testState({ definition, handlers = {}, input, inputText, mock, roleArn, identity, ...rest }) {
  const request = {
    ...rest,
    definition: asText(definition),
    input: inputText ?? asJson(input),
    context: asJson(rest.context),
    variables: asJson(rest.variables),
    mock: mock && { ...mock, result: asJson(mock.result) },
    stateConfiguration: configurationOf(rest.stateConfiguration),
    handlers: Object.keys(handlers),
    identity: { ...identity, roleArn },
    hasRole: roleArn !== undefined,
  };
  return JSON.parse(await engine.testState(JSON.stringify(request), callsOf(handlers)));
}

function configurationOf(configuration) {
  return configuration && { ...configuration, mapItemReaderData: asJson(configuration.mapItemReaderData) };
}

/** @type {import("./index.d.ts").evaluate} */
export function evaluate({ language, profile, expression, input, context, variables, seed, now }) {
  const request = {
    language,
    profile,
    expression,
    input: asJson(input),
    context: asJson(context),
    variables: asJson(variables),
    seed,
    now,
  };
  return JSON.parse(engine.evaluate(JSON.stringify(request)));
}

/** The version of the interpreter. */
export const version = engine.version();

/** JSON text, as the API of AWS wants data: a string is taken for such text. */
function asJson(value) {
  return typeof value === "string" || value === undefined ? value : JSON.stringify(value);
}

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
      return { ok: false, ...described(error, context.awsRequestId), elapsedMs };
    }
  };
}

/** An error may report itself as another runtime than Node.js does, by a method `payload(requestId)`. */
function described(error, requestId) {
  if (error instanceof MockedError) return { errorType: error.name, cause: error.message };
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error) };
  const cause = typeof error.payload === "function" ? JSON.stringify(error.payload(requestId)) : undefined;
  const trace = (error.stack ?? "").split("\n");
  return { errorType: error.name, errorMessage: error.message, trace, cause };
}

/** What a mock throws: its text is the cause as it stands. */
class MockedError extends Error {
  constructor({ error, cause = "" }) {
    super(cause);
    this.name = error;
  }
}
