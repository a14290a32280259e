// What goes on after a failure, and what runs in executions of its own.

import assert from "node:assert/strict";
import { eventually, test } from "./harness.mjs";
import { definition, events, example, handler, open, outcome, run, state, useCase } from "./playground.mjs";

const TASK = {
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke",
  Arguments: { FunctionName: "CheckAgeRange" },
  Output: "{% $states.result.Payload %}",
};
const MACHINE = JSON.stringify({
  QueryLanguage: "JSONata",
  StartAt: "Prepare",
  States: { Prepare: { Type: "Pass", Next: "Check" }, Check: { ...TASK, Next: "Done" }, Done: { Type: "Succeed" } },
}, null, 2);

const graph = (page) => page.getByRole("region", { name: "Graph and time" });
const redrive = (page) => graph(page).getByRole("button", { name: "Redrive" });
const child = (page, name) => page.getByRole("listbox", { name: "Child executions" }).getByRole("option", { name });
const bar = (page, name) => graph(page).getByRole("group", { name });

test("a failed run goes on with the handler as it is now", async ({ page, url }) => {
  await open(page, url);
  await definition(page, MACHINE);
  await handler(page, "CheckAgeRange", 'export const handler = () => { throw new Error("not today"); };');
  await run(page);
  await outcome(page, "Failed").waitFor();
  await state(page, "Check", "failed").waitFor();

  await handler(page, "CheckAgeRange", "export const handler = () => 7;");
  await redrive(page).click();
  await outcome(page, "Succeeded").waitFor();
  await state(page, "Check", "succeeded, 2 attempts").waitFor();
  assert.equal(await redrive(page).count(), 0);
  await page.getByRole("heading", { name: "Attempt 2, redriven: result" }).waitFor();

  const list = await events(page, { only: "Check" });
  assert.deepEqual(
    list.map((row) => /[A-Z]\w+/.exec(row)[0]),
    [
      "TaskStateEntered", "TaskScheduled", "TaskStarted", "TaskFailed",
      "TaskScheduled", "TaskStarted", "TaskSucceeded", "TaskStateExited",
    ],
  );
  await page.getByRole("checkbox", { name: /Check/ }).uncheck();
  // At the redrive nothing has failed any more, and one step before it everything has.
  await page.getByRole("option", { name: /ExecutionRedriven/ }).click();
  await state(page, "Check", "running").waitFor();
  await page.keyboard.press("ArrowUp");
  await state(page, "Check", "failed").waitFor();
});

test("an edited definition is not redriven, and says why", async ({ page, url }) => {
  await open(page, url);
  await definition(page, MACHINE);
  await handler(page, "CheckAgeRange", 'export const handler = () => { throw new Error("not today"); };');
  await run(page);
  await outcome(page, "Failed").waitFor();

  await definition(page, MACHINE.replace('"Prepare"', '"Prepare" '));
  await eventually(async () => assert.match(await redrive(page).getAttribute("title"), /edited since/));
  assert.equal(await redrive(page).getAttribute("aria-disabled"), "true");
  await definition(page, MACHINE);
  await eventually(async () => assert.match(await redrive(page).getAttribute("title"), /handlers as they are now/));
});

test("a run that is stopped while a handler works goes on by a redrive", async ({ page, url }) => {
  await open(page, url);
  await definition(page, MACHINE);
  await handler(page, "CheckAgeRange", "export const handler = () => { while (true) {} };");
  await run(page);
  await state(page, "Check", "running").waitFor();
  await page.getByRole("button", { name: "Stop" }).click();
  await outcome(page, "Aborted").waitFor();
  await state(page, "Check", "aborted").waitFor();

  await handler(page, "CheckAgeRange", "export const handler = () => 7;");
  await redrive(page).click();
  await outcome(page, "Succeeded").waitFor();
  await state(page, "Done", "succeeded").waitFor();
});

test("the child executions of a distributed Map are listed, and looked into", async ({ page, url }) => {
  await open(page, url);
  await example(page, "Water bills");
  await run(page);
  await outcome(page, "Succeeded").waitFor();
  const map = state(page, "Bill every batch of meters", "succeeded, 5 child executions · 1 failed");
  await map.waitFor();
  // Its own states have run, if not in this execution.
  assert.doesNotMatch(await state(page, "Print the bills").getAttribute("class"), /off/);

  await map.focus();
  await page.keyboard.press("Enter");
  await page.getByText("4 succeeded").waitFor();
  assert.equal(await child(page, /./).count(), 5);
  await child(page, /^2, failed, .*MeterRanBackwards/).click();
  await bar(page, "Child execution 2 of 5 of “Bill every batch of meters”, failed").waitFor();
  await outcome(page, "MeterRanBackwards").waitFor();
  await state(page, "Work the bills out", "failed").waitFor();
  assert.match(await page.getByRole("slider", { name: "Moment" }).getAttribute("aria-valuetext"), /event 6 of 6/);

  await page.getByRole("button", { name: "Next child execution" }).click();
  await bar(page, /^Child execution 3 of 5 .*succeeded$/).waitFor();
  await state(page, "Print the bills", "succeeded").waitFor();

  await page.keyboard.press("Escape");
  await child(page, /^3, succeeded/).and(page.locator("[aria-selected=true]")).waitFor();
  await outcome(page, "Succeeded").waitFor();
  // The list has the focus again, so that the keyboard goes on from there.
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await bar(page, /^Child execution 4 of 5/).waitFor();
  await page.getByRole("button", { name: "Back to the execution" }).click();
  await map.waitFor();
});

test("a redrive runs only the child executions that did not succeed", async ({ page, url }) => {
  await open(page, url);
  await example(page, "Water bills");
  await useCase(page, "Two new meters are too many");
  await run(page);
  await outcome(page, "States.ExceedToleratedFailureThreshold").waitFor();
  await child(page, /^2, failed/).waitFor();

  await page.getByRole("tab", { name: /^Handlers/ }).click();
  await page.getByText("false", { exact: true }).dblclick();
  await page.keyboard.insertText("true");
  await redrive(page).click();
  await outcome(page, "Succeeded").waitFor();
  await child(page, /^2, succeeded/).click();
  await page.getByRole("tab", { name: /^Events/ }).click();
  await page.getByRole("option", { name: /ExecutionRedriven/ }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("tab", { name: /^Data flow/ }).click();
  await child(page, /^1, succeeded/).click();
  await page.getByRole("tab", { name: /^Events/ }).click();
  await page.getByRole("option", { name: /ExecutionSucceeded/ }).waitFor();
  assert.equal(await page.getByRole("option", { name: /ExecutionRedriven/ }).count(), 0);
});

test("a child execution has child executions of its own", async ({ page, url }) => {
  const distributed = (name, inner) => ({
    Type: "Map",
    Items: "{% $states.input %}",
    End: true,
    ItemProcessor: {
      ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" }, StartAt: name, States: { [name]: inner },
    },
  });
  const inner = distributed("Same", { Type: "Pass", End: true });
  await open(page, url);
  await definition(page, JSON.stringify({
    QueryLanguage: "JSONata",
    StartAt: "Rows",
    States: { Rows: { ...distributed("Cells", inner), Items: "{% [[1], [2, 3]] %}" } },
  }, null, 2));
  await run(page);
  await outcome(page, "Succeeded").waitFor();
  await state(page, "Rows", "succeeded").focus();
  await page.keyboard.press("Enter");
  await child(page, /^2, /).click();
  await state(page, "Cells", "succeeded, 2 child executions").focus();
  await page.keyboard.press("Enter");
  await child(page, /^1, /).click();
  await bar(page, /^Child execution 1 of 2 of “Cells”/).waitFor();
  await state(page, "Same", "succeeded").waitFor();
  await page.getByRole("button", { name: "Back to child execution 2 of “Rows”" }).click();
  await page.keyboard.press("Escape");
  await state(page, "Rows", "succeeded").waitFor();
  assert.equal(await bar(page, /^Child execution/).count(), 0);
});

test("a child execution is one pane among others on a narrow screen", {
  context: { viewport: { width: 390, height: 844 }, hasTouch: true },
}, async ({ page, url }) => {
  await page.goto(url);
  await example(page, "Water bills");
  await run(page);
  await outcome(page, "Succeeded").waitFor();
  await state(page, "Bill every batch of meters").focus();
  await page.keyboard.press("Enter");
  const panes = page.getByRole("navigation", { name: "Panes" });
  await panes.getByRole("button", { name: "Inspect" }).click();
  await child(page, /^2, failed/).click();
  await bar(page, /^Child execution 2 of 5/).waitFor();
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert(width <= 390, `the page is ${width} px wide`);
  await page.getByRole("button", { name: "Back to the execution" }).click();
  await child(page, /^2, failed/).waitFor();
});
