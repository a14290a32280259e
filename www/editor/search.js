// The search panel: one line to find, one to replace, and how many matches there are.

import { runScopeHandlers } from "@codemirror/view";
import {
  SearchQuery,
  closeSearchPanel,
  findNext,
  findPrevious,
  getSearchQuery,
  replaceAll,
  replaceNext,
  search,
  setSearchQuery,
} from "@codemirror/search";
import { element } from "./text.js";

/** Counting stops here: nobody steps through more, and the text may be large. */
const MAX_COUNT = 1000;

export const searching = search({ top: true, createPanel });

/** @param {import("@codemirror/view").EditorView} view */
function createPanel(view) {
  const find = field("Find", "search");
  const replacement = field("Replace with", "replace");
  // By this attribute CodeMirror finds what to focus when the panel opens.
  find.setAttribute("main-field", "true");
  const count = element("output", "cm-count");
  const options = {
    caseSensitive: toggle("Aa", "Match case"),
    wholeWord: toggle("|ab|", "Whole word"),
    regexp: toggle(".*", "Regular expression"),
  };
  const run = (command) => () => command(view);
  const dom = element(
    "div",
    "cm-find",
    element(
      "div",
      "cm-find-row",
      find,
      count,
      ...Object.values(options),
      button("↑", "Previous match", run(findPrevious)),
      button("↓", "Next match", run(findNext)),
      button("×", "Close the search", run(closeSearchPanel)),
    ),
    element(
      "div",
      "cm-find-row",
      replacement,
      button("Replace", "Replace this match", run(replaceNext)),
      button("Replace all", "Replace all matches", run(replaceAll)),
    ),
  );
  dom.setAttribute("role", "search");

  const show = (query) => {
    // Writing what is there already would still move the caret.
    if (find.value !== query.search) find.value = query.search;
    if (replacement.value !== query.replace) replacement.value = query.replace;
    for (const [name, one] of Object.entries(options)) one.setAttribute("aria-pressed", query[name]);
  };
  const commit = () => {
    const pressed = Object.entries(options).map(([name, one]) => [name, one.ariaPressed === "true"]);
    const query = new SearchQuery({
      search: find.value,
      replace: replacement.value,
      ...Object.fromEntries(pressed),
    });
    if (!query.eq(getSearchQuery(view.state))) view.dispatch({ effects: setSearchQuery.of(query) });
  };
  const recount = (state) => (count.value = countMatches(state, getSearchQuery(state)));

  find.oninput = replacement.oninput = commit;
  for (const one of Object.values(options)) {
    one.onclick = () => {
      one.ariaPressed = String(one.ariaPressed !== "true");
      commit();
    };
  }
  dom.onkeydown = (event) => {
    // The keys of the search, F3 and the like, work here as well as in the text.
    const isHandled =
      runScopeHandlers(view, event, "search-panel") ||
      (event.key === "Enter" && event.target === find && (event.shiftKey ? findPrevious : findNext)(view)) ||
      (event.key === "Enter" && event.target === replacement && replaceNext(view));
    if (isHandled) event.preventDefault();
  };

  show(getSearchQuery(view.state));
  recount(view.state);
  return {
    dom,
    top: true,
    mount: () => find.select(),
    update({ docChanged, selectionSet, state, transactions }) {
      const effects = transactions.flatMap((transaction) => transaction.effects);
      const changed = effects.findLast((effect) => effect.is(setSearchQuery));
      if (changed) show(changed.value);
      if (changed || docChanged || selectionSet) recount(state);
    },
  };
}

function countMatches(state, query) {
  if (!query.search) return "";
  if (!query.valid) return "not a pattern";
  const { from, to } = state.selection.main;
  let total = 0;
  let current = 0;
  const cursor = query.getCursor(state);
  for (let next = cursor.next(); !next.done && total < MAX_COUNT; next = cursor.next()) {
    total += 1;
    if (next.value.from === from && next.value.to === to) current = total;
  }
  if (total === 0) return "none";
  const all = total === MAX_COUNT ? `${MAX_COUNT}+` : String(total);
  return current ? `${current} of ${all}` : all;
}

function field(label, name) {
  const input = element("input", "cm-textfield");
  Object.assign(input, {
    name,
    placeholder: label,
    ariaLabel: label,
    spellcheck: false,
    autocomplete: "off",
  });
  return input;
}

function button(text, label, onclick) {
  const made = element("button", "cm-button", text);
  return Object.assign(made, { type: "button", title: label, ariaLabel: label, onclick });
}

function toggle(text, label) {
  const made = button(text, label, null);
  made.classList.add("cm-toggle");
  return made;
}
