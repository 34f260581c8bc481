import { describe, expect, test } from "vitest";
import { type Value, value } from "../value.ts";
import { cells } from "./characters.ts";
import { toTree } from "./tree.ts";

/** Without blanks at the ends of lines, as editors keep it. */
const text = (strings: TemplateStringsArray) => `${strings[0]!.replace(/^\n/, "").replace(/\n *$/, "")}\n`;

test("the notes' neuron", () => {
  const x1 = value(2, "x1");
  const w1 = value(-3, "w1");
  const b = value(6.8813735870195432, "b");
  const o = x1.mul(w1).as("x1*w1").add(b).as("n").tanh().as("o");
  o.backward();
  expect(toTree(o)).toBe(text`
value        op       data     grad
o            tanh   0.7071   1.0000
└─ n         +      0.8814   0.5000
   ├─ x1*w1  *     -6.0000   0.5000
   │  ├─ x1         2.0000  -1.5000
   │  └─ w1        -3.0000   1.0000
   └─ b             6.8814   0.5000
`);
});

test("x*x shows x once, and says that it is used twice", () => {
  const x = value(3, "x");
  expect(toTree(x.mul(x).as("y"))).toBe(text`
value   op    data  grad
y       *   9.0000     –
├─ x        3.0000     –
└─ x ↑
`);
});

test("values that a name does not tell apart are numbered where they are referred to", () => {
  const x = value(1, "x");
  const sine = x.sin();
  expect(
    toTree(sine.add(sine.mul(value(2, "x").mul(x))).as("y"), { edges: "local", precision: 1 }),
  ).toBe(text`
value             op   data  grad  local
y                 +     2.5     –
├─ [1]            sin   0.8     –    1.0
│  └─ x [2]             1.0     –    0.5
└─ ·              *     1.7     –    1.0
   ├─ [1] ↑                          2.0
   └─ ·           *     2.0     –    0.8
      ├─ x              2.0     –    1.0
      └─ x [2] ↑                     2.0
`);
});

test("title, line breaks in labels, wide characters", () => {
  const node = value(1, "two\nlines").add(value(-2, "日本")).as("y");
  expect(toTree(node, { title: "Sum", precision: 0 })).toBe(text`
Sum

value         op  data  grad
y             +     -1     –
├─ two↵lines         1     –
└─ 日本             -2     –
`);
});

/** The lines with a number in them, which are those that show a value. */
const shown = (picture: string) => picture.split("\n").filter((line) => / –$/.test(line));

describe("a deep graph", () => {
  let deep = value(1, "x");
  for (let i = 0; i < 400; i++) deep = i % 10 === 3 ? deep.mul(deep) : deep.sin();
  const picture = toTree(deep);

  test("shows each node once and every use", () => {
    expect(shown(picture)).toHaveLength(401);
    expect(picture.match(/^\S/gm)!.length).toBeGreaterThan(20);
    // A line per use, one for each tree's root, and the header.
    const trees = picture.split("\n\n").length;
    expect(picture.split("\n").filter((line) => line !== "")).toHaveLength(440 + trees + 1);
  });

  test("stays narrow", () => {
    for (const line of picture.split("\n")) expect(cells(line)).toBeLessThan(100);
  });

  test("goes on further down under the name that announced it", () => {
    const announced = [...picture.matchAll(/(\[\d+\]) ↓/g)].map(([, name]) => name!);
    expect(new Set(announced).size).toBe(picture.split("\n\n").length - 1);
    for (const name of announced) expect(picture).toMatch(`\n\n${name} `);
  });
});

test("a graph that shares everything is drawn in lines, not in paths: 2 to the 60 of them here", () => {
  let node: Value = value(1, "x");
  for (let i = 0; i < 60; i++) node = node.add(node);
  const picture = toTree(node);
  expect(shown(picture)).toHaveLength(61);
});
