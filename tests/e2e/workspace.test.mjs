// The work is never lost: not by replacing it, by another tab, by a full or a damaged storage.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { eventually, test } from "./harness.mjs";
import { caseInput, definition, open, outcome, run, state, taskMachine } from "./playground.mjs";

const MINE = taskMachine({ Mine: { Type: "Pass", End: true } });
const SAVED = "stepyard.workspace";

test("opening an example keeps what was there within reach", async ({ page, url }) => {
  await open(page, url);
  await definition(page, MINE);
  await menu(page, /New/);
  await state(page, "Hello").waitFor();

  await page.getByRole("button", { name: "Undo" }).click();
  await state(page, "Mine").waitFor();
  await saved(page);
  await page.reload();
  await state(page, "Mine").waitFor();
  await menu(page, /Back to “Untitled”/);
  await state(page, "Hello").waitFor();
});

test("what Format makes of a text is kept", async ({ page, url }) => {
  await open(page, url);
  await definition(page, JSON.stringify(JSON.parse(MINE)));
  await state(page, "Mine").waitFor();
  await page.getByRole("button", { name: "Format" }).click();
  await eventually(async () => assert.equal(JSON.parse(await stored(page)).definition, MINE));

  await caseInput(page, '{"of":"mine"}');
  await page.getByRole("button", { name: "Format" }).click();
  await eventually(async () => assert.equal(JSON.parse(await stored(page)).cases[0].input, '{\n  "of": "mine"\n}'));
});

test("why a text is not formatted is said", async ({ page, url }) => {
  await open(page, url);
  await definition(page, '{"StartAt": "Mine",');
  await page.getByRole("button", { name: "Format" }).click();
  await page.getByRole("alert").getByText("Not formatted: the text is not JSON yet.").waitFor();
  await caseInput(page, "{");
  await page.getByRole("button", { name: "Dismiss" }).click();
  await page.getByRole("textbox", { name: /^Input of the case/ }).press("Shift+Alt+F");
  await page.getByRole("alert").getByText("Not formatted: the text is not JSON yet.").waitFor();
});

test("a deleted handler comes back with Undo", async ({ page, url }) => {
  await open(page, url);
  await page.getByRole("tab", { name: /^Handlers/ }).click();
  await page.getByRole("button", { name: "Delete handler CheckAgeRange" }).click();
  await page.getByRole("button", { name: "Undo" }).click();
  const handlers = page.getByRole("list", { name: "Handlers" });
  await handlers.getByRole("button", { name: /^CheckAgeRange/ }).waitFor();
});

test("a handler that is missing is offered where it is missed", async ({ page, url }) => {
  await open(page, url);
  await page.getByRole("tab", { name: /^Handlers/ }).click();
  await page.getByRole("button", { name: "Delete handler CheckInformation" }).click();
  await run(page);
  await outcome(page, "Lambda.ResourceNotFoundException").waitFor();

  const inspector = page.getByRole("region", { name: "Inspector" });
  await inspector.getByRole("button", { name: "Add handler CheckInformation" }).click();
  await page.getByRole("textbox", { name: "Code of the handler CheckInformation" }).getByText("Answers").waitFor();
  await run(page);
  await state(page, "Check Information", "succeeded").waitFor();
});

test("handlers and cases are renamed in their place", async ({ page, url }) => {
  await open(page, url);
  await page.getByRole("tab", { name: /^Cases/ }).click();
  await page.getByRole("button", { name: "Duplicate case Complete form" }).click();
  await page.getByRole("button", { name: "Rename case Complete form 2" }).click();
  await page.keyboard.type("Twice");
  await page.keyboard.press("Enter");
  await page.getByRole("textbox", { name: "Input of the case Twice" }).waitFor();
  await page.getByRole("button", { name: "Case: Twice" }).waitFor();
});

test("an input keeps its undo while others are looked at", async ({ page, url }) => {
  await open(page, url);
  await page.getByRole("tab", { name: /^Cases/ }).click();
  const first = page.getByRole("textbox", { name: "Input of the case Complete form" });
  await first.click();
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.type("// oops");
  await page.getByRole("list", { name: "Cases" }).getByRole("button", { name: /^Too young/ }).click();
  await page.getByRole("list", { name: "Cases" }).getByRole("button", { name: /^Complete form/ }).click();
  await first.click();
  await page.keyboard.press("ControlOrMeta+z");
  await eventually(async () => assert(!(await first.innerText()).includes("oops")));
});

test("a workspace goes into a file and comes back", async ({ page, url }) => {
  await open(page, url);
  await definition(page, MINE);
  const downloaded = page.waitForEvent("download");
  await menu(page, "Download as a file");
  const file = await downloaded;
  assert.equal(file.suggestedFilename(), "daycare-registration.stepyard.json");
  const text = await readFile(await file.path(), "utf8");
  assert.equal(JSON.parse(text).version, 1);

  await menu(page, /New/);
  await state(page, "Hello").waitFor();
  await openFile(page, "mine.json", text);
  await state(page, "Mine").waitFor();
});

test("a definition can be opened as it is", async ({ page, url }) => {
  await open(page, url);
  await openFile(page, "order.asl.json", taskMachine({ Order: { Type: "Succeed" } }));
  await state(page, "Order").waitFor();
  await page.getByRole("button", { name: "Workspace: order" }).waitFor();
});

test("a file that is no workspace is refused in a sentence, and nothing is lost", async ({ page, url }) => {
  await open(page, url);
  await openFile(page, "other.json", '{"hello": 1}');
  await page.getByRole("alert").getByText(/“other.json” was not opened/).waitFor();
  await openFile(page, "new.json", '{"version": 99}');
  await page.getByRole("alert").getByText(/written by a newer Stepyard/).waitFor();
  await state(page, "Check Information").waitFor();
});

test("two tabs never overwrite each other silently", async ({ page, context, url }) => {
  await open(page, url);
  await saved(page);
  const other = await context.newPage();
  await open(other, url);
  await definition(other, MINE);
  await saved(other);

  const banner = page.getByRole("alert").getByText("Another tab has saved a different workspace.");
  await banner.waitFor();
  await definition(page, taskMachine({ Ours: { Type: "Succeed" } }));
  await state(page, "Ours").waitFor();
  assert(JSON.parse(await stored(page)).definition.includes("Mine"), "the other tab's work is still there");

  await page.getByRole("button", { name: "Keep this one" }).click();
  await saved(page);
  assert(JSON.parse(await stored(page)).definition.includes("Ours"));
  await other.getByRole("button", { name: "Show the other tab’s" }).click();
  await state(other, "Ours").waitFor();
  await other.getByRole("button", { name: "Undo" }).click();
  await state(other, "Mine").waitFor();
});

test("work that another tab kept from being saved is there after a reload", async ({ page, context, url }) => {
  await open(page, url);
  await saved(page);
  const other = await context.newPage();
  await open(other, url);
  await definition(other, MINE);
  await saved(other);
  await definition(page, taskMachine({ Ours: { Type: "Succeed" } }));
  await state(page, "Ours").waitFor();
  // Else it would put its own work aside, which this one is to replace.
  await other.close();

  await page.reload();
  await state(page, "Mine").waitFor();
  await page.getByRole("alert").getByText("There is work that is not saved.").waitFor();
  await page.getByRole("button", { name: "Open it" }).click();
  await state(page, "Ours").waitFor();
  await saved(page);
  await page.reload();
  await state(page, "Ours").waitFor();
  assert.equal(await page.getByText("There is work that is not saved.").count(), 0, "it is safe now");
  await menu(page, /Back to “Daycare registration”/);
  await state(page, "Mine").waitFor();
});

test("two tabs with the same work are in no conflict", async ({ page, context, url }) => {
  await open(page, url);
  await definition(page, MINE);
  await saved(page);
  const other = await context.newPage();
  await open(other, url);
  await page.evaluate(() => {
    window.told = new Promise((resolve) => addEventListener("storage", ({ newValue }) => newValue !== "{}" && resolve()));
  });
  // As a tab would that saves what this one shows.
  await other.evaluate((key) => {
    const text = localStorage.getItem(key);
    localStorage.setItem(key, "{}");
    localStorage.setItem(key, text);
  }, SAVED);
  await page.evaluate("told");
  await saved(page);
  await page.getByRole("alert").getByText("Another tab").waitFor({ state: "detached" });
  await definition(page, taskMachine({ Ours: { Type: "Succeed" } }));
  await eventually(async () => assert(JSON.parse(await stored(page)).definition.includes("Ours")));
});

test("a full storage is said, and the work can be downloaded", async ({ page, url }) => {
  await page.addInitScript(() => {
    const write = Storage.prototype.setItem;
    Storage.prototype.setItem = function (key, value) {
      if (value.includes("Mine")) throw new DOMException("full", "QuotaExceededError");
      write.call(this, key, value);
    };
  });
  await open(page, url);
  await definition(page, MINE);
  await page.getByRole("alert").getByText("The work is not saved.").waitFor();
  const downloaded = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download the workspace" }).click();
  assert((await readFile(await (await downloaded).path(), "utf8")).includes("Mine"));
});

for (const [what, text] of Object.entries({ damaged: '{"version": 1, "name": 5', newer: '{"version": 7}' })) {
  test(`saved work that is ${what} is put aside, not overwritten`, async ({ page, url }) => {
    await page.addInitScript(([key, text]) => {
      // The handlers' frame has no storage.
      if (window !== top || localStorage.getItem("stepyard.unreadable")) return;
      localStorage.setItem(key, text);
    }, [SAVED, text]);
    await open(page, url);
    await page.getByRole("alert").getByText("The saved workspace could not be opened.").waitFor();
    await definition(page, MINE);
    await saved(page);
    assert.equal(await page.evaluate(() => localStorage.getItem("stepyard.unreadable")), text);
    const downloaded = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download it" }).click();
    assert.equal(await readFile(await (await downloaded).path(), "utf8"), text);
  });
}

test("tab, case, theme and widths are as they were left", async ({ page, url }) => {
  await open(page, url);
  await page.getByRole("button", { name: "Theme" }).click();
  await page.getByRole("menuitemradio", { name: "Dark" }).click();
  await page.getByRole("button", { name: "Case: Complete form" }).click();
  await page.getByRole("menuitemradio", { name: "Too old" }).click();
  await page.getByRole("tab", { name: /^Cases/ }).click();
  await page.getByRole("separator", { name: "Width of the editors" }).focus();
  await page.keyboard.press("Shift+ArrowRight");
  await saved(page);
  const width = await page.getByRole("region", { name: "Editors" }).evaluate((it) => it.offsetWidth);

  await page.reload();
  await page.getByRole("tab", { name: /^Cases/, selected: true }).waitFor();
  await page.getByRole("button", { name: "Case: Too old" }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
  assert.equal(await page.getByRole("region", { name: "Editors" }).evaluate((it) => it.offsetWidth), width);
});

test("an editor that cannot be fetched leaves a plain field", { expectErrors: [/editor\.js/] }, async ({ page, url }) => {
  await page.route("**/editor.js", (route) => route.fulfill({ status: 404 }));
  await page.goto(url);
  await page.getByText("The editor could not be loaded.").first().waitFor();
  await page.getByRole("textbox", { name: "Definition" }).fill(MINE);
  await state(page, "Mine").waitFor();
  await run(page);
  await outcome(page, "Succeeded").waitFor();
});

/** Chooses from the menu of the workspace. */
async function menu(page, name) {
  await page.getByRole("button", { name: /^Workspace:/ }).click();
  await page.getByRole("menuitem", { name }).click();
}

async function openFile(page, name, text) {
  const chosen = page.waitForEvent("filechooser");
  await menu(page, "Open a file…");
  await (await chosen).setFiles({ name, mimeType: "application/json", buffer: Buffer.from(text) });
}

async function saved(page) {
  await page.getByText("Saved in this browser").waitFor();
}

const stored = (page) => page.evaluate((key) => localStorage.getItem(key), SAVED);
