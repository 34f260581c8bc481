import { describe, expect, test } from "vitest";
import type { Value } from "../value.ts";
import { LangError, parse, run } from "./index.ts";

const printed = (source: string) => run(source, { language: "python" }).printed;
const show = (expression: string) => printed(`print(${expression})`)[0];
function failure(source: string): LangError {
  try {
    run(source, { language: "python" });
  } catch (error) {
    if (error instanceof LangError) return error;
    throw error;
  }
  throw new Error(`no error in ${source}`);
}

describe("operators", () => {
  test.each([
    ["-2 ** 2", "-4"],
    ["2 ** -1", "0.5"],
    ["2 ** 3 ** 2", "512"],
    ["-7 // 2", "-4"],
    ["-7 % 3", "2"],
    ["7 % -3", "-2"],
    ["1 // 0.1", "9.0"],
    ["6 / 2", "3.0"],
    ["2 ** 100", String(2n ** 100n)],
    ["10 ** 20 // 7", String(10n ** 20n / 7n)],
    ["1 - 2 - 3 + 4 * 5 / 2", "6.0"],
    ["1 < 2 < 3, 3 > 2 > 2", "True False"],
    ["not 1 == 2 and 0 or 'last'", "last"],
    ["not True and False, not (True and False)", "False True"],
    ["True + True, -True, +False", "2 -1 0"],
    ["1 if 0 else 2 if 0 else 3", "3"],
    ["2 in [1, 2], 3 not in (1, 2), 'b' in 'abc'", "True True True"],
    ["None is None, 1 is not 2", "True True"],
    ["[1, 2] + [3], (1,) * 3, 'ab' * 2", "[1, 2, 3] (1, 1, 1) abab"],
    ["1 == 1.0, '1' == 1, [1, [2]] == [1, [2]], (1,) == [1]", "True False True False"],
    ["1 / 0, -1 / 0, 0 / 0", "inf -inf nan"],
  ])("%s is %s", (expression, value) => {
    expect(show(expression)).toBe(value);
  });

  test("of Values keep the language's precedence on the graph", () => {
    const { root } = run("x = Value(3.0, label='x')\no = -x**2 + 2 * x", { language: "python" });
    expect(root!.data).toBe(-3);
    root!.backward();
    expect(root!.operands[0]!.op!.name).toBe("neg");
    expect(root!.operands[0]!.operands[0]!.args[1]).toBe(2);
  });

  test("// and % of Values are what they are of numbers", () => {
    const { names } = run("x = Value(-7.5)\nq = x // 2\nr = x % 2\ns = 7 % Value(-3)", {
      language: "python",
    });
    const data = ["q", "r", "s"].map((name) => (names.get(name) as Value).data);
    expect(data).toEqual([-4, 0.5, -2]);
  });
});

describe("numbers as Python writes them", () => {
  test.each([
    ["1.0, 1e16, 1e15, 0.1 + 0.2", "1.0 1e+16 1000000000000000.0 0.30000000000000004"],
    ["1e-5, 0.0001, 1.5e-7, -0.0", "1e-05 0.0001 1.5e-07 -0.0"],
    ["0x1F, 0b101, 0o17, 1_000, .5, 5., 1e3, 2.e1", "31 5 15 1000 0.5 5.0 1000.0 20.0"],
    ["int(3.9), int('-12'), float('inf'), float('1e3'), int(True)", "3 -12 inf 1000.0 1"],
    ["round(0.5), round(1.5), round(2.675, 2), round(1234, -2), round(25, -1)", "0 2 2.67 1200 20"],
  ])("%s", (expression, value) => {
    expect(show(expression)).toBe(value);
  });
});

describe("text", () => {
  test.each([
    [`f"{0.70710678:.4f}|{3!r:>4}|{'a'}|{{}}"`, "0.7071|   3|a|{}"],
    [`f"{1.5:{'.3f'}} {2 + 3 = }"`, "1.500 2 + 3 = 5"],
    ["f'{Value(0.5):.2f} {Value(0.5)}'", "0.50 Value(data=0.5)"],
    [`"{ %s | data %.4f | grad %.4f }" % ('n', 0.88137, 1)`, "{ n | data 0.8814 | grad 1.0000 }"],
    ["'%5d|%-5s|%05.1f|%%' % (42, 'ab', 3.14159)", "   42|ab   |003.1|%"],
    ["'{} {1} {x:.2f} {{}}'.format(1, 2, x=3)", "1 2 3.00 {}"],
    [
      String.raw`'a\tb\x41\u00e9\
c', r'\n', 'it''s'`,
      "a\tbA\u00e9c \\n its",
    ],
    [`"don't", ['don\\'t', "q"]`, `don't ["don't", 'q']`],
    ["'a,b'.split(','), ', '.join(['x', 'y']), ' s '.strip()", "['a', 'b'] x, y s"],
    ["'hello'[1], 'hello'[-3:], 'hello'[::-1], len('héllo')", "e llo olleh 5"],
  ])("%s", (expression, value) => {
    expect(show(expression)).toBe(value);
  });

  test("print takes sep and end", () => {
    expect(printed("print(1, 2, sep='-', end='!')\nprint()\nprint('a\\nb', None, True)")).toEqual([
      "1-2!",
      "a",
      "b None True",
    ]);
  });
});

describe("statements", () => {
  test("assignment: chained, augmented, unpacked", () => {
    const source = `
a = b = 2
a += 3; b **= 3; a *= 2; b -= 1; b /= 7
x, y = 1, 2
x, y = y, x
(p, q), *rest = [(1, 2), 3, 4]
[m] = [9]
xs = [0, 1]
xs[0] += 5
n: int = 4
print(a, b, x, y, p, q, rest, m, xs, n)`;
    expect(printed(source)).toEqual(["10 1.0 2 1 1 2 [3, 4] 9 [5, 1] 4"]);
  });

  test("loops, their else, break and continue", () => {
    const source = `
for i in range(5):
    if i == 1: continue
    if i == 3: break
    print(i)
else:
    print('not here')
while True:
    i -= 1
    if not i: break
for k, (a, b) in enumerate(zip([1, 2], 'ab')):
    print(k, a, b)
else:
    print('done', i)`;
    expect(printed(source)).toEqual(["0", "2", "0 1 a", "1 2 b", "done 0"]);
  });

  test("functions: defaults, keywords, *args, closures, recursion, global and nonlocal", () => {
    const source = `
count = 0
def power(x, n=2, *more):
    """a docstring"""
    global count
    count += 1
    return x if n == 0 else [x ** n, more]
def counter():
    n = 0
    def next():
        nonlocal n
        n += 1
        return n
    return next
c = counter(); c(); c()
def fact(n): return 1 if n == 0 else n * fact(n - 1)
def nothing(): pass
print(power(3), power(n=3, x=2), power(*[2, 1, 5]), count, c(), fact(20), nothing())
print((lambda x, y=10: x + y)(1), [f(3) for f in [lambda v: v * 2]])`;
    expect(printed(source)).toEqual(["[9, ()] [8, ()] [2, (5,)] 3 3 2432902008176640000 None", "11 [6]"]);
  });

  test("comprehensions have a scope of their own", () => {
    expect(
      printed("i = 9\nprint([i * j for i in range(3) if i for j in (1, 10)], i, sum(q for q in [1, 2]))"),
    ).toEqual(["[1, 10, 2, 20] 9 3"]);
  });

  test("a newline ends a statement outside brackets only", () => {
    expect(printed("x = (1\n  + 2)\ny = [\n  1,\n\n  2, # two\n]\nz = 1 + \\\n  2\nprint(x, y, z)")).toEqual([
      "3 [1, 2] 3",
    ]);
    expect(printed("x = 1\n-2\nprint(x)")).toEqual(["1"]);
  });

  test("a notebook's own lines and imports are passed over", () => {
    const source = `%matplotlib inline
!pip install torch
import math, random as r
from graphviz import Digraph
x = (7
% 4)
print(x)`;
    expect(printed(source)).toEqual(["3"]);
  });

  test("a script's own idiom, and types that are said", () => {
    const source =
      "def f(x: float, y: int = 2) -> float:\n    return x * y\nif __name__ == '__main__':\n    print(f(3))";
    expect(printed(source)).toEqual(["6"]);
  });

  test("lines may end as on Windows", () => {
    expect(printed("def f(x):\r\n    y = x\r\n\r\n    return y\r\nprint(f(2))\r\n")).toEqual(["2"]);
  });
});

describe("what is wrong is named with its place", () => {
  test.each([
    ["x = thn(n)", "`thn` is not defined", 1, 5, "tanh"],
    ["x = Value(2)\nx.dta", "a Value has no `dta`", 2, 3, "data"],
    ["math.tnah(1)", "the module `math` has no `tnah`", 1, 6, "tanh"],
    ["label1 = 2\nprint(lable1)", "`lable1` is not defined", 2, 7, "label1"],
    ["x = (1,\ny = 2", "`(` is never closed", 1, 5, undefined],
    ["x = 1)", "`)` closes nothing", 1, 6, undefined],
    ["x = [1)", "`)` does not close `[`", 1, 7, undefined],
    ["x = 'abc\ny = 1", "the string is never closed", 1, 5, undefined],
    ["x = ('abc)", "the string that ' opens is never closed", 1, 6, undefined],
    ["if True:\nprint(1)", "expected an indented block here", 2, 1, undefined],
    ["x = 1\n  y = 2", "the indentation is not that of the lines before", 2, 3, undefined],
    ["def f():\n    a = 1\n  b = 2", "the indentation is not that of the lines before", 3, 3, undefined],
    ["for i in range(3)\n    pass", "`:` is expected here", 1, 18, undefined],
    ["x = 1 +", "the program ends too early", 1, 8, undefined],
    ["x = 3 4", "`4` is not expected here", 1, 7, undefined],
    ["y = x2 z", "`z` is not expected here", 1, 8, undefined],
    ["y = 2x + 1", "`x` is not expected here; a product is written `2*x`", 1, 6, undefined],
    ["y = 0.5 sin(x)", "`sin` is not expected here; a product is written `0.5*sin`", 1, 9, undefined],
    ["ln(2)", "`ln` is not defined", 1, 1, "log"],
    [
      "torch.tensor(2.0)",
      "the module `torch` has no `tensor`; a number with a gradient is `Value(2.0)` here",
      1,
      7,
      undefined,
    ],
    ["f() = 3", "can't assign to `f()`", 1, 1, undefined],
    ["x = “hi”", "`“hi”` is not a name", 1, 5, undefined],
    ["x = 0777", "`0777` is not a number of Python's", 1, 5, undefined],
    ["1 < not 2", "`not` can't stand here", 1, 5, undefined],
    ["f'{x'", "`'` is not expected here", 1, 5, undefined],
    ["f'}'", "a brace that is meant as one is written twice in an f-string", 1, 1, undefined],
    ["return 3", "`return` outside a function", 1, 1, undefined],
    ["break", "`break` outside a loop", 1, 1, undefined],
    ["def f(a, a): pass", "there are two parameters `a`", 1, 10, undefined],
    ["f(x=1, x=2)", "`x` is given twice", 1, 8, undefined],
    ["def f():\n    print(q)\n    q = 1\nf()", "`q` is used before it is assigned", 2, 11, undefined],
    ["def f(a, b): pass\nf(1)", "`f` wants an argument for `b`", 2, 1, undefined],
    ["def f(a): pass\nf(1, 2)", "`f` takes 1 argument; got 2", 2, 1, undefined],
    ["def f(alpha): pass\nf(1, alhpa=2)", "`f` has no parameter `alhpa`", 2, 1, "alpha"],
    ["x, y = 1, 2, 3", "2 values are wanted here, and there are 3", 1, 1, undefined],
    ["[1, 2][2]", "the index 2 is out of range: there are 2 elements", 1, 1, undefined],
    ["(1, 2)[0] = 3", "a tuple can't be changed", 1, 1, undefined],
    ["1 + 'a'", "`+` does not take a number and a string", 1, 1, undefined],
    ["assert 1 > 2, 'no'", "the assertion does not hold: no", 1, 8, undefined],
    ["3()", "a number can't be called", 1, 1, undefined],
    ["Value('2')", "`Value` wants a number; got a string", 1, 1, undefined],
    ["math.pi = 3", "`pi` of the module `math` can't be set", 1, 6, undefined],
    ["x = Value(1); x.tanh = 3", "`tanh` of a Value can't be set", 1, 17, undefined],
    ["x = Value(1); x.tanhh = 3", "a Value has no `tanhh`", 1, 17, "tanh"],
    [
      "x = Value(1); y = x * 2; y.data = 3",
      "data of y is computed by mul and can't be set",
      1,
      28,
      undefined,
    ],
  ])("%s", (source, reason, line, column, suggestion) => {
    const error = failure(source);
    expect(error.reason).toContain(reason);
    expect([error.line, error.column]).toEqual([line, column]);
    expect(error.suggestion).toBe(suggestion);
  });

  test.each([
    ["class A: pass", "`class`"],
    ["x = {'a': 1}", "a dictionary"],
    ["x = {1, 2}", "a set"],
    ["try:\n    pass\nexcept: pass", "`try`"],
    ["with f() as x: pass", "`with`"],
    ["raise f", "`raise`"],
    ["del x", "`del`"],
    ["@f\ndef g(): pass", "a decorator"],
    ["async def f(): pass", "`async`"],
    ["def f():\n    yield 1", "`yield`"],
    ["x = a @ b", "the operator `@`"],
    ["x = a & b", "the operator `&`"],
    ["x = ~a", "the operator `~`"],
    ["f(**a)", "`**` among arguments"],
    ["x = 2j", "a complex number"],
    ["x = b'a'", "a string of bytes"],
    ["x[1, 2]", "an index of several parts"],
    ["match x:\n    case 1: pass", "`match`"],
  ])("%s", (source, what) => {
    const error = failure(source);
    expect(error.kind).toBe("unsupported");
    expect(error.reason).toContain(`${what} is not supported`);
  });

  test("the message shows the line and carets below the place", () => {
    expect(failure("x = Value(2)\no = thn(x)").message).toBe(
      "`thn` is not defined; did you mean `tanh`?\n  program:2:5\n    o = thn(x)\n        ^^^",
    );
  });
});

test("long chains are no deep nesting", () => {
  const terms = Array.from({ length: 400 }, (_, i) => `x${i % 3}`).join(" + ");
  expect(printed(`x0, x1, x2 = 1, 2, 3\nprint(${terms})`)).toEqual(["799"]);
  const tooLong = `x = ${Array.from({ length: 3000 }, () => "1").join("+")}`;
  expect(failure(tooLong).reason).toContain("the expression is too long");
});

test("every node of the tree knows its place", () => {
  const source = "x1 = 2\nn = (x1 * 3\n  + x1)";
  const { body } = parse(source, { language: "python" });
  const statement = body.statements[1]!;
  expect(statement.span).toEqual({ line: 2, column: 1, from: 7, to: source.length });
  const assignment = (
    statement as { expression: { value: { kind: string; span: { from: number; to: number } } } }
  ).expression;
  expect(source.slice(assignment.value.span.from, assignment.value.span.to)).toBe("x1 * 3\n  + x1");
});
