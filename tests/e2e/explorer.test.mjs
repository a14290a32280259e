// One expression by itself: its value while one types, its parts, its data, and the way back.

import assert from "node:assert/strict";
import { eventually, test } from "./harness.mjs";
import { caseInput, definition, example, open, outcome, run, state, taskMachine, write } from "./playground.mjs";

const INPUT = `{ "order": { "id": "A-7", "items": [{ "sku": "tea", "price": 4 }, { "sku": "cup", "price": 9 }] } }`;

const MACHINE = taskMachine({
  Prepare: { Type: "Pass", Assign: { rate: 2 }, Next: "Total" },
  Total: { Type: "Pass", Output: { sum: "{% $sum($states.input.order.items.(price * $rate)) %}" }, End: true },
});

/** Opens a definition, runs it, and opens the expression in it that has this text. */
async function explore(page, url, { machine = MACHINE, text = "$sum" } = {}) {
  await open(page, url);
  await caseInput(page, INPUT);
  await definition(page, machine);
  await run(page);
  await outcome(page, /Succeeded|Failed/).waitFor();
  await page.getByRole("textbox", { name: "Definition" }).getByText(text).first().click();
  await page.keyboard.press("Alt+Enter");
  // Until the editor has come, a plain field stands there.
  await expression(page).and(page.locator(".cm-content:focus")).waitFor();
}

const expression = (page) => page.getByRole("textbox", { name: "Expression" });
const value = (page) => page.getByRole("region", { name: "Value" });
const data = (page) => page.getByRole("region", { name: "Data" });
/** The value that is drawn into the expression. */
const note = (page, text) => expression(page).getByRole("note", { name: `value: ${text}`, exact: true });

/** The texts that are underlined in the expression. */
const underlined = (page, kind) => expression(page).locator(`.cm-lintRange-${kind}`).allInnerTexts();

/** What the definition's editor holds. */
const definitionText = (page) => page.getByRole("textbox", { name: "Definition" }).innerText();

test("the value of the expression under the caret is shown with type and size, and follows what is typed", async ({ page, url }) => {
  await explore(page, url);
  await value(page).getByText("26", { exact: true }).waitFor();
  await value(page).getByText("number · 2 bytes").waitFor();
  await write(page, "Expression", "$states.input.order.items.sku");
  await value(page).getByText("array of 2 items").waitFor();
  await value(page).getByText('"tea"').waitFor();
});

test("pointing at a part of an expression shows its value in the text", async ({ page, url }) => {
  await explore(page, url);
  await expression(page).getByText("$rate").hover();
  await note(page, "2 · 2").waitFor();
  await expression(page).getByText("$sum").hover();
  await note(page, "26").waitFor();
});

test("the caret in a part of an expression shows its value in the text", async ({ page, url }) => {
  await explore(page, url);
  await page.keyboard.press("Control+End");
  await note(page, "26").waitFor();
  for (let i = 0; i < 3; i += 1) await page.keyboard.press("ArrowLeft");
  await note(page, "2 · 2").waitFor();
});

test("a path that finds nothing is explained, and mended by a button", async ({ page, url }) => {
  await explore(page, url);
  await write(page, "Expression", "$states.input.order.itms.sku");
  await value(page).getByText("itms finds nothing").waitFor();
  await value(page).getByText("There are id, items: did you mean items?").waitFor();
  await value(page).getByText("States.QueryEvaluationError").waitFor();
  assert.deepEqual(await underlined(page, "warning"), ["itms"]);
  await value(page).getByRole("button", { name: "Write items" }).click();
  await value(page).getByText("array of 2 items").waitFor();
});

test("an error is underlined at its place behind escapes and astral characters, and said in words", async ({ page, url }) => {
  const machine = `{
  "QueryLanguage": "JSONata",
  "StartAt": "A",
  "States": { "A": { "Type": "Pass", "Output": "{% \\"\\u00e9😀\\" & (1 + 'x') %}", "End": true } }
}`;
  await explore(page, url, { machine, text: "'x'" });
  await note(page, '"é😀"').waitFor();
  await value(page).getByText(/must evaluate to a number/).waitFor();
  assert.deepEqual(await underlined(page, "error"), ["+"]);
});

test("an expression that cannot be read says where and what to do", async ({ page, url }) => {
  await explore(page, url);
  await write(page, "Expression", "'é😀' & $sum([1, 2)");
  await value(page).getByText("Cannot be read").waitFor();
  await eventually(async () => assert.deepEqual(await underlined(page, "error"), [")"]));
});

test("a change goes back into the definition, as JSON", async ({ page, url }) => {
  await explore(page, url);
  await write(page, "Expression", '$states.input.order.id & " – \u00fc"');
  await page.getByText("Changed here only").waitFor();
  assert.match(await definitionText(page), /\$sum/);
  await page.getByRole("button", { name: "Put into the definition" }).click();
  await page.getByRole("textbox", { name: "Definition" }).getByText(String.raw`\" – ü\"`).waitFor();
  await page.getByText("Changed here only").waitFor({ state: "detached" });
  await page.getByRole("textbox", { name: "Definition" }).click();
  await page.keyboard.press("ControlOrMeta+z");
  await page.getByRole("textbox", { name: "Definition" }).getByText("$sum").waitFor();
});

test("a change can be discarded", async ({ page, url }) => {
  await explore(page, url);
  await write(page, "Expression", "1");
  await page.getByRole("button", { name: "Discard" }).click();
  await expression(page).getByText("$sum").waitFor();
});

test("a change is still there after a reload", async ({ page, url }) => {
  await explore(page, url);
  await write(page, "Expression", "6 * 7");
  await value(page).getByText("42", { exact: true }).waitFor();
  await page.reload();
  await expression(page).getByText("6 * 7").waitFor();
});

test("the data is that of the moment, of another visit, or typed by hand", async ({ page, url }) => {
  const machine = taskMachine({
    Count: { Type: "Pass", Output: { n: "{% $states.input.n + 1 %}" }, Next: "Enough?" },
    "Enough?": { Type: "Choice", Choices: [{ Condition: "{% $states.input.n < 3 %}", Next: "Count" }], Default: "Done" },
    Done: { Type: "Succeed" },
  });
  await open(page, url);
  await caseInput(page, '{ "n": 0 }');
  await definition(page, machine);
  await run(page);
  await outcome(page, /Succeeded/).waitFor();
  await state(page, "Count").click();
  await page.getByRole("tab", { name: /^Expression/ }).click();
  await value(page).getByText("3", { exact: true }).waitFor();
  const source = page.getByRole("combobox", { name: "Where the data comes from" });
  await source.selectOption({ label: "Visit 1 of 3: from event 2" });
  await value(page).getByText("1", { exact: true }).waitFor();
  await source.selectOption("Typed by hand");
  await write(page, "Data by hand", '{ "$states": { "input": { "n": 41 } } }');
  await value(page).getByText("42", { exact: true }).waitFor();
  await write(page, "Data by hand", '{ "n": 41 }');
  await data(page).getByText("write `$n`").waitFor();
});

test("the scrubber's moment decides what is there", async ({ page, url }) => {
  const machine = taskMachine({
    Ask: {
      Type: "Parallel",
      Branches: [{ StartAt: "B", States: { B: { Type: "Pass", Output: 5, End: true } } }],
      Output: "{% $states.result[0] * 2 %}",
      End: true,
    },
  });
  await explore(page, url, { machine, text: "$states.result" });
  await value(page).getByText("10", { exact: true }).waitFor();
  await page.getByRole("button", { name: "First event" }).click();
  await page.getByRole("button", { name: "Next event" }).click();
  await data(page).getByText("$states.result is not there yet at this moment").waitFor();
  await value(page).getByText("No value").waitFor();
});

test("names from the data, variables and functions are offered", async ({ page, url }) => {
  await explore(page, url);
  await write(page, "Expression", "$states.input.order.items[");
  await page.keyboard.type("pr");
  await page.getByRole("option", { name: /^price/ }).click();
  await page.keyboard.type(" > 4].$");
  await page.getByRole("option", { name: /^\$rate/ }).waitFor();
  await page.getByRole("option", { name: /^\$sum/ }).waitFor();
});

test("paths and intrinsic functions are evaluated in the same way", async ({ page, url }) => {
  const machine = JSON.stringify(
    { StartAt: "A", States: { A: { Type: "Pass", Parameters: { "text.$": "States.Format('{}!', $.order.id)" }, End: true } } },
    null,
    2,
  );
  await explore(page, url, { machine, text: "States.Format" });
  await value(page).getByText('"A-7!"').waitFor();
  await expression(page).getByText("$", { exact: true }).hover();
  await note(page, "1 member").waitFor();
  await write(page, "Expression", "$.order.ids");
  await value(page).getByText("There are id, items: did you mean id?").waitFor();
});

test("an expression in the data flow opens by itself", async ({ page, url }) => {
  await open(page, url);
  await example(page, "Daycare registration");
  await run(page);
  await outcome(page, /Succeeded/).waitFor();
  await state(page, "Check Information").click();
  await page.getByRole("button", { name: "$states.result.Payload", exact: true }).first().click();
  await expression(page).getByText("Payload").waitFor();
  await value(page).getByText(/^object of/).waitFor();
});

test("the reference is one key away, searched in words, and its examples run", async ({ page, url }) => {
  await open(page, url);
  await page.keyboard.press("F1");
  const dialog = page.getByRole("dialog", { name: "Functions" });
  await dialog.getByRole("searchbox", { name: "Search functions" }).fill("capitals");
  await dialog.getByRole("article", { name: "$uppercase" }).waitFor();
  await dialog.getByRole("searchbox").fill("substringBef");
  await dialog.getByRole("button", { name: "Try $substringBefore" }).click();
  await dialog.waitFor({ state: "hidden" });
  await value(page).getByText('"anna"').waitFor();
});

test("without an expression the pane says how to come to one", async ({ page, url }) => {
  await open(page, url);
  await page.getByRole("tab", { name: /^Expression/ }).click();
  await page.getByText("No expression chosen").waitFor();
  await page.getByRole("button", { name: "Try one of your own" }).click();
  await expression(page).and(page.locator(":focus")).waitFor();
  await page.keyboard.type("1 + 1");
  await value(page).getByText("2", { exact: true }).waitFor();
});

for (const width of [390, 801, 1024]) {
  test(`an expression and its data fit the pane at ${width} px`, { context: { viewport: { width, height: 800 } } }, async ({ page, url }) => {
    await page.goto(url);
    await state(page, "Check Information").waitFor();
    await run(page);
    await outcome(page, "Succeeded").waitFor();
    await state(page, "Check Information").click();
    if (width <= 800) await page.getByRole("navigation", { name: "Panes" }).getByRole("button", { name: "Inspect" }).click();
    await page.getByRole("tab", { name: /^Expression/ }).click();
    await value(page).waitFor();
    const pane = page.getByRole("tabpanel", { name: /^Expression/ });
    const [content, room] = await pane.evaluate((it) => [it.scrollWidth, it.clientWidth]);
    assert(content <= room, `${content} px of content in ${room} px`);
  });
}
