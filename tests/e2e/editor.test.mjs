// The editor, bundled as the page gets it.

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { test as nodeTest } from "node:test";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { checkHandler } from "../../www/editor/check.js";
import { formatJson } from "../../www/editor/format.js";
import { changeBetween } from "../../www/editor/text.js";
import { test } from "./page.mjs";

const EDITOR = new URL("../../www/editor/", import.meta.url);

const { outputFiles } = await build({
  entryPoints: [new URL("main.js", EDITOR).pathname],
  bundle: true,
  format: "esm",
  splitting: true,
  minify: true,
  outdir: "/",
  entryNames: "editor",
  target: "es2022",
  write: false,
});

const TOKENS = `
  :root { --panel: #fff; --text: #111; --text-2: #222; --text-3: #333; --sunken: #eee; --line: #ddd;
    --line-strong: #ccc; --accent: #44c; --accent-soft: #eef; --bad: #b00; --warn: #850; --c-key: #00a;
    --c-str: #070; --c-num: #900; --c-kw: #70b; --c-query: #a05; --query-bg: #fef; --r-s: 4px; --r-m: 8px;
    --font-ui: sans-serif; --font-code: monospace; --shadow: none }
  [data-theme=dark] { --panel: #000; --c-query: #f9c }`;

const files = Object.fromEntries(outputFiles.map(({ path, text }) => [path, text]));
files["/"] = `<!doctype html><style>${TOKENS} #place { height: 300px; width: 600px }</style>
  <button>before</button><div id="place"></div><button>after</button>`;

const ASL = `{
  "Comment": "{% not quite",
  "StartAt": "Check it",
  "States": {
    "Check it": {
      "Type": "Pass",
      "QueryLanguage": "JSONata",
      "Output": "{% $states.input %}",
      "Next": "Done"
    },
    "Done": { "Type": "Succeed", "Seconds": 1234 }
  }
}
`;

/** Makes an editor in the page. What it calls is written down in `window.heard`. */
async function makeEditor(page, options = {}, extra = "") {
  await page.evaluate(
    async ([options, extra]) => {
      const { createEditor } = await import("/editor.js");
      window.heard = [];
      const hear = (name) => (what) => window.heard.push(what === undefined ? name : `${name} ${what}`);
      window.editor = createEditor(document.getElementById("place"), {
        text: "",
        language: "asl",
        label: "Definition",
        onChange: hear("change"),
        onRun: hear("run"),
        onCaret: hear("caret"),
        onUnable: hear("unable"),
        ...options,
        ...(0, eval)(`({${extra}})`),
      });
    },
    [{ text: ASL, ...options }, extra],
  );
  return page.getByRole("textbox", { name: options.label ?? "Definition" });
}

const call = (page, method, ...args) =>
  page.evaluate(([method, args]) => window.editor[method](...args), [method, args]);
const heard = (page, name) =>
  page.evaluate((name) => window.heard.filter((one) => one.startsWith(name)), name);
/** The whole text, however little of it is drawn: the editor copies all it has. */
const textOf = async (page) => {
  const lines = await page.locator(".cm-line").allTextContents();
  return lines.join("\n");
};

// Text and keys.

test("typing is told, and what the page does is not", { files }, async ({ page }) => {
  const box = await makeEditor(page, { text: "[]" });
  await box.press("ControlOrMeta+End");
  await box.pressSequentially("1");
  assert.deepEqual(await heard(page, "change"), ["change []1"]);
  assert.equal((await heard(page, "caret")).at(-1), "caret 3");
  await page.evaluate("window.heard.length = 0");
  await call(page, "setText", "[1]");
  await call(page, "setText", "[1]");
  await call(page, "reveal", 1, 2);
  assert.deepEqual(await page.evaluate("window.heard"), []);
  assert.equal(await textOf(page), "[1]");
});

test("a text that is set is one step of the history", { files }, async ({ page }) => {
  const box = await makeEditor(page, { text: "one" });
  await box.press("End");
  await box.pressSequentially("!");
  await call(page, "setText", "two");
  await box.pressSequentially("?");
  const undo = async () => (await box.press("ControlOrMeta+z"), textOf(page));
  assert.deepEqual([await undo(), await undo(), await undo()], ["two", "one!", "one"]);
  await call(page, "setText", "another", { isNew: true });
  assert.equal(await undo(), "another");
});

test("a small change leaves the caret where it is", { files }, async ({ page }) => {
  const box = await makeEditor(page, { text: "aaa bbb ccc" });
  await call(page, "reveal", 4, 4);
  await call(page, "setText", "aaa bbb xxx");
  await box.pressSequentially("|");
  assert.equal(await textOf(page), "aaa |bbb xxx");
});

test("line ends of Windows become plain", { files }, async ({ page }) => {
  const box = await makeEditor(page, { text: "a\r\nb" });
  await call(page, "setText", "a\r\nb\r\nc");
  await box.press("ControlOrMeta+End");
  await box.pressSequentially("!");
  assert.deepEqual(await heard(page, "change"), ["change a\nb\nc!"]);
});

test("Mod-Enter runs, Tab indents, and Escape lets Tab leave", { files }, async ({ page }) => {
  const box = await makeEditor(page, { text: "x" });
  await box.focus();
  await page.keyboard.press("ControlOrMeta+Enter");
  assert.deepEqual(await heard(page, "run"), ["run"]);
  await page.keyboard.press("Tab");
  assert.equal(await textOf(page), "  x");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  assert.equal(
    await page.getByRole("button", { name: "after" }).evaluate((it) => it === document.activeElement),
    true,
  );
  assert.equal(await textOf(page), "  x");
});

test("brackets close themselves, blocks fold, carets multiply", { files }, async ({ page }) => {
  const box = await makeEditor(page, { text: "" });
  await box.pressSequentially('{"a');
  assert.equal(await textOf(page), '{"a"}');
  await call(page, "setText", ASL, { isNew: true });
  await call(page, "reveal", ASL.indexOf('"Check it": {'));
  await box.press("ControlOrMeta+Shift+BracketLeft");
  await page.locator(".cm-foldPlaceholder").waitFor();
  await call(page, "reveal", ASL.indexOf('"Output"'));
  await page.locator(".cm-foldPlaceholder").waitFor({ state: "detached" });
  await call(page, "setText", "a\na", { isNew: true });
  await call(page, "reveal", 0);
  await box.press("ControlOrMeta+Alt+ArrowDown");
  await box.pressSequentially("-");
  assert.equal(await textOf(page), "-a\n-a");
});

test("destroy leaves nothing", { files }, async ({ page }) => {
  await makeEditor(page, { language: "javascript", text: "let" });
  await call(page, "destroy");
  assert.equal(await page.locator("#place *").count(), 0);
});

// Findings and marks.

test("a finding is underlined, explained and mended", { files }, async ({ page }) => {
  const box = await makeEditor(page);
  await page.evaluate((from) => {
    window.editor.setDiagnostics([
      {
        from,
        to: from + 6,
        severity: "error",
        message: "`Check it` goes to `Done`",
        hint: "did you mean `Gone`?",
        action: "Replace it",
        onAction: () => window.heard.push("mended"),
      },
      { from: 1e9, to: -5, severity: "warning", message: "far away" },
      { from: 0, to: 0, severity: "info", message: "empty" },
    ]);
  }, ASL.indexOf('"Done"'));
  await page.locator(".cm-lintPoint-warning").waitFor({ state: "attached" });
  const mark = page.locator(".cm-lintRange-error");
  assert.equal(await mark.textContent(), '"Done"');
  await mark.hover();
  const tip = page.locator(".cm-tooltip");
  await tip.getByText("did you mean").waitFor();
  const [message, hint] = await Promise.all(
    [tip.locator(".cm-finding"), tip.locator(".cm-hint")].map((it) => it.boundingBox()),
  );
  assert.ok(hint.y > message.y, "the hint has a line of its own");
  assert.deepEqual(await tip.locator("code").allTextContents(), ["Check it", "Done", "Gone"]);
  await tip.getByRole("button", { name: "Replace it" }).click();
  assert.deepEqual(await heard(page, "mended"), ["mended"]);
  await page.locator(".cm-lint-marker-error").waitFor();
  await box.press("ControlOrMeta+Home");
  await box.pressSequentially("\n");
  assert.equal(await mark.textContent(), '"Done"', "it moves with its text");
  await call(page, "setDiagnostics", []);
  await mark.waitFor({ state: "detached" });
});

test("the selected state and live values are marked, and move with the text", { files }, async ({ page }) => {
  const box = await makeEditor(page);
  const at = ASL.indexOf(' %}"') + 4;
  await call(page, "setHighlight", [{ from: ASL.indexOf('"Type"'), to: at }]);
  await call(page, "setValues", [
    { at, text: "{ 3 items }", title: '{ "a": 1 }' },
    { at: 1e9, text: "never" },
  ]);
  const lines = page.locator(".cm-state");
  assert.deepEqual(
    (await lines.allTextContents()).map((line) => line.trim().split('"')[1]),
    ["Type", "QueryLanguage", "Output"],
  );
  const value = page.getByRole("note", { name: "value: { 3 items }" });
  assert.equal(await value.getAttribute("title"), '{ "a": 1 }');
  assert.match(await lines.last().textContent(), /%\}",\{ 3 items \}$/, "behind the comma");
  await value.click();
  await box.press("ControlOrMeta+Home");
  await box.pressSequentially("\n");
  assert.equal((await heard(page, "change")).at(-1), `change \n${ASL}`, "a value is no part of the text");
  assert.equal(await lines.count(), 3);
  await call(page, "setHighlight", []);
  await call(page, "setValues", []);
  assert.equal(await page.locator(".cm-state, .cm-value").count(), 0);
});

test("reveal selects and scrolls, and leaves the focus alone", { files }, async ({ page }) => {
  const text = Array.from({ length: 500 }, (_, i) => `line ${i}`).join("\n");
  await makeEditor(page, { text, language: "json" });
  const from = text.indexOf("line 400");
  await call(page, "reveal", from, from + 8);
  const line = page.locator(".cm-line", { hasText: /^line 400$/ });
  await line.waitFor();
  const [place, box] = [await page.locator("#place").boundingBox(), await line.boundingBox()];
  assert.ok(box.y > place.y && box.y + box.height < place.y + place.height);
  assert.equal(await page.evaluate("document.activeElement === document.body"), true);
  await call(page, "reveal", -5, 1e9);
});

// Languages.

test(
  "expressions and the language's words stand out, in the theme of the page",
  { files },
  async ({ page }) => {
    await makeEditor(page);
    const colour = (text) =>
      page
        .getByText(text, { exact: true })
        .first()
        .evaluate((it) => getComputedStyle(it).color);
    await page.locator(".cm-query").waitFor();
    assert.deepEqual(await page.locator(".cm-query").allTextContents(), ['"{% $states.input %}"']);
    assert.deepEqual(await page.locator(".cm-keyword").allTextContents(), [
      '"Pass"',
      '"JSONata"',
      '"Succeed"',
    ]);
    assert.equal(await colour('"{% $states.input %}"'), "rgb(170, 0, 85)");
    assert.equal(await colour('"JSONata"'), "rgb(119, 0, 187)");
    assert.equal(await colour('"StartAt"'), "rgb(0, 0, 170)");
    assert.equal(await colour('"Check it"'), "rgb(0, 119, 0)");
    assert.equal(await colour("1234"), "rgb(153, 0, 0)");
    await page.evaluate("document.documentElement.dataset.theme = 'dark'");
    assert.equal(await colour('"{% $states.input %}"'), "rgb(255, 153, 204)");
    const ground = await page.locator(".cm-editor").evaluate((it) => getComputedStyle(it).backgroundColor);
    assert.equal(ground, "rgb(0, 0, 0)");
    await call(page, "destroy");
    await makeEditor(page, { language: "json" });
    assert.equal(await page.locator(".cm-query, .cm-keyword").count(), 0);
  },
);

test("format prettifies JSON that parses, and nothing else", { files }, async ({ page }) => {
  const box = await makeEditor(page, { text: '{"a":[1.0,{"b":"x y"}],"c":{}}' });
  await call(page, "reveal", 11);
  await box.focus();
  await page.keyboard.press("Shift+Alt+F");
  const pretty = '{\n  "a": [\n    1.0,\n    {\n      "b": "x y"\n    }\n  ],\n  "c": {}\n}';
  assert.deepEqual(await heard(page, "change"), [`change ${pretty}`]);
  await box.pressSequentially("|");
  assert.match(await textOf(page), /\{|"b"/);
  assert.equal(await call(page, "format"), false);
  await call(page, "setText", '{"a":}');
  assert.equal(await call(page, "format"), false);
  assert.equal(await textOf(page), '{"a":}');
  assert.equal((await heard(page, "unable")).length, 2);
});

test("completion and hover ask the page", { files }, async ({ page }) => {
  const box = await makeEditor(
    page,
    {},
    `complete: (text, offset) => {
      const before = text.slice(0, offset)
      if (before.endsWith('$states.')) return { from: offset - 8, to: offset, options: [{ label: '$states.result' }] }
      if (/"Next": "[^"]*$/.test(before)) return [
        { label: 'Check it', detail: 'Pass', info: 'Goes to \`Done\`' }, { label: 'Count down' } ]
      return null
    },
    hover: (text, offset) => {
      const from = text.indexOf('"Type"')
      return offset >= from && offset < from + 6 ? { from, to: from + 6, text: 'The kind of \`state\`' } : null
    }`,
  );
  const next = ASL.indexOf('"Next": "') + 9;
  await call(page, "reveal", next, next + 4);
  await box.pressSequentially("Check");
  await page.getByRole("option", { name: /Check it/ }).waitFor();
  await page.getByRole("option", { name: /Count down/ }).waitFor({ state: "detached" });
  await page.locator(".cm-completionInfo code", { hasText: "Done" }).waitFor();
  await page.getByRole("option", { name: /Check it/ }).click();
  assert.match(await textOf(page), /"Next": "Check it"\n/);
  const output = ASL.indexOf("input %}");
  await call(page, "reveal", output, output + 5);
  await box.press("Backspace");
  await box.press("ControlOrMeta+Space");
  await page.getByRole("option", { name: "$states.result" }).click();
  assert.match(await textOf(page), /\{% \$states\.result %\}/);
  await page.getByText('"Type"').first().hover();
  await page.locator(".cm-tooltip-hover", { hasText: "The kind of state" }).waitFor();
});

test("a handler is checked, beside what the page finds", { files }, async ({ page }) => {
  const box = await makeEditor(page, {
    language: "javascript",
    text: "export const handler = async () => 1\n",
  });
  await page.locator(".cm-line span", { hasText: "export" }).waitFor();
  await call(page, "setDiagnostics", [{ from: 0, to: 6, severity: "warning", message: "of the page" }]);
  await box.press("ControlOrMeta+End");
  await box.pressSequentially("const = 2");
  await page.locator(".cm-lintRange-error").waitFor();
  assert.equal(await page.locator(".cm-lintRange-error").textContent(), "=");
  assert.equal(await page.locator(".cm-lintRange-warning").textContent(), "export");
  await call(page, "setText", "export const handle = 1");
  await page.locator(".cm-lintRange-error", { hasText: "export" }).hover();
  await page.getByText("is exported").waitFor();
  await call(page, "setText", "export const handler = (event) => ({ total: event.x })");
  await page.locator(".cm-lintRange-error").first().waitFor({ state: "detached" });
  await box.press("ControlOrMeta+End");
  await box.pressSequentially("\nconst other = handl");
  await page.getByRole("option", { name: /handler/ }).waitFor();
});

test("the search counts, steps and replaces", { files }, async ({ page }) => {
  const box = await makeEditor(page, { text: "Check check checks", language: "json" });
  await box.press("ControlOrMeta+f");
  const find = page.getByRole("textbox", { name: "Find" });
  await find.pressSequentially("check");
  const count = page.getByRole("search").getByRole("status");
  assert.equal(await count.textContent(), "3");
  await find.press("Enter");
  await find.press("Enter");
  assert.equal(await count.textContent(), "2 of 3");
  await find.press("Shift+Enter");
  assert.equal(await count.textContent(), "1 of 3");
  await page.getByRole("button", { name: "Match case" }).click();
  assert.equal(await count.textContent(), "2");
  await page.getByRole("button", { name: "Whole word", pressed: false }).click();
  assert.equal(await count.textContent(), "1");
  await page.getByRole("textbox", { name: "Replace with" }).fill("tick");
  await page.getByRole("button", { name: "Replace all matches" }).click();
  assert.equal(await textOf(page), "Check tick checks");
  assert.equal(await count.textContent(), "none");
  await find.press("Escape");
  assert.equal(await page.getByRole("search").count(), 0);
});

// Without a browser.

nodeTest("syntax errors are said plainly, at their place", () => {
  const cases = [
    [
      "export const handler = async () => {\n  return 1",
      "The code ends, but `{` in line 1 is not closed",
      "1",
    ],
    ["foo(1, 2", "The code ends, but `(` in line 1 is not closed", "2"],
    ["foo(`a ${b`)", "The text in backquotes has no end", "`)"],
    ["let a = [1, 2)", "`)` does not close `[` in line 1", ")"],
    ["let a = 1 }", "`}` closes nothing", "}"],
    ["let a = {\n  b: 1\n  c: 2\n}", "`c` was not expected here", "c"],
    ["let s = 'it\nlet t", "The string that begins here does not end on its line", "'it"],
    ["let s = “it”", "`“` is not a quote that JavaScript knows", "“"],
    ["const a = 1\nconst a = 2", "`a` is already declared", "a"],
    ["function f() { await g() }", "`await` stands in a function that is not async", "await"],
    ["return 1", "`return` stands outside a function", "return"],
    [
      "if (x) { export const a = 1 }",
      "`import` and `export` cannot stand inside a function or a block",
      "export",
    ],
    ["f() = 1", "Nothing can be assigned to what stands here", "f"],
    ["/* a", "The comment that begins here has no end", "/*"],
    [
      "let s = '('; let t = /[)]/; let class = 1",
      "`class` is a word of the language and cannot stand here",
      "class",
    ],
    ["export { handler }", "`handler` is exported, but not defined", "handler"],
    ["let a =", "The code ends in the middle of a statement", "="],
  ];
  for (const [text, message, place] of cases) {
    const [{ from, to, ...found }] = checkHandler(text);
    assert.equal(found.message, message, text);
    assert.equal(found.severity, "error");
    assert.equal(text.slice(from, to).trim().split("\n")[0], place, text);
  }
});

nodeTest("a handler is found in every form that Lambda knows", () => {
  const forms = [
    "export const handler = async () => 1",
    "export let a = 1, handler = 2",
    "export async function handler() {}",
    "const go = 1; export { go as handler }",
    "const go = 1; export { go as 'handler' }",
    "exports.handler = async () => 1",
    "exports['handler'] = async () => 1",
    "module.exports.handler = () => 1",
    "const handler = 1; module.exports = { handler }",
    "module.exports = { ...others }",
    "module.exports = make()",
  ];
  for (const text of forms) assert.deepEqual(checkHandler(text), [], text);
  const missing = [
    "",
    "// nothing yet",
    "export const handle = 1",
    "const handler = 1",
    "module.exports = { go }",
  ];
  for (const text of missing) {
    assert.match(checkHandler(text)[0].message, /^Nothing called `handler` is exported/, text);
  }
  const [other] = checkHandler("\nexport default async () => 1");
  assert.match(other.message, /not look at the default export/);
  assert.equal(other.from, 1);
});

nodeTest("packages are said to be missing before the run says it", () => {
  const text = "import a from 'a'\nconst b = require(\"b\")\nexport const handler = async () => 1";
  assert.deepEqual(
    checkHandler(text).map(({ from, to, severity }) => [text.slice(from, to), severity]),
    [
      ["'a'", "warning"],
      ['"b"', "warning"],
    ],
  );
});

nodeTest("formatting keeps strings and numbers as they were typed", () => {
  assert.equal(
    formatJson('[1.0,1e3,"\\u00e9 {,}",true,[],{ }]'),
    '[\n  1.0,\n  1e3,\n  "\\u00e9 {,}",\n  true,\n  [],\n  {}\n]',
  );
  assert.equal(formatJson(' "a" \n'), '"a"\n');
  assert.equal(formatJson("{"), null);
  assert.equal(formatJson(formatJson(ASL)), formatJson(ASL));
});

nodeTest("a change is as small as can be", () => {
  assert.equal(changeBetween("same", "same"), null);
  assert.deepEqual(changeBetween("aXb", "aYYb"), { from: 1, to: 2, insert: "YY" });
  assert.deepEqual(changeBetween("aa", "aaa"), { from: 2, to: 2, insert: "a" });
  assert.deepEqual(changeBetween("", "a"), { from: 0, to: 0, insert: "a" });
});

nodeTest("only the page's tokens give colours", async () => {
  for (const name of await readdir(EDITOR)) {
    const source = await readFile(new URL(name, EDITOR), "utf8");
    assert.doesNotMatch(source, /#[0-9a-f]{3,8}\b(?!.*=>)|rgba?\(|hsla?\(/i, name);
  }
});

nodeTest("what the page loads first is small", (t) => {
  const size = (file) => gzipSync(file.contents, { level: 9 }).length;
  const entry = outputFiles.find(({ path }) => path === "/editor.js");
  const first = outputFiles.filter(
    ({ path }) => path === entry.path || entry.text.includes(`from"./${path.slice(1)}"`),
  );
  const sum = (list) => list.reduce((total, file) => total + size(file), 0);
  t.diagnostic(`first ${sum(first)} bytes gzipped, all ${sum(outputFiles)}`);
  assert.ok(sum(first) < 190_000);
});
