import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { isOp, type Op } from "./op.ts";
import * as ops from "./ops.ts";
import { forward, isValue, noGrad, Value, value, zeroGrad } from "./value.ts";

const { add, div, mul, pow, select, sqrt, sub, tanh } = ops;

describe("a value", () => {
  test("holds data, a name and no gradient yet", () => {
    const x = value(2, "x1");
    expect([x.data, x.grad, x.label, x.op, x.operands, x.reached]).toEqual([2, 0, "x1", null, [], false]);
    expect(new Value(2, { label: "x1" }).label).toBe("x1");
    expect(value(2).label).toBe("");
  });

  test("may be NaN, infinite or −0", () => {
    expect(value(Number.NaN).data).toBeNaN();
    expect(value(Number.NEGATIVE_INFINITY).data).toBe(Number.NEGATIVE_INFINITY);
    expect(Object.is(value(-0).mul(1).data, -0)).toBe(true);
  });

  test("prints itself", () => {
    const o = value(Math.SQRT1_2, "o");
    o.backward();
    expect(inspect(o)).toBe('Value(data=0.7071, grad=1, label="o")');
    expect(inspect(value(3))).toBe("Value(data=3, grad=0)");
    expect(`${o}`).toBe('Value(data=0.7071, grad=1, label="o")');
  });

  test.each([
    ["a string", "2", /data is the string "2"; wanted a number/],
    ["undefined", undefined, /data is undefined; wanted a number/],
    ["null", null, /data is null/],
    ["a bigint", 2n, /data is the bigint 2/],
    ["an array", [1], /data is an array of 1/],
    ["a value", value(1), /data is a Value/],
  ])("refuses %s as data", (_, data, message) => {
    expect(() => value(data as never)).toThrow(message);
    expect(() => new Value(data as never)).toThrow(message);
    expect(() => {
      value(1).data = data as never;
    }).toThrow(message);
  });

  test("refuses a label that is no string", () => {
    expect(() => value(1, 2 as unknown as string)).toThrow(/label is the number 2; wanted a string/);
    expect(() => value(1).as(5 as never)).toThrow(/label is the number 5; wanted a string/);
    expect(() => {
      value(1).caption = null as never;
    }).toThrow(/caption is null; wanted a string/);
  });

  test.each([
    ["a string, as value() takes a label", "x1", /options is the string "x1"; wanted an object/],
    ["a number", 5, /options is the number 5; wanted an object/],
    ["null", null, /options is null; wanted an object/],
  ])("refuses options that are %s", (_, options, message) => {
    expect(() => new Value(1, options as never)).toThrow(message);
  });

  test("belongs to its node, whichever handle reads it", () => {
    const x = value(3, "x");
    const y = x.mul(x);
    const [a, b] = y.operands as [Value, Value];
    expect([a.id, b.id]).toEqual([x.id, x.id]);
    a.label = "renamed";
    a.data = 4;
    b.grad = 7;
    expect([x.label, x.data, x.grad]).toEqual(["renamed", 4, 7]);
  });

  test("is identified by an id in order of creation, never by its contents", () => {
    const [a, b] = [value(1, "a"), value(1, "a")];
    const c = a.add(b);
    expect(a.id).toBeLessThan(b.id);
    expect(b.id).toBeLessThan(c.id);
    expect(c.operands.map((v) => v.id)).toEqual([a.id, b.id]);
  });

  test("is labelled in a chain", () => {
    const n = value(1).add(2).as("n");
    expect(n.label).toBe("n");
  });
});

describe("JavaScript's operators", () => {
  const x = value(2) as unknown as number;
  const y = value(3) as unknown as number;
  test.each<[string, () => unknown]>([
    ["*", () => x * y],
    ["+", () => x + y],
    ["-", () => x - y],
    ["/", () => 1 / x],
    ["**", () => x ** 2],
    ["unary -", () => -x],
    ["unary +", () => +x],
    ["<", () => x < y],
    ["Math.exp", () => Math.exp(x)],
    ["Number", () => Number(x)],
  ])("%s on a value throws and says what to write", (_, use) => {
    expect(use).toThrow(/JavaScript's operators do not work on a Value: write a\.add\(b\).*a\.data/);
  });
});

describe("ops on values", () => {
  const table = Object.entries(ops) as [string, Op][];

  test("every export of the table is an op that bears its name", () => {
    for (const [name, op] of table) {
      expect(isOp(op)).toBe(true);
      expect(op.name).toBe(name);
      expect(op.d).toHaveLength(op.arity);
      expect(op.domain).toHaveLength(op.arity);
    }
  });

  test.each(table)("%s is a function and a method, and takes numbers on either side", (name, op) => {
    const call = op as unknown as (...x: (number | Value)[]) => number | Value;
    const at = op.domain.map(([from, to]) => from + 0.6 * (to - from));
    const want = (op.f as (...x: number[]) => number)(...at);
    expect(call(...at)).toBe(want);
    for (let which = 1; which < 1 << op.arity; which++) {
      const operands = at.map((x, i) => (which & (1 << i) ? value(x) : x));
      const out = call(...operands) as Value;
      expect(isValue(out)).toBe(true);
      expect(out.data).toBe(want);
      expect(out.op).toBe(op);
    }
    const [self, ...rest] = at.map((x) => value(x)) as [Value, ...Value[]];
    const method = (self as unknown as Record<string, (...x: Value[]) => Value>)[name]!;
    expect(method.call(self, ...rest).data).toBe(want);
  });

  test("plain numbers become constant leaves, and parameters part of the op", () => {
    const n = value(3, "n");
    const twice = mul(2, n);
    expect(twice.operands.map((v) => [v.data, v.label, v.isConstant])).toEqual([
      [2, "", true],
      [3, "n", false],
    ]);
    const squared = pow(n, 2);
    expect(squared.operands.map((v) => v.id)).toEqual([n.id]);
    expect(squared.args.map((v) => (isValue(v) ? v.id : v))).toEqual([n.id, 2]);
    const powered = pow(2, n);
    expect(powered.operands).toHaveLength(2);
    powered.backward();
    expect(n.grad).toBeCloseTo(8 * Math.LN2, 14);
    expect(div(1, n).data).toBe(1 / 3);
    expect(sub(1, n).data).toBe(-2);
  });

  test("defaults stand in for what is left out", () => {
    expect(value(-2).leakyRelu().data).toBe(-0.02);
    expect(ops.leakyRelu(-2)).toBe(-0.02);
    expect(ops.elu(value(-1)).data).toBe(Math.expm1(-1));
    expect(ops.elu(value(-1), 2).data).toBe(2 * Math.expm1(-1));
  });

  test.each<[string, () => unknown, RegExp]>([
    [
      "too few",
      () => (add as unknown as (x: Value) => Value)(value(1)),
      /add: operand 2 is undefined; wanted a number or a Value/,
    ],
    [
      "too many",
      () => [value(1)].map(tanh as never),
      /tanh takes 1 operand and got more; as a callback write \(x\) => tanh\(x\)/,
    ],
    [
      "too many of a reduction",
      () => [value(1), value(2)].reduce(add as never),
      /add takes 2 operands and got more; as a callback write \(x, y\) => add\(x, y\)/,
    ],
    ["a string", () => mul(value(1), "2" as never), /mul: operand 2 is the string "2"/],
    ["a plain object", () => tanh({ data: 1 } as never), /tanh: operand 1 is a plain object/],
    [
      "a Value of another library",
      () => {
        const Other = { Value: class Value {} }.Value;
        return add(value(1), new Other() as never);
      },
      /add: operand 2 is a Value of another library, or of another copy of this one/,
    ],
    ["a method's", () => value(1).mul(undefined as never), /mul: operand 2 is undefined/],
  ])("refuse operands: %s", (_, use, message) => {
    expect(use).toThrow(message);
  });
});

describe("backward", () => {
  test("the notes' neuron", () => {
    const [x1, x2] = [value(2, "x1"), value(0, "x2")];
    const [w1, w2] = [value(-3, "w1"), value(1, "w2")];
    const b = value(6.8813735870195432, "b");
    const n = x1.mul(w1).add(x2.mul(w2)).add(b).as("n");
    const o = n.tanh().as("o");
    o.backward();
    expect(o.data).toBeCloseTo(Math.SQRT1_2, 14);
    const grads = [x1, w1, x2, w2, n, o].map((v) => v.grad);
    for (const [i, want] of [-1.5, 1, 0.5, 0, 0.5, 1].entries()) expect(grads[i]).toBeCloseTo(want, 12);
  });

  test("a node used twice gets both contributions; x·x gives 2x", () => {
    const x = value(3);
    x.mul(x).backward();
    expect(x.grad).toBe(6);
    const a = value(-2);
    const b = value(3);
    a.mul(b).mul(a.add(b)).backward();
    expect([a.grad, b.grad]).toEqual([2 * -2 * 3 + 9, 4 + 2 * -2 * 3]);
  });

  test("leaves accumulate over passes, nodes in between hold the last pass's own", () => {
    const x = value(3);
    const y = x.mul(x);
    const z = y.mul(2);
    z.backward();
    z.backward();
    expect([x.grad, y.grad, z.grad]).toEqual([24, 2, 1]);
    x.zeroGrad();
    expect(x.grad).toBe(0);
    y.backward();
    expect([x.grad, y.grad, z.grad]).toEqual([6, 1, 1]);
    zeroGrad(z);
    expect([x.grad, y.grad, z.grad]).toEqual([0, 0, 0]);
  });

  test("a seed scales all gradients", () => {
    const x = value(3);
    x.mul(x).backward({ seed: -0.5 });
    expect(x.grad).toBe(-3);
    expect(() => x.mul(x).backward({ seed: "1" as never })).toThrow(/backward: seed is the string "1"/);
    expect(() => x.mul(x).backward(2 as never)).toThrow(
      /backward: options is the number 2; wanted an object/,
    );
    expect(() => x.mul(x).backward(null as never)).toThrow(/backward: options is null; wanted an object/);
    expect(x.grad).toBe(-3);
  });

  test("a leaf's own pass gives it the seed", () => {
    const x = value(3);
    x.backward();
    expect([x.grad, x.reached]).toEqual([1, true]);
  });

  test("grad can be set, and reached says whether a pass has come by", () => {
    const x = value(3);
    const y = x.mul(2);
    expect([x.reached, y.reached]).toEqual([false, false]);
    x.grad = 5;
    expect(x.reached).toBe(false);
    y.backward();
    expect([x.grad, x.reached, y.reached]).toEqual([7, true, true]);
  });

  test("passes nothing down from a gradient of 0, so a NaN in the side not taken stays there", () => {
    const x = value(0);
    const y = select(x.gt(0), sqrt(x), x.mul(3));
    y.backward();
    expect(x.grad).toBe(3);
    const w = value(-1);
    mul(0, sqrt(w)).backward();
    expect(w.grad).toBe(0);
  });

  test("reaches through interior handles got back from operands", () => {
    const x = value(0.5);
    const y = x.exp().sin().mul(2);
    const inner = y.operands[0]!.operands[0]!;
    inner.mul(3).backward();
    expect(inner.data).toBe(Math.exp(0.5));
    expect(x.grad).toBe(3 * Math.exp(0.5));
  });
});

describe("setting data", () => {
  test("a leaf's can be set, and forward recomputes what was made from it", () => {
    const x = value(3);
    const y = x.mul(x);
    const z = y.add(1);
    x.data = 5;
    expect(z.data).toBe(10);
    forward(z);
    expect([y.data, z.data]).toEqual([25, 26]);
    z.backward();
    expect(x.grad).toBe(10);
  });

  test("an interior node's can't", () => {
    const y = value(3).mul(2).as("y");
    expect(() => {
      y.data = 1;
    }).toThrow(/data of y is computed by mul and can't be set; set the leaves and call forward\(root\)/);
    expect(y.data).toBe(6);
  });

  test("backward through a node whose operand was set later throws, and changes nothing", () => {
    const x = value(3, "x");
    const y = x.mul(x).as("y");
    const z = y.add(value(1, "one"));
    z.backward();
    x.data = 4;
    expect(() => z.backward()).toThrow(
      /data of x changed after y was computed from it; call forward\(root\)/,
    );
    expect([x.grad, y.grad, z.grad]).toEqual([6, 1, 1]);
    expect(() => z.backward()).toThrow(/changed after/);
    forward(z);
    z.backward();
    expect(x.grad).toBe(6 + 8);
  });

  test("so does backward through a node whose operand another forward recomputed", () => {
    const x = value(3);
    const y = x.mul(x);
    const z = y.add(1);
    x.data = 4;
    forward(y);
    expect(() => z.backward()).toThrow(/changed after/);
    y.backward();
    expect(x.grad).toBe(8);
  });

  test("graphs made after the setting are not stale", () => {
    const x = value(3);
    for (let step = 0; step < 3; step++) {
      const loss = x.mul(x);
      loss.backward();
      x.data -= 0.1 * x.grad;
      x.zeroGrad();
    }
    expect(x.data).toBeCloseTo(3 * 0.8 ** 3, 14);
  });
});

describe("noGrad and detach", () => {
  test("ops in noGrad compute and record nothing", () => {
    const x = value(3);
    const y = noGrad(() => x.mul(x).add(1));
    expect([y.data, y.op]).toEqual([10, null]);
    expect(x.mul(2).op).toBe(mul);
  });

  test("recording resumes after a throw", () => {
    expect(() =>
      noGrad(() => {
        throw new Error("inside");
      }),
    ).toThrow("inside");
    expect(value(1).mul(2).op).toBe(mul);
  });

  test("noGrad refuses what is no function, and a function that goes on after it", () => {
    expect(() => noGrad(5 as never)).toThrow("noGrad: f is the number 5; wanted a function");
    const goesOn = async () => {
      await undefined;
      return value(1).mul(2);
    };
    expect(() => noGrad(goesOn)).toThrow(/noGrad: f is asynchronous, and records what it does later/);
    expect(value(1).mul(2).op).toBe(mul);
  });

  test("no gradient flows through detach or stopGradient", () => {
    const x = value(3, "x");
    x.detach().mul(x).backward();
    expect(x.grad).toBe(3);
    x.zeroGrad();
    x.stopGradient().mul(x).backward();
    expect(x.grad).toBe(3);
    expect(x.detach().label).toBe("x");
  });
});

// The test cases of micrograd (test/test_engine.py, MIT, Andrej Karpathy), restated; the figures are PyTorch's.
describe("micrograd's own cases", () => {
  test("sanity check", () => {
    const x = value(-4);
    const z = mul(2, x).add(2).add(x);
    const q = z.relu().add(z.mul(x));
    const h = z.mul(z).relu();
    const y = h.add(q).add(q.mul(x));
    y.backward();
    expect([y.data, x.grad]).toEqual([-20, 46]);
  });

  test("more ops", () => {
    const a = value(-4);
    const b = value(2);
    let c = a.add(b);
    let d = a.mul(b).add(b.pow(3));
    c = c.add(c.add(1));
    c = c.add(add(1, c).add(a.neg()));
    d = d.add(d.mul(2).add(b.add(a).relu()));
    d = d.add(mul(3, d).add(b.sub(a).relu()));
    const e = c.sub(d);
    const f = e.pow(2);
    let g = f.div(2);
    g = g.add(div(10, f));
    g.backward();
    expect(g.data).toBeCloseTo(24.70408163265306, 12);
    expect(a.grad).toBeCloseTo(138.83381924198252, 11);
    expect(b.grad).toBeCloseTo(645.5772594752186, 11);
  });
});
