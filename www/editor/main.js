// The code editor of the page, as one function. esbuild bundles this file into `editor.js`.
//
// What is right and wrong in a definition, what completes and what a hover says comes from outside,
// from the Rust side. Only JavaScript is checked here.

import { Annotation, EditorSelection, EditorState } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { isolateHistory } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { asl } from "./asl.js";
import { assistance } from "./assist.js";
import { changeBetween, clampRange, withPlainLineEnds } from "./text.js";
import { createDiagnostics } from "./diagnostics.js";
import { format } from "./format.js";
import { javascriptSupport } from "./javascript.js";
import { jsonata, jsonpath } from "./expressions.js";
import { marks, setLines, setWidgets } from "./marks.js";
import { basics, gutters } from "./basics.js";
import { parts, setParts } from "./parts.js";
import { theme } from "./theme.js";

/** Marks what the page itself does, which it need not be told. */
const FromPage = Annotation.define();

/** @typedef {"asl" | "json" | "javascript" | "jsonata" | "jsonpath"} Language */

/** What a text has beside its language: an expression by itself is short and shows values, not lines. */
const SURROUNDINGS = {
  asl: [gutters, marks],
  json: gutters,
  javascript: gutters,
  jsonata: [parts, EditorView.lineWrapping],
  jsonpath: [parts, EditorView.lineWrapping],
};

/**
 * @typedef {object} Options
 * @property {string} text
 * @property {Language} language
 * @property {string} label what assistive technology calls the editor
 * @property {(text: string) => void} [onChange] the user has changed the text
 * @property {() => void} [onRun] Mod-Enter
 * @property {() => void} [onExplore] Alt-Enter
 * @property {(offset: number) => void} [onCaret] the user has moved the caret
 * @property {() => void} [onUnable] the text is to be formatted, but is not JSON yet
 * @property {import("./assist.js").Complete} [complete]
 * @property {import("./assist.js").Hover} [hover]
 */

/**
 * Makes an editor at the end of `parent`. Offsets are in UTF-16 units of the text, whose lines end
 * with `\n`: other line ends become that on their way in.
 *
 * @param {HTMLElement} parent
 * @param {Options} options
 */
export function createEditor(parent, options) {
  const { language, label, onChange, onRun, onExplore, onCaret, onUnable } = options;
  const diagnostics = createDiagnostics();
  const script = language === "javascript" ? javascriptSupport(diagnostics.setOwn) : null;

  const extensions = () => [
    keymap.of([
      // Before the keys of the editor, which has another meaning for Mod-Enter.
      { key: "Mod-Enter", run: () => (onRun?.(), true) },
      ...(onExplore ? [{ key: "Alt-Enter", run: () => (onExplore(), true) }] : []),
      { key: "Shift-Alt-f", run: (view) => format(view, language, onUnable) },
    ]),
    SURROUNDINGS[language],
    basics,
    theme,
    script ? script.extension() : { asl, json, jsonata, jsonpath }[language](),
    assistance(options),
    diagnostics.extension,
    EditorView.contentAttributes.of({
      "aria-label": label,
      "aria-description": "Escape, then Tab, leaves the editor",
    }),
    EditorView.updateListener.of(({ docChanged, selectionSet, state, transactions }) => {
      if (transactions.some((transaction) => transaction.annotation(FromPage))) return;
      if (docChanged) onChange?.(state.doc.toString());
      if (docChanged || selectionSet) onCaret?.(state.selection.main.head);
    }),
  ];
  const stateOf = (text) => EditorState.create({ doc: withPlainLineEnds(text), extensions: extensions() });
  const view = new EditorView({ parent, state: stateOf(options.text) });
  diagnostics.attach(view);
  script?.start(view);

  const length = () => view.state.doc.length;
  const fromPage = (transaction) => view.dispatch({ annotations: FromPage.of(true), ...transaction });

  return {
    /**
     * Replaces the text, as one step that can be undone. With `isNew`, it is another text: the
     * history and all marks are forgotten. Neither calls `onChange`.
     *
     * @param {string} text
     * @param {{isNew?: boolean}} [how]
     */
    setText(text, { isNew = false } = {}) {
      if (isNew) {
        view.setState(stateOf(text));
        diagnostics.forget();
        script?.start(view);
        return;
      }
      const changes = changeBetween(view.state.doc.toString(), withPlainLineEnds(text));
      if (!changes) return;
      const annotations = [FromPage.of(true), isolateHistory.of("full")];
      view.dispatch({ changes, annotations });
    },

    /** @param {import("./diagnostics.js").Diagnostic[]} list in place of those set before */
    setDiagnostics(list) {
      diagnostics.set(list);
    },

    /** @param {{from: number, to: number}[]} ranges whose lines stand out: the selected state's */
    setHighlight(ranges) {
      fromPage({ effects: setLines.of(ranges.map((range) => clampRange(range, length()))) });
    },

    /** @param {{at: number, text: string, title?: string}[]} values shown behind their places */
    setValues(values) {
      fromPage({ effects: setWidgets.of(values.filter(({ at }) => at >= 0 && at <= length())) });
    },

    /** @param {import("./parts.js").Part[]} list the parts of an expression that have values */
    setParts(list) {
      fromPage({ effects: setParts.of(list.filter(({ to }) => to <= length())) });
    },

    /** Selects a range and scrolls it into view. The focus stays where it is. */
    reveal(start, end = start) {
      const { from, to } = clampRange({ from: start, to: end }, length());
      const { doc } = view.state;
      const isTall = doc.lineAt(to).number - doc.lineAt(from).number > 20;
      const place = isTall ? { y: "start", yMargin: 40 } : { y: "center" };
      // The caret goes to the start: that is what unfolds it, and what one reads first.
      const selection = EditorSelection.single(to, from);
      fromPage({ selection, effects: EditorView.scrollIntoView(selection.main, place) });
    },

    /** Formats the text; false when it cannot, because it has errors. */
    format: () => format(view, language, onUnable),
    focus: () => view.focus(),
    destroy() {
      script?.stop();
      view.destroy();
    },
  };
}
