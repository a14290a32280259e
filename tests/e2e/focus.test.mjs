// Whoever has no pointer stays where they are: the focus is never lost, whatever goes from the page.

import assert from "node:assert/strict";
import { eventually, test } from "./harness.mjs";
import { open } from "./playground.mjs";

for (const [menu, entry] of [["Case: ", "Too old"], ["Theme", "Dark"], ["Speed: ", "4×"]]) {
  test(`choosing “${entry}” from a menu leaves the focus on its button`, async ({ page, url }) => {
    await open(page, url);
    await page.getByRole("button", { name: menu }).focus();
    await page.keyboard.press("Enter");
    const chosen = page.getByRole("menuitemradio", { name: entry });
    await chosen.focus();
    await page.keyboard.press("Enter");
    await chosen.waitFor({ state: "detached" });
    await hasFocus(page.getByRole("button", { name: menu }));
  });
}

test("a name that was typed, or not, leaves the focus where it stands", async ({ page, url }) => {
  await open(page, url);
  await page.getByRole("button", { name: /^Workspace:/ }).click();
  await page.getByRole("menuitem", { name: "Rename…" }).press("Enter");
  await hasFocus(page.getByRole("textbox", { name: "Name of the workspace" }));
  await page.keyboard.press("Escape");
  await hasFocus(page.getByRole("button", { name: "Workspace: Daycare registration" }));

  await page.getByRole("tab", { name: /^Cases/ }).click();
  await entry(page, "Too old").focus();
  await page.keyboard.press("F2");
  await page.keyboard.type("Much too old");
  await page.keyboard.press("Enter");
  await hasFocus(entry(page, "Much too old"));
});

test("a name that is left by the pointer does not call the focus back", async ({ page, url }) => {
  await open(page, url);
  await page.getByRole("tab", { name: /^Cases/ }).click();
  await page.getByRole("button", { name: "Rename case Too old" }).click();
  await page.getByRole("textbox", { name: /^Input of the case/ }).click();
  await entry(page, "Too old").waitFor();
  await hasFocus(page.getByRole("textbox", { name: /^Input of the case/ }));
});

test("an entry that is deleted leaves the focus on the next, the last one on the button that adds", async ({ page, url }) => {
  await open(page, url);
  await page.getByRole("tab", { name: /^Handlers/ }).click();
  for (const next of ["CheckAgeRange", "CheckSpotAvailable"]) {
    await page.getByRole("button", { name: /^Delete handler/ }).first().press("Enter");
    await hasFocus(entry(page, next));
  }
  await page.getByRole("button", { name: /^Delete handler/ }).press("Enter");
  await page.getByRole("list", { name: "Handlers" }).waitFor({ state: "detached" });
  await hasFocus(page.getByRole("button", { name: "Add", exact: true }));
});

for (const [what, label, tab] of [["editors", "Editors", /^Definition/], ["inspector", "Inspector", /^Data flow/]]) {
  test(`closing the ${what} leaves the focus on what opens the column again`, async ({ page, url }) => {
    await open(page, url);
    await page.getByRole("button", { name: `Close the ${what}` }).press("Enter");
    await hasFocus(page.getByRole("button", { name: label }));
    await page.keyboard.press("Enter");
    await hasFocus(page.getByRole("tab", { name: tab }));
  });
}

function entry(page, name) {
  return page.getByRole("listitem").getByRole("button", { name: new RegExp(`^${name}`) });
}

async function hasFocus(locator) {
  await eventually(async () => assert(await locator.evaluate((it) => it === document.activeElement), `${locator}`));
}
