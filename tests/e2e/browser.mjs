// Finds the Chromium or Chrome of this machine; run as a program, it prints where that is.

import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
// macOS keeps its browsers off PATH.
const APPLICATIONS = [
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** The path of a browser, or nothing. The variable CHROMIUM comes before everything on PATH. */
export function findBrowser({ CHROMIUM, PATH = "" } = process.env) {
  const onPath = NAMES.flatMap((name) => PATH.split(delimiter).map((folder) => join(folder, name)));
  return CHROMIUM || [...onPath, ...APPLICATIONS].find(isExecutable);
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const browser = findBrowser();
  if (!browser) process.exit(1);
  console.log(browser);
}
