import { describe, expect, test } from "vitest";
import { graph } from "../graph.ts";
import { type Value, value } from "../value.ts";
import { type LangValue, run } from "./index.ts";

const python = (source: string) => run(source, { language: "python" });

describe("what a program is about", () => {
  test("the root of the last backward pass, before all else", () => {
    const { root, passes, lastAssigned } = python(
      "x = Value(3)\ny = x * 2\nz = x * x\nz.backward()\ny.backward(seed=2)\nq = y + z",
    );
    expect(passes.map(({ root, seed }) => [root.label, seed])).toEqual([
      ["z", 1],
      ["y", 2],
    ]);
    expect(root!.label).toBe("y");
    expect(lastAssigned).toBe("q");
  });
  test("else what was last assigned at the top level", () => {
    const { root, lastAssigned } = python(
      "a = Value(1)\nb = a * 2\nk = 3\ndef f(v):\n    inner = v * 3\n    return 1\nf(a)",
    );
    expect([lastAssigned, root!.label]).toEqual(["b", "b"]);
  });
  test("a global assigned in a function counts as at the top level", () => {
    const { root, lastAssigned } = python("def f():\n    global g\n    g = Value(1) * 2\nf()");
    expect([lastAssigned, root!.data]).toEqual(["g", 2]);
  });
  test("before that, what the last line computes", () => {
    expect(python("x = Value(2)\nx * 3").root!.data).toBe(6);
    expect(python("x = Value(2)\ny = x * 3\nx").root!.label).toBe("y");
    expect(python("x = Value(2)\ny = x * 3\ny.backward()\ny + 1").root!.label).toBe("y");
    expect(run("const x = value(2); x * 3").root!.data).toBe(6);
  });
  test("else the value of the last line", () => {
    expect(python("Value(2) * 3").root!.data).toBe(6);
    expect(python("Value(2) * 3\n1").root).toBeUndefined();
    expect(python("1").lastAssigned).toBeUndefined();
  });
});

test("names hold what they hold at the end; functions' own names are not among them", () => {
  const { names } = python("x = 2\ny = 2.5\nb = True\nn = None\ndef f(q):\n    r = q\n    return r\nf(1)");
  expect([...names.keys()].sort()).toEqual(["b", "f", "n", "x", "y"]);
  expect(names.get("x")).toBe(2n);
  expect(names.get("y")).toBe(2.5);
  expect(run("const x = 2", { language: "javascript" }).names.get("x")).toBe(2);
});

test("leaves are the labelled ones, in order of creation, reached or not", () => {
  const { leaves } = python(
    "b = Value(1)\na = Value(2, label='weight')\n[Value(3)]\nc = Value(4) * 2\nd = a.detach()",
  );
  expect(leaves.map(({ label, data }) => [label, data])).toEqual([
    ["b", 1],
    ["weight", 2],
    ["d", 2],
  ]);
});

test("draw_dot draws, whatever options a notebook gives it", () => {
  const { drawn } = python("x = Value(1)\no = x * 2\ndraw_dot(o)\ndraw_dot(x, format='svg', rankdir='LR')");
  expect(drawn.map(({ label }) => label)).toEqual(["o", "x"]);
});

test("lines are passed on as they are completed", () => {
  const lines: string[] = [];
  const { printed } = run("print('a', end='')\nprint('b')\nprint('c', end='')", {
    print: (line) => lines.push(line),
  });
  expect(lines).toEqual(["ab", "c"]);
  expect(printed).toEqual(lines);
});

test("what print throws is passed on as it is", () => {
  const stop = new Error("stop");
  const print = () => {
    throw stop;
  };
  expect(() => run("print(1)", { print })).toThrow(stop);
});

test("arguments of the wrong type are refused before anything runs", () => {
  expect(() => run(1 as never)).toThrow(new TypeError("run: source is the number 1; wanted a string"));
  expect(() => run("", { language: "ruby" as never })).toThrow(
    /language is the string "ruby"; wanted "python"/,
  );
  expect(() => run("", { filename: 1 as never })).toThrow(/filename is the number 1; wanted a string/);
  expect(() => run("", { print: "x" as never })).toThrow(/print is the string "x"; wanted a function/);
  expect(() => run("", { budget: { stpes: 1 } as never })).toThrow(
    /stpes is no budget; there are source, nesting, steps/,
  );
  expect(() => run("", { budget: { steps: 0 } })).toThrow(
    /steps is the number 0; wanted a number of at least 1/,
  );
});

describe("conditional expressions", () => {
  test("on a Value both sides are evaluated, and the choice stays on the graph", () => {
    const { root, names } = python("x = Value(2.0)\no = x * 3 if x > 0 else -x\no.backward()");
    expect(root!.op!.name).toBe("select");
    expect(root!.operands.map(({ op }) => op?.name)).toEqual(["gt", "mul", "neg"]);
    expect((names.get("x") as Value).grad).toBe(3);
  });
  test("on a number only the chosen side is", () => {
    expect(python("x = Value(2.0)\no = x * 3 if x.data > 0 else missing").root!.op!.name).toBe("mul");
  });
  test("sides that are no numbers are chosen by the Value's number", () => {
    expect(python("x = Value(-2.0)\nprint('up' if x > 0 else 'down')").printed).toEqual(["down"]);
  });
  test.each([
    ["0 < x < 3", [0, 1, 1, 0]],
    ["x > 0 and x < 2", [0, 1, 0, 0]],
    ["x < 0 or x > 2", [1, 0, 0, 1]],
    ["not x > 0", [1, 0, 0, 0]],
    ["not (x > 0 and not x > 2)", [1, 0, 0, 1]],
    ["x != 1", [1, 0, 1, 1]],
    ["x == 1 or True", [1, 1, 1, 1]],
    ["k > 0 and x > 0", [0, 1, 1, 1]],
    ["x", [1, 1, 1, 1]],
  ])("the condition %s follows the leaf when the graph is computed again", (condition, chosen) => {
    const points = [-1, 1, 2, 3];
    const source = `k = 1\nx = Value(0.5)\no = 1 if ${condition} else 0\n`;
    const again = points.map((point) => `x.data = ${point}\nforward(o)\nprint(int(o.data))\n`).join("");
    expect(python(source + again).printed).toEqual(chosen.map(String));
    // And the number says the same each time by itself.
    const numbers = points.map((point) => `x = ${point}\nprint(1 if ${condition} else 0)\n`).join("");
    expect(python(`k = 1\n${numbers}`).printed).toEqual(chosen.map(String));
  });
  test("if, while, and, or, not take the number of a Value", () => {
    expect(
      python("x = Value(0.0)\nif x: print('no')\nif not x: print('yes')\nprint(x > 0 or 'b', 3 > x and 'c')")
        .printed,
    ).toEqual(["yes", "b c"]);
  });
});

describe("functions of lists on Values", () => {
  test("sum adds no node for a zero that nobody wrote", () => {
    const { root } = python("xs = [Value(1), Value(2), Value(3)]\no = sum(xs)");
    expect(graph(root!)).toHaveLength(5);
    expect(
      graph(python("xs = [Value(1), Value(2)]\no = sum(xs, Value(0, label='start'))").root!),
    ).toHaveLength(5);
    expect(python("print(sum([]), sum([1, 2.5]), sum([1, 2], 10))").printed).toEqual(["0 3.5 13"]);
  });
  test("min and max are ops once a Value is among the candidates", () => {
    const { root } = python("x = Value(2)\no = max(1, x, 5)");
    expect([root!.op!.name, root!.data]).toEqual(["max", 5]);
    expect(python("print(max([3, 1, 2]), min(2.5, 1), max(1, 1.0))").printed).toEqual(["3 1 1"]);
  });
});

describe("the op table under its many names", () => {
  test.each([
    ["tanh(x)", "tanh"],
    ["x.tanh()", "tanh"],
    ["math.exp(x)", "exp"],
    ["np.tanh(x)", "tanh"],
    ["np.maximum(x, 1)", "max"],
    ["np.where(x > 1, x, 0)", "select"],
    ["numpy.arctan2(x, 1)", "atan2"],
    ["torch.tanh(x)", "tanh"],
    ["torch.nn.functional.softplus(x)", "softplus"],
    ["Math.exp(x)", "exp"],
    ["leaky_relu(x)", "leakyRelu"],
    ["x.leakyRelu(0.2)", "leakyRelu"],
    ["math.log(x, 2)", "div"],
    ["math.pow(x, 2)", "pow"],
    ["pow(2, x)", "pow"],
    ["abs(x)", "abs"],
    ["round(x)", "round"],
    ["clamp(x, 0, 1)", "clamp"],
    ["2 ** x", "pow"],
    ["1 / x", "div"],
  ])("%s makes a %s", (expression, op) => {
    expect(python(`x = Value(0.5)\no = ${expression}`).root!.op!.name).toBe(op);
  });
});

test("what is printed without a line end is printed also if the program fails later", () => {
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  expect(() => run("print(1)\nprint('begun', end='')\nx.y", { print })).toThrow("`x` is not defined");
  expect(lines).toEqual(["1", "begun"]);
  expect(() => run("print('begun', end='')\nx = Value(1); x.backward(2, 3)", { print })).toThrow();
  expect(lines).toEqual(["1", "begun", "begun"]);
  expect(() => run("while True: print('.', end='')", { print, budget: { steps: 100 } })).toThrow("budget");
  expect(lines.at(-1)).toMatch(/^\.+$/);
  const refusal = new Error("no paper");
  const refuse = () => {
    throw refusal;
  };
  expect(() => run("print(1, end='')\nprint(2)\nprint(3)", { print: refuse })).toThrow(refusal);
});

test("a program may be given names, and tells the value of its last statement", () => {
  const names = new Map<string, LangValue>([
    ["x", value(2)],
    ["k", 3],
  ]);
  const { last, root } = run("k * x ** 2", { names });
  expect([(last as Value).data, root?.data]).toEqual([12, 12]);
  expect(run("y = k + 1", { names }).last).toBe(4);
  expect(run("k = 7\nk", { names }).last).toBe(7n);
  expect(run("if (k > 2) { k + 1 }", { names }).last).toBe(null);
  expect(() => run("y = k + 1\nz", { names })).toThrow("`z` is not defined");
});

test("an error of the engine's is laid to the place that asked for it", () => {
  const source = "x = Value(2)\ny = x * 2\nx.data = 5\ny.backward()";
  expect(() => python(source)).toThrow(/the data of x changed after y was computed(.|\n)*program:4:1/);
});

test("micrograd's own example gives what its readme says, line for line", () => {
  const source = `
a = Value(-4.0)
b = Value(2.0)
c = a + b
d = a * b + b**3
c += c + 1
c += 1 + c + (-a)
d += d * 2 + (b + a).relu()
d += 3 * d + (b - a).relu()
e = c - d
f = e**2
g = f / 2.0
g += 10.0 / f
print(f'{g.data:.4f}') # prints 24.7041, the outcome of this forward pass
g.backward()
print(f'{a.grad:.4f}') # prints 138.8338, i.e. the numerical value of dg/da
print(f'{b.grad:.4f}') # prints 645.5773, i.e. the numerical value of dg/db`;
  expect(python(source).printed).toEqual(["24.7041", "138.8338", "645.5773"]);
});
