// The engine's worker: runs state machines away from the page, so that the page never freezes and a
// run that does not end can be cut off.
//
// page -> worker   {type: "init", script, module}     the generated ES module and its WebAssembly
//                  {type: "run", request, port}       a JSON text, and the way to the sandbox
//                  {type: "redrive", handlers, port}  the last run goes on, with handlers of these names
//                  {type: "stop"}                     whoever waits for handlers is to stop
// worker -> page   {type: "ready"}
//                  {type: "report", text}             the run so far, as the engine tells it
//                  {type: "calling", n}               how many handler calls are unanswered
//                  {type: "finished", text}           the run's end
//                  {type: "crashed", message}         a trap, an exception, or an engine that is not there

/**
 * @typedef {object} Engine the part of the generated module that is used here
 * @property {(init: {module_or_path: WebAssembly.Module}) => Promise<unknown>} default
 * @property {new (request: string) => Simulation} Simulation
 *
 * @typedef {object} Simulation
 * @property {(call: Call, report: (text: string) => string | undefined) => Promise<string>} run
 * @property {(handlers: string[]) => void} redrive
 * @property {() => void} free
 *
 * @callback Call sends a handler call, `{handler, event, context, now, seed, timeoutMs?}` as a JSON
 *   text, and resolves with what sandbox.html answers
 * @param {string} request
 * @returns {Promise<object>}
 */

/** @type {Engine} */
let engine;
/** @type {Simulation | undefined} the last run, which can be redriven */
let simulation;
/** Ends the wait for handlers of the run that is under way. */
let stop = () => {};

onmessage = async ({ data }) => {
  try {
    if (data.type === "init") await load(data);
    if (data.type === "run") {
      simulation?.free();
      simulation = undefined;
      simulation = new engine.Simulation(data.request);
      await run(simulation, data.port);
    }
    if (data.type === "redrive") {
      simulation.redrive(data.handlers);
      await run(simulation, data.port);
    }
    if (data.type === "stop") stop();
  } catch (error) {
    postMessage({ type: "crashed", message: String(error?.message ?? error) });
  }
};

/** @param {{script: string, module: WebAssembly.Module}} init */
async function load({ script, module }) {
  engine = await import(script);
  await engine.default({ module_or_path: module });
  postMessage({ type: "ready" });
}

/**
 * @param {Simulation} simulation
 * @param {MessagePort} port
 */
async function run(simulation, port) {
  let stopped = false;
  const report = (text) => {
    postMessage({ type: "report", text });
    return stopped ? "{}" : undefined;
  };
  const calls = callsOver(port);
  stop = () => {
    stopped = true;
    calls.abandon();
  };
  try {
    const text = await simulation.run(calls.call, report);
    postMessage({ type: "finished", text });
  } finally {
    stop = () => {};
    port.close();
  }
}

/**
 * Handler calls over a port. Several may be under way, and come back in any order.
 *
 * @param {MessagePort} port
 * @returns {{call: Call, abandon: () => void}} `abandon` answers all that are under way
 */
function callsOver(port) {
  /** @type {Map<number, (answer: object) => void>} */
  const open = new Map();
  let last = 0;
  // The page must know: while a handler works, the engine has every reason to be silent.
  const tell = () => postMessage({ type: "calling", n: open.size });

  port.onmessage = ({ data }) => {
    const settle = open.get(data.id);
    open.delete(data.id);
    tell();
    settle?.(data);
  };
  const call = (request) =>
    new Promise((resolve) => {
      const call = JSON.parse(request);
      const id = ++last;
      open.set(id, (answer) => resolve({ ...answer, id: call.id ?? id }));
      tell();
      port.postMessage({ ...call, id });
    });
  const abandon = () => {
    for (const settle of open.values()) settle({ ok: true });
    open.clear();
    tell();
  };
  return { call, abandon };
}
