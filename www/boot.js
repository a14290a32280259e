// Shows how far the page's WebAssembly has come, and says what is wrong if it does not arrive. Trunk's
// script calls this.

const KILOBYTE = 1000;

export default function boot() {
  const text = document.getElementById("boot-text");
  const bar = document.getElementById("boot-progress");
  return {
    onProgress({ current, total }) {
      const loaded = Math.round(current / KILOBYTE);
      // What is sent compressed is announced smaller than it turns out to be.
      const isKnown = total >= current;
      text.textContent = isKnown
        ? `Loading… ${loaded} of ${Math.round(total / KILOBYTE)} KB`
        : `Loading… ${loaded} KB`;
      bar.style.width = isKnown ? `${(100 * current) / total}%` : "60%";
    },
    onFailure(error) {
      console.error(error);
      document.getElementById("boot")?.classList.add("boot-failed");
      text.textContent = explain(error);
    },
  };
}

function explain(error) {
  if (typeof WebAssembly === "undefined") {
    return "Stepyard needs WebAssembly, which this browser does not have or has switched off. Any current browser has it.";
  }
  const message = String(error?.message ?? error);
  if (!navigator.onLine) return "The page could not be loaded: the browser is offline. Reload when it is back.";
  return `The page could not be started: ${message}. Reload to try again.`;
}
