// Findings in the text: those set from outside, and those of our own checks, as one list.

import { setDiagnostics } from "@codemirror/lint";
import { EditorView } from "@codemirror/view";
import { clampRange, element, prose } from "./text.js";

/**
 * @typedef {object} Diagnostic
 * @property {number} from
 * @property {number} to
 * @property {"error" | "warning" | "info"} severity
 * @property {string} message
 * @property {string} [hint] how to mend it; stands on a line of its own
 * @property {string} [action] the label of a button
 * @property {() => void} [onAction] what the button does
 */

export function createDiagnostics() {
  /** @type {{outer: Diagnostic[], own: Diagnostic[]}} */
  let lists = { outer: [], own: [] };
  /** @type {EditorView} */
  let view;

  const show = () => {
    const all = [...lists.outer, ...lists.own].map((one) => shown(one, view.state.doc));
    view.dispatch(setDiagnostics(view.state, all));
  };
  // One list may be set long after the other, and the text has changed in between.
  const follow = EditorView.updateListener.of(({ docChanged, changes }) => {
    if (!docChanged) return;
    const move = (one) => ({ ...one, from: changes.mapPos(one.from, 1), to: changes.mapPos(one.to, -1) });
    lists = { outer: lists.outer.map(move), own: lists.own.map(move) };
  });

  const set = (name) => (list) => {
    const length = view.state.doc.length;
    lists[name] = list.map((one) => ({ ...one, ...clampRange(one, length) }));
    show();
  };
  return {
    extension: follow,
    attach: (editor) => (view = editor),
    set: set("outer"),
    setOwn: set("own"),
    forget() {
      lists = { outer: [], own: [] };
      show();
    },
  };
}

/** A finding as CodeMirror takes it. */
function shown({ from, to, severity, message, hint, action, onAction }, doc) {
  return {
    ...visible(from, Math.max(from, to), doc),
    severity,
    message: hint ? `${message}\n${hint}` : message,
    renderMessage() {
      const text = element("span", "cm-finding", prose(message));
      if (hint) text.append(element("span", "cm-hint", prose(hint)));
      return text;
    },
    actions: action ? [{ name: action, apply: () => onAction?.() }] : [],
  };
}

/** An empty place cannot be underlined, so its neighbour is: the next character, or the one before. */
function visible(from, to, doc) {
  if (from < to) return { from, to };
  const { from: start, to: end } = doc.lineAt(from);
  if (from < end) return { from, to: from + 1 };
  return { from: Math.max(start, from - 1), to: from };
}
