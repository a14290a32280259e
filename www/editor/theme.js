// How the editor looks. Only the page's tokens are used, so that light and dark need no second theme.

import { EditorView } from "@codemirror/view";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { tags } from "@lezer/highlight";

/** A token's colour, thinned, for what lies over a selection and must let it through. */
const thin = (token, percent) => `color-mix(in srgb, var(${token}) ${percent}%, transparent)`;

const ground = {
  "&": {
    height: "100%",
    color: "var(--text)",
    backgroundColor: "var(--panel)",
    fontSize: "12.5px",
  },
  // Not an outline, which the gutters would cover.
  "&.cm-focused": { outline: "none" },
  "&.cm-focused::after": {
    content: '""',
    position: "absolute",
    inset: "0",
    zIndex: "15",
    border: "2px solid var(--accent)",
    pointerEvents: "none",
  },
  ".cm-scroller": { fontFamily: "var(--font-code)", lineHeight: "1.62", overflow: "auto" },
  ".cm-content": { padding: "8px 0", caretColor: "var(--text)" },
  ".cm-line": { padding: "0 12px 0 4px" },
  ".cm-cursor, .cm-dropCursor": { borderLeft: "1.5px solid var(--text)" },

  ".cm-gutters": {
    color: "var(--text-3)",
    backgroundColor: "var(--panel)",
    border: "none",
    userSelect: "none",
  },
  ".cm-lineNumbers .cm-gutterElement": {
    minWidth: "22px",
    padding: "0",
    fontVariantNumeric: "tabular-nums",
  },
  ".cm-gutter-lint": { width: "16px" },
  ".cm-gutter-lint .cm-gutterElement": { padding: "0", textAlign: "center" },
  ".cm-foldGutter": { width: "14px" },
  ".cm-activeLineGutter": { backgroundColor: "transparent" },
  "&.cm-focused .cm-activeLineGutter": { color: "var(--text)" },

  ".cm-activeLine": { backgroundColor: "transparent" },
  "&.cm-focused .cm-activeLine": { backgroundColor: thin("--text", 4) },
  // A selection says where the caret is, and is hard to see below.
  "&.cm-focused:has(.cm-selectionBackground) .cm-activeLine": { backgroundColor: "transparent" },
  "& .cm-line.cm-state.cm-state, &.cm-focused .cm-line.cm-state.cm-state": {
    backgroundColor: thin("--accent", 11),
    boxShadow: "inset 2px 0 var(--accent)",
  },
  ".cm-selectionBackground": { backgroundColor: "var(--accent-soft)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": {
    backgroundColor: "color-mix(in srgb, var(--accent) 22%, var(--accent-soft))",
  },
  ".cm-selectionMatch": { backgroundColor: "transparent", outline: "1px solid var(--line-strong)" },
  "&.cm-focused .cm-matchingBracket": {
    backgroundColor: "transparent",
    outline: "1px solid var(--text-3)",
    borderRadius: "2px",
  },
  "&.cm-focused .cm-nonmatchingBracket": {
    color: "var(--bad)",
    backgroundColor: "transparent",
  },
  ".cm-specialChar": { color: "var(--bad)" },
};

const language = {
  ".cm-query": {
    color: "var(--c-query)",
    backgroundColor: "var(--query-bg)",
    borderRadius: "3px",
  },
  ".cm-query span": { color: "inherit" },
  ".cm-keyword, .cm-keyword span": { color: "var(--c-kw)" },
};

const runs = {
  ".cm-value": {
    display: "inline-block",
    maxWidth: "28ch",
    marginLeft: "8px",
    padding: "0 5px",
    overflow: "hidden",
    textOverflow: "ellipsis",
    whiteSpace: "nowrap",
    verticalAlign: "bottom",
    color: "var(--text-2)",
    backgroundColor: "var(--sunken)",
    border: "1px solid var(--line)",
    borderRadius: "var(--r-s)",
    fontSize: "11px",
    lineHeight: "16px",
    cursor: "default",
  },
};

const parts = {
  ".cm-part": {
    backgroundColor: "var(--accent-soft)",
    boxShadow: "0 1.5px var(--accent)",
    borderRadius: "2px 2px 0 0",
  },
  // Values stand below their lines, for which the lines of an expression have room.
  ".cm-part-anchor": { position: "relative", display: "inline-block", width: "0", height: "0" },
  ".cm-part-value": {
    position: "absolute",
    top: "5px",
    left: "0",
    zIndex: "5",
    width: "max-content",
    maxWidth: "40ch",
    padding: "0 5px",
    overflow: "hidden",
    textOverflow: "ellipsis",
    whiteSpace: "pre",
    color: "var(--accent)",
    backgroundColor: "var(--accent-soft)",
    borderRadius: "0 0 var(--r-s) var(--r-s)",
    fontSize: "11px",
    lineHeight: "16px",
    cursor: "default",
  },
};

const folds = {
  ".cm-fold": {
    display: "block",
    color: "var(--text-3)",
    textAlign: "center",
    cursor: "pointer",
    opacity: "0",
    transform: "rotate(90deg)",
  },
  ".cm-gutters:hover .cm-fold, .cm-fold.cm-folded": { opacity: "1" },
  ".cm-fold:hover": { color: "var(--text)" },
  ".cm-fold.cm-folded": { transform: "none" },
  ".cm-foldPlaceholder": {
    margin: "0 2px",
    padding: "0 6px",
    color: "var(--text-2)",
    backgroundColor: "var(--sunken)",
    border: "1px solid var(--line)",
    borderRadius: "var(--r-s)",
  },
};

const underline = (token) => ({
  backgroundImage: "none",
  textDecoration: `underline wavy var(${token})`,
  textDecorationSkipInk: "none",
  textUnderlineOffset: "3px",
});
const sign = (text, token) => ({ content: `"${text}"`, color: `var(${token})` });

const findings = {
  ".cm-lintRange": { paddingBottom: "0" },
  ".cm-lintRange-error": underline("--bad"),
  ".cm-lintRange-warning": underline("--warn"),
  ".cm-lintRange-info": underline("--text-3"),
  ".cm-lintPoint-error::after": { borderBottomColor: "var(--bad)" },
  ".cm-lintPoint-warning::after": { borderBottomColor: "var(--warn)" },
  ".cm-lintPoint-info::after": { borderBottomColor: "var(--text-3)" },
  ".cm-lintRange-active": { backgroundColor: "transparent" },
  // CodeMirror puts pictures here, in colours of its own.
  ".cm-lint-marker": {
    content: "normal",
    width: "auto",
    height: "auto",
    fontWeight: "700",
    fontSize: "11px",
  },
  ".cm-lint-marker-error, .cm-lint-marker-warning, .cm-lint-marker-info": { content: "normal" },
  ".cm-lint-marker-error::before": sign("✕", "--bad"),
  ".cm-lint-marker-warning::before": sign("!", "--warn"),
  ".cm-lint-marker-info::before": sign("i", "--text-2"),

  ".cm-diagnostic": {
    position: "relative",
    padding: "7px 12px 8px 30px",
    border: "none",
    font: "13px/1.45 var(--font-ui)",
  },
  ".cm-diagnostic + .cm-diagnostic": { borderTop: "1px solid var(--line)" },
  ".cm-diagnostic-error, .cm-diagnostic-warning, .cm-diagnostic-info": { borderLeft: "none" },
  ".cm-diagnostic::before": { position: "absolute", left: "12px", fontWeight: "700", fontSize: "12px" },
  ".cm-diagnostic-error::before": sign("✕", "--bad"),
  ".cm-diagnostic-warning::before": sign("!", "--warn"),
  ".cm-diagnostic-info::before": sign("i", "--text-2"),
  ".cm-hint": { display: "block", marginTop: "2px", color: "var(--text-2)" },
  ".cm-diagnosticAction": {
    margin: "6px 0 0",
    padding: "2px 8px",
    color: "var(--accent)",
    backgroundColor: "var(--panel)",
    border: "1px solid var(--line-strong)",
    borderRadius: "var(--r-s)",
    font: "600 12px/1.45 var(--font-ui)",
    cursor: "pointer",
  },
  ".cm-diagnosticAction:hover": { backgroundColor: "var(--accent-soft)" },
  ".cm-panel.cm-panel-lint ul": { maxHeight: "140px" },
  ".cm-panel.cm-panel-lint ul:focus": { outline: "2px solid var(--accent)", outlineOffset: "-2px" },
  ".cm-panel.cm-panel-lint ul [aria-selected], .cm-panel.cm-panel-lint ul:focus [aria-selected]": {
    color: "var(--text)",
    backgroundColor: "var(--accent-soft)",
  },
};

const tooltips = {
  ".cm-tooltip": {
    maxWidth: "min(440px, 90vw)",
    color: "var(--text)",
    backgroundColor: "var(--panel)",
    border: "1px solid var(--line)",
    borderRadius: "var(--r-m)",
    boxShadow: "var(--shadow)",
    overflow: "hidden",
    zIndex: "20",
  },
  // The list of completions has a second box beside it.
  ".cm-tooltip.cm-tooltip-autocomplete": { maxWidth: "none", overflow: "visible" },
  ".cm-tooltip-section:not(:first-child)": { borderTop: "1px solid var(--line)" },
  ".cm-prose": { padding: "7px 12px 8px", font: "13px/1.45 var(--font-ui)", whiteSpace: "pre-wrap" },
  ".cm-prose code, .cm-finding code": {
    padding: "0 2px",
    backgroundColor: "var(--sunken)",
    borderRadius: "3px",
    font: "12px var(--font-code)",
    overflowWrap: "anywhere",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": {
    minWidth: "220px",
    maxHeight: "260px",
    padding: "4px",
    borderRadius: "var(--r-m)",
    font: "12px/1.5 var(--font-code)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": {
    display: "flex",
    gap: "16px",
    padding: "2px 8px",
    borderRadius: "var(--r-s)",
  },
  ".cm-tooltip-autocomplete ul li[aria-selected]": {
    color: "var(--text)",
    backgroundColor: "var(--accent-soft)",
  },
  ".cm-completionMatchedText": { textDecoration: "none", color: "var(--accent)", fontWeight: "600" },
  ".cm-completionDetail": {
    marginLeft: "auto",
    color: "var(--text-3)",
    fontFamily: "var(--font-ui)",
    fontStyle: "normal",
  },
  ".cm-tooltip.cm-completionInfo": { width: "280px", margin: "0 4px", padding: "0" },
};

const panels = {
  ".cm-panels": {
    color: "var(--text)",
    backgroundColor: "var(--sunken)",
    font: "12px/1.45 var(--font-ui)",
    zIndex: "10",
  },
  ".cm-panels-top": { borderBottom: "1px solid var(--line)" },
  ".cm-panels-bottom": { borderTop: "1px solid var(--line)" },
  ".cm-find": { display: "grid", gap: "6px", padding: "8px" },
  ".cm-find-row": { display: "flex", flexWrap: "wrap", alignItems: "center", gap: "4px" },
  ".cm-textfield": {
    flex: "1 1 120px",
    minWidth: "0",
    height: "28px",
    padding: "0 8px",
    color: "var(--text)",
    backgroundColor: "var(--panel)",
    border: "1px solid var(--line-strong)",
    borderRadius: "var(--r-s)",
    font: "12.5px var(--font-code)",
  },
  ".cm-textfield::placeholder": { color: "var(--text-3)" },
  ".cm-count": {
    minWidth: "44px",
    color: "var(--text-2)",
    textAlign: "right",
    fontVariantNumeric: "tabular-nums",
    whiteSpace: "nowrap",
  },
  ".cm-button": {
    minWidth: "28px",
    height: "28px",
    padding: "0 8px",
    color: "var(--text)",
    backgroundColor: "transparent",
    backgroundImage: "none",
    border: "1px solid transparent",
    borderRadius: "var(--r-s)",
    font: "12px var(--font-ui)",
    cursor: "pointer",
  },
  ".cm-button:hover": { backgroundColor: "var(--panel)", borderColor: "var(--line)" },
  ".cm-button:active": { backgroundImage: "none" },
  ".cm-toggle": { padding: "0 4px", color: "var(--text-2)", fontFamily: "var(--font-code)" },
  ".cm-toggle[aria-pressed=true]": {
    color: "var(--accent)",
    backgroundColor: "var(--accent-soft)",
    borderColor: "var(--accent)",
  },
  ".cm-textfield:focus-visible, .cm-button:focus-visible, .cm-panel button:focus-visible": {
    outline: "2px solid var(--accent)",
    outlineOffset: "-1px",
  },
  ".cm-panel [name=close]": { color: "var(--text-2)", fontSize: "16px", cursor: "pointer" },
  ".cm-searchMatch": { backgroundColor: "var(--accent-soft)", boxShadow: "inset 0 -1px var(--accent)" },
  ".cm-searchMatch.cm-searchMatch-selected": {
    backgroundColor: thin("--accent", 30),
    boxShadow: "inset 0 0 0 1px var(--accent)",
  },
};

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.function(tags.variableName), tags.className], color: "var(--c-key)" },
  { tag: [tags.string, tags.regexp, tags.special(tags.string)], color: "var(--c-str)" },
  { tag: tags.special(tags.variableName), color: "var(--c-query)" },
  { tag: tags.number, color: "var(--c-num)" },
  {
    tag: [tags.keyword, tags.bool, tags.null, tags.self, tags.atom, tags.operatorKeyword, tags.modifier],
    color: "var(--c-kw)",
  },
  { tag: tags.comment, color: "var(--text-3)", fontStyle: "italic" },
  { tag: tags.invalid, color: "var(--bad)" },
]);

export const theme = [
  EditorView.theme({ ...ground, ...language, ...runs, ...parts, ...folds, ...findings, ...tooltips, ...panels }),
  syntaxHighlighting(colours),
];
