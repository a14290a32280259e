// Completion and hover, asked of the page, which asks Rust.

import { EditorState } from "@codemirror/state";
import { hoverTooltip } from "@codemirror/view";
import { syntaxTree } from "@codemirror/language";
import { element, prose } from "./text.js";

/**
 * @typedef {{label: string, type?: string, detail?: string, info?: string, apply?: string}} Completion
 *
 * @callback Complete what may stand at this offset. A list alone replaces what is typed of the word, the
 *   name or the string before the offset; `from` and `to` say more exactly what it replaces
 * @param {string} text
 * @param {number} offset
 * @returns {Completion[] | {from: number, to?: number, options: Completion[]} | null}
 *
 * @callback Hover what is to be known about the place
 * @param {string} text
 * @param {number} offset
 * @returns {{from: number, to: number, text: string} | null}
 */

/** @param {{complete?: Complete, hover?: Hover}} options */
export function assistance({ complete, hover }) {
  const extensions = [];
  if (complete) {
    const autocomplete = completionSource(complete);
    extensions.push(EditorState.languageData.of(() => [{ autocomplete }]));
  }
  if (hover) extensions.push(hoverTooltip(hoverSource(hover)));
  return extensions;
}

const completionSource = (complete) => (context) => {
  const { state, pos } = context;
  const found = complete(state.doc.toString(), pos);
  const { from, to, options } = Array.isArray(found) ? { options: found } : (found ?? {});
  if (!options?.length) return null;
  return { from: from ?? wordStart(state, pos), to, options: options.map(completion) };
};

function completion({ info, ...rest }) {
  if (!info) return rest;
  return { ...rest, info: () => element("div", "cm-prose", prose(info)) };
}

/**
 * Where begins what is being typed: in a string the string, since names of states have spaces; in an
 * expression the word.
 */
function wordStart(state, pos) {
  const node = syntaxTree(state).resolveInner(pos, -1);
  const isString = node.name === "String" || node.name === "PropertyName";
  if (isString && pos > node.from && !state.sliceDoc(node.from, pos).startsWith('"{%')) return node.from + 1;
  const line = state.doc.lineAt(pos);
  const [word] = /[$\w]*$/.exec(state.sliceDoc(line.from, pos));
  return pos - word.length;
}

const hoverSource = (hover) => (view, pos) => {
  const found = hover(view.state.doc.toString(), pos);
  if (!found) return null;
  const { from, to, text } = found;
  return { pos: from, end: to, create: () => ({ dom: element("div", "cm-prose", prose(text)) }) };
};
