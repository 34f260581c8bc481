import { describe, expect, test } from "vitest";
import { defineOp } from "../define.ts";
import { mul } from "../ops.ts";
import { value } from "../value.ts";
import { check, kinks } from "./check.ts";

const statuses = (root: Parameters<typeof check>[0]) => check(root).map((c) => c.status);

describe("check", () => {
  test("agrees with right rules, and leaves data and gradients alone", () => {
    const x = value(0.7, "x");
    const y = value(-1.2, "y");
    const root = x
      .mul(y)
      .sin()
      .add(x.exp().div(y.square().add(1)))
      .as("root");
    root.backward();
    const before = [x.data, x.grad, y.data, y.grad, root.data, root.grad];
    const results = check(root);
    expect(results.map((c) => [c.leaf.id, c.status])).toEqual([
      [x.id, "ok"],
      [y.id, "ok"],
    ]);
    for (const c of results) expect(c.error).toBeLessThan(1e-9);
    expect([x.data, x.grad, y.data, y.grad, root.data, root.grad]).toEqual(before);
    expect(results.map((c) => c.analytic)).toEqual([x.grad, y.grad]);
  });

  test("finds a wrong rule", () => {
    const wrong = defineOp({ name: "wrong", expand: (x) => mul(x, x), d: [(x) => mul(2.0001, x)] });
    const [result] = check(wrong(value(3)));
    expect(result?.status).toBe("mismatch");
    expect(result?.numeric).toBeCloseTo(6, 8);
  });

  test.each([
    ["abs at 0", () => value(0).abs()],
    [
      "relu at 0, among other things",
      () => {
        const x = value(0);
        return x.relu().add(x.cosh());
      },
    ],
    ["max at a tie", () => value(1).max(1)],
    ["a jump", () => value(0).step()],
    ["clamp at a bound", () => value(2).clamp(-2, 2)],
  ])("reports a kink: %s", (_, build) => {
    expect(statuses(build())).toEqual(["kink"]);
    expect(kinks(build())).toHaveLength(1);
  });

  test.each([
    ["cos at 0", () => value(0).cos()],
    ["a parabola's foot", () => value(0).square().mul(1e4)],
    ["next to a kink", () => value(0.001).abs()],
    ["a steep slope", () => value(3).mul(5).exp()],
    ["a large argument", () => value(1e6).log()],
    ["a tiny argument", () => value(1e-3).sqrt()],
    ["a flat op", () => value(0.3).floor()],
    [
      "a stopped gradient",
      () => {
        const x = value(2);
        return x.stopGradient().mul(x);
      },
    ],
  ])("takes no kink for granted: %s", (_, build) => {
    expect(statuses(build())).toEqual(["ok"]);
    expect(kinks(build())).toEqual([]);
  });

  test("says where there is no derivative to speak of", () => {
    expect(statuses(value(-1).log())).toEqual(["undefined"]);
    expect(statuses(value(0).sqrt())).toEqual(["undefined"]);
  });

  test("refuses what is no value, and a tolerance that is none", () => {
    expect(() => check(3 as never)).toThrow(/check: root is the number 3; wanted a Value/);
    expect(() => check(value(1), { tolerance: -1 })).toThrow(
      /tolerance is the number -1; wanted a number above 0/,
    );
  });
});
