/** Compiled functions under bad input: errors that name it, before anything changes, and right answers afterwards. */
import { runInNewContext } from "node:vm";
import { afterEach, describe, expect, test, vi } from "vitest";
import {
  add,
  at,
  check,
  checkGrad,
  compile,
  compileAsync,
  fn,
  fold,
  grad,
  jacobian,
  length,
  mul,
  type Num,
  sin,
  square,
  sum,
  tanh,
  traced,
  Value,
  value,
  valueAndGrad,
  vec,
  vmap,
} from "../src/index.ts";

// biome-ignore lint/suspicious/noExplicitAny: what is wrong has any type.
type Any = any;
const norm = (x: ArrayLike<Num>) => sum(length(x), (i) => square(at(x, i)));

describe("arguments that do not fit", () => {
  const prepared = compile(norm as Any, { like: [[1, 2, 3]] }) as Any;
  const perShape = compile(norm as Any) as Any;
  const wrong: [string, unknown[], RegExp][] = [
    ["nothing", [], /^x is missing; wanted an array of 3$/],
    ["too many", [[1, 2, 3], 4], /^argument 2 is too much; wanted x$/],
    ["another length", [[1, 2]], /^x is an array of 2; wanted an array of 3$/],
    ["another rank", [[[1, 2, 3]]], /^x is an array of 1×3; wanted an array of 3$/],
    ["a number", [1], /^x is a number; wanted an array of 3$/],
    ["null", [null], /^x is null; wanted/],
    ["text", ["abc"], /^x is the string "abc"; wanted/],
    ["a hole", [Object.assign(new Array(3), { 0: 1, 2: 3 })], /^x\[1\] is undefined; wanted/],
    ["text in it", [[1, "2", 3]], /^x\[1\] is the string "2"; wanted/],
    ["bigints", [[1, 2n, 3]], /^x\[1\] is the bigint 2; wanted/],
    ["typed bigints", [new BigInt64Array(3)], /^x is an object of class BigInt64Array; wanted/],
    ["bytes without type", [new DataView(new ArrayBuffer(24))], /^x is an object of class DataView; wanted/],
    ["booleans", [[true, false, true]], /^x\[0\] is the boolean true; wanted/],
    ["values", [[value(1), value(2), value(3)]], /^x holds a Value; wanted numbers: /],
    ["a detached array", [detached()], /^x is a typed array whose buffer is detached; wanted/],
  ];
  test.each(wrong)("prepared: %s", (_, args, message) => {
    expect(prepared([1, 2, 3])).toBe(14);
    expect(() => prepared(...args)).toThrow(message);
    expect(() => prepared(...args)).toThrow(TypeError);
    expect(prepared([1, 2, 3])).toBe(14);
  });
  test.each(wrong.filter(([, , message]) => !/wanted an array of 3/.test(message.source)))(
    "per shape: %s",
    (_, args, message) => {
      expect(perShape([1, 2, 3])).toBe(14);
      if (args.length === 1) expect(() => perShape(...args)).toThrow(message);
      else expect(perShape(...args)).toBe(14);
      expect(perShape([1, 2, 3])).toBe(14);
    },
  );

  function detached(): Float64Array {
    const x = new Float64Array(3);
    structuredClone(x.buffer, { transfer: [x.buffer] });
    return x;
  }

  test("a detached array is no array of none, compiled for that or not", () => {
    const f = compile(((x: number[]) => vec(length(x), (i) => at(x, i))) as Any) as Any;
    expect(f(new Float64Array(0))).toEqual([]);
    expect(() => f(detached())).toThrow(/detached/);
    expect(() => grad(norm)(detached())).toThrow(/x is a typed array whose buffer is detached/);
  });

  test("another shape is compiled anew", () => {
    const g = compile(grad(norm)) as Any;
    expect(g([1, 2])).toEqual([2, 4]);
    expect(g([1, 2, 3])).toEqual([2, 4, 6]);
    expect(g([3, 4])).toEqual([6, 8]);
  });

  test("the path names the leaf", () => {
    const f = compile(((p: Any) => mul(norm(p.layers[1].w), p.s)) as Any, {
      like: [{ layers: [{ w: [1] }, { w: [1, 2] }], s: 2 }],
    }) as Any;
    expect(() => f({ layers: [{ w: [1] }, { w: [1] }], s: 2 })).toThrow(
      /^p\.layers\[1\]\.w is an array of 1; wanted an array of 2$/,
    );
    expect(() => f({ layers: [{ w: [1] }, { w: [1, 2] }] })).toThrow(/^p\.s is missing; wanted a number$/);
    expect(() => f({ layers: [{ w: [1] }, { w: [1, 2] }], s: 2, t: 1 })).toThrow(/^p\.t is too much/);
    class P {
      layers = [{ w: [1] }, { w: [1, 2] }];
      s = 2;
    }
    expect(() => f(new P())).toThrow(/^p is an object of class P; wanted/);
    expect(f(Object.assign(Object.create(null), new P()))).toBe(10);
  });

  test("arrays, typed arrays and objects of other realms are as those of one's own", () => {
    const [list, typed, object] = ["[1, 2, 3]", "new Float64Array([1, 2, 3])", "({ a: [1, 2, 3] })"].map(
      (text) => runInNewContext(text),
    ) as [number[], Float64Array, { a: number[] }];
    const ofObject = (o: { a: ArrayLike<Num> }) => norm(o.a);
    for (const f of [norm, compile(norm as Any), prepared] as Any[])
      expect([f(list), f(typed)]).toEqual([14, 14]);
    expect(grad(ofObject)(object)).toEqual({ a: [2, 4, 6] });
    expect((compile(grad(ofObject)) as Any)(object)).toEqual({ a: [2, 4, 6] });
    const shared = new Float64Array(new SharedArrayBuffer(24)).fill(2);
    expect(prepared(shared)).toBe(12);
  });

  test("views of its own memory, also such as lie across others, are read as they were", () => {
    const [x] = prepared.inputs as [Float64Array];
    x.set([4, 5, 6]);
    const across = new Float64Array(x.buffer, x.byteOffset - 8, 3);
    const first = across[0]!;
    expect(prepared(across)).toBe(first ** 2 + 16 + 25);
    x.set([1, 2, 3]);
    expect(prepared(x)).toBe(14);
  });

  const pair = (a: Num[], b: Num[]) => [vec(2, (i) => at(a, i)), vec(2, (i) => at(b, i))];
  test("views of its own inputs, given for others, are read before these change", () => {
    const f = compile(pair as Any, {
      like: [
        [0, 0],
        [0, 0],
      ],
    }) as Any;
    f([1, 2], [3, 4]);
    expect(f(f.inputs[1], f.inputs[0])).toEqual([
      [3, 4],
      [1, 2],
    ]);
    expect(f([7, 8], f.inputs[0])).toEqual([
      [7, 8],
      [3, 4],
    ]);
    const rows = compile((x: Any) => pair(x.a[0], x.a[1]), {
      like: [
        {
          a: [
            [0, 0],
            [0, 0],
          ],
          s: 0,
        },
      ],
    }) as Any;
    const { a } = rows.inputs[0];
    a.set([1, 2, 3, 4]);
    expect(rows({ a: [a.subarray(2), a.subarray(0, 2)], s: 1 })).toEqual([
      [3, 4],
      [1, 2],
    ]);
    expect(() => rows({ a: [a.subarray(1), a.subarray(0, 2)], s: 1 })).toThrow(/^x\.a/);
    expect(() => f(f.inputs[1], f.inputs[0], 1)).toThrow(/^argument 3 is too much/);
    expect(Array.from(a)).toEqual([3, 4, 1, 2]);
  });

  test("what a result was stays what it was", () => {
    const g = compile(grad(norm), { like: [new Float64Array(3)] }) as Any;
    const first = g([1, 2, 3]);
    g([4, 5, 6]);
    expect(Array.from(first)).toEqual([2, 4, 6]);
  });

  test("a function that throws while it is traced is traced again", () => {
    let isBad = true;
    const f = compile((x: number) => {
      if (isBad) throw new Error("mine");
      return square(x);
    }) as Any;
    expect(() => f(3)).toThrow("mine");
    isBad = false;
    expect(f(3)).toBe(9);
  });
});

describe("options", () => {
  test.each<[Any, RegExp]>([
    [null, /^compile: options is null; wanted an object/],
    [{ strict: "yes" }, /^compile: strict is the string "yes"; wanted true or false$/],
    [{ simd: 1 }, /^compile: simd is the number 1; wanted true or false$/],
    [{ longest: 0 }, /^compile: longest is the number 0; wanted a whole number from 1 on$/],
    [{ longest: Number.NaN }, /^compile: longest is the number NaN/],
    [{ inlined: -1 }, /^compile: inlined is the number -1; wanted a whole number from 0 on$/],
    [{ liek: [3] }, /^compile: there is no option "liek"; there are like, strict, simd, relaxed, /],
    [{ like: 3 }, /^compile: like is the number 3; wanted a list/],
  ])("%j", (options, message) => {
    expect(() => compile(norm as Any, options)).toThrow(message);
  });

  test("that there are not, of other functions", () => {
    const calls: readonly [string, (options: Any) => unknown, string][] = [
      ["vmap", (options) => vmap(norm as Any, options), "there is in"],
      ["grad", (options) => grad(norm as Any, options), "there is wrt"],
      ["valueAndGrad", (options) => valueAndGrad(norm as Any, options), "there is wrt"],
      ["jacobian", (options) => jacobian(norm as Any, options), "there is mode"],
      ["traced", (options) => traced(norm as Any, options), "there is retrace"],
      ["check", (options) => check(value(1), options), "there is tolerance"],
      ["checkGrad", (options) => checkGrad(norm as Any, options), "there is tolerance"],
      ["fn", (options) => fn(norm as Any, options), "there is name"],
      ["Value", (options) => new Value(1, options), "there is label"],
      ["backward", (options) => value(1).backward(options), "there is seed"],
    ];
    for (const [where, call, known] of calls) {
      expect(() => call({})).not.toThrow();
      expect(() => call({ typo: 1 })).toThrow(new RegExp(`^${where}: there is no option "typo"; ${known}$`));
    }
  });

  test("of compileAsync", async () => {
    await expect(compileAsync(norm as Any, {} as Any)).rejects.toThrow(/^compileAsync: like is missing/);
    await expect(compileAsync(3 as Any, { like: [] })).rejects.toThrow(/^compileAsync: f is the number 3/);
  });
});

describe("a graph", () => {
  const x = value(2, "x");
  const o = tanh(x.mul(3));
  test.each<[string, Any, RegExp]>([
    ["no list", { inputs: 3, outputs: [o] }, /^compile: inputs is the number 3; wanted a list of Values$/],
    ["one value", { inputs: [x], outputs: o }, /^compile: outputs is one Value; wanted a list of Values$/],
    ["numbers", { inputs: [1], outputs: [o] }, /^compile: inputs\[0\] is the number 1; wanted a Value$/],
    [
      "a number as output",
      { inputs: [x], outputs: [5] },
      /^compile: outputs\[0\] is the number 5; wanted a Value$/,
    ],
    ["an input twice", { inputs: [x, x], outputs: [o] }, /^compile: inputs\[1\] is inputs\[0\] again/],
  ])("of %s", (_, graph, message) => {
    expect(() => compile(graph)).toThrow(message);
  });

  test("with what was computed as an input, and what was given as an output", () => {
    const y = x.mul(2);
    const f = compile({ inputs: [y], outputs: [y.add(x), y, value(5)] });
    expect(f(10)).toEqual([12, 10, 5]);
    expect(() => (f as Any)(1, 2)).toThrow(/argument 2 is too much/);
    expect(() => (f as Any)("1")).toThrow(/is the string "1"; wanted a number/);
  });
});

describe("memory", () => {
  const chain = (checkpoint: boolean) => (x: Num) => {
    const last = fold(
      1_000_000,
      vec(1140, (i) => mul(x, i)),
      (_, s) => vec(1140, (k) => sin(at(s, k))),
      {
        checkpoint,
      },
    );
    return sum(1140, (k) => at(last, k));
  };
  test("more than can be addressed is refused before anything is allocated, and checkpoint helps", () => {
    expect(() => compile(grad(chain(false)), { like: [1] })).toThrow(
      /^compile: needs \d+\.\d GB, and WebAssembly addresses 4\.3 GB; the largest are a fold of 1,000,000 steps × 1,140 values \(9\.1 GB\).*use `checkpoint`/,
    );
    expect(compile(grad(chain(true)), { like: [1] }).stats.memory).toBeLessThan(1e8);
  });
  test("stats say how many loops are run again", () => {
    const again = (checkpoint: boolean) => {
      const f = (x: Num) => sum(50, (i) => sin(fold(30, x, (_, s) => sin(add(s, i)))), { checkpoint });
      return compile(grad(f), { like: [1] }).stats.recomputed;
    };
    expect([again(false), again(true)]).toEqual([0, 1]);
  });
});

describe("an engine that does not compile", () => {
  type Wasm = { Module: Any; Instance: Any; instantiate: Any; CompileError: Any };
  const engine = (globalThis as unknown as { WebAssembly: Wasm }).WebAssembly;
  const original = {
    ...{ Module: engine.Module, Instance: engine.Instance, instantiate: engine.instantiate },
  };
  afterEach(() => {
    Object.assign(engine, original);
    vi.restoreAllMocks();
    vi.resetModules();
  });
  /** The library anew, for it warns once, in an engine whose Module throws. */
  const anew = async (thrown: Error) => {
    vi.resetModules();
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    engine.Module = function Module() {
      throw thrown;
    };
    engine.instantiate = () => Promise.reject(thrown);
    return { warn, library: await import("../src/index.ts") };
  };

  test.each([
    [
      "V8",
      "WebAssembly.Module(): Compiling or instantiating WebAssembly module violates the following Content Security policy directive because 'unsafe-eval' is not an allowed source of script",
    ],
    ["V8 in Node", "WebAssembly.Module(): Wasm code generation disallowed by embedder"],
    ["SpiderMonkey", "call to WebAssembly.Module() blocked by CSP"],
    [
      "JavaScriptCore",
      "Refused to create a WebAssembly object because 'unsafe-eval' or 'wasm-unsafe-eval' is not an allowed source of script",
    ],
  ])("by policy, in the words of %s: it is interpreted, with one warning", async (_, message) => {
    const { warn, library } = await anew(new engine.CompileError(message));
    const f = (x: Any) => library.sum(3, (i) => library.square(library.at(x, i)));
    const [g, h] = [library.compile(f as Any), library.compile(f as Any, { like: [[0, 0, 0]] })] as Any[];
    expect([g([1, 2, 3]), h([1, 2, 3])]).toEqual([14, 14]);
    h.inputs[0].set([2, 2, 2]);
    h.run();
    expect(h.outputs[0]).toBe(12);
    const pair = (a: Any, b: Any) => [library.at(a, 0), library.at(a, 1), library.at(b, 0)];
    const swap = library.compile(pair as Any, {
      like: [
        [0, 0],
        [0, 0],
      ],
    }) as Any;
    expect(swap([1, 2], [3, 4])).toEqual([1, 2, 3]);
    expect(swap(swap.inputs[1], swap.inputs[0])).toEqual([3, 4, 1]);
    expect(h.stats.ops).toBeGreaterThan(0);
    expect(h.wat).toMatch(/^\(module/);
    const async = await library.compileAsync(f as Any, { like: [[0, 0, 0]] });
    expect((async as Any)([1, 2, 3])).toBe(14);
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls[0]![0]).toMatch(/interpreted.*wasm-unsafe-eval/);
  });

  test("at once, for the module is large: it says what does", async () => {
    const message =
      "WebAssembly.Compile is disallowed on the main thread, if the buffer size is larger than 8MB.";
    const { warn, library } = await anew(new RangeError(message));
    engine.instantiate = original.instantiate;
    const f = (x: Any) => library.square(x);
    expect(() => library.compile(f as Any, { like: [1] })).toThrow(
      /^compile: this engine refuses the module, of \d+ bytes: .*main thread.*; use compileAsync$/,
    );
    const g = (await library.compileAsync(f as Any, { like: [1] })) as Any;
    expect(g(3)).toBe(9);
    expect(warn).not.toHaveBeenCalled();
  });

  test("or has no memory left", async () => {
    const { warn, library } = await anew(new RangeError("x"));
    engine.Module = original.Module;
    engine.Instance = function Instance() {
      throw new RangeError(
        "WebAssembly.Instance(): Out of memory: Cannot allocate Wasm memory for new instance",
      );
    };
    const f = (x: Any) => library.vec(1000, (i) => library.mul(x, i));
    expect(() => library.compile(f as Any, { like: [1] })).toThrow(RangeError);
    expect(() => library.compile(f as Any, { like: [1] })).toThrow(
      /^compile: needs 8,0\d\d bytes, which this engine does not give: .*Out of memory/,
    );
    expect(warn).not.toHaveBeenCalled();
  });

  test("or refuses a module: its reason is told, and the error it gave", async () => {
    const reason = new engine.CompileError("local count too large");
    const { library } = await anew(reason);
    let error: Any;
    try {
      library.compile((x: Any) => library.square(x), { like: [1] } as Any);
    } catch (thrown) {
      error = thrown;
    }
    expect(error.message).toMatch(
      /^compile: this engine refuses the module, of \d+ bytes: local count too large$/,
    );
    expect(error.cause).toBe(reason);
  });
});
