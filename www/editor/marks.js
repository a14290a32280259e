// What a run shows in the text: the lines of the selected state, and values behind expressions.

import { RangeSet, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, WidgetType } from "@codemirror/view";
import { element } from "./text.js";

/** The lines of these ranges stand out, and no others. */
export const setLines = StateEffect.define();
/** These values are shown, and no others. */
export const setWidgets = StateEffect.define();

const line = Decoration.line({ class: "cm-state" });

class Value extends WidgetType {
  constructor(text, title) {
    super();
    this.text = text;
    this.title = title;
  }
  eq(other) {
    return other.text === this.text && other.title === this.title;
  }
  toDOM() {
    const value = element("span", "cm-value", this.text);
    if (this.title) value.title = this.title;
    // Read in the middle of a line of code, it has to say that it is not part of it.
    value.setAttribute("role", "note");
    value.setAttribute("aria-label", `value: ${this.text}`);
    return value;
  }
}

function fieldOf(effect, build) {
  return StateField.define({
    create: () => Decoration.none,
    update(marks, transaction) {
      const moved = transaction.docChanged ? marks.map(transaction.changes) : marks;
      const last = transaction.effects.findLast((one) => one.is(effect));
      return last ? build(last.value, transaction.state.doc) : moved;
    },
    provide: (field) => EditorView.decorations.from(field),
  });
}

function buildLines(ranges, doc) {
  const starts = new Set();
  for (const { from, to } of ranges) {
    for (let at = doc.lineAt(from); ; at = doc.line(at.number + 1)) {
      starts.add(at.from);
      if (at.to >= to) break;
    }
  }
  return RangeSet.of(
    [...starts].map((start) => line.range(start)),
    true,
  );
}

function buildWidgets(values, doc) {
  const widgets = values.map(({ at, text, title }) => {
    // Behind a comma: between it and the value that it ends, a widget would tear them apart.
    const place = doc.sliceString(at, at + 1) === "," ? at + 1 : at;
    return Decoration.widget({ widget: new Value(text, title), side: 1 }).range(place);
  });
  return RangeSet.of(widgets, true);
}

export const marks = [fieldOf(setLines, buildLines), fieldOf(setWidgets, buildWidgets)];
