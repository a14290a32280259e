// Runs state machines for the page: keeps an engine worker and a sandbox for handlers ready, connects
// them for each run, and replaces whatever stops answering.

/** Engine and sandbox have this long to start, the search for a reason included. */
const START_LIMIT = 10_000;
const REASON_LIMIT = 4_000;
/** What was sent while the page was busy or asleep has this long to be heard. */
const GRACE = 250;
/** An engine that is asked to stop has this long to end the execution in the ordinary way. */
const STOP_LIMIT = 500;

/**
 * @typedef {object} Hooks
 * @property {(text: string) => void} [onReport] the run so far
 * @property {(text: string) => void} [onFinished] the run's end; nothing follows
 * @property {(failure: Failure) => void} [onFailed] the run has no end; nothing follows
 *
 * @typedef {object} Failure
 * @property {"crashed" | "unresponsive" | "stopped" | "lost"} kind
 * @property {string} message a sentence for people
 *
 * @typedef {object} Run
 * @property {Hooks} hooks
 * @property {boolean} over
 * @property {number} calls handler calls that the engine waits for
 * @property {boolean} isAtWork whether the engine has been told
 * @property {boolean} isStopping whether it has been told to stop
 * @property {ReturnType<typeof setTimeout>} [timer]
 */

/**
 * @param {object} options
 * @param {string | URL} options.script the ES module that wasm-bindgen generated
 * @param {WebAssembly.Module | Promise<WebAssembly.Module>} options.module what it is to run
 * @param {string | URL} [options.workerUrl]
 * @param {string | URL} [options.sandboxUrl]
 * @param {number} [options.patienceMs] how long a run may be silent
 */
export function createRunner({
  script,
  module,
  workerUrl = new URL("engine-worker.js", import.meta.url),
  sandboxUrl = new URL("sandbox.html", import.meta.url),
  patienceMs = 5000,
}) {
  const makeEngine = () => startEngine(workerUrl, script, module, hear);
  const makeSandbox = () => startSandbox(sandboxUrl, hearSandbox);
  let engine = makeEngine();
  let sandbox = makeSandbox();
  /** @type {Run | null} */
  let current = null;
  /** Whether the engine still has the last execution, so that it can go on. */
  let kept = false;

  return {
    /**
     * Starts a run; one that is under way is ended first.
     *
     * @param {{request: string, handlers: Record<string, string>, timeoutMs?: number}} what
     * @param {Hooks} hooks
     */
    run({ request, handlers, timeoutMs }, hooks) {
      kept = false;
      begin({ type: "run", request }, handlers, timeoutMs, hooks);
    },

    /**
     * Lets the last run, which ended badly, go on with these handlers.
     *
     * @param {{handlers: Record<string, string>, timeoutMs?: number}} what
     * @param {Hooks} hooks
     */
    redrive({ handlers, timeoutMs }, hooks) {
      if (!kept || current) return hooks.onFailed?.({ kind: "lost", message: "The engine that ran it is gone" });
      begin({ type: "redrive", handlers: Object.keys(handlers) }, handlers, timeoutMs, hooks);
    },

    /** Stops the run, if there is one: its execution, or else the engine with it. */
    stop() {
      const run = current;
      if (!run?.isAtWork) return end("The run was stopped");
      engine.post({ type: "stop" });
      clearTimeout(run.timer);
      run.isStopping = true;
      run.timer = setTimeout(() => end("The run was stopped"), STOP_LIMIT);
    },

    /** Ends everything; the runner is not to be used again. */
    dispose() {
      if (current) finish(current);
      engine.end();
      sandbox.end();
    },
  };

  function begin(message, handlers, timeoutMs, hooks) {
    end("Another run has begun");
    // What could not start before may start now: the network is back, say.
    if (engine.hasFailed()) replaceEngine();
    if (sandbox.hasFailed()) replaceSandbox();
    const run = (current = { hooks, over: false, calls: 0, isAtWork: false, isStopping: false });

    Promise.all([engine.ready, sandbox.ready]).then(
      () => {
        if (run.over) return;
        const { port1, port2 } = new MessageChannel();
        sandbox.post({ type: "start", handlers, timeoutMs }, [port1]);
        engine.post({ ...message, port: port2 }, [port2]);
        run.isAtWork = true;
        watch(run);
      },
      (error) => fail(run, "crashed", error.message),
    );
  }

  /** Ends a run together with the engine that is at work on it. */
  function end(message) {
    if (!current) return;
    if (current.isAtWork) replaceEngine();
    fail(current, "stopped", message);
  }

  /** A message of the engine's worker. */
  function hear({ type, text, n, message }) {
    const run = current;
    // After a trap, an instance cannot be trusted with another run.
    if (type === "crashed") replaceEngine();
    if (!run) return;
    watch(run);
    if (type === "calling") run.calls = n;
    if (type === "report") run.hooks.onReport?.(text);
    if (type === "finished") {
      kept = true;
      finish(run);
      run.hooks.onFinished?.(text);
    }
    if (type === "crashed") fail(run, "crashed", `The engine crashed: ${message}`);
  }

  function hearSandbox({ type, calls }) {
    const run = current;
    if (type !== "pong" || !run) return;
    if (calls > 0) watch(run);
    else suspect(run);
  }

  /** Gives the run another while to be heard of. */
  function watch(run) {
    if (run.isStopping) return;
    clearTimeout(run.timer);
    run.timer = setTimeout(() => (run.calls > 0 ? ask(run) : suspect(run)), patienceMs);
  }

  /** The engine waits for handlers. It may well, as long as the sandbox is at work on them. */
  function ask(run) {
    sandbox.post({ type: "ping" });
    run.timer = setTimeout(() => {
      replaceSandbox();
      replaceEngine();
      fail(run, "unresponsive", "The sandbox of the handlers stopped answering, so the run was ended");
    }, patienceMs);
  }

  function suspect(run) {
    clearTimeout(run.timer);
    run.timer = setTimeout(() => {
      replaceEngine();
      const seconds = patienceMs / 1000;
      fail(run, "unresponsive", `The engine has not been heard of for ${seconds} s, so the run was ended`);
    }, GRACE);
  }

  function fail(run, kind, message) {
    if (run.over) return;
    finish(run);
    run.hooks.onFailed?.({ kind, message });
  }

  function finish(run) {
    clearTimeout(run.timer);
    run.over = true;
    current = null;
    // The handlers' workers are of no more use.
    sandbox.post({ type: "stop" });
  }

  function replaceEngine() {
    kept = false;
    engine.end();
    engine = makeEngine();
  }

  function replaceSandbox() {
    sandbox.end();
    sandbox = makeSandbox();
  }
}

/**
 * Something that starts on its own, and can fail to.
 *
 * @typedef {object} Part
 * @property {Promise<void>} ready rejects with an error for people
 * @property {() => boolean} hasFailed
 * @property {(message: object, transfer?: Transferable[]) => void} post
 * @property {() => void} end
 */

/** @returns {Part} */
function startEngine(url, script, module, hear) {
  const worker = new Worker(url, { type: "module", name: "engine" });
  const start = starting("The engine", url);
  worker.onmessage = ({ data }) => {
    if (start.isOver()) return hear(data);
    if (data.type === "ready") start.succeed();
    // The worker itself is there, so the script is what is missing.
    if (data.type === "crashed") start.fail(`The engine could not start from ${script}: ${data.message}`);
  };
  worker.onerror = (event) => {
    event.preventDefault?.();
    if (start.isOver()) hear({ type: "crashed", message: event.message ?? "the worker stopped" });
    else start.fail(event.message && `The engine could not start: ${event.message}`);
  };
  Promise.resolve(module).then(
    (compiled) => worker.postMessage({ type: "init", script: absolute(script), module: compiled }),
    (error) => start.fail(`The engine could not be compiled: ${error.message}`),
  );
  return {
    ...start.part,
    post: (message, transfer) => worker.postMessage(message, transfer ?? []),
    end() {
      worker.onmessage = worker.onerror = null;
      worker.terminate();
    },
  };
}

/** @returns {Part} */
function startSandbox(url, hear) {
  const start = starting("The sandbox of the handlers", url);
  const frame = document.createElement("iframe");
  // An origin of its own: no storage, no cookies, no way into this page.
  frame.setAttribute("sandbox", "allow-scripts");
  frame.hidden = true;
  frame.title = "Handlers";
  frame.src = absolute(url);
  const listen = ({ source, data }) => {
    if (source !== frame.contentWindow) return;
    if (data.type === "ready") start.succeed();
    else hear(data);
  };
  addEventListener("message", listen);
  // A page of the server's own, "404" for one, loads too, but says nothing.
  frame.onload = () => setTimeout(() => start.fail(), 2000);
  document.body.append(frame);
  return {
    ...start.part,
    post: (message, transfer) => frame.contentWindow?.postMessage(message, "*", transfer),
    end() {
      removeEventListener("message", listen);
      frame.remove();
    },
  };
}

/** Keeps the promise of a start: the first outcome counts, and silence is a failure. */
function starting(what, url) {
  let state = "starting";
  let settle;
  const ready = new Promise((resolve, reject) => (settle = { resolve, reject }));
  // Whoever starts a run hears of it; until then it is nobody's error.
  ready.catch(() => {});
  const fail = async (message) => {
    if (state !== "starting") return;
    state = "failed";
    clearTimeout(timer);
    settle.reject(new Error(message || (await reason(what, url))));
  };
  const timer = setTimeout(fail, START_LIMIT);
  return {
    part: { ready, hasFailed: () => state === "failed" },
    isOver: () => state === "ready",
    fail,
    succeed() {
      if (state !== "starting") return;
      state = "ready";
      clearTimeout(timer);
      settle.resolve();
    },
  };
}

/** Why something from this address did not start. A browser does not tell, so ask for it again. */
async function reason(what, url) {
  const missing = `${what} could not be loaded from ${url}`;
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(REASON_LIMIT) });
    if (!answer.ok) return `${missing}: the server answered ${answer.status} ${answer.statusText}`.trimEnd();
    return `${what} did not start from ${url}: the browser may be blocking it`;
  } catch {
    return `${missing}: ${navigator.onLine ? "the server cannot be reached" : "the browser is offline"}`;
  }
}

const absolute = (url) => new URL(url, document.baseURI).href;
