/**
 * What a fresh clone needs before anything runs: the packages of the lockfile, and the build. Plain Node, since it runs
 * before there are any packages.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root. */
export const root = fileURLToPath(new URL("..", import.meta.url));

const json = (path) => JSON.parse(readFileSync(join(root, path), "utf8"));

/** Runs a command in the root, its output going where ours does, and returns whether it exited with 0. */
export function run(command, args, env = {}) {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (error) console.error(`${command} could not be started: ${error.message}`);
  return status === 0;
}

/** Runs the program `name` of an installed package. */
export function runBin(packageName, name, args, env) {
  const { bin } = json(`node_modules/${packageName}/package.json`);
  const file = typeof bin === "string" ? bin : bin[name];
  return run(process.execPath, [join(root, "node_modules", packageName, file), ...args], env);
}

/** Installs the packages of the lockfile unless they are there. */
export function install() {
  if (isInstalled()) return;
  console.log("Installing packages (npm ci)");
  const npm = process.env.npm_execpath;
  const args = ["ci", "--no-audit", "--no-fund"];
  const installed = npm?.endsWith(".js") ? run(process.execPath, [npm, ...args]) : run("npm", args);
  if (!installed) throw new Error("npm ci failed: the packages of package-lock.json could not be installed");
}

/** Whether what is installed, by npm's own record of it, is what the lockfile says. */
function isInstalled() {
  if (!existsSync(join(root, "node_modules/.package-lock.json"))) return false;
  const { "": _, ...wanted } = json("package-lock.json").packages;
  const found = json("node_modules/.package-lock.json").packages;
  // Optional packages may be missing: most are for other platforms.
  return (
    Object.entries(wanted).every(([path, { version, optional }]) =>
      found[path] ? found[path].version === version : optional,
    ) && Object.keys(found).every((path) => path in wanted)
  );
}

/** Compiles src/ to dist/; returns whether it could. */
export function build() {
  return runBin("tsdown", "tsdown", ["--logLevel", "error"]);
}

/** Installs and builds as far as needed; what `npm start` and `npm run bench` begin with. */
export function setUp() {
  install();
  if (isBuilt()) return;
  console.log("Building (tsdown)");
  if (!build()) throw new Error("the build failed");
}

/** Whether dist/ is newer than all it is made from. */
export function isBuilt() {
  const built = join(root, "dist/index.js");
  if (!existsSync(built)) return false;
  const sources = [
    "package.json",
    "tsdown.config.ts",
    "src",
    ...readdirSync(join(root, "src"), { recursive: true }).map((path) => join("src", path)),
  ];
  const newest = sources
    .filter((path) => !path.endsWith(".test.ts"))
    .map((path) => statSync(join(root, path)).mtimeMs);
  return statSync(built).mtimeMs > Math.max(...newest);
}
