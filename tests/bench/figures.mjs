// Figures for people: medians, thousands, tables.

/** The middle of some numbers. */
export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

/** `12,345` */
export function thousands(number) {
  return Math.round(number).toLocaleString("en-US");
}

/** Rows below a heading, the first column to the left, the others to the right. */
export function table(head, rows) {
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map((row) => row[i].length)));
  const line = (row) => row.map((cell, i) => (i ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join("  ");
  return [line(head), widths.map((width) => "-".repeat(width)).join("  "), ...rows.map(line)].join("\n");
}

/** `--runs N` */
export function parseRuns(args, otherwise) {
  const at = args.indexOf("--runs");
  return at < 0 ? otherwise : Number(args[at + 1]);
}
