// States in JSONPath, and the two types of machines.

import assert from "node:assert/strict";
import { test } from "./harness.mjs";
import { definition, example, open, outcome, run, state, useCase } from "./playground.mjs";

/** The card of a stage, by its title. */
const stage = (page, title) => page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: title }) });

test("the JSONPath example runs to its end, and its data can be followed", async ({ page, url }) => {
  await open(page, url);
  await example(page, "Coffee order");
  await useCase(page, "Warehouse is busy");
  await run(page);
  await outcome(page, "Succeeded").waitFor();
  await outcome(page, /2 h 1 min/).waitFor();
  await page.getByRole("group", { name: "Output" }).getByText("Jonas Keller, CH").waitFor();

  await state(page, "Charge the card", "succeeded").click();
  for (const [title, path] of [
    [/^Parameters/, "$.customer.card"], [/^ResultSelector/, "$.Payload.receipt"], [/^ResultPath/, "$.payment"],
  ]) {
    await stage(page, title).getByText(path, { exact: true }).first().waitFor();
  }
  await stage(page, /^ResultPath/).getByText("where the result stands in the input").waitFor();
  await stage(page, /^ResultPath/).getByText("changed:").first().waitFor({ state: "attached" });
  await stage(page, /^Output/).getByText("as ResultPath left it").waitFor();
  // The same values beside their paths in the editor.
  await page.getByRole("textbox", { name: "Definition" }).getByText("[11,58,12]").waitFor();

  await state(page, "What kind of order is it?").click();
  await stage(page, /^Rules/).getByText('$.customer.country == "CH" and not ($.customer.customsForm is present)').waitFor();
  await page.getByRole("button", { name: /^Reserve one bag/ }).focus();
  await page.keyboard.press("Enter");
  await page.getByText("visit 3 of 3").waitFor();
  await stage(page, /^InputPath/).getByText("$.bag", { exact: true }).waitFor();
});

test("a caught error says where in the data it stands", async ({ page, url }) => {
  await open(page, url);
  await example(page, "Coffee order");
  await useCase(page, "Card is declined");
  await run(page);
  await outcome(page, "NotPaid").waitFor();
  await outcome(page, /was kept for a day and not paid/).waitFor();
  await state(page, "Charge the card", "failed and caught").click();
  await stage(page, /^Output/).getByText("where the error stands in the input").waitFor();
  await stage(page, /^Output/).getByText("$.refusal", { exact: true }).waitFor();
});

test("an Express machine refuses what AWS refuses it, and is not redriven", async ({ page, url }) => {
  await open(page, url);
  await example(page, "Water bills");
  await machineType(page, "Express");
  await run(page);
  await page.getByText("Not run: the definition has an error: an Express machine").waitFor();
  await page.getByRole("tabpanel", { name: /^Problems/ }).getByText(/An Express machine cannot have a Map/).waitFor();

  await definition(page, JSON.stringify({
    StartAt: "Stop", States: { Stop: { Type: "Fail", Error: "Never" } },
  }));
  await run(page);
  await outcome(page, "Never").waitFor();
  assert.equal(await page.getByRole("button", { name: "Redrive" }).count(), 0);

  await page.getByText("Saved in this browser").waitFor();
  await page.reload();
  await page.getByRole("button", { name: /^Express, Seed/ }).waitFor();
  await machineType(page, "Standard");
  await run(page);
  await page.getByRole("button", { name: "Redrive" }).waitFor();
});

async function machineType(page, name) {
  await page.getByRole("button", { name: /Seed/ }).click();
  await page.getByRole("radio", { name: new RegExp(`^${name}`) }).check();
  await page.keyboard.press("Escape");
}
