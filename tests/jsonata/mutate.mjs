// Expressions made of others, by chance from a seed.

/** Choices that are the same for the same seed. */
export function pickerFrom(seed) {
  let state = (seed * 2_654_435_761 + 1) % 2_147_483_647 || 1;
  const next = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  const below = (n) => Math.floor(next() * n);
  return { below, chance: (share) => next() < share, one: (list) => list[below(list.length)] };
}

/** The tokens of an expression, the space between them included. */
export function tokensOf(expression) {
  const token =
    /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|\/\*.*?\*\/|\$*[\w\u0080-\uffff]+|\.\.|:=|!=|>=|<=|~>|\*\*|\s+|./gsu;
  return expression.match(token) ?? [];
}

/** The expression with one or two changes: a token less, twice, another, or two that change places. */
export function mutated(expression, pool, picker) {
  const tokens = tokensOf(expression);
  for (let changes = 1 + picker.below(2); changes > 0 && tokens.length > 0; changes--) {
    const at = picker.below(tokens.length);
    const other = picker.below(tokens.length);
    switch (picker.one(["delete", "delete", "double", "replace", "replace", "replace", "swap"])) {
      case "delete":
        tokens.splice(at, 1);
        break;
      case "double":
        tokens.splice(at, 0, tokens[at]);
        break;
      case "replace":
        tokens[at] = picker.one(pool);
        break;
      default:
        [tokens[at], tokens[other]] = [tokens[other], tokens[at]];
    }
  }
  return tokens.join("");
}
