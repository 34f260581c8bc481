/**
 * The tool's side of GradBench's protocol: a message per line on standard input, its response on standard output.
 * https://github.com/gradbench/gradbench/blob/main/CONTRIBUTING.md#protocol
 */
import { createInterface } from "node:readline";
import * as det from "./det.js";
import * as gmm from "./gmm.js";
import * as hello from "./hello.js";
import * as kmeans from "./kmeans.js";
import * as llsq from "./llsq.js";
import * as lse from "./lse.js";
import * as lstm from "./lstm.js";
import * as ode from "./ode.js";

const modules = { det, gmm, hello, kmeans, llsq, lse, lstm, ode };

function moduleOf({ module }) {
  if (!Object.hasOwn(modules, module)) throw new Error(`there is no module ${module}`);
  return modules[module];
}

function functionOf(message) {
  const functions = moduleOf(message);
  if (!Object.hasOwn(functions, message.function))
    throw new Error(`module ${message.module} has no function ${message.function}`);
  return functions[message.function];
}

const kinds = {
  start: () => ({ tool: "chainrule" }),
  define: (message) => ({ success: moduleOf(message) !== undefined }),
  evaluate: (message) => ({ success: true, ...functionOf(message)(message.input) }),
};

function respond(message) {
  const answer = Object.hasOwn(kinds, message.kind) ? kinds[message.kind] : () => ({});
  try {
    return { id: message.id, ...answer(message) };
  } catch (error) {
    return { id: message.id, success: false, error: error.stack };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim() !== "") process.stdout.write(`${JSON.stringify(respond(JSON.parse(line)))}\n`);
}
