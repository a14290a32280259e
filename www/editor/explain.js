// Says a syntax error in plain words, with what to do about it.

import { tokTypes, tokenizer } from "acorn";

const PAIRS = { ")": "(", "]": "[", "}": "{" };
const CLOSERS = { "(": ")", "[": "]", "{": "}", "${": "}" };
const { braceL, braceR, bracketL, bracketR, dollarBraceL, parenL, parenR } = tokTypes;
const OPENING = [braceL, bracketL, dollarBraceL, parenL];
const CLOSING = [braceR, bracketR, parenR];

/** What the parser says, what we say, and how to mend it. `$1` is the group of the first. */
const EXPLANATIONS = [
  [
    /^Unterminated string constant/,
    "The string that begins here does not end on its line",
    "Close it with the quote it began with, or use backquotes for text over several lines",
  ],
  [/^Unterminated template/, "The text in backquotes has no end", "Close it with a backquote"],
  [/^Unterminated comment/, "The comment that begins here has no end", "Close it with `*/`"],
  [/^Unterminated regular expression/, "The regular expression has no end", "Close it with `/`"],
  [
    /^Unexpected character '([“”„‘’])'/,
    "`$1` is not a quote that JavaScript knows",
    "Use a straight one, `\"` or `'`",
  ],
  [/^Unexpected character '(.+)'/, "`$1` means nothing in JavaScript", "Remove it, or put it in quotes"],
  [
    /^Identifier '(.+)' has already been declared/,
    "`$1` is already declared",
    "Take another name, or assign to it without `const` or `let`",
  ],
  [
    /'await' outside|reserved word 'await'|^Cannot use 'await'/,
    "`await` stands in a function that is not async",
    "Write `async` before that function",
  ],
  [/^'return' outside/, "`return` stands outside a function", "See whether a bracket above closes too early"],
  [
    /^'import' and 'export' may only appear at the top level/,
    "`import` and `export` cannot stand inside a function or a block",
    "See whether a bracket above is not closed",
  ],
  [/^Assigning to rvalue/, "Nothing can be assigned to what stands here", "To compare, write `===`"],
  [/^Export '(.+)' is not defined/, "`$1` is exported, but not defined", "Define it, or correct the name"],
  [/^Duplicate export '(.+)'/, "`$1` is exported twice", "Remove one of the two"],
  [/^(?:Unexpected keyword|The keyword) '(\w+)'/, "`$1` is a word of the language and cannot stand here"],
];

/**
 * @param {SyntaxError & {pos: number, raisedAt: number}} error of acorn
 * @param {string} text
 * @param {object} parser its options
 */
export function explain(error, text, parser) {
  const raw = error.message.replace(/ \(\d+:\d+\)$/, "");
  const [word] = /^[\w$]*/.exec(text.slice(error.pos));
  const seen = Math.min(error.raisedAt, lineEnd(text, error.pos));
  const to = word ? error.pos + word.length : Math.max(error.pos + 1, seen);
  for (const [pattern, message, hint] of EXPLANATIONS) {
    const found = pattern.exec(raw);
    if (!found) continue;
    // Of a template, acorn names the place behind the backquote.
    const from = raw === "Unterminated template" ? error.pos - 1 : error.pos;
    return { from, to, message: message.replace("$1", found[1]), hint };
  }
  if (raw !== "Unexpected token") return { from: error.pos, to, message: raw };
  return explainToken(error.pos, text, parser);
}

function explainToken(pos, text, parser) {
  const { open, token } = readUpTo(pos, text, parser);
  const opener = open.at(-1);
  const line = opener && lineNumber(text, opener.start);
  if (!token) {
    const from = Math.max(0, text.trimEnd().length - 1);
    if (!opener) return { from, to: text.length, message: "The code ends in the middle of a statement" };
    return {
      from,
      to: text.length,
      message: `The code ends, but \`${opener.text}\` in line ${line} is not closed`,
      hint: `Add \`${CLOSERS[opener.text]}\` where it should end`,
    };
  }
  const { start: from, end: to, text: found } = token;
  const at = { from, to };
  if (found in PAIRS && opener && CLOSERS[opener.text] !== found) {
    const message = `\`${found}\` does not close \`${opener.text}\` in line ${line}`;
    return { ...at, message, hint: `Add \`${CLOSERS[opener.text]}\` before it, or remove it` };
  }
  if (found in PAIRS && !opener) {
    return { ...at, message: `\`${found}\` closes nothing`, hint: "Remove it, or add what it should close" };
  }
  return {
    ...at,
    message: `\`${found}\` was not expected here`,
    hint: "Look before it for a comma, a quote, a bracket or an operator that is missing",
  };
}

/** The brackets that are open at a place, and the token there; none at the end. */
function readUpTo(pos, text, parser) {
  const open = [];
  try {
    for (const { type, start, end } of tokenizer(text, parser)) {
      const token = { start, end, text: text.slice(start, end) };
      if (type === tokTypes.eof) return { open };
      if (start >= pos) return { open, token };
      if (OPENING.includes(type)) open.push(token);
      if (CLOSING.includes(type)) open.pop();
    }
  } catch {
    // Past a syntax error the tokens may make no sense either. What was read so far has to do.
  }
  const found = /^\s*(\S)/.exec(text.slice(pos));
  if (!found) return { open };
  const start = pos + found[0].length - 1;
  return { open, token: { start, end: start + 1, text: found[1] } };
}

const lineEnd = (text, pos) => pos + text.slice(pos).search(/\n|$/);
const lineNumber = (text, pos) => text.slice(0, pos).split("\n").length;
