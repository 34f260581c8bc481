/** No program reaches the host: whatever it writes behind a dot, in brackets or as a name. */
import { describe, expect, test } from "vitest";
import { LangError, run } from "./index.ts";

const words = (text: string) => text.trim().split(/\s+/);
const NAMES = words(`
  constructor prototype __proto__ hasOwnProperty toString valueOf toLocaleString isPrototypeOf apply call
  bind caller arguments name __defineGetter__ __lookupGetter__ then items entries members run node scope
  view slot page machine meter __class__ __globals__
`);
const GLOBALS = words(`
  globalThis global window self process require module exports Function eval Object Reflect Proxy Symbol
  Promise JSON Date RegExp Map WeakMap setTimeout fetch WebAssembly Buffer performance structuredClone
  import arguments __import__ open exec compile getattr setattr vars dir globals locals type object
  __builtins__ hasOwnProperty toString constructor
`);
/** Methods of the language that go by such a name. */
const KNOWN = new Set(["[1].entries", "5.5.toString", "'s'.toString"]);

const start = {
  javascript: "const v = value(2); const f = (x) => x; const r = { a: 1 };",
  python: "v = Value(2)\nf = lambda x: x",
};

describe.each(["javascript", "python"] as const)("%s", (language) => {
  const objects = [
    "v",
    "f",
    "[1]",
    "'s'",
    "5.5",
    "(1 < 2)",
    "tanh",
    "Value",
    "math",
    "Math",
    "print",
    "v.tanh",
    "[1].map",
  ];
  const all =
    language === "javascript"
      ? [...objects, "r", "null", "Array", "console"]
      : [...objects, "None", "range(2)", "(1,)"];

  function outcome(source: string): LangError | string {
    try {
      const { names, printed } = run(`${start[language]}\n${source}`, { language });
      return `${[...names.keys()]} ${printed}`;
    } catch (error) {
      if (error instanceof LangError) return error;
      throw error;
    }
  }
  test("nothing unknown is behind a dot", () => {
    for (const object of all.filter((text) => !(language === "python" && text.endsWith(".map"))))
      for (const name of NAMES) {
        if (KNOWN.has(`${object}.${name}`) && language === "javascript") continue;
        expect(outcome(`x = ${object}.${name}`), `${object}.${name}`).toBeInstanceOf(LangError);
      }
  });
  test("nothing can be put there either", () => {
    for (const object of all.filter((text) => text !== "r"))
      for (const name of NAMES.slice(0, 4))
        expect(outcome(`${object}.${name} = 1`), `${object}.${name} = 1`).toBeInstanceOf(LangError);
  });
  test("nor in brackets", () => {
    for (const object of all)
      for (const name of NAMES)
        if (object !== "r")
          expect(outcome(`x = (${object})['${name}']`), `${object}[${name}]`).toBeInstanceOf(LangError);
  });
  test("no global has a name", () => {
    for (const name of GLOBALS) expect(outcome(`x = ${name}`), name).toBeInstanceOf(LangError);
  });
});

test("an object of the language has its own fields and no others", () => {
  const source =
    "const r = { constructor: 1, __proto__: 2, toString: 3 }; console.log(r.constructor, r.__proto__, r.toString)";
  expect(run(source, { language: "javascript" }).printed).toEqual(["1 2 3"]);
  expect(
    run("const r = {}; const { __proto__: p, constructor: c } = r; console.log(p, c, r['__proto__'])", {
      language: "javascript",
    }).printed,
  ).toEqual(["null null null"]);
});

test("a name of the host's is a name like any other once it is assigned", () => {
  expect(
    run("constructor = 1; __proto__ = 2; console.log(constructor + __proto__)", { language: "javascript" })
      .printed,
  ).toEqual(["3"]);
  expect(run("toString = 1\nprint(toString)", { language: "python" }).printed).toEqual(["1"]);
});

test("formats reach no further than the values they are given", () => {
  for (const source of [
    "'{0.__class__}'.format(1)",
    "'{x.y}'.format(x=1)",
    "'%(a)s' % 1",
    "'{0[0]}'.format([1])",
  ])
    expect(() => run(source, { language: "python" })).toThrow(LangError);
});
