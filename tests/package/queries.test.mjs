// Looking at definitions, states and expressions without running a machine.

import assert from "node:assert/strict";
import { test } from "node:test";
import { evaluate, testState, validate } from "../../pkg/index.js";

test("findings have AWS's codes and places, and places in the text", () => {
  const definition = '{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}}}';
  const [found] = validate(definition);
  assert.equal(found.code, "MISSING_TRANSITION_TARGET");
  assert.equal(found.location, "/States/A/Next");
  assert.equal(definition.slice(found.from, found.to), '"B"');
});

test("an Express machine cannot wait for a job", () => {
  const job = { Type: "Task", Resource: "arn:aws:states:::glue:startJobRun.sync", End: true };
  const definition = { StartAt: "Job", States: { Job: job } };
  assert.deepEqual(validate(definition), []);
  assert.equal(validate(definition, { type: "EXPRESS" })[0].location, "/States/Job/Resource");
});

test("a state is tested with a mock", async () => {
  const definition = {
    Type: "Task",
    Resource: "arn:aws:states:::lambda:invoke",
    Parameters: { FunctionName: "pay", "Payload.$": "$.order" },
    ResultSelector: { "id.$": "$.Payload.id" },
    ResultPath: "$.payment",
    Next: "Ship",
  };
  const result = await testState({
    definition,
    input: { order: { total: 5 } },
    mock: { result: { Payload: { id: 7 } } },
    inspectionLevel: "DEBUG",
  });
  assert.equal(result.status, "SUCCEEDED");
  assert.equal(result.nextState, "Ship");
  assert.deepEqual(JSON.parse(result.output), { order: { total: 5 }, payment: { id: 7 } });
  assert.equal(result.inspectionData.afterResultSelector, '{"id":7}');
});

test("a state is tested with a handler", async () => {
  const definition = { Type: "Task", Resource: "arn:aws:lambda:us-east-1:123456789012:function:pay", End: true };
  const result = await testState({ definition, input: { n: 2 }, handlers: { pay: ({ n }) => n * 2 } });
  assert.equal(result.output, "4");
});

test("err: a test that AWS refuses is refused in its words", async () => {
  const refused = testState({ definition: { Type: "Succeed" }, mock: { result: {} } });
  await assert.rejects(refused, {
    name: "ValidationException",
    message: "State type 'Succeed' is not supported when a mock is specified",
  });
});

test("a Map is tested with its items", async () => {
  const processor = { StartAt: "P", States: { P: { Type: "Pass", End: true } } };
  const selector = { "v.$": "$$.Map.Item.Value" };
  const definition = { Type: "Map", ItemSelector: selector, ItemProcessor: processor, End: true };
  const options = { definition, input: [1, 2], mock: { result: [10, 20] }, inspectionLevel: "DEBUG" };
  const { inspectionData } = await testState(options);
  assert.equal(inspectionData.afterItemSelector, '[{"v":1},{"v":2}]');
  const refused = testState({ ...options, stateConfiguration: { mapIterationFailureCount: 3 } });
  await assert.rejects(refused, { name: "ValidationException", message: /3 exceeds 2/ });
});

test("an expression of each language has a value", () => {
  const input = { n: [1, 2, 3] };
  assert.deepEqual(evaluate({ language: "JSONata", expression: "{% $sum($states.input.n) %}", input }), { value: 6 });
  assert.deepEqual(evaluate({ language: "JSONPath", expression: "$.n[1:]", input }), { value: [2, 3] });
  assert.deepEqual(evaluate({ language: "JSONPath", expression: "States.ArrayLength($.n)", input }), { value: 3 });
});

test("variables and context are seen", () => {
  const seen = { variables: { rate: 3 }, context: { State: { Name: "A" } } };
  assert.deepEqual(evaluate({ language: "JSONata", expression: "$rate & $states.context.State.Name", ...seen }), { value: "3A" });
  assert.deepEqual(evaluate({ language: "JSONPath", expression: "$$.State.Name", ...seen }), { value: "A" });
});

test("err: an expression without a value says why", () => {
  assert.match(evaluate({ language: "JSONata", expression: "$states.input.nope", input: {} }).error, /undefined/);
  assert.match(evaluate({ language: "JSONPath", expression: "$.nope", input: {} }).error, /could not be found/);
  assert.match(evaluate({ language: "JSONPath", expression: "States.Nope()", input: {} }).error, /./);
});
