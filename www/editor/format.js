// Formatting on demand.

import { EditorSelection } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { indentRange } from "@codemirror/language";
import { changeBetween } from "./text.js";

/**
 * Formats the whole text; true where it was done.
 *
 * @param {EditorView} view
 * @param {import("./main.js").Language} language
 * @param {() => void} [onUnable] the text is not JSON yet
 */
export function format(view, language, onUnable) {
  if (view.state.readOnly) return false;
  if (language === "javascript") return indent(view);
  const before = view.state.doc.toString();
  const after = formatJson(before);
  if (after === null) {
    onUnable?.();
    return false;
  }
  const changes = changeBetween(before, after);
  if (!changes) return true;
  const { anchor, head } = view.state.selection.main;
  const selection = EditorSelection.single(samePlace(before, anchor, after), samePlace(before, head, after));
  view.dispatch({
    changes,
    selection,
    userEvent: "format",
    scrollIntoView: true,
    effects: EditorView.announce.of("Formatted"),
  });
  return true;
}

function indent(view) {
  const { state } = view;
  view.dispatch({ changes: indentRange(state, 0, state.doc.length), userEvent: "format" });
  return true;
}

/**
 * JSON with two spaces per level; nothing if it does not parse. Strings and numbers stay as they were
 * typed: `1.0` and `"\u00e9"` mean the same as `1` and `"é"`, but were written so for a reason.
 *
 * @param {string} text
 */
export function formatJson(text) {
  try {
    JSON.parse(text);
  } catch {
    return null;
  }
  let out = "";
  let depth = 0;
  let last = "";
  const newLine = () => `\n${"  ".repeat(depth)}`;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g)) {
    const opened = last === "{" || last === "[";
    if (token === "}" || token === "]") {
      depth -= 1;
      out += opened ? token : newLine() + token;
    } else {
      if (opened || last === ",") out += newLine();
      out += token === ":" ? ": " : token;
      if (token === "{" || token === "[") depth += 1;
    }
    last = token;
  }
  return `${out}\n`.slice(0, text.endsWith("\n") ? undefined : -1);
}

/** The place in the formatted text with as much behind it, since only white space has changed. */
function samePlace(before, offset, after) {
  let rest = before.slice(0, offset).replace(/\s+/g, "").length;
  let place = 0;
  while (rest > 0) if (/\S/.test(after[place++])) rest -= 1;
  return place;
}
