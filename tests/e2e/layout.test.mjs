// The frame of the page: every width, the keyboard, what assistive technology hears.

import assert from "node:assert/strict";
import { eventually, test } from "./harness.mjs";
import { definition, open, outcome, run, state, taskMachine } from "./playground.mjs";

for (const width of [360, 390, 801, 1024, 1440, 2560]) {
  const context = { viewport: { width, height: 800 } };
  test(`nothing sticks out at ${width} px`, { context }, async ({ page, url }) => {
    await page.goto(url);
    await state(page, "Check Information").waitFor();
    await run(page);
    await outcome(page, "Succeeded").waitFor();
    const sizes = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert(sizes[0] <= sizes[1], `${sizes[0]} px of content in ${sizes[1]} px`);
    const stage = await page.getByRole("group", { name: "State machine" }).boundingBox();
    const node = await state(page, "Notify No Spot").boundingBox();
    assert(node.x >= stage.x && node.x + node.width <= stage.x + stage.width, "the whole graph is in sight");
  });
}

test("a narrow screen shows one pane, with Run in reach and large targets", {
  context: { viewport: { width: 390, height: 800 }, hasTouch: true },
}, async ({ page, url }) => {
  await page.goto(url);
  await state(page, "Check Information").waitFor();
  const dock = page.getByRole("navigation", { name: "Panes" });
  for (const [name, region] of [["Edit", "Editors"], ["Inspect", "Inspector"], ["Graph", "Graph and time"]]) {
    await dock.getByRole("button", { name }).click();
    await page.getByRole("region", { name: region }).waitFor();
    const shown = await page.getByRole("main").getByRole("region").count();
    assert.equal(shown, 1, `${name} shows ${shown} panes`);
    await assertLarge(page, page.getByRole("button").and(page.locator(":visible:not(.fold, .link, [data-state])")));
  }
  await page.getByRole("banner").getByRole("button", { name: "Run" }).tap();
  await outcome(page, "Succeeded").waitFor();
  await state(page, "Check Information").tap();
  await dock.getByRole("button", { name: "Inspect" }).tap();
  await page.getByRole("heading", { name: "Check Information", level: 2 }).waitFor();
});

for (const width of [390, 820, 960, 1280, 1440]) {
  test(`every tab is in sight at ${width} px`, { context: { viewport: { width, height: 800 } } }, async ({ page, url }) => {
    await page.goto(url);
    await state(page, "Check Information").waitFor();
    await run(page);
    await outcome(page, "Succeeded").waitFor();
    for (const tab of await page.getByRole("tab").and(page.locator(":visible")).all()) {
      const sight = await tab.evaluate((it) => {
        const { left, right } = it.getBoundingClientRect();
        const list = it.closest("[role=tablist]").getBoundingClientRect();
        return [list.left, left, right, list.right].map(Math.round);
      });
      assert.deepEqual(sight, sight.toSorted((a, b) => a - b), await tab.innerText());
    }
  });
}

for (const width of [360, 600]) {
  test(`every menu is in sight at ${width} px`, { context: { viewport: { width, height: 800 } } }, async ({ page, url }) => {
    await page.goto(url);
    await state(page, "Check Information").waitFor();
    for (const name of [/^Workspace:/, /^Case:/, "Theme", /^Speed:/]) {
      await page.getByRole("button", { name }).click();
      const menu = page.getByRole("menu", { name });
      await eventually(async () => {
        const { x, width: wide } = await menu.boundingBox();
        assert(x >= 0 && x + wide <= width, `${name} goes from ${x} to ${x + wide}`);
      });
      await page.keyboard.press("Escape");
      await menu.waitFor({ state: "hidden" });
    }
  });
}

test("a narrow screen has the settings of a run beside its inputs", {
  context: { viewport: { width: 390, height: 800 }, hasTouch: true },
}, async ({ page, url }) => {
  await page.goto(url);
  await state(page, "Check Information").waitFor();
  await page.getByRole("navigation", { name: "Panes" }).getByRole("button", { name: "Edit" }).tap();
  await page.getByRole("tab", { name: /^Cases/ }).tap();
  await page.getByRole("button", { name: /^Standard, Seed/ }).tap();
  const [content, room] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert(content <= room, `${content} px of content in ${room} px`);
  await page.getByRole("radio", { name: /^Express/ }).tap();
  await page.getByRole("button", { name: /^Express, Seed/ }).waitFor();
});

test("a long name leaves room for how its state stands", async ({ page, url }) => {
  await open(page, url);
  const name = "Write Rekognition Content Moderation Results to File";
  await definition(page, taskMachine({ [name]: { Type: "Pass", End: true } }));
  await run(page);
  await state(page, name, "succeeded").click();
  const inspector = page.getByRole("region", { name: "Inspector" });
  const chip = await inspector.getByText("Succeeded", { exact: true }).boundingBox();
  const button = await inspector.getByRole("button", { name: "Show in the definition" }).boundingBox();
  assert(chip.x + chip.width <= button.x, `it ends at ${chip.x + chip.width}, the buttons begin at ${button.x}`);
});

test("a long error leaves room for the name of its state", async ({ page, url }) => {
  await open(page, url);
  const fails = { Type: "Fail", Error: "Unavailable", Cause: "The service is not there, as usual. ".repeat(9) };
  await definition(page, taskMachine({ "Check stock": fails }));
  await run(page);
  const inspector = page.getByRole("region", { name: "Inspector" });
  const heading = inspector.getByRole("heading", { name: "Check stock", level: 2 });
  await heading.waitFor();
  const [content, room] = await heading.evaluate((it) => [it.scrollWidth, it.clientWidth]);
  assert(content <= room, `${content} px of name in ${room} px`);
});

test("columns are moved, closed and opened by keyboard", async ({ page, url }) => {
  await open(page, url);
  const editors = page.getByRole("region", { name: "Editors" });
  const separator = page.getByRole("separator", { name: "Width of the editors" });
  const width = () => editors.evaluate((it) => it.offsetWidth);
  const before = await width();
  await separator.focus();
  await page.keyboard.press("ArrowLeft");
  await eventually(async () => assert.equal(await width(), before - 16));
  assert.equal(await separator.getAttribute("aria-valuenow"), String(before - 16));
  await page.keyboard.press("Enter");
  await eventually(async () => assert.equal(await width(), 36));
  await page.keyboard.press("Enter");
  await eventually(async () => assert.equal(await width(), before - 16));
});

test("a column is dragged, and a double click gives it back its own width", async ({ page, url }) => {
  await open(page, url);
  const inspector = page.getByRole("region", { name: "Inspector" });
  const width = () => inspector.evaluate((it) => it.offsetWidth);
  const before = await width();
  const separator = page.getByRole("separator", { name: "Width of the inspector" });
  const { x, y, height } = await separator.boundingBox();
  await page.mouse.move(x, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x - 50, y + height / 2, { steps: 4 });
  await page.mouse.up();
  await eventually(async () => assert.equal(await width(), before + 50));
  await separator.dblclick();
  await eventually(async () => assert.equal(await width(), before));
});

test("tabs go by arrow keys", async ({ page, url }) => {
  await open(page, url);
  await page.getByRole("tab", { name: "Definition" }).focus();
  await page.keyboard.press("ArrowRight");
  await page.getByRole("tab", { name: /^Handlers/, selected: true }).waitFor();
  await page.keyboard.press("End");
  await page.getByRole("tab", { name: /^Cases/, selected: true }).waitFor();
  assert.match(await page.evaluate(() => document.activeElement.textContent), /^Cases/);
});

test("the graph is walked through, zoomed and fitted by keyboard", async ({ page, url }) => {
  await open(page, url);
  await state(page, "Check Information").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Information Check Result", level: 2 }).waitFor();
  await page.keyboard.press("ArrowDown");
  const focused = () => page.evaluate(() => document.activeElement.getAttribute("data-state"));
  assert.equal(await focused(), "Check age range");
  const scale = page.getByRole("group", { name: "Zoom" }).getByText("%");
  const before = parseInt(await scale.innerText());
  await page.keyboard.press("+");
  await eventually(async () => assert(parseInt(await scale.innerText()) > before));
  await page.keyboard.press("0");
  await eventually(async () => assert.equal(parseInt(await scale.innerText()), before));
  await page.keyboard.press("Escape");
  await page.getByRole("heading", { name: "Execution", level: 2 }).waitFor();
});

test("the graph is dragged and zoomed by mouse, and a drag selects nothing", async ({ page, url }) => {
  await open(page, url);
  const node = state(page, "Check Information");
  const before = await node.boundingBox();
  const [x, y] = [before.x + before.width / 2, before.y + before.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 40, y + 30, { steps: 4 });
  await page.mouse.up();
  await eventually(async () => assert.equal(Math.round((await node.boundingBox()).x - before.x), 40));
  await page.getByRole("heading", { name: "Execution", level: 2 }).waitFor();

  await page.mouse.move(x + 40, y + 30);
  await page.keyboard.down("Control");
  await page.mouse.wheel(0, -200);
  await page.keyboard.up("Control");
  await eventually(async () => assert((await node.boundingBox()).width > before.width * 1.2));
  await node.click();
  await page.getByRole("heading", { name: "Check Information", level: 2 }).waitFor();
});

test("the execution plays to its end and can be stopped", async ({ page, url }) => {
  await open(page, url);
  await run(page);
  await outcome(page, "Succeeded").waitFor();
  const moment = page.getByRole("slider", { name: "Moment" });
  const now = async () => Number(await moment.getAttribute("aria-valuenow"));
  const end = Number(await moment.getAttribute("aria-valuemax"));
  await page.getByRole("button", { name: "Speed: 1×" }).click();
  await page.getByRole("menuitemradio", { name: "4×" }).click();
  await page.getByRole("button", { name: "Play", exact: true }).click();
  await eventually(async () => assert((await now()) > 2 && (await now()) < end));
  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByRole("button", { name: "Play", exact: true }).waitFor();
  const stopped = await now();
  await page.waitForTimeout(150);
  assert.equal(await now(), stopped);
  await page.getByRole("button", { name: "Play", exact: true }).click();
  await eventually(async () => assert.equal(await now(), end));
  await page.getByRole("button", { name: "Play", exact: true }).waitFor();
});

test("a click on an event or on the track moves the head", async ({ page, url }) => {
  await open(page, url);
  await run(page);
  await outcome(page, "Succeeded").waitFor();
  await page.getByRole("tab", { name: "Events" }).click();
  await page.getByRole("option").filter({ hasText: "ChoiceStateEntered" }).first().click();
  const moment = page.getByRole("slider", { name: "Moment" });
  await eventually(async () => assert.equal(await moment.getAttribute("aria-valuenow"), "7"));
  await state(page, "Information Check Result", "running").waitFor();

  const { x, y, width, height } = await moment.boundingBox();
  await page.mouse.click(x + width - 2, y + height / 2);
  await state(page, "Confirm Registration", "succeeded").waitFor();
});

test("the shortcuts are listed, and Escape closes the list", async ({ page, url }) => {
  await open(page, url);
  await page.getByRole("button", { name: "Keyboard shortcuts" }).click();
  const list = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await list.waitFor();
  await page.keyboard.press("Escape");
  await list.waitFor({ state: "hidden" });
  await page.getByRole("button", { name: "Keyboard shortcuts" }).click();
  await list.waitFor();
});

test("a menu is opened, walked through and left by keyboard", async ({ page, url }) => {
  await open(page, url);
  const button = page.getByRole("button", { name: /^Case:/ });
  await button.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menu").locator(":focus").waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Case: Parents are missing" }).waitFor();
  await button.press("Enter");
  await page.getByRole("menu").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("menu").waitFor({ state: "hidden" });
  assert.equal(await button.evaluate((it) => it === document.activeElement), true);
});

test("text reaches a contrast of 4.5 : 1 in light and dark", async ({ page, url }) => {
  await open(page, url);
  await run(page);
  await outcome(page, "Succeeded").waitFor();
  for (const theme of ["light", "dark"]) {
    await page.evaluate((theme) => (document.documentElement.dataset.theme = theme), theme);
    const low = await page.evaluate(lowContrasts);
    assert.deepEqual(low, [], theme);
  }
});

/** The pairs of tokens that stand on one another and have too little contrast. Runs in the page. */
function lowContrasts() {
  const pairs = {
    "--panel": ["--text", "--text-2", "--text-3", "--accent", "--ok", "--bad", "--warn", "--run", "--c-key",
      "--c-str", "--c-num", "--c-kw", "--c-query"],
    "--bg": ["--text", "--text-2", "--text-3"],
    "--sunken": ["--text", "--text-2", "--text-3"],
    "--raised": ["--text", "--text-2", "--text-3", "--accent"],
    "--accent": ["--accent-text"],
    "--accent-soft": ["--text", "--text-2", "--accent", "--c-key", "--c-str", "--c-num", "--c-kw", "--c-query"],
    "--ok-soft": ["--ok", "--text", "--text-2", "--c-key", "--c-str", "--c-num"],
    "--bad-soft": ["--bad", "--text"],
    "--warn-soft": ["--warn", "--text"],
    "--run-soft": ["--run", "--text"],
    "--query-bg": ["--c-query"],
  };
  const probe = document.body.appendChild(document.createElement("i"));
  const luminance = (token) => {
    probe.style.color = `var(${token})`;
    const channels = getComputedStyle(probe).color.match(/[\d.]+/g).slice(0, 3).map(Number);
    const [r, g, b] = channels.map((c) => ((c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const low = [];
  for (const [ground, texts] of Object.entries(pairs)) {
    for (const text of texts) {
      const [high, deep] = [luminance(ground), luminance(text)].sort((a, b) => b - a);
      const ratio = (high + 0.05) / (deep + 0.05);
      if (ratio < 4.5) low.push(`${text} on ${ground}: ${ratio.toFixed(2)}`);
    }
  }
  probe.remove();
  return low;
}

async function assertLarge(page, targets) {
  for (const target of await targets.all()) {
    const box = await target.boundingBox();
    const name = await target.evaluate((it) => it.getAttribute("aria-label") ?? it.textContent);
    assert(box.height >= 43.5, `“${name}” is ${box.height} px high`);
  }
}
