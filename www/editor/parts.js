// The value of the part of an expression that one points at or puts the caret on, drawn below it.

import { StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, ViewPlugin, WidgetType } from "@codemirror/view";
import { element } from "./text.js";

/** @typedef {{from: number, to: number, text: string, title: string}} Part */

/** These parts have values, and no others. */
export const setParts = StateEffect.define();
/** The character that is pointed at, or null. */
const setPointed = StateEffect.define();

const partsField = StateField.define({
  create: () => [],
  update(parts, { changes, docChanged, effects }) {
    const last = effects.findLast((one) => one.is(setParts));
    if (last) return last.value;
    if (!docChanged) return parts;
    return parts.map((part) => ({ ...part, from: changes.mapPos(part.from, 1), to: changes.mapPos(part.to, -1) }));
  },
});

const pointedField = StateField.define({
  create: () => null,
  update(pointed, { docChanged, effects }) {
    const last = effects.findLast((one) => one.is(setPointed));
    if (last) return last.value;
    return docChanged ? null : pointed;
  },
});

class PartValue extends WidgetType {
  constructor({ text, title }) {
    super();
    this.text = text;
    this.title = title;
  }
  eq(other) {
    return other.text === this.text && other.title === this.title;
  }
  toDOM(view) {
    const value = element("span", "cm-part-value", this.text);
    value.title = this.title;
    value.setAttribute("role", "note");
    value.setAttribute("aria-label", `value: ${this.text}`);
    // It takes no room in its line, so at the right edge it has to make way by itself.
    view.requestMeasure({
      read: () => value.getBoundingClientRect().right - view.scrollDOM.getBoundingClientRect().right,
      write: (excess) => {
        if (excess > 0) value.style.marginLeft = `${-excess - 4}px`;
      },
    });
    return element("span", "cm-part-anchor", value);
  }
}

const shown = ViewPlugin.fromClass(
  class {
    constructor(view) {
      this.decorations = decorate(view);
    }
    update(update) {
      const { docChanged, selectionSet, focusChanged, transactions, view } = update;
      const hasNews = transactions.some(({ effects }) => effects.some((one) => one.is(setParts) || one.is(setPointed)));
      if (docChanged || selectionSet || focusChanged || hasNews) this.decorations = decorate(view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

function decorate(view) {
  const part = partToShow(view);
  if (!part) return Decoration.none;
  const value = Decoration.widget({ widget: new PartValue(part), side: -1 });
  const mark = Decoration.mark({ class: "cm-part" });
  return Decoration.set([value.range(part.from), mark.range(part.from, part.to)]);
}

/** The smallest part around what is pointed at, or else around the caret. */
function partToShow({ state, hasFocus }) {
  const pointed = state.field(pointedField);
  const caret = state.selection.main.head;
  const isAround = ({ from, to }) =>
    pointed === null ? hasFocus && from <= caret && caret <= to : from <= pointed && pointed < to;
  const around = state.field(partsField).filter((part) => part.from < part.to && isAround(part));
  return around.reduce((best, part) => (best && best.to - best.from <= part.to - part.from ? best : part), null);
}

const pointing = EditorView.domEventHandlers({
  mousemove: (event, view) => point(view, characterAt(view, event)),
  mouseleave: (_, view) => point(view, null),
});

function point(view, pointed) {
  if (view.state.field(pointedField) !== pointed) view.dispatch({ effects: setPointed.of(pointed) });
}

/** The character below the pointer; null beside the text. */
function characterAt(view, { clientX: x, clientY: y }) {
  const pos = view.posAtCoords({ x, y });
  if (pos === null) return null;
  const after = view.coordsAtPos(pos, 1);
  const at = after && after.left <= x ? pos : pos - 1;
  const { to } = view.state.doc.lineAt(pos);
  return at < 0 || at >= to ? null : at;
}

export const parts = [partsField, pointedField, shown, pointing];
