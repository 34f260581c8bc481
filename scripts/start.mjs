/** `npm start`: the neuron of examples/neuron.py at two levels, side by side, checked, and drawn to out/. */
import { join } from "node:path";
import { root, run, setUp } from "./setup.mjs";

try {
  setUp();
  const compared = run(process.execPath, [
    join(root, "dist/cli/main.js"),
    ...["compare", "examples/neuron.py", "--out", "out"],
  ]);
  process.exitCode = compared ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
