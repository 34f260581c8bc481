import { expect, test } from "vitest";
import { at, length } from "../arrays.ts";
import { fn } from "../fn.ts";
import { fold } from "../folds.ts";
import { grad } from "../functions/grad.ts";
import { calleesIn } from "../ir/program.ts";
import { validate } from "../ir/validate.ts";
import { sum, vec } from "../loops.ts";
import type { Num } from "../op.ts";
import { add, exp, mul, sin } from "../ops.ts";
import { evaluate, trace } from "../trace.ts";
import { inline } from "./inline.ts";

test("a program without calls gives what it gave with them", () => {
  const inner = fn((x: Num[], k: Num) => vec(length(x), (i) => sin(mul(at(x, i), add(k, at(x, k))))));
  const outer = fn((x: Num[], m: Num[][]) =>
    fold(2, 0 as Num, (k, s) =>
      exp(
        add(
          mul(0.1, s),
          sum(3, (j) => mul(at(inner(x, k), j), at(at(m, k), j))),
        ),
      ),
    ),
  );
  const f = (m: Num[][]) => sum(2, (i) => outer(at(m, i) as Num[], m));
  const m = [
    [0.2, 0.5, 0.1],
    [0.9, -0.3, 0.4],
  ];
  for (const g of [f, grad(f as never)]) {
    const made = trace(g as never, m);
    const program = inline(made.program);
    validate(program);
    expect(calleesIn(made.program).length).toBeGreaterThan(0);
    expect(calleesIn(program)).toEqual([]);
    const [want, got] = [evaluate(made, m), evaluate({ ...made, program }, m)] as [number[][], number[][]];
    const all = [want].flat(3);
    expect([got].flat(3)).toHaveLength(all.length);
    [got].flat(3).forEach((y, k) => {
      expect(y).toBeCloseTo(all[k]!, 12);
    });
  }
});
