// The two languages of expressions by themselves, as far as colours need it.

import { StreamLanguage } from "@codemirror/language";

const WORDS = ["and", "or", "in", "true", "false", "null", "function", "λ"];
/** After these, `/` divides; anywhere else it begins a regular expression. */
const ENDS_OPERAND = /[\w$)\]}`'"]$/;

export const jsonata = () =>
  StreamLanguage.define({
    name: "jsonata",
    startState: () => ({ comment: false, before: "" }),
    copyState: (state) => ({ ...state }),
    token(stream, state) {
      if (state.comment || stream.match("/*")) {
        state.comment = !stream.match(/^.*?\*\//);
        if (state.comment) stream.skipToEnd();
        return "comment";
      }
      if (stream.eatSpace()) return null;
      const start = stream.pos;
      const kind = token(stream, state.before);
      state.before = stream.string.slice(start, stream.pos);
      return kind;
    },
    languageData: {
      closeBrackets: { brackets: ["(", "[", "{", "'", '"', "`"] },
      commentTokens: { block: { open: "/*", close: "*/" } },
    },
  });

function token(stream, before) {
  if (stream.match(/^"(?:[^"\\]|\\.)*"?/) || stream.match(/^'(?:[^'\\]|\\.)*'?/)) return "string";
  if (stream.match(/^`[^`]*`?/)) return "propertyName";
  if (!ENDS_OPERAND.test(before) && stream.match(/^\/(?:[^/\\]|\\.)+\/?[a-z]*/)) return "regexp";
  if (stream.match(/^\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/)) return "number";
  if (stream.match(/^\$[\p{L}\w]*(?=\s*\()/u)) return "variableName.function";
  if (stream.match(/^\${1,2}[\p{L}\w]*/u)) return "variableName.special";
  const word = stream.match(/^[\p{L}_][\p{L}\w]*/u);
  if (word) return WORDS.includes(word[0]) ? "keyword" : null;
  if (!stream.match(/^[^\s\w$"'`\p{L}/]+/u)) stream.next();
  return "operator";
}

/** Paths, and calls of intrinsic functions. */
export const jsonpath = () =>
  StreamLanguage.define({
    name: "jsonpath",
    token(stream) {
      if (stream.match(/^'(?:[^'\\]|\\.)*'?/)) return "string";
      if (stream.match(/^States\.\w+/)) return "variableName.function";
      if (stream.match(/^\${1,2}\w*/)) return "variableName.special";
      if (stream.match(/^-?\d+(?:\.\d+)?/)) return "number";
      if (stream.match(/^(?:true|false|null)\b/)) return "keyword";
      if (!stream.match(/^\w+/)) stream.next();
      return null;
    },
    languageData: { closeBrackets: { brackets: ["(", "[", "'"] } },
  });
