/** What newcomers get wrong: errors that name the argument, what came and what was wanted, in the words of the guide. */
import { describe, expect, test } from "vitest";
import {
  add,
  at,
  checkGrad,
  compile,
  compileAsync,
  concat,
  evaluate,
  fn,
  fold,
  grad,
  gt,
  hessian,
  hvp,
  jacobian,
  jvp,
  length,
  lt,
  maxOf,
  minOf,
  mul,
  type Num,
  scan,
  sin,
  square,
  sub,
  sum,
  trace,
  traced,
  value,
  valueAndGrad,
  vec,
  vjp,
  vmap,
  whileLoop,
} from "../src/index.ts";

// biome-ignore lint/suspicious/noExplicitAny: what is wrong has any type.
type Any = any;
const norm = (x: Any): Any => sum(length(x), (i) => square(at(x, i) as Num));
const two = (x: Any, y: Any): Any => mul(x, y);

describe("compile", () => {
  const x = value(2, "x");
  const u = x.mul(3);

  test("of a Value says that a graph has inputs and outputs", () => {
    const how = (name: string) =>
      `${name}: f is a Value; wanted a function, or a graph of Values, as ${name}({ inputs: [x], outputs: [u] })`;
    expect(() => compile(u as Any)).toThrow(how("compile"));
    expect(compile({ inputs: [x], outputs: [u] })(5)).toEqual([15]);
    return expect(compileAsync(u as Any)).rejects.toThrow(how("compileAsync"));
  });

  test("compiles graphs asynchronously as well", async () => {
    const f = await compileAsync({ inputs: [x], outputs: [u, x] });
    expect(f(5)).toEqual([15, 5]);
    (f.inputs[0] as Float64Array)[0] = 7;
    f.run();
    expect((f.outputs as Float64Array[])[0]![0]).toBe(21);
    const strict = await compileAsync({ inputs: [x], outputs: [u] }, { strict: true });
    expect(strict(2)).toEqual([6]);
    await expect(compileAsync({ inputs: [x], outputs: 3 } as Any)).rejects.toThrow(
      "outputs is the number 3; wanted a list of Values",
    );
  });

  test("asynchronously wants examples, of none too", async () => {
    const missing =
      /^compileAsync: like is missing; wanted a list of example arguments, as \{ like: .* \}, empty if f takes none$/;
    await expect((compileAsync as Any)(norm)).rejects.toThrow(missing);
    await expect((compileAsync as Any)(norm, { strict: true })).rejects.toThrow(missing);
    expect((await compileAsync(() => 3, { like: [] }))()).toBe(3);
  });

  test("of a graph takes no examples", () => {
    expect(() => compile({ inputs: [x], outputs: [u] }, { like: [3] } as Any)).toThrow(
      /^compile: there is no option "like"; there are strict, /,
    );
  });

  test("names a parameter that there is no example or argument of", () => {
    const message =
      /^compile: f takes 2 arguments; y is missing: mul: operand 2 is undefined; wanted a number or a Value$/;
    expect(() => compile(two, { like: [1] as Any })).toThrow(message);
    expect(() => (compile(two) as Any)(1)).toThrow(message);
    // Nearest to where it failed.
    expect(() => (compile(grad(two)) as Any)(1)).toThrow(/^grad: f takes 2 arguments; y is missing: mul: /);
    expect(() => (compile(norm) as Any)()).toThrow(/^compile: f takes 1 argument; x is missing: length: /);
    expect(() => (compile(mul as Any) as Any)(1)).toThrow(
      /^compile: f takes 2 arguments; (y|argument 2) is missing: /,
    );
    expect(() => (compile((_a: Any, b: Any) => b.c) as Any)(1)).toThrow(
      /^compile: f takes 2 arguments; b is missing: Cannot read properties of undefined/,
    );
    const ahead = (compileAsync as Any)(two, { like: [1] });
    return expect(ahead).rejects.toThrow("compileAsync: f takes 2 arguments; y is missing: ");
  });

  test("leaves alone calls that need no more, and other errors", () => {
    expect((compile((x: Any, _y: Any) => mul(x, 2)) as Any)(4)).toBe(8);
    // Other errors stay as they are.
    expect(() => (compile(sin as Any) as Any)(value(1))).toThrow(/^argument 1 is a Value; wanted numbers: /);
  });

  test("says that an array is one argument", () => {
    expect(() => compile(norm, { like: [1, 2, 3] as Any })).toThrow(
      "compile: f takes 1 argument and got 3; an array is one, as in like: [[1, 2, 3]]: length: x is a traced number",
    );
    expect(() => (compile(norm) as Any)(1, 2, 3)).toThrow(
      "compile: f takes 1 argument and got 3; an array is one, as in f([1, 2, 3]): length: x is a traced number",
    );
    expect(() => (compile(two) as Any)([1], [2], [3])).toThrow(/^compile: f takes 2 arguments and got 3; /);
    // Where it cannot be said how many f takes, nothing is said of it.
    const some = [(x: Any, ..._rest: Any[]) => length(x), (x: Any, y = 1) => add(length(x), y), () => {}];
    for (const f of some) expect(() => (compile(f as Any) as Any)(1, 2)).not.toThrow(/takes/);
    expect(() => (compile(some[0] as Any) as Any)(1, 2, 3)).toThrow(/^length: x is a traced number/);
    expect(() => (compile(some[1] as Any) as Any)(1, 2)).toThrow(/^length: x is a traced number/);
    // More than are read do no harm.
    expect((compile(norm) as Any)([1, 2], 3)).toBe(5);
  });

  test("says that what an empty array would have counts as numbers", () => {
    const rows = (x: Any): Any => sum(length(x), (i) => norm(at(x, i)));
    const nested = (p: Any) => rows(p.w);
    const empty = (name: string) =>
      `length: x is a traced number; wanted an array, but ${name} is empty, and what it would have counts as numbers`;
    expect(() => (compile(rows) as Any)([])).toThrow(empty("x"));
    expect(() => compile(rows, { like: [[]] })).toThrow(empty("x"));
    expect(() => (compile(grad(nested)) as Any)({ w: [] })).toThrow(empty("p.w"));
    expect(() => (compile((x: Any) => at(at(x, sub(length(x), 1)), 0)) as Any)(1)).toThrow(
      "length: x is a traced number; wanted an array",
    );
    // Of numbers there may be none.
    expect((compile(norm) as Any)([])).toBe(0);
    expect(grad(rows)([])).toEqual([]);
  });

  test("calls arguments of derivatives what the function does", () => {
    for (const f of [grad(norm), valueAndGrad(norm), hessian(norm), jacobian(norm)] as Any[])
      expect(() => (compile(f, { like: [[1, 2]] }) as Any)([1])).toThrow(
        "x is an array of 1; wanted an array of 2",
      );
  });

  test("lets nothing be put in the place of its views", () => {
    const f = compile(valueAndGrad(norm), { like: [[1, 2]] }) as Any;
    expect(() => {
      f.inputs[0] = [3, 4];
    }).toThrow(TypeError);
    expect(() => {
      f.outputs.grad = 1;
    }).toThrow(TypeError);
    f.inputs[0].set([3, 4]);
    f.run();
    expect([f.outputs.value[0], ...f.outputs.grad]).toEqual([25, 6, 8]);
  });
});

describe("what is compiled or traced goes outermost", () => {
  const outermost = "; wanted numbers: `compile` and `traced` go outermost, as in compile(grad(f))";
  const x = [1, 2];
  const derivatives: Record<string, (f: Any) => unknown> = {
    grad: (f) => grad(f)(x as Any),
    valueAndGrad: (f) => valueAndGrad(f)(x as Any),
    jacobian: (f) => jacobian(f)(x),
    hessian: (f) => hessian(f as Any)(x),
    jvp: (f) => jvp(f)(x, x),
    vjp: (f) => vjp(f)(x, 1),
    hvp: (f) => hvp(f as Any)(x, x),
  };
  const made: Record<string, () => unknown> = {
    compile: () => compile(norm),
    "compile with like": () => compile(norm, { like: [x] }),
    traced: () => traced(norm),
  };
  for (const [what, make] of Object.entries(made)) {
    test.each(Object.entries(derivatives))(`%s of ${what}`, (_, derive) => {
      expect(() => derive(make())).toThrow(`x holds a Value${outermost}`);
    });
    test(`in a trace: ${what}`, () => {
      const f = make() as Any;
      expect(() => compile(f)(x)).toThrow(`x is a traced array${outermost}`);
      expect(() => compile(grad(f))(x)).toThrow(`x is a traced array${outermost}`);
      expect(() => compile(vmap(f))([x, x])).toThrow(`x is a traced array${outermost}`);
      expect(() => (compile(fn(f as Any)) as Any)(x)).toThrow(`x is a traced array${outermost}`);
      // On rows of numbers it is a function like others.
      expect(vmap(f)([x, [3, 4]])).toEqual([5, 25]);
    });
  }
  test("numbers", () => {
    const f = compile((x: Any) => sin(x)) as Any;
    expect(() => grad(f)(1 as Any)).toThrow(`x is a Value${outermost}`);
    expect(() => compile((y: Any) => f(y))(1)).toThrow(`x is a traced number${outermost}`);
  });
});

test("vmap names the argument whose rows are ragged, or not as many as those of others", () => {
  const ragged = [[1, 2], [3]];
  const both = (call: (f: Any) => unknown, message: string) => {
    expect(() => call(vmap(norm))).toThrow(message);
    expect(() => call(compile(vmap(norm)))).toThrow(message);
  };
  both((f) => f(ragged), "x[1] is an array of 1 and x[0] is an array of 2; wanted a rectangular array");
  both((f) => f([[1, 2], 3]), "x[1] is a number and x[0] is an array of 2; wanted a rectangular array");
  expect(() => vmap((p: Any) => norm(p.w))({ w: ragged } as Any)).toThrow(
    "p.w[1] is an array of 1 and p.w[0] is an array of 2; wanted a rectangular array",
  );
  const lists = (x: Any) => vmap(norm)([vec(2, () => x), vec(3, () => x)] as Any);
  expect(() => trace(lists as Any, 1)).toThrow(
    "x[1] is an array of 3 and x[0] is an array of 2; wanted a rectangular array",
  );
  expect(() => vmap(two)([1, 2], [1, 2, 3])).toThrow("vmap: y has 3 rows and x has 2; wanted as many");
  expect(() => vmap((() => undefined) as Any)([1, 2])).toThrow(
    "vmap: f's result is undefined; wanted a number",
  );
});

describe("traced numbers and arrays", () => {
  const inTrace = (f: (x: Any) => unknown, x: unknown = [1, 2]) => expect(() => trace(f as Any, x));
  test("are called so", () => {
    inTrace((x) => mul(x, 2)).toThrow("mul: operand 1 is a traced array; wanted a number or a Value");
    inTrace((x) => sum(2, () => x)).toThrow("sum: the body gave a traced array; wanted a number");
    inTrace((x) => at([1, 2], x)).toThrow("at: index is a traced array; wanted a whole number");
    inTrace((x) => length(x), 1).toThrow("length: x is a traced number; wanted an array");
    inTrace((x) => at(x, 0), 1).toThrow("at: x is a traced number; wanted an array");
    inTrace((x) => value(x), 1).toThrow("value: data is a traced number; wanted a number");
    expect(() => sum(value(3), (i) => i)).toThrow("sum: n is a Value; wanted a whole number ≥ 0");
  });

  test("are not to be changed, as silence would have it", () => {
    inTrace((x) => {
      x[0] = 3;
      return x;
    }).toThrow("a traced array has no assignment to [0]: write vec(length(x), i => …)");
    const changed = (x: Any) => {
      const elements = [...x];
      elements[0] = 3;
      return elements;
    };
    expect(evaluate(trace(changed as Any, [1, 2]), [1, 2])).toEqual([3, 2]);
  });

  test("outside of their function say where they come from, and not that values are wrong", () => {
    let [number, array]: Any[] = [];
    trace(
      ((x: Any, y: Any) => {
        [number, array] = [x, y];
        return norm(y);
      }) as Any,
      1,
      [1, 2],
    );
    const outside =
      "a traced number or array is used outside of its function; return it from there, or pass it as an argument";
    const uses: [string, () => unknown][] = [
      ["mul", () => grad((x: Any) => mul(x, number) as Any)(2)],
      ["mul", () => mul(value(2), number)],
      ["mul", () => mul(number, value(2))],
      ["sin", () => sin(number)],
      ["at", () => grad((x: Any) => mul(x, at(array, 0) as Any))(2)],
      ["at", () => at([1, 2], number)],
      ["mul", () => fold(2, 1, (_, s) => mul(s, number))],
      ["mul", () => compile((x: Any) => mul(x, number))(1)],
      ["mul", () => compile((x: Any) => compile((y: Any) => mul(x, y))(1))(1)],
    ];
    for (const [where, use] of uses) expect(use).toThrow(`${where}: ${outside}`);
    expect(() => grad(norm)(array)).toThrow("x is a traced array; wanted a number, an array of numbers");
    // A value in a trace is the other way round.
    const x = value(2);
    expect(() => compile((y: Any) => mul(y, x))(1)).toThrow(
      /^mul: a Value in a traced function; pass it as an argument/,
    );
  });
});

test("ops of arrays say how to go over them", () => {
  const message = (name: string, what: string, rest: string) =>
    `${name}: operand 1 is ${what}; wanted a number or a Value, as in vec(length(x), (i) => ${name}(at(x, i)${rest}))`;
  expect(() => (mul as Any)([1, 2], 2)).toThrow(message("mul", "an array of 2", ", …"));
  expect(() => (sin as Any)(Float64Array.of(1))).toThrow(
    message("sin", "an object of class Float64Array", ""),
  );
  expect(() => compile((x: Any) => mul(x, 2))([1, 2])).toThrow(message("mul", "a traced array", ", …"));
  expect(() => (mul as Any)("a", 2)).toThrow(/wanted a number or a Value$/);
});

test("an array that is a number one dimension too deep is named with its indices", () => {
  const x = [[1, 2]];
  const f = (y: Any) => at(y, 0, 1, 0);
  expect(() => f(x)).toThrow("at: x[0][1] is the number 2; wanted an array");
  expect(() => compile(f)(x)).toThrow("at: x[0][1] is a traced number; wanted an array");
  expect(() => compile((y: Any) => sum(2, (i) => at(y, 0, i, 0) as Any))(x)).toThrow(
    "at: x[0][…] is a traced number; wanted an array",
  );
  expect(() => at(3 as Any, 0)).toThrow("at: x is the number 3; wanted an array");
});

describe("an index is wrong in the same words, eagerly, traced and compiled", () => {
  const x = [1, 2, 3];
  const wrong: [unknown, string][] = [
    [5, "at: index 5 is out of range; x has 3 elements, 0 to 2"],
    [-1, "at: index -1 is out of range; x has 3 elements, 0 to 2"],
    [1.5, "at: index 1.5 is not whole"],
    [Number.NaN, "at: index NaN is not whole"],
  ];
  test.each(wrong)("%s", (i, message) => {
    const f = (x: Any) => at(x, i as number);
    const gather = ((x: Any, k: Any) => at(x, k)) as Any;
    expect(() => grad(f as Any)(x as Any)).toThrow(message);
    expect(() => compile(f)(x)).toThrow(message);
    expect(() => (compile(gather) as Any)(x, i)).toThrow(message);
    expect(() => evaluate(trace(gather, x, 0), x, i)).toThrow(message);
    expect(() => compile((x: Any) => x[i as number])(x)).toThrow(message);
    // Of an array that nothing names.
    const unnamed = message.replace("x has", "the array has");
    expect(() => at(x, i as number)).toThrow(unnamed);
    expect(() => compile((y: Any) => mul(y, at(x, i as number)))(1)).toThrow(unnamed);
    expect(() => compile((k: Any) => at(x, k))(i as number)).toThrow(unnamed);
    const called = fn((k: Any) => at(x, k));
    expect(() => compile((k: Any) => called(k))(i as number)).toThrow(unnamed);
  });
  test("text", () => {
    const message = 'at: index is the string "1"; wanted a whole number';
    expect(() => at(x, "1" as Any)).toThrow(message);
    expect(() => compile((x: Any) => at(x, "1" as Any))(x)).toThrow(message);
  });
  test("of a loop", () => {
    const loops: [(x: Any) => Any, number][] = [
      [(x) => sum(4, (i) => at(x, i) as Num), 3],
      [(x) => sum(3, (i) => at(x, sub(i, 1)) as Num), -1],
    ];
    for (const [f, i] of loops)
      for (const call of [grad(f), compile(f), compile(grad(f))] as Any[])
        expect(() => call(x)).toThrow(`at: index ${i} is out of range; x has 3 elements, 0 to 2`);
    for (const call of [grad, compile] as Any[])
      expect(() => call((x: Any) => sum(3, (i) => at(x, mul(i, 0.5)) as Num))(x)).toThrow(
        "at: index 0.5 is not whole",
      );
  });
});

describe("loops", () => {
  const id = (i: Num): Num => i;
  const loops: Record<string, (options: Any) => unknown> = {
    vec: (options) => vec(2, id, options),
    sum: (options) => sum(2, id, options),
    maxOf: (options) => maxOf(2, id, options),
    minOf: (options) => minOf(2, id, options),
    fold: (options) => fold(2, 0, (_, s) => s, options),
    scan: (options) => scan(2, 0, (_, s) => s, options),
    whileLoop: (options) =>
      whileLoop(
        (s) => lt(s, 2),
        (s) => add(s, 1),
        0,
        { max: 3, ...options },
      ),
  };
  test.each(Object.entries(loops))("%s refuses options that there are not", (name, loop) => {
    const known = name === "whileLoop" ? "max" : "checkpoint";
    const message = `${name}: there is no option "chekpoint"; there is ${known}`;
    const inTrace = (options: Any) => trace(((x: Any) => [x, loop(options)]) as Any, 1);
    for (const call of [loop, inTrace]) {
      expect(() => call({ chekpoint: true })).toThrow(message);
      expect(() => call({})).not.toThrow();
      if (known === "checkpoint") expect(() => call({ checkpoint: true })).not.toThrow();
    }
  });
  test.each(Object.entries(loops).slice(0, -1))("%s refuses options that are none", (name, loop) => {
    expect(() => loop(true)).toThrow(
      `${name}: options is the boolean true; wanted an object, as { checkpoint: … }`,
    );
    expect(() => loop(id)).toThrow(`${name}: options is the function id; wanted an object`);
    expect(() => loop({ checkpoint: 3 })).toThrow(
      `${name}: checkpoint is the number 3; wanted true or false`,
    );
    expect(() => loop({ checkpoint: undefined })).not.toThrow();
  });

  test("refuse what is no function", () => {
    expect(() => (sum as Any)(2)).toThrow("sum: f is undefined; wanted a function");
    expect(() => (vec as Any)(2, 3)).toThrow("vec: f is the number 3; wanted a function");
    expect(() => (vec as Any)(id, 3)).toThrow("vec: n is the function id; wanted a whole number ≥ 0");
    expect(() => fold(2, 0, 0 as Any)).toThrow("fold: f is the number 0; wanted a function");
    expect(() => whileLoop(0 as Any, id as Any, id, { max: 3 })).toThrow(
      "whileLoop: condition is the number 0; wanted a function",
    );
    expect(() => whileLoop(id as Any, 0 as Any, id, { max: 3 })).toThrow(
      "whileLoop: body is the number 0; wanted a function",
    );
    expect(() => whileLoop(id as Any, id as Any, 0, undefined as Any)).toThrow(
      "whileLoop: max is undefined; wanted a whole number ≥ 0",
    );
  });

  test("over an array say what stands for it", () => {
    for (const [name, loop] of Object.entries({ vec, sum, maxOf, minOf, fold, scan } as Record<string, Any>))
      for (const x of [[1, 2], Float64Array.of(1, 2)]) {
        const message = `; wanted a whole number ≥ 0, as in ${name}(length(x), …)`;
        expect(() => loop(x)).toThrow(message);
        expect(() => loop(x, id, id)).toThrow(message);
        expect(() => trace((() => loop(x, id, id)) as Any)).toThrow(message);
      }
    expect(() => sum([1, 2] as Any, id)).toThrow(/^sum: n is an array of 2; /);
  });

  test("refuse what is no state to begin with", () => {
    const begins: Record<string, (init: unknown) => unknown> = {
      fold: (init) => (fold as Any)(2, init, id),
      scan: (init) => (scan as Any)(2, init, id),
      whileLoop: (init) => whileLoop(id as Any, id as Any, init, { max: 3 }),
    };
    for (const [name, begin] of Object.entries(begins))
      for (const [init, what] of [
        [undefined, "undefined"],
        [null, "null"],
        ["", 'the string ""'],
        // The state and the body in the places of each other.
        [id, "the function id"],
      ])
        for (const call of [begin, (x: unknown) => trace((() => begin(x)) as Any)])
          expect(() => call(init)).toThrow(`${name}: init is ${what}; wanted a number, an array of numbers`);
  });

  test("refuse bodies that give nothing, as without return", () => {
    const nothing = (() => undefined) as Any;
    const both = (f: (x: Any) => unknown, message: string) => {
      expect(() => f(1)).toThrow(message);
      expect(() => trace(f as Any, 1)).toThrow(message);
    };
    both(() => vec(2, nothing), "vec's body's result is undefined; wanted a number");
    both(() => sum(2, nothing), "sum: the body gave undefined; wanted a number");
    both((x) => fold(2, x, nothing), "fold: the body's state is undefined; wanted a number");
    both((x) => scan(2, x, nothing), "scan: the body's state is undefined; wanted a number");
    const loop = (condition: Any, body: Any) => (x: Any) => whileLoop(condition, body, x, { max: 3 });
    both(
      loop((s: Num) => lt(s, 3), nothing),
      "whileLoop: the body's state is undefined; wanted a number",
    );
    both(loop(nothing, id), "whileLoop: the condition gave undefined; wanted a number");
    both(
      loop(() => [1], id),
      "whileLoop: the condition gave an array of 1; wanted a number",
    );
  });

  test("take conditions that JavaScript decides", () => {
    const never = (x: Any) =>
      whileLoop(
        () => false as Any,
        (s: Num) => mul(s, 2),
        x,
        { max: 3 },
      );
    expect([never(5), evaluate(trace(never as Any, 1), 5)]).toEqual([5, 5]);
    const once = (x: number) =>
      whileLoop(
        (s) => ((s as number) < 4) as Any,
        (s) => mul(s, 2),
        x,
        { max: 9 },
      );
    expect(once(3)).toBe(6);
    expect(
      evaluate(
        trace(
          ((x: Any) =>
            whileLoop(
              (s) => gt(10, s),
              (s) => mul(s, 2),
              x,
              { max: 9 },
            )) as Any,
          1,
        ),
        3,
      ),
    ).toBe(12);
  });
});

describe("derivatives", () => {
  test("refuse options in other forms, as of other libraries", () => {
    expect(() => (grad as Any)(two, 1)).toThrow(
      "grad: options is the number 1; wanted an object, as { wrt: … }",
    );
    expect(() => (grad as Any)(two, { argnums: 1 })).toThrow(
      'grad: there is no option "argnums"; there is wrt',
    );
    expect(() => (valueAndGrad as Any)(two, null)).toThrow("valueAndGrad: options is null; wanted an object");
    expect(() => (vmap as Any)(two, 0)).toThrow(
      "vmap: options is the number 0; wanted an object, as { in: … }",
    );
    expect(() => (vmap as Any)(two, { in_axes: 0 })).toThrow(
      'vmap: there is no option "in_axes"; there is in',
    );
  });
  test("refuse what is no function where it is written", () => {
    const all: Record<string, Any> = {
      grad,
      valueAndGrad,
      jacobian,
      hessian,
      vmap,
      vjp,
      jvp,
      hvp,
      checkGrad,
    };
    for (const [name, derive] of Object.entries(all))
      expect(() => derive(value(1))).toThrow(`${name}: f is a Value; wanted a function`);
  });
  test("refuse arguments that are for what they give, as in other libraries", () => {
    for (const [name, derive] of Object.entries({ hessian, vjp, jvp, hvp } as Record<string, Any>))
      expect(() => derive(norm, [1, 2], [1, 0])).toThrow(
        `${name} takes f alone and got an array of 2 as well; wanted ${name}(f)(…)`,
      );
    for (const [name, derive] of Object.entries({ grad, valueAndGrad, jacobian, vmap } as Record<
      string,
      Any
    >))
      expect(() => derive(norm, [1, 2])).toThrow(`${name}: options is an array of 2; wanted an object, as `);
  });
  test("name a parameter that there is no argument of", () => {
    const calls: Record<string, (f: Any) => unknown> = {
      grad: (f) => (grad(f) as Any)(1),
      valueAndGrad: (f) => (valueAndGrad(f) as Any)(1),
      jacobian: (f) => jacobian(f)(1),
      hessian: (f) => hessian(f)(1),
      jvp: (f) => jvp(f)(1, 1),
      vjp: (f) => vjp(f)(1, 1),
      hvp: (f) => hvp(f)(1, 1),
      vmap: (f) => (vmap(f) as Any)([1, 2]),
      trace: (f) => trace(f, 1),
      traced: (f) => (traced(f) as Any)(1),
    };
    for (const [name, call] of Object.entries(calls)) {
      const message = `${name}: f takes 2 arguments; y is missing: mul: operand 2 is undefined; wanted a number`;
      expect(() => call(two)).toThrow(message);
      if (!name.startsWith("trace")) expect(() => trace((() => call(two)) as Any)).toThrow(message);
      expect(() => call((x: Any, y: Any, z: Any) => add(x, mul(y, z)))).toThrow(
        `${name}: f takes 3 arguments; y, z are missing: mul: operand 1 is undefined`,
      );
      // What a function does not need it may lack, and its own errors are its own.
      expect(() => call((x: Any, _y: Any) => mul(x, 2))).not.toThrow();
      const own = new Error("its own");
      expect(() =>
        call((_x: Any, _y: Any) => {
          throw own;
        }),
      ).toThrow(own);
    }
    expect(() => (grad(norm) as Any)(1, 2, 3)).toThrow(
      "grad: f takes 1 argument and got 3; an array is one, as in f([1, 2, 3]): length: x is a Value",
    );
  });
  test("say that a direction is missing", () => {
    expect(() => (jvp(norm) as Any)([1, 2])).toThrow(
      "jvp: the direction for x is missing; wanted an array of 2",
    );
    expect(() => (hvp(norm) as Any)([1, 2])).toThrow(
      "hvp: the direction for x is missing; wanted an array of 2",
    );
    expect(() => (vjp(norm) as Any)([1, 2])).toThrow(
      "vjp: the direction for result is missing; wanted a number",
    );
  });
  test("name themselves, not what they are made of", () => {
    const twice = ((x: Any) => concat(x, x)) as Any;
    const message = /: f returned result of shape \[4\]; wanted one number/;
    expect(() => hessian(twice)([1, 2])).toThrow(new RegExp(`^hessian${message.source}`));
    expect(() => hvp(twice)([1, 2], [1, 2])).toThrow(new RegExp(`^hvp${message.source}`));
    expect(() => checkGrad(twice)([1, 2])).toThrow(new RegExp(`^checkGrad${message.source}`));
  });
  test("evaluate wants what trace gives", () => {
    expect(() => evaluate(norm as Any, [1])).toThrow(
      "evaluate: traced is the function norm; wanted what trace gives",
    );
  });
});
