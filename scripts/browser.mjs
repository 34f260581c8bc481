/** Where a Chromium is. */
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const ELSEWHERE = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * The path of a Chromium: CHROME_PATH, else one on the PATH, else where they are installed. Without one there is a
 * `reason`.
 */
export function findBrowser(env = process.env, elsewhere = ELSEWHERE) {
  const given = env.CHROME_PATH;
  if (given)
    return isExecutable(given) ? { path: given } : { reason: `CHROME_PATH is ${given}, which cannot be run` };
  const folders = (env.PATH ?? "").split(delimiter);
  const candidates = [...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))), ...elsewhere];
  const path = candidates.find(isExecutable);
  return path ? { path } : { reason: "there is no Chromium on the PATH, and CHROME_PATH is not set" };
}

/** As `findBrowser`; where there is none, root installs one on Debian and its kin. */
export function provideBrowser() {
  const found = findBrowser();
  if (found.path || process.env.CHROME_PATH) return found;
  if (!existsSync("/etc/debian_version"))
    return { reason: `${found.reason}; this is no Debian, where one would be installed` };
  if (process.getuid() !== 0) return { reason: `${found.reason}; only root may install one` };
  console.log("\nInstalling Chromium (apt-get install -y chromium)");
  const apt = (...args) =>
    spawnSync("apt-get", args, {
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
      stdio: ["ignore", "ignore", "inherit"],
    }).status === 0;
  const install = () => apt("install", "-y", "--no-install-recommends", "chromium");
  if (!install() && apt("update")) install();
  const { path } = findBrowser();
  return path ? { path } : { reason: `${found.reason}, and apt-get could not install one` };
}
