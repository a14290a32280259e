// Expressions to measure, from a sum of three numbers to an array of 10,000 items.

/** Items that differ in every field, the same at each run. */
export function items(count) {
  let state = 1;
  const chance = () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
  return Array.from({ length: count }, (_, id) => ({
    id,
    name: `item${id}`,
    category: `cat${Math.floor(chance() * 50)}`,
    price: Math.round(chance() * 10_000) / 100,
    count: Math.floor(chance() * 20),
    tags: [`a${id % 7}`, `b${id % 5}`],
  }));
}

const all = items(10_000);
const many = { items: all };
const some = { items: all.slice(0, 2000) };
const few = { items: all.slice(0, 100) };
const text = { text: some.items.map(({ name, category }) => `${name} ${category}`).join(", ") };

const line = (price, count) => ({ price, count, sku: `s${price}` });
const order = {
  order: { id: "A7", total: 44.5, customer: { name: "Ada", city: "London" }, lines: [line(2.5, 4), line(12, 1), line(3, 10)] },
};

/** An expression and its input for each title. */
export const expressions = [
  ["arithmetic", "1 + 2 * 3", {}],
  ["field path", "order.lines.price", order],
  ["output of a state", '{"id": order.id, "total": $sum(order.lines.(price * count)), "first": order.lines[0].sku, "large": order.total > 40 ? "yes" : "no"}', order],
  ["field of 10,000", "items.price", many],
  ["predicate, 10,000", "items[price > 50].name", many],
  ["map with arithmetic, 10,000", "items.(price * count)", many],
  ["objects, 10,000", 'items.{"id": id, "total": price * count, "label": name & "!"}', many],
  ["sort, 10,000", "items^(>price, name).id", many],
  ["$sort with a function, 2,000", "$sort(items, function($a, $b) { $a.price > $b.price }).id", some],
  ["group by, 10,000", "items{category: $sum(price)}", many],
  ["transform, 2,000", '$ ~> |items|{"total": price * count}, ["tags"]|', some],
  ["strings, 10,000", 'items.($uppercase($substring(name, 0, 4)) & "-" & $string(id))', many],
  ["$map, 10,000", "$map(items, function($item, $i) { $item.price + $i })", many],
  ["$filter, 10,000", "$filter(items, function($item) { $item.count > 10 }).id", many],
  ["$reduce, 10,000", "$reduce(items.price, function($a, $b) { $a + $b })", many],
  ["$sum, 10,000", "$sum(items.price)", many],
  ["$join, 10,000", '$join(items.name, ",")', many],
  ["$distinct, 10,000", "$distinct(items.category)", many],
  ["regex $replace, 2,000", '$replace(text, /item([0-9]+)/, "<$1>")', text],
  ["regex $match, 2,000", "$match(text, /cat([0-9]+)/)", text],
  ["regex $split, 4,000", "$split(text, /,? /)", text],
  ["descendants, 2,000", "$count(**.price)", some],
  ["recursion", "($f := function($n) { $n < 2 ? $n : $f($n - 1) + $f($n - 2) }; $f(18))", {}],
  ["tail calls, 10,000", "($f := function($n, $sum) { $n = 0 ? $sum : $f($n - 1, $sum + $n) }; $f(10000, 0))", {}],
  ["join, 100", 'items@$a.items[id = $a.id + 1].{"one": $a.name, "other": name}', few],
  ["parent, 100", 'items.tags.{"tag": $, "name": %.name}', few],
];

/** What must take time in proportion to the number of items. */
export const growing = [
  ["transform", '$ ~> |items|{"total": price * count}, ["tags"]|'],
  ["group by", "items{name: $sum(price)}"],
];
