import { expect, test } from "vitest";
import { at, length } from "../arrays.ts";
import { sum } from "../loops.ts";
import type { Num } from "../op.ts";
import { abs, add, div, max, mul, pow, sqrt, square } from "../ops.ts";
import { evaluate, trace } from "../trace.ts";
import { checkGrad } from "./check-grad.ts";
import { customGrad } from "./custom-grad.ts";
import { grad } from "./grad.ts";
import { traced } from "./traced.ts";

test("checkGrad agrees with right gradients, of trees, with further arguments", () => {
  const f = (p: { w: Num[]; b: Num }, k: Num) =>
    add(
      mul(
        k,
        sum(length(p.w), (i) => square(at(p.w, i))),
      ),
      pow(p.b, 3),
    );
  const found = checkGrad(f)({ w: [1, -2, 3], b: 0.5 }, 2);
  expect(found.ok).toBe(true);
  expect(found.elements.map(({ path, analytic }) => [path, analytic])).toEqual([
    ["p.w[0]", 4],
    ["p.w[1]", -8],
    ["p.w[2]", 12],
    ["p.b", 0.75],
  ]);
});

test("checkGrad names the worst element, with the sweep of steps that shows it", () => {
  const wrong = customGrad(
    (x: Num) => mul(x, x),
    (x) => mul(2.01, x),
  );
  const found = checkGrad((x: Num[]) => add(square(at(x, 0)), wrong(at(x, 1) as number)))([3, 5]);
  expect(found.ok).toBe(false);
  expect(found.worst.path).toBe("x[1]");
  expect(found.worst.status).toBe("mismatch");
  expect(found.worst.numeric).toBeCloseTo(10, 8);
  expect(found.worst.analytic).toBeCloseTo(10.05, 12);
  expect(found.worst.sweep.length).toBeGreaterThan(10);
  for (const { step, slope } of found.worst.sweep)
    expect(Math.abs(slope - 10)).toBeLessThan(1e-6 + 1e-12 / step);
});

test("checkGrad reports a kink", () => {
  expect(checkGrad((x: Num) => abs(x))(0).worst.status).toBe("kink");
});

test("customGrad without a rule says what is missing", () => {
  expect(() => customGrad((x: Num) => x, undefined as never)).toThrow(
    "customGrad: rules is undefined; wanted a function for the derivative",
  );
});

test("customGrad is used by every route, and its result is an op", () => {
  const safeSqrt = customGrad(
    (x: Num) => sqrt(x),
    (_, out) => div(0.5, max(out, 0.5)),
  );
  expect(safeSqrt(4)).toBe(2);
  expect(grad((x: Num) => safeSqrt(x as number))(0)).toBe(1);
  const g = grad((x: Num) => safeSqrt(x as number));
  expect(evaluate(trace(g, 0), 0)).toBe(1);
  const scaled = customGrad((x: Num, y: Num) => mul(x, y), [(_, y) => mul(10, y), () => 0]);
  expect(grad((x: Num, y: Num) => scaled(x as number, y as number), { wrt: [0, 1] })(2, 3)).toEqual([30, 0]);
});

test("a traced function is traced once for each shape", () => {
  let calls = 0;
  const f = traced((x: Num[]) => {
    calls++;
    return sum(length(x), (i) => square(at(x, i)));
  });
  expect([f([1, 2]), f([3, 4]), f([1, 2, 3])]).toEqual([5, 25, 14]);
  expect(calls).toBe(2);
});

test("retrace: compare throws where the result is another tree", () => {
  let swapped = false;
  const f = (x: Num) => (swapped ? { b: x, a: mul(x, 2) } : { a: x, b: mul(x, 2) });
  const compared = traced(f, { retrace: "compare" });
  expect(compared(3)).toEqual({ a: 3, b: 6 });
  swapped = true;
  expect(() => compared(3)).toThrow(
    /the function gave result\.a .* when it was traced and now gives result\.b/,
  );
  expect(() => traced(3 as never)).toThrow("traced: f is the number 3; wanted a function");
});

test("retrace: compare throws where what was decided while tracing has changed", () => {
  let k = 2;
  const captured = [1, 2];
  const f = (x: Num) => mul(k > 5 ? square(x) : x, add(k, at(captured, 0)));
  const frozen = traced(f);
  const compared = traced(f, { retrace: "compare" });
  expect([frozen(3), compared(3), compared(4)]).toEqual([9, 9, 12]);
  k = 3;
  expect(frozen(3)).toBe(9);
  expect(() => compared(3)).toThrow(
    /the function is not the one that was traced: it had .*mul %1 3.* where it now has .*mul %1 4/,
  );
  k = 2;
  const g = (x: Num) => sum(2, (i) => mul(x, at(captured, i)));
  const watched = traced(g, { retrace: "compare" });
  expect(watched(1)).toBe(3);
  captured[1] = 5;
  expect(() => watched(1)).toThrow(/element 1 of a captured array was 2 and is now 5/);
});
