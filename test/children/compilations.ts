/** `compilations.ts COUNT`: compiles and drops so many functions, twice, and prints the bytes that the process has after each. */

import { at } from "../../src/arrays.ts";
import { compile } from "../../src/compile/compile.ts";
import { sum } from "../../src/loops.ts";
import type { Num } from "../../src/op.ts";
import { mul } from "../../src/ops.ts";

const count = Number(process.argv[2]);
const { gc } = globalThis as unknown as { gc: () => void };

/** Whether all gave what they should. */
async function round(): Promise<boolean> {
  let right = true;
  for (let k = 0; k < count; k++) {
    const f = compile((x: ArrayLike<Num>) => sum(3, (i) => mul(at(x, i), k)), { like: [[1, 2, 3]] });
    right &&= f([1, 2, 3]) === 6 * k;
    // Finalisers of memories run between tasks.
    if (k % 100 === 0) await new Promise((resolve) => setTimeout(resolve));
  }
  gc();
  await new Promise((resolve) => setTimeout(resolve, 50));
  gc();
  return right;
}

const firstRight = await round();
const first = process.memoryUsage();
const secondRight = await round();
const second = process.memoryUsage();
const { log } = console;
log(
  JSON.stringify({
    right: firstRight && secondRight,
    first: { heap: first.heapUsed, all: first.rss },
    second: { heap: second.heapUsed, all: second.rss },
  }),
);
