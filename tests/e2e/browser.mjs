// Finds and starts the Chromium or Chrome of this machine; run as a program, it prints where that is.

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

/** Starts a browser in an empty profile, headless. */
export async function launchBrowser() {
  const executablePath = findBrowser();
  if (!executablePath) throw new Error("There is no Chromium on PATH: run `make setup`, or set CHROMIUM");
  // Not at the top: `scripts/setup` asks for the browser before it needs the npm packages.
  const { chromium } = await import("playwright-core");
  return chromium.launch({
    executablePath,
    args: [
      "--disable-gpu",
      "--disable-quic",
      "--disable-sync",
      // Nothing but the tests' own server has an address, so a stray request cannot reach anyone.
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ],
  });
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
