// What people do with the playground, under the names they would use.

/** Opens the page and waits until it can run. */
export async function open(page, url) {
  await page.goto(url);
  await runButton(page).waitFor();
  await page.getByRole("textbox", { name: "Definition" }).waitFor();
}

/** Presses Run. */
export async function run(page) {
  await runButton(page).click();
}

const runButton = (page) => page.getByRole("banner").getByRole("button", { name: /^Run/ });

/** Opens an example. */
export async function example(page, name) {
  await page.getByRole("button", { name: /^Workspace:/ }).click();
  await page.getByRole("menuitem", { name: new RegExp(`^${name}`) }).click();
}

/** Chooses the case that runs. */
export async function useCase(page, name) {
  await page.getByRole("button", { name: /^Case:/ }).click();
  await page.getByRole("menuitemradio", { name }).click();
}

/** A text of the pill over the graph that says how the execution ended. */
export function outcome(page, text) {
  return page.getByRole("region", { name: "Graph and time" }).getByRole("status").getByText(text).first();
}

/** A state on the graph, in whatever condition or in the given one. */
export function state(page, name, status = "") {
  const label = new RegExp(`^${name.replace("?", "\\?")}, \\w+${status ? `, ${status}` : ""}`);
  return page.getByRole("group", { name: "State machine" }).getByRole("button", { name: label });
}

/** Replaces the definition. */
export async function definition(page, text) {
  await page.getByRole("tab", { name: /^Definition/ }).click();
  await write(page, "Definition", text);
}

/** Replaces the code of a handler. */
export async function handler(page, name, code) {
  await page.getByRole("tab", { name: /^Handlers/ }).click();
  await page.getByRole("list", { name: "Handlers" }).getByRole("button", { name: new RegExp(`^${name}`) }).click();
  await write(page, `Code of the handler ${name}`, code);
}

/** Replaces the input of the selected case. */
export async function caseInput(page, text) {
  await page.getByRole("tab", { name: /^Cases/ }).click();
  await write(page, /^Input of the case/, text);
}

/** Replaces the text of an editor. */
export async function write(page, name, text) {
  await page.getByRole("textbox", { name }).click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(text);
}

/** The rows of the list of events, as texts: those of one state that is selected. */
export async function events(page, { only }) {
  await page.getByRole("tab", { name: /^Events/ }).click();
  await page.getByRole("checkbox", { name: new RegExp(only) }).check();
  const rows = page.getByRole("tabpanel", { name: /^Events/ }).getByRole("option");
  await rows.first().waitFor();
  return rows.allInnerTexts();
}

/** A definition in JSONata that starts with the first of the given states. */
export function taskMachine(states) {
  return JSON.stringify({ QueryLanguage: "JSONata", StartAt: Object.keys(states)[0], States: states }, null, 2);
}
