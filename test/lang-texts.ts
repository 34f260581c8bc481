/** Texts to try the language with: random ones, programs broken at random places, and programs that make no sense. */
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { builtins } from "../src/lang/builtins.ts";
import { type Language, Namespace } from "../src/lang/index.ts";
import { javascriptLists, pythonLists } from "../src/lang/lists.ts";
import { javascriptStrings, numberMethods, pythonStrings } from "../src/lang/strings.ts";

const words = (text: string): string[] => text.trim().split(/\s+/);

const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url), "utf8");
const notes = readdirSync(new URL("fixtures/notes", import.meta.url)).map((name) => fixture(`notes/${name}`));
const samples = (name: string, language: Language) =>
  (JSON.parse(fixture(`lang/${name}`)) as [string][]).slice(0, 60).map(([source]) => ({ source, language }));
const corpus = [
  ...notes.map((source) => ({ source, language: "python" as const })),
  { source: notes.join("\n"), language: "python" as const },
  ...samples("python-programs.json", "python"),
  ...samples("javascript-programs.json", "javascript"),
];

/** Words and signs of both languages, and what neither expects. */
const WORDS = [
  ...words(`
    x y o n xs f Value value tanh exp sum range print len zip draw_dot math np torch Math console .log .data .grad
    .label .tanh() .backward() .append( 0 1 2 -1 0.5 1e308 1e999 10**9 ${"9".repeat(30)} 's' "t" f'{x:.4f}' '%d'
    + - * / // % ** = == === != < > <= += *= => ? : ; , . ( ) [ ] { } ' " # // /* */ ... ?? ?. && || ! ++ -- := @ ~ ^ <<
    if else elif for in of while return break continue pass and or not is True None null undefined const let var new
    class import async await yield try with del assert this super constructor __proto__ prototype __class__
    globalThis process eval Function hasOwnProperty é 😀
  `),
  ...["`", "`$" + "{x}`", "\\", "\n", "\n    ", "\n  ", "\t", "\r\n", " ", "\u2028", "\0", "\ud800"],
  ...["def f(a):", "lambda a:", "global x", "nonlocal x", "function f(a) {"],
];

/** Characters, or words, in a row. */
export const randomText = fc.oneof(
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 60 }) },
  { weight: 1, arbitrary: fc.string({ unit: "grapheme-ascii", maxLength: 80 }) },
  {
    weight: 3,
    arbitrary: fc
      .array(fc.constantFrom(...WORDS), { maxLength: 40 })
      .chain((parts) => fc.constantFrom("", " ").map((separator) => parts.join(separator))),
  },
);

/** A change at a place in a program: the place as a fraction of its length. */
const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  removed: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(60)),
  added: fc.oneof(
    fc.constant(""),
    fc.constantFrom(...WORDS),
    fc.constantFrom(...WORDS).map((word) => ` ${word} `),
  ),
  /** A piece of the program itself, put in again. */
  copied: fc.oneof(fc.constant(undefined), fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(80))),
});
/** A program that works, with a few places changed. */
export const brokenProgram = fc
  .tuple(fc.constantFrom(...corpus), fc.array(edit, { minLength: 1, maxLength: 4 }))
  .map(([{ source, language }, edits]) => {
    let changed = source;
    for (const { at, removed, added, copied } of edits) {
      const from = Math.floor(at * changed.length);
      const start = copied ? Math.floor(copied[0] * changed.length) : 0;
      const copy = copied ? changed.slice(start, start + copied[1]) : "";
      changed = changed.slice(0, from) + added + copy + changed.slice(from + removed);
    }
    return { source: changed, language };
  });

// Programs that parse and make no sense

const members = (language: Language): string[] =>
  [...builtins[language]].flatMap(([name, value]) =>
    value instanceof Namespace ? [...value.members.keys()].map((member) => `${name}.${member}`) : [name],
  );
const METHODS = {
  python: {
    list: [...pythonLists.keys()],
    text: [...pythonStrings.keys()],
    other: ["__class__", "__init__"],
  },
  javascript: {
    list: [...javascriptLists.keys()],
    text: [...javascriptStrings.keys()],
    other: [...numberMethods.keys(), "length", "constructor", "__proto__"],
  },
};
const VALUE = [
  "data",
  "grad",
  "label",
  "op",
  "_prev",
  "tanh",
  "pow",
  "clamp",
  "detach",
  "backward",
  "zeroGrad",
  "as",
];
const LITERALS = {
  python: [
    "0",
    "1",
    "-1",
    "3",
    "2.5",
    "10**30",
    "True",
    "None",
    "'a'",
    "'%s %d'",
    "'{}{:.2f}'",
    "[]",
    "[1, 2]",
    "(1,)",
  ],
  javascript: [
    "0",
    "1",
    "-1",
    "3",
    "2.5",
    "1e308",
    "true",
    "null",
    "'a'",
    "[]",
    "[1, 2]",
    "{ label: 'q' }",
    "undefined",
  ],
};
const OPERATORS = {
  python: [
    "+",
    "-",
    "*",
    "/",
    "//",
    "%",
    "**",
    "<",
    "==",
    "!=",
    ">=",
    "and",
    "or",
    "is",
    "in",
    "not in",
    "if x else",
  ],
  javascript: ["+", "-", "*", "/", "%", "<", "===", "!=", ">=", "&&", "||", "? x :"],
};

/** Text with holes for parts that are texts themselves. */
const filled = (parts: fc.Arbitrary<string>[], text: (...parts: string[]) => string): fc.Arbitrary<string> =>
  fc.tuple(...parts).map((given) => text(...given));

/** A program that parses: any function is called with anything, and anything is behind any dot. */
export function senselessProgram(language: Language): fc.Arbitrary<{ source: string; language: Language }> {
  const python = language === "python";
  const name = fc.constantFrom("x", "y", "xs", "f", "g", "s");
  const known = fc.constantFrom(...members(language));
  const { list: listMethods, text: textMethods, other } = METHODS[language];
  const attribute = fc.constantFrom(...listMethods, ...textMethods, ...other, ...VALUE);
  const operator = fc.constantFrom(...OPERATORS[language]);
  const literal = fc.constantFrom(...LITERALS[language]).map((text) => `(${text})`);
  // Mostly numbers where numbers go and lists where lists go, so that programs get further than their first line.
  type Kinds = { expression: string; number: string; list: string; text: string; any: string; args: string };
  const { expression, number } = fc.letrec<Kinds>((tie) => {
    const [e, n, l, args] = [tie("expression"), tie("number"), tie("list"), tie("args")];
    const options = { maxDepth: 7, depthSize: "small", depthIdentifier: "expression" } as const;
    return {
      expression: fc.oneof(
        options,
        { weight: 4, arbitrary: n },
        { weight: 2, arbitrary: l },
        { weight: 1, arbitrary: tie("any") },
      ),
      args: fc.array(e, { maxLength: 2 }).map((parts) => parts.join(", ")),
      number: fc.oneof(
        options,
        fc.constantFrom("x", "y", "2", "0.5", "f(x)"),
        filled([n, operator, n], (left, sign, right) => `(${left} ${sign} ${right})`),
        filled([known, args], (callee, given) => `${callee}(${given})`),
        filled([fc.constantFrom(...VALUE), args], (method, given) => `x.${method}(${given})`),
        filled([n], (operand) => `(-${operand})`),
        filled([l, n], (object, index) => `${object}[${index}]`),
        filled([l], (object) => `sum(${object})`),
      ),
      list: fc.oneof(
        options,
        fc.constant("xs"),
        filled([e, e], (x, y) => `[${x}, ${y}]`),
        filled([e, l], (body, list) =>
          python ? `[${body} for x in ${list}]` : `${list}.map((x) => ${body})`,
        ),
        filled(
          [l, fc.constantFrom(...listMethods), args],
          (object, method, given) => `${object}.${method}(${given})`,
        ),
      ),
      text: fc.oneof(
        options,
        fc.constantFrom("s", "'%s %d'", "'{}{:.2f}'"),
        filled(
          [tie("text"), fc.constantFrom(...textMethods), args],
          (object, method, given) => `${object}.${method}(${given})`,
        ),
      ),
      any: fc.oneof(
        options,
        name,
        literal,
        known,
        filled([known, args], (callee, given) => `${callee}(${given})`),
        filled([e, attribute, args], (object, method, given) => `${object}.${method}(${given})`),
        filled([literal, attribute, args], (object, method, given) => `${object}.${method}(${given})`),
        filled([e, attribute], (object, property) => `${object}.${property}`),
        filled([e, e], (object, index) => `${object}[${index}]`),
        filled([e, operator, e], (left, sign, right) => `(${left} ${sign} ${right})`),
        filled([e], (body) => (python ? `(lambda x, y=1: ${body})` : `((x, y = 1) => ${body})`)),
        filled([e], (part) => (python ? `f"{${part.replaceAll('"', "'")}:>8.3f}"` : `\`\${${part}}\``)),
        filled([e], (part) => (python ? `"%5.2f|%s" % (${part}, 1)` : `"s" + ${part}`)),
      ),
    };
  });
  const sign = fc.constantFrom("=", "=", "+=", "-=", "*=", "/=");
  const statement = fc.oneof(
    filled([name, sign, expression], (x, is, value) => `${x} ${is} ${value}`),
    filled([fc.constantFrom("x", "y"), sign, number], (x, is, value) => `${x} ${is} ${value}`),
    filled([fc.constantFrom("data", "grad"), number], (property, value) => `x.${property} = ${value}`),
    filled([name, attribute, expression], (x, property, value) => `${x}.${property} = ${value}`),
    filled([name, expression, expression], (x, index, value) => `${x}[${index}] = ${value}`),
    filled([name, name, expression], (x, y, value) =>
      python ? `${x}, ${y} = ${value}` : `[${x}, ${y}] = ${value}`,
    ),
    expression,
  );
  const block = filled(
    [fc.constantFrom("if", "while", "for"), name, expression, statement],
    (word, x, head, body) => {
      if (python) return `${word}${word === "for" ? ` ${x} in` : ""} ${head}:\n    ${body}`;
      return `${word} (${word === "for" ? `const q of ` : ""}${head}) { ${body} }`;
    },
  );
  const start = python
    ? "x = Value(2.0)\ny = 3\nxs = [1, 2.5, x]\ns = 'text'\ndef f(a, b=2):\n    return a * b\ng = lambda *a: a\n"
    : "let x = new Value(2), y = 3, xs = [1, 2.5, x], s = 'text'; const f = (a, b = 2) => a * b; let g = (...a) => a;\n";
  return fc
    .array(fc.oneof({ weight: 3, arbitrary: statement }, { weight: 1, arbitrary: block }), {
      minLength: 1,
      maxLength: 5,
    })
    .map((lines) => ({ source: start + lines.join("\n"), language }));
}
