// What the definition's editor knows of expressions.

import assert from "node:assert/strict";
import { test } from "./harness.mjs";
import { caseInput, definition, open, outcome, run } from "./playground.mjs";

const MACHINE = `{
  "QueryLanguage": "JSONata",
  "StartAt": "Add",
  "States": {
    "Add": { "Type": "Pass", "Assign": { "total": 1 }, "Output": "{% 'é' & $sum([1, 2]) + HERE %}", "End": true }
  }
}`;

/** Puts the caret in the place of `HERE` and types. */
async function type(page, text) {
  const editor = page.getByRole("textbox", { name: "Definition" });
  await editor.getByText("HERE").dblclick();
  await page.keyboard.type(text);
}

test("functions, variables and $states are offered while an expression is typed", async ({ page, url }) => {
  await open(page, url);
  await definition(page, MACHINE);
  await type(page, "$to");
  await page.getByRole("option", { name: /^\$total/ }).waitFor();
  await page.getByRole("option", { name: /^\$toMillis/ }).waitFor();
  await page.keyboard.type("ta");
  await page.getByRole("option", { name: /^\$toMillis/ }).waitFor({ state: "detached" });
  await page.getByRole("option", { name: /^\$total/ }).click();
  await page.getByRole("textbox", { name: "Definition" }).getByText("+ $total %}").waitFor();
});

test("the members of $states are offered, with what they hold", async ({ page, url }) => {
  await open(page, url);
  await definition(page, MACHINE);
  await type(page, "$states.e");
  await page.getByRole("option", { name: "errorOutput" }).waitFor();
  await page.getByText("The caught error").waitFor();
});

test("after a run, names from its data are offered", async ({ page, url }) => {
  await open(page, url);
  await caseInput(page, '{ "order": { "id": 7, "lines": [] } }');
  await definition(page, MACHINE.replace("HERE", "0"));
  await run(page);
  await outcome(page, /Failed|Succeeded/).waitFor();
  await definition(page, MACHINE);
  await type(page, "$states.input.order.");
  await page.getByRole("option", { name: /^lines/ }).waitFor();
  await page.getByRole("option", { name: /^id/ }).click();
  await page.getByRole("textbox", { name: "Definition" }).getByText("$states.input.order.id %}").waitFor();
});

test("after a run, a part of an expression tells its value under the pointer", async ({ page, url }) => {
  await open(page, url);
  await caseInput(page, '{ "order": { "id": 7 } }');
  await definition(page, MACHINE.replace("'é' & $sum([1, 2]) + HERE", "$string($states.input.order.id)"));
  await run(page);
  await outcome(page, /Succeeded/).waitFor();
  await page.getByRole("textbox", { name: "Definition" }).getByText("$string").hover();
  const tooltip = page.locator(".cm-tooltip-hover");
  await tooltip.getByText(/^Value: /).waitFor();
});

test("a function is explained under the pointer, with an example", async ({ page, url }) => {
  await open(page, url);
  await definition(page, MACHINE);
  await page.getByRole("textbox", { name: "Definition" }).getByText("$sum").hover();
  const tooltip = page.locator(".cm-tooltip-hover");
  await tooltip.getByText("For example").waitFor();
  assert.match(await tooltip.innerText(), /\$sum\(/);
});
