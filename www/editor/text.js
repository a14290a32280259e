// Small things about texts and offsets.

/** @param {string} text */
export const withPlainLineEnds = (text) => text.replace(/\r\n?/g, "\n");

/**
 * A range within a text of this length, whatever was asked for.
 *
 * @param {{from: number, to: number}} range
 * @param {number} length
 */
export function clampRange({ from, to }, length) {
  const start = Math.min(Math.max(0, from), length);
  return { from: start, to: Math.min(Math.max(start, to), length) };
}

/**
 * The smallest replacement that makes one text of the other, so that caret, folds and marks outside of
 * it stay; nothing if the texts are equal.
 *
 * @param {string} before
 * @param {string} after
 */
export function changeBetween(before, after) {
  if (before === after) return null;
  const shorter = Math.min(before.length, after.length);
  let from = 0;
  while (from < shorter && before[from] === after[from]) from += 1;
  let same = 0;
  while (same < shorter - from && before.at(-1 - same) === after.at(-1 - same)) same += 1;
  return { from, to: before.length - same, insert: after.slice(from, after.length - same) };
}

/**
 * Text for people as nodes, with `names in backticks` as code.
 *
 * @param {string} text
 */
export function prose(text) {
  const nodes = text.split(/`([^`\n]+)`/).map((part, i) => {
    if (i % 2 === 0) return document.createTextNode(part);
    const code = document.createElement("code");
    code.textContent = part;
    return code;
  });
  const fragment = document.createDocumentFragment();
  fragment.append(...nodes);
  return fragment;
}

/**
 * An element with a class and contents.
 *
 * @param {string} tag
 * @param {string} className
 * @param {...(Node | string)} contents
 */
export function element(tag, className, ...contents) {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...contents);
  return made;
}
