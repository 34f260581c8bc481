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

/** What is no message has no id: the response's is null. */
const refuse = (error) => ({ id: null, success: false, error });

function respondTo(line) {
  let message;
  try {
    message = JSON.parse(line);
  } catch (error) {
    return refuse(`a line is not JSON: ${error.message}`);
  }
  if (typeof message !== "object" || message === null || Array.isArray(message))
    return refuse(`a line is ${line.trim().slice(0, 40)}; wanted a message, an object with id and kind`);
  return respond(message);
}

for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim() !== "") process.stdout.write(`${JSON.stringify(respondTo(line))}\n`);
}
