// Runs one recorded case and says what differs, or why it cannot be run.

import { simulate } from "../../pkg/index.js";
import { compareHistory, compareOutcome } from "./compare.mjs";

/** What a case may need for us to run it. */
const SERVED = new Set(["none", "lambda"]);

/**
 * @param {object} recorded the case
 * @param {Record<string, Function>} functions the bodies of Lambda functions, by `lambdas[].handler`
 * @returns {Promise<{failed?: object[], skipped?: string}>}
 */
export async function judge(recorded, functions) {
  if (recorded.kind === "api") return { skipped: "control-plane calls are outside" };
  const missing = recorded.needs.filter((need) => !SERVED.has(need) && !need.startsWith("helper:"));
  if (missing.length > 0) return { skipped: `needs ${missing[0]}` };
  const run = { execution, express_sync: execution, express_async: execution }[recorded.kind];
  return run ? run(recorded, functions) : { skipped: `${recorded.kind} is not built yet` };
}

async function execution(recorded, functions) {
  const { expected, identity = {} } = recorded;
  if (!expected.history && !expected.outcome) return { skipped: "the recording shows neither events nor an outcome" };
  const result = await simulate({
    definition: recorded.definition_text ?? recorded.definition,
    inputText: recorded.input_text ?? "{}",
    handlers: handlersOf(recorded, functions),
    type: recorded.state_machine_type,
    identity: {
      stateMachineName: identity.stateMachineName,
      executionName: identity.executionName,
      roleArn: identity.roleArn,
      executionArn: identity.executionArn,
      account: identity.stateMachineArn?.split(":")[4],
    },
    // The cases were made with a clock that stood still. (the README beside them)
    startTime: recorded.clock?.now ?? "2024-01-01T00:00:00Z",
  });
  const failed = [];
  // Where AWS was still running, the recording ends before the execution does.
  const isOpen = expected.outcome?.status === "RUNNING";
  const events = isOpen ? result.events.slice(0, expected.history?.length) : result.events;
  if (expected.history) failed.push(...compareHistory(recorded, events));
  if (expected.outcome && expected.outcome.status !== "RUNNING") failed.push(...compareOutcome(recorded, result));
  return { failed };
}

/** The Lambda functions that the recorded test had deployed, by name. */
function handlersOf({ lambdas = [] }, functions) {
  const entries = lambdas.filter(({ handler }) => functions[handler]);
  return Object.fromEntries(entries.map(({ name, handler }) => [name, inPython(functions[handler])]));
}

/** The functions were written in Python, whose runtime reports errors in its own form. */
function inPython(handler) {
  return async (event, context) => {
    try {
      return await handler(event, context);
    } catch (error) {
      if (typeof error?.payload !== "function") throw error;
      const { errorMessage, errorType, ...rest } = error.payload();
      const report = { errorMessage, errorType, requestId: context.awsRequestId, ...rest };
      throw Object.assign(error, { payload: () => report });
    }
  };
}
