import { expect, test } from "vitest";
import { grad } from "../functions/grad.ts";
import type { Num } from "../op.ts";
import { add, cos, mul, sin } from "../ops.ts";
import { trace } from "../trace.ts";
import { value } from "../value.ts";
import { toLatex, toText } from "./notation.ts";

test("digits of constants", () => {
  const f = trace((x: Num) => add(mul(1 / 3, x), 1234567), 0);
  expect(toText(f)).toBe("0.333333 * x + 1234567");
  expect(toText(f, { digits: 17 })).toBe("0.3333333333333333 * x + 1234567");
  expect(toLatex(f, { digits: 2 })).toBe("0.33 \\cdot x + 1234567");
  expect(toText(mul(value(2, "x"), 0.123456789), { digits: 9 })).toBe("x * 0.123456789");
  expect(toText(2 / 3, { digits: 3 })).toBe("0.667");
  for (const digits of [0, 18, 2.5, Number.NaN])
    expect(() => toText(f, { digits })).toThrow(
      `toText: digits is the number ${digits}; wanted a whole number from 1 to 17`,
    );
});

test("operands stand in the order in which they were given, also of commutative ops", () => {
  expect(toText(trace((x: Num, y: Num) => add(mul(y, x), mul(sin(y), cos(x))), 0, 0))).toBe(
    "y * x + sin(y) * cos(x)",
  );
  // The same product in the other order is the same instruction.
  const both = trace((x: Num, y: Num) => add(mul(y, x), mul(x, y)), 0, 0);
  expect(toText(both)).toBe("y * x + y * x");
});

test("an array that nothing is added to is 0 all over", () => {
  const constant = (_: Num) => 3 as Num;
  expect(toText(trace(grad(constant), 1))).toBe("0");
  const flat = (_: Num[], y: Num) => mul(y, y);
  expect(toText(trace(grad(flat), [1, 2, 3], 1))).toBe("result[i] = 0 for i < 3");
  const second = trace((x: Num) => grad((t: Num) => grad((u: Num) => mul(2, u))(t))(x), 1);
  expect(toText(second)).toBe("0");
});
