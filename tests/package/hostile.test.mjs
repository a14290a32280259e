// Expressions that would break an engine: deep, long, endless, catastrophic. In wasm a stack or a memory that
// overflows ends the whole module, so each must end with a value or a JSONata error instead.

import assert from "node:assert/strict";
import { test } from "node:test";
import { evaluate } from "../../pkg/index.js";

/** The value as JSON text, or the code of the error; the module must be well afterwards. */
function answer(expression, input = {}) {
  const { value, error } = evaluate({ language: "JSONata", profile: "none", expression, input });
  const after = evaluate({ language: "JSONata", profile: "none", expression: "$sum([1..10])" });
  assert.deepEqual(after, { value: 55 }, `the engine is not well after ${expression.slice(0, 80)}`);
  return error?.split(":", 1)[0] ?? JSON.stringify(value);
}

const nested = (open, inner, close, depth) => open.repeat(depth) + inner + close.repeat(depth);
const chain = (separator, count) => Array(count).fill("a").join(separator);

test("text that is nested deeply is refused", () => {
  for (const [open, inner, close] of [
    ["(", "1", ")"], ["[", "1", "]"], ["{'a':", "1", "}"], ["-", "1", ""], ["a[", "1", "]"], ["$f(", "1", ")"],
    ["function(){", "1", "}"], ["a.(", "1", ")"], ["a ? (", "1", ") : 2"], ["a^(", "1", ")"], ["|a|", "1", ""],
    ["a{'b':", "1", "}"], ["a@$x[", "1", "]"], ["1 & (", "1", ")"],
  ]) {
    assert.doesNotThrow(() => answer(nested(open, inner, close, 240)), open);
    assert.match(answer(nested(open, inner, close, 10_000)), /^[STDU]\d{4}$/, open);
  }
});

test("chains of 100,000 terms end", () => {
  for (const separator of ["+", "&", " and ", ".", ";", ",", "~>", "[0].", "?:", ":="]) {
    assert.doesNotThrow(() => answer(`(${chain(separator, 100_000)})`), separator);
  }
});

test("recursion without end is stopped", () => {
  assert.equal(answer("($f := function($n) { 1 + $f($n + 1) }; $f(0))"), "U1001");
  assert.equal(answer("($f := function($n) { $f($n + 1) }; $f(0))"), "U1001");
  assert.equal(answer("($f := function($n) { $map([$n], $f) }; $f(1))"), "U1001");
  assert.equal(answer("($f := function($n) { $sort([1, 2], function($a, $b) { $f($n) }) }; $f(1))"), "U1001");
  assert.equal(answer("($f := function($n) { $reduce([1, 2], function($a, $b) { $f($n) }) }; $f(1))"), "U1001");
  assert.equal(answer("($f := function($m) { $replace('a', /a/, $f) & 'b' }; $f(1))"), "U1001");
  assert.equal(answer("($f := function($n) { {'a': 1} ~> |$|{'b': $f($n)}| }; $f(1))"), "U1001");
  assert.equal(answer("($f := function($n) { {'a': [$n]}.a@$q.($f($q)) + 1 }; $f(1))"), "U1001");
  assert.equal(answer("($f := function() { $eval('$f()') & 'x' }; $f())"), "U1001");
});

test("nothing grows without end", () => {
  assert.equal(answer("[1..1e9]"), "D2014");
  assert.equal(answer("$reduce([1..100], function($s, $i) { $s & $s }, 'double me')"), "U1003");
  assert.equal(answer("$reduce([1..100], function($s, $i) { $append($s, $s) }, [1, 2])"), "D2015");
  assert.equal(answer("$reduce([1..100], function($s, $i) { {'l': $s, 'r': $s} }, 1)"), "U1004");
  assert.equal(answer("$reduce([1..100000], function($a, $i) { [$a, [$a]] })"), "U1001");
  assert.equal(answer("$pad('', 1e9)"), "U1003");
  assert.equal(answer("[1..1e6].([$, $])"), "D2015");
});

test("patterns that never come to an end are stopped", () => {
  const input = `${"a".repeat(60)}!`;
  assert.equal(answer("$match($, /(a+)+$/)", JSON.stringify(input)), "U1001");
  assert.equal(answer("$contains($, /(a|a)*b/)", JSON.stringify(input)), "U1001");
  assert.equal(answer("$contains($pad('', 100000, 'a'), /(.*)*b/)"), "U1001");
});

test("descendants of descendants are stopped", () => {
  const deep = JSON.parse(nested('{"a":', "1", "}", 250));
  assert.match(answer("**.**.**.**.a", deep), /^(U1001|D2015)$/);
  assert.equal(answer("$count(**)", deep), "251");
});
