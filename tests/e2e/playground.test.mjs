// The playground as a person meets it: run, look, change, break, repair, come back.

import assert from "node:assert/strict";
import { eventually, test } from "./harness.mjs";
import {
  caseInput, definition, events, handler, open, outcome, run, state, taskMachine,
} from "./playground.mjs";

const PATH = [
  "Check Information", "Information Check Result", "Check age range", "Age Range Check Result",
  "Check spot available", "Spot Check Result", "Confirm Registration",
];
const FAILS = ["Notify Missing Info", "Notify Age Not Eligible", "Notify No Spot"];

test("the sample runs: seven green states, untouched Fail states, a message", async ({ page, url }) => {
  await open(page, url);
  await run(page);

  await outcome(page, "Succeeded").waitFor();
  for (const name of PATH) await state(page, name, "succeeded").waitFor();
  for (const name of FAILS) assert.equal(await state(page, name).getAttribute("aria-label"), `${name}, Fail`);
  await page.getByRole("group", { name: "Output" }).getByText("Mia is registered.").waitFor();
});

test("without parents the registration fails, red on the graph", async ({ page, url }) => {
  await open(page, url);
  await caseInput(page, '{"registration_info": {"child": {"name": "Mia", "age": 3}, "daysOfWeek": ["Mon"]}}');
  await run(page);

  await outcome(page, "Failed").waitFor();
  await outcome(page, "InformationIncomplete").waitFor();
  await state(page, "Check Information", "succeeded").waitFor();
  await state(page, "Information Check Result", "succeeded").waitFor();
  await state(page, "Notify Missing Info", "failed").waitFor();
  assert.equal(await state(page, "Check age range").getAttribute("aria-label"), "Check age range, Task");
});

test("two failures and a success are three attempts, at once in real time", async ({ page, url }) => {
  await open(page, url);
  await handler(page, "CheckInformation", `let calls = 0;
export const handler = async (event) => {
  if (++calls <= 2) throw Object.assign(new Error("busy"), { name: "Lambda.ServiceException" });
  return { statusCode: 200, body: JSON.stringify(event.registration_info) };
};`);
  const began = performance.now();
  await run(page);
  await outcome(page, "Succeeded").waitFor();
  const took = performance.now() - began;

  await state(page, "Check Information", "succeeded").waitFor();
  assert.match(await state(page, "Check Information").getAttribute("aria-label"), /3 attempts/);
  await state(page, "Check Information").click();
  const list = await events(page, { only: "Check Information" });
  assert.equal(list.filter((text) => text.includes("TaskFailed")).length, 2);
  const last = Number(/\+(\d+\.\d+) s/.exec(list.at(-1))[1]);
  // Full jitter draws up to 1 s and up to 2 s; nobody waits for them.
  assert(last > 0 && last <= 3, `the virtual clock shows ${last} s`);
  assert(took < 10_000, `the run took ${took} ms`);
});

test("a handler that never ends times out, and the page answers meanwhile", async ({ page, url }) => {
  await open(page, url);
  await handler(page, "CheckInformation", "export const handler = async () => { while (true) {} };");
  await run(page);

  // While the handler works: clicks are answered.
  await page.getByRole("button", { name: "Stop" }).waitFor();
  await page.getByRole("tab", { name: /^Cases/ }).click();
  await page.getByRole("tab", { name: /^Cases/, selected: true }).waitFor();
  await state(page, "Check age range").click();
  await page.getByRole("heading", { name: "Check age range", level: 2 }).waitFor();

  await outcome(page, "Failed").waitFor();
  await outcome(page, "Sandbox.Timedout").waitFor();
  await state(page, "Check Information", "failed").waitFor();

  await handler(page, "CheckInformation", 'export const handler = () => ({ statusCode: 400, body: "" });');
  await run(page);
  await outcome(page, "InformationIncomplete").waitFor();
});

test("an expression that never ends is stopped, with its state's name", async ({ page, url }) => {
  await open(page, url);
  await definition(page, taskMachine({
    Spin: { Type: "Pass", Output: "{% ($f := function($n) { $f($n + 1) }; $f(0)) %}", End: true },
  }));
  await run(page);

  await outcome(page, "States.QueryEvaluationError").waitFor({ timeout: 30_000 });
  await outcome(page, /in “Spin”/).waitFor();
  await definition(page, taskMachine({ Fine: { Type: "Pass", Output: "well", End: true } }));
  await run(page);
  await outcome(page, "Succeeded").waitFor();
});

test("a loop of Choices that never ends is stopped at AWS's limit, with its state's name", async ({ page, url }) => {
  await open(page, url);
  await definition(page, taskMachine({
    Again: { Type: "Choice", Choices: [{ Condition: "{% true %}", Next: "Again" }], Default: "Never" },
    Never: { Type: "Succeed" },
  }));
  await run(page);

  await outcome(page, "Failed").waitFor({ timeout: 30_000 });
  await outcome(page, /maximum number of history events \(25000\)/).waitFor();
  await outcome(page, /Again/).waitFor();
  await page.getByRole("tab", { name: /^Handlers/ }).click();
  await page.getByRole("tab", { name: /^Handlers/, selected: true }).waitFor();
});

const ESCAPES = {
  fetch: "await fetch('/')",
  "the page": "parent.document.title",
  localStorage: "localStorage.length",
  indexedDB: "indexedDB.open('x')",
  "a remote script": "importScripts('https://example.com/x.js')",
  "a remote module": "await import('https://example.com/x.js')",
};

for (const [what, code] of Object.entries(ESCAPES)) {
  test(`a handler does not reach ${what}`, async ({ page, url }) => {
    await open(page, url);
    await handler(page, "CheckInformation", `export const handler = async () => {
  try { ${code}; } catch (error) { return { statusCode: 400, body: "refused" }; }
  return { statusCode: 200, body: "reached" };
};`);
    await run(page);
    await outcome(page, "InformationIncomplete").waitFor();
  });
}

test("invalid JSON is said at its place, and the last graph stays", async ({ page, url }) => {
  await open(page, url);
  await definition(page, '{"QueryLanguage": "JSONata",\n "StartAt": "A"\n "States": {"A": {"Type": "Succeed"}}}');

  await problem(page, /instead of `?,`? or/, "Separate the items with a comma");
  await state(page, "A").waitFor();
  await run(page);
  await page.getByRole("tab", { name: /^Problems/, selected: true }).waitFor();
});

test("a transition to nowhere is said at its place, with the name that was meant", async ({ page, url }) => {
  await open(page, url);
  await definition(page, taskMachine({ Charge: { Type: "Pass", Next: "Shp" }, Ship: { Type: "Succeed" } }));

  await problem(page, /Charge.* goes to .*Shp.*, which does not exist/, /Did you mean .*Ship/);
});

test("an expression that breaks off is said at its place", async ({ page, url }) => {
  await open(page, url);
  await definition(page, taskMachine({ A: { Type: "Pass", Output: "{% $states.input + %}", End: true } }));

  await problem(page, /S0207/, /take out the last operator/);
});

test("a handler that cannot be read is said at its place", async ({ page, url }) => {
  await open(page, url);
  await handler(page, "CheckInformation", "export const handler = async () => { return 1 + ; };");

  await finding(page, "was not expected here");
  await run(page);
  await outcome(page, "Runtime.UserCodeSyntaxError").waitFor();
});

test("an input that is not JSON is said at its place, and does not run", async ({ page, url }) => {
  await open(page, url);
  await caseInput(page, '{"registration_info": }');

  await finding(page, "instead of a value");
  await run(page);
  await page.getByText("Not run: the input of “Complete form” is not JSON").waitFor();
  assert.equal(await page.getByRole("textbox", { name: /^Input of the case/ }).innerText(), '{"registration_info": }');
});

test("the scrubber moves graph, data and events to one moment", async ({ page, url }) => {
  await open(page, url);
  await run(page);
  await outcome(page, "Succeeded").waitFor();

  const moment = page.getByRole("slider", { name: "Moment" });
  await moment.focus();
  await page.keyboard.press("Home");
  await eventually(async () => assert.equal(await moment.getAttribute("aria-valuenow"), "1"));
  for (let i = 1; i < 10; i++) await page.keyboard.press("ArrowRight");
  await eventually(async () => assert.equal(await moment.getAttribute("aria-valuenow"), "10"));

  // Event 10 schedules the second task.
  await state(page, "Check Information", "succeeded").waitFor();
  await state(page, "Check age range", "running").waitFor();
  assert.equal(await state(page, "Confirm Registration").getAttribute("aria-label"), "Confirm Registration, Succeed");
  await page.getByRole("heading", { name: "Check age range", level: 2 }).waitFor();
  assert.equal(await page.getByRole("group", { name: "Result" }).count(), 0);
  await page.getByRole("tab", { name: "Events" }).click();
  await page.getByRole("option", { selected: true }).getByText("TaskScheduled").waitFor();

  await moment.focus();
  await page.keyboard.press("End");
  await state(page, "Confirm Registration", "succeeded").waitFor();
});

test("a reload brings the work back", async ({ page, url }) => {
  await open(page, url);
  await definition(page, taskMachine({ Mine: { Type: "Pass", Output: "kept", End: true } }));
  await handler(page, "CheckAgeRange", "// mine\nexport const handler = () => 1;");
  await page.getByText("Saved in this browser").waitFor();

  await page.reload();
  await state(page, "Mine").waitFor();
  await page.getByRole("textbox", { name: "Code of the handler CheckAgeRange" }).getByText("// mine").waitFor();
});

/** Waits for a finding at its place in the open editor. */
async function finding(page, message) {
  await page.locator(".cm-lintRange-error").first().hover();
  await page.getByText(message).waitFor();
}

/** Waits for a finding in the list of problems, with its advice. */
async function problem(page, message, hint) {
  await page.getByRole("tab", { name: /^Problems/ }).click();
  const panel = page.getByRole("tabpanel", { name: /^Problems/ });
  await panel.getByText(message).first().waitFor();
  if (hint) await panel.getByText(hint).first().waitFor();
}
