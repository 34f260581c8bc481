import { describe, expect, test } from "vitest";
import type { Num } from "../op.ts";
import { div, log, mul, sqrt } from "../ops.ts";
import { type Value, value } from "../value.ts";
import { AnomalyError, anomaly } from "./anomaly.ts";
import { grad } from "./grad.ts";

function caught(f: () => unknown): AnomalyError {
  try {
    anomaly(f);
  } catch (error) {
    if (error instanceof AnomalyError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("anomaly", () => {
  test("gives what its function gives, where nothing goes wrong", () => {
    expect(anomaly(() => value(2).mul(3).data)).toBe(6);
  });

  test("finds the first op that makes a NaN, with its operands and where it was made", () => {
    const error = caught(() => {
      const x = value(-1, "x");
      const y = log(x).as("y");
      return y.mul(2);
    });
    expect(error.phase).toBe("forward");
    expect(error.message).toMatch(
      /^log\(x = -1\) = NaN, from finite operands; made at .*anomaly\.test\.ts:\d+:\d+$/,
    );
    expect(error.operands).toEqual([-1]);
    expect(error.madeAt).toContain("anomaly.test.ts");
  });

  test("finds an infinity", () => {
    expect(caught(() => div(value(1, "one"), value(0, "zero"))).message).toMatch(
      /^div\(one = 1, zero = 0\) = Infinity/,
    );
    expect(caught(() => value(1000).exp()).node.op?.name).toBe("exp");
  });

  test("takes data that is infinite to begin with for what it is", () => {
    expect(anomaly(() => value(Number.POSITIVE_INFINITY).mul(2).sub(1).data)).toBe(Number.POSITIVE_INFINITY);
  });

  test("finds a gradient that is infinite though all data is finite", () => {
    const error = caught(() => {
      const x = value(0, "x");
      const y = sqrt(x).as("root");
      y.mul(3).as("o").backward();
    });
    expect(error.phase).toBe("backward");
    expect(error.message).toMatch(
      /the gradient that root sends to x is 3 · Infinity = Infinity, with the local derivative 0\.5 \/ root; root: sqrt\(x = 0\) = 0 was made at .*anomaly\.test\.ts/,
    );
    expect(error.node.label).toBe("root");
  });

  test("watches the backward pass of a gradient of a function", () => {
    const root = (x: Num) => sqrt(mul(x, 0));
    expect(grad(root)(1)).toBeNaN();
    const error = caught(() => grad(root)(1));
    expect(error.phase).toBe("backward");
    expect(error.message).toMatch(/ is 1 · Infinity = Infinity, with the local derivative 0\.5 \/ /);
  });

  test("leaves gradients alone when it throws in a backward pass", () => {
    let x: Value | undefined;
    caught(() => {
      x = value(0, "x");
      x.sqrt().backward();
    });
    expect(x?.grad).toBe(0);
  });

  test("names the place in a program's text where a node has one", () => {
    const error = caught(() => {
      const x = value(0, "x");
      const y = x.sqrt();
      y.source = { line: 2, column: 5, from: 20, to: 27 };
      y.backward();
    });
    expect(error.madeAt).toBe("line 2, column 5");
  });

  test("watches no longer when it is over", () => {
    caught(() => value(-1).log());
    expect(value(-1).log().data).toBeNaN();
  });
});
