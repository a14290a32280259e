// What a team's test suite does with the package: run a machine, look at its history.

import assert from "node:assert/strict";
import { test } from "node:test";
import { simulate, version } from "../../pkg/index.js";

const FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:pay";
const pay = (more = {}) => ({
  StartAt: "Pay",
  States: { Pay: { Type: "Task", Resource: FUNCTION, End: true, ...more } },
});

test("a handler answers a task, and the history is AWS's", async () => {
  const result = await simulate({
    definition: pay(),
    input: { total: 5 },
    handlers: { pay: ({ total }) => ({ paid: total }) },
  });
  assert.deepEqual(result.output, { paid: 5 });
  const types = result.events.map((event) => event.type);
  assert.deepEqual(types, [
    "ExecutionStarted",
    "TaskStateEntered",
    "LambdaFunctionScheduled",
    "LambdaFunctionStarted",
    "LambdaFunctionSucceeded",
    "TaskStateExited",
    "ExecutionSucceeded",
  ]);
  assert.equal(result.events[2].lambdaFunctionScheduledEventDetails.input, '{"total":5}');
});

test("what a handler throws is the error of the task", async () => {
  const handler = async () => {
    throw Object.assign(new Error("no money"), { name: "Broke" });
  };
  const result = await simulate({ definition: pay(), handlers: { pay: handler } });
  assert.equal(result.status, "FAILED");
  assert.equal(result.error, "Broke");
  assert.equal(JSON.parse(result.cause).errorMessage, "no money");
});

test("mocks answer one after the other", async () => {
  const definition = pay({ Retry: [{ ErrorEquals: ["Busy"], IntervalSeconds: 7 }] });
  const mocks = { pay: [{ throw: { error: "Busy", cause: "later" } }, { return: "done", seconds: 2 }] };
  const result = await simulate({ definition, mocks, startTime: "2030-01-01T00:00:00Z" });
  assert.equal(result.output, "done");
  assert.equal(result.events.find((event) => event.type === "LambdaFunctionFailed").lambdaFunctionFailedEventDetails.cause, "later");
  assert.equal(result.events.at(-1).timestamp, "2030-01-01T00:00:09.000Z");
});

test("a failed execution is redriven from the state that failed", async () => {
  const definition = {
    StartAt: "First",
    States: { First: { Type: "Pass", Next: "Pay" }, ...pay().States },
  };
  const failed = await simulate({ definition, mocks: { pay: { throw: { error: "Busy" } } } });
  assert.equal(failed.status, "FAILED");
  const mended = await failed.redrive({ handlers: { pay: () => "paid" } });
  assert.equal(mended.output, "paid");
  const redriven = mended.events.findIndex((event) => event.type === "ExecutionRedriven");
  assert.equal(redriven, failed.events.length);
  assert.equal(mended.events.filter((event) => event.type === "PassStateEntered").length, 1);
});

test("a redrive leaves the child executions of the result before it as they were", async () => {
  const definition = {
    StartAt: "Each",
    States: {
      Each: {
        Type: "Map",
        ItemProcessor: { ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" }, ...pay() },
        End: true,
      },
    },
  };
  const mocks = { pay: { throw: { error: "Busy" } } };
  const failed = await simulate({ definition, input: [1], mocks });
  const mended = await failed.redrive({ handlers: { pay: () => "paid" } });
  const ends = [failed, mended].map(({ mapRuns }) => mapRuns[0].executions[0].events.at(-1).type);
  assert.deepEqual(ends, ["ExecutionFailed", "ExecutionSucceeded"]);
});

test("an aborted signal stops the execution", async () => {
  const controller = new AbortController();
  const handler = () => controller.abort(Object.assign(new Error("enough"), { name: "Operator" }));
  const definition = pay({ End: undefined, Next: "Pay" });
  definition.States.Pay.Catch = [{ ErrorEquals: ["States.ALL"], Next: "Done" }];
  definition.States.Done = { Type: "Succeed" };
  const result = await simulate({ definition, handlers: { pay: handler }, signal: controller.signal });
  assert.deepEqual([result.status, result.error, result.cause], ["ABORTED", "Operator", "enough"]);
  assert.equal(result.events.at(-1).type, "ExecutionAborted");
});

test("the child executions of a distributed Map have histories of their own", async () => {
  const definition = {
    StartAt: "Each",
    States: {
      Each: {
        Type: "Map",
        ItemProcessor: {
          ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
          StartAt: "Same",
          States: { Same: { Type: "Pass", End: true } },
        },
        End: true,
      },
    },
  };
  const { output, mapRuns } = await simulate({ definition, input: ["a", "b"] });
  assert.deepEqual(output, ["a", "b"]);
  assert.equal(mapRuns[0].executionCounts.succeeded, 2);
  assert.deepEqual(
    mapRuns[0].executions[1].events.map((event) => event.type),
    ["ExecutionStarted", "PassStateEntered", "PassStateExited", "ExecutionSucceeded"],
  );
});

test("the same seed gives the same history", async () => {
  const definition = {
    QueryLanguage: "JSONata",
    StartAt: "Draw",
    States: { Draw: { Type: "Pass", Output: "{% [$random(), $uuid()] %}", End: true } },
  };
  const [a, b, other] = await Promise.all([7, 7, 8].map((seed) => simulate({ definition, seed })));
  assert.deepEqual(a.events, b.events);
  assert.notDeepEqual(a.output, other.output);
});

test("limits end an execution early", async () => {
  const definition = {
    StartAt: "A",
    States: {
      A: { Type: "Pass", Next: "B" },
      B: { Type: "Choice", Choices: [{ Variable: "$", IsPresent: true, Next: "A" }], Default: "C" },
      C: { Type: "Succeed" },
    },
  };
  const result = await simulate({ definition, limits: { events: 100 } });
  assert.equal(result.status, "FAILED");
  assert.equal(result.events.length, 100);
});

test("err: a definition with errors is refused", async () => {
  await assert.rejects(simulate({ definition: { StartAt: "A" } }), /definition has errors/);
  await assert.rejects(simulate({ definition: "{", input: {} }), /definition has errors/);
});

test("err: an input that is no JSON is refused", async () => {
  await assert.rejects(simulate({ definition: pay(), inputText: "{" }), /input is not JSON/);
});

test("err: an input that AWS starts no execution with is refused", async () => {
  await assert.rejects(simulate({ definition: pay(), input: "x".repeat(262_143) }), /input is larger/);
});

test("the version is a version", () => assert.match(version, /^\d+\.\d+\.\d+$/));

test("runs that are awaited one after the other do not fill the memory", async () => {
  const endless = {
    StartAt: "Again?",
    States: {
      "Again?": { Type: "Choice", Choices: [{ Variable: "$.x", IsPresent: true, Next: "Done" }], Default: "Again?" },
      Done: { Type: "Succeed" },
    },
  };
  const before = process.memoryUsage().rss;
  // Kept for good, the histories of these would be more than 400 MB.
  for (let i = 0; i < 120; i++) await simulate({ definition: endless });
  const more = process.memoryUsage().rss - before;
  assert.ok(more < 200e6, `${more} bytes more`);
});
