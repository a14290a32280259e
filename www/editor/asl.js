// The Amazon States Language: JSON in which expressions and the names of the language stand out.

import { Decoration, ViewPlugin } from "@codemirror/view";
import { syntaxTree } from "@codemirror/language";
import { json } from "@codemirror/lang-json";

const query = Decoration.mark({ class: "cm-query" });
const keyword = Decoration.mark({ class: "cm-keyword" });

/** The fields whose values are words of the language, not the user's. */
const KEYWORD_FIELDS = ['"Type"', '"QueryLanguage"'];

const colours = ViewPlugin.fromClass(
  class {
    constructor(view) {
      this.decorations = decorate(view);
    }
    update({ view, docChanged, viewportChanged, state, startState }) {
      const hasParsed = syntaxTree(state) !== syntaxTree(startState);
      if (docChanged || viewportChanged || hasParsed) this.decorations = decorate(view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

function decorate({ state, visibleRanges }) {
  const ranges = [];
  const text = (node) => state.sliceDoc(node.from, node.to);
  for (const { from, to } of visibleRanges) {
    syntaxTree(state).iterate({
      from,
      to,
      enter(node) {
        if (node.name !== "String") return;
        if (isQuery(text(node))) ranges.push(query.range(node.from, node.to));
        else if (isKeyword(node.node, text)) ranges.push(keyword.range(node.from, node.to));
      },
    });
  }
  return Decoration.set(ranges);
}

/** `"{% … %}"`, quotes and all */
const isQuery = (text) => text.startsWith('"{%') && text.endsWith('%}"') && text.length >= 6;

function isKeyword(node, text) {
  const name = node.parent?.getChild("PropertyName");
  return name !== null && name !== undefined && KEYWORD_FIELDS.includes(text(name));
}

export const asl = () => [json(), colours];
