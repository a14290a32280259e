// What every editor has, whatever its language.

import { EditorState } from "@codemirror/state";
import {
  EditorView,
  crosshairCursor,
  drawSelection,
  dropCursor,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  rectangularSelection,
} from "@codemirror/view";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import {
  bracketMatching,
  codeFolding,
  foldGutter,
  foldKeymap,
  indentOnInput,
  indentUnit,
} from "@codemirror/language";
import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from "@codemirror/autocomplete";
import { lintGutter, lintKeymap } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { searching } from "./search.js";
import { element } from "./text.js";

const isStill = globalThis.matchMedia?.("(prefers-reduced-motion: reduce)").matches ?? false;

/** CodeMirror's own words, where the page says it otherwise. */
const PHRASES = { Diagnostics: "Problems", "No diagnostics": "No problems" };

/** What stands beside the lines of a long text. */
export const gutters = [
  lintGutter(),
  lineNumbers(),
  foldGutter({ markerDOM: (isOpen) => element("span", isOpen ? "cm-fold" : "cm-fold cm-folded", "›") }),
  codeFolding({ placeholderText: "…" }),
  highlightActiveLine(),
  highlightActiveLineGutter(),
];

export const basics = [
  highlightSpecialChars(),
  history(),
  drawSelection({ cursorBlinkRate: isStill ? 0 : 1200 }),
  dropCursor(),
  EditorState.allowMultipleSelections.of(true),
  rectangularSelection(),
  crosshairCursor(),
  EditorState.tabSize.of(2),
  indentUnit.of("  "),
  indentOnInput(),
  bracketMatching(),
  closeBrackets(),
  autocompletion({ icons: false }),
  highlightSelectionMatches(),
  searching,
  EditorState.phrases.of(PHRASES),
  EditorView.contentAttributes.of({ spellcheck: "false", autocorrect: "off", autocapitalize: "off" }),
  keymap.of([
    ...closeBracketsKeymap,
    ...defaultKeymap,
    ...searchKeymap,
    ...historyKeymap,
    ...foldKeymap,
    ...completionKeymap,
    ...lintKeymap,
    // Escape first makes Tab leave the editor: CodeMirror sees to that.
    indentWithTab,
  ]),
];
