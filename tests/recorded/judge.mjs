// Runs one recorded case and says what differs, or why it cannot be run.

import { simulate, testState, validate } from "../../pkg/index.js";
import { compareHistory, compareOutcome, compareValue } from "./compare.mjs";

/** What a case may need for us to run it. */
const SERVED = new Set(["none", "lambda"]);
const JUDGES = {
  execution,
  express_sync: execution,
  express_async: execution,
  test_state: test,
  validate: validation,
  create_error: refusal,
};

/**
 * @param {object} recorded the case
 * @param {Record<string, Function>} functions the bodies of Lambda functions, by `lambdas[].handler`
 * @returns {Promise<{failed?: object[], skipped?: string}>}
 */
export async function judge(recorded, functions) {
  if (recorded.kind === "api") return { skipped: "control-plane calls are outside" };
  // A state under test that has a mock, or no work to do, needs nobody.
  const needs = recorded.kind === "test_state" ? [] : recorded.needs;
  const missing = needs.filter((need) => !SERVED.has(need) && !need.startsWith("helper:"));
  if (missing.length > 0) return { skipped: `needs ${missing[0]}` };
  const run = JUDGES[recorded.kind];
  return run ? run(recorded, functions) : { skipped: `${recorded.kind} is not known` };
}

/** One state tested alone: AWS's answer, or how it refuses. */
async function test(recorded, functions) {
  const { request = {}, expected } = recorded;
  const options = {
    ...request,
    definition: recorded.definition_text ?? recorded.definition,
    inputText: recorded.input_text ?? undefined,
    handlers: handlersOf(recorded, functions),
    identity: { account: "111111111111" },
  };
  const answer = await testState(options).catch((error) => error);
  if (expected.error) return { failed: compareError(recorded, answer) };
  if (answer instanceof Error) return { failed: [{ path: "error", ours: `${answer.name}: ${answer.message}` }] };
  const { ResponseMetadata, ...wanted } = expected.response;
  return { failed: compareValue(recorded, answer, wanted) };
}

/** AWS's error, as its SDK for Python shows it. */
function compareError(recorded, answer) {
  const { Error: error, exception_typename: type, exception_value: text } = recorded.expected.error;
  if (!(answer instanceof Error)) return [{ path: "error", ours: answer, recorded: recorded.expected.error }];
  // The client had refused before AWS was asked; that we refuse as well is all there is to compare.
  if (type === "ParamValidationError") return [];
  const name = error?.Code ?? type;
  const message = error?.Message ?? text.replace(/^An error occurred \(\w+\) when calling the \w+ operation: /, "");
  return compareValue(recorded, { name: answer.name, message: answer.message }, { name, message });
}

/** The findings about a definition. Words are ours (see `Diagnostic`), codes and places are AWS's. */
function validation(recorded) {
  const { request = {}, expected } = recorded;
  const found = findings(recorded, request);
  const wanted = expected.response.diagnostics.map(({ severity, code, location }) => ({ severity, code, location }));
  return { failed: compareValue(recorded, found, wanted) };
}

/** A definition that AWS refused to create a machine from: the first finding. */
function refusal(recorded) {
  const { Error: error, exception_value: text } = recorded.expected.error;
  const message = error?.Message ?? text;
  const [, code, location] = /'([A-Z_]+): .* at (\/[^']*)'$/.exec(message) ?? [];
  const [found] = findings(recorded, recorded.request);
  return { failed: compareValue(recorded, found, { severity: "ERROR", code, location }) };
}

function findings({ definition, definition_text }, { type }) {
  const diagnostics = validate(definition_text ?? definition, { type });
  return diagnostics.map(({ severity, code, location }) => ({ severity, code, location: location || "/" }));
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
  return Object.fromEntries(entries.map(({ name, handler }) => [name, functions[handler]]));
}
