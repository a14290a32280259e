// Handlers: their language, and checks once typing has paused. Grammar and parser are large, and most
// of the time people look at a definition, so both are loaded when a handler is first shown.

import { Compartment } from "@codemirror/state";
import { EditorView } from "@codemirror/view";

const QUIET = 150;

/** @param {(found: import("./diagnostics.js").Diagnostic[]) => void} onFound */
export function javascriptSupport(onFound) {
  const place = new Compartment();
  /** @type {import("@codemirror/state").Extension | null} */
  let language = null;
  let timer = 0;
  let isStopped = false;

  async function check(view) {
    const { doc } = view.state;
    const { checkHandler } = await import("./check.js");
    // What was typed meanwhile gets a check of its own.
    if (!isStopped && view.state.doc === doc) onFound(checkHandler(doc.toString()));
  }

  async function load(view) {
    const { javascript } = await import("@codemirror/lang-javascript");
    language = javascript();
    if (!isStopped) view.dispatch({ effects: place.reconfigure(language) });
  }

  // Without the network, a handler can still be read and written.
  const ifPossible = (promise) => promise.catch((error) => console.warn(error));

  return {
    extension: () => [
      place.of(language ?? []),
      EditorView.updateListener.of(({ view, docChanged }) => {
        if (!docChanged) return;
        clearTimeout(timer);
        timer = setTimeout(() => ifPossible(check(view)), QUIET);
      }),
    ],
    /** To be called with each new text. */
    start(view) {
      if (!language) ifPossible(load(view));
      ifPossible(check(view));
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
