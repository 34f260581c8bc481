/** Loops that are written out. */
import { expect, test } from "vitest";
import { run } from "../evaluate.ts";
import { loopIndex } from "../ir/affine.ts";
import { Builder } from "../ir/builder.ts";
import { instructionsIn } from "../ir/program.ts";
import { validate } from "../ir/validate.ts";
import { optimise } from "./optimise.ts";

test("a triangle whose only row is written out keeps the rule", () => {
  const builder = new Builder();
  const x = builder.load(builder.input("x", []), []);
  const array = builder.alloc([2, 4]);
  builder.loop(2, "up", (k) => {
    builder.loop(1, "any", (i) => {
      const cell = builder.alloc([]);
      builder.accumulate(cell, [], x);
      builder.loop(loopIndex(i), "any", (j) => {
        builder.accumulate(cell, [], builder.load(array, [loopIndex(k), loopIndex(j)]));
      });
      builder.accumulate(array, [loopIndex(k), loopIndex(i)], builder.load(cell, []));
    });
  });
  builder.outputs.push(array);
  const made = builder.program();
  validate(made);
  for (const strict of [true, false]) {
    const written = optimise(made, { strict });
    // The loop of one iteration is gone, and that within it has none.
    const extents = [...instructionsIn(written.top)].flatMap((one) =>
      one.kind === "loop" ? [one.extent.constant] : [],
    );
    expect(extents).not.toContain(1);
    validate(written);
    expect(run(written, [Float64Array.of(3)])).toEqual([Float64Array.of(3, 0, 0, 0, 3, 0, 0, 0)]);
  }
});
