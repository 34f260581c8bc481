import { describe, expect, test } from "vitest";
import { value } from "../value.ts";
import { toDot, toPng, toSvg, toTree } from "./index.ts";

const root = value(1, "x").tanh();
// biome-ignore lint/suspicious/noExplicitAny: what JavaScript can pass is wider than the types.
type Renderer = (root: any, options?: any) => string | Promise<unknown>;
const renderers: readonly (readonly [string, Renderer])[] = [
  ["toDot", toDot],
  ["toSvg", toSvg],
  ["toPng", toPng],
  ["toTree", toTree],
];
let chain = value(1, "x");
for (let i = 0; i < 200_000; i++) chain = chain.sin();
const failure = async (run: () => unknown): Promise<Error> => {
  try {
    await run();
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing was thrown");
};

describe.each(renderers)("%s", (name, render) => {
  test.each([
    [{ precision: 21 }, RangeError, "options.precision is the number 21; wanted an integer from 0 to 20"],
    [{ precision: "4" }, RangeError, 'options.precision is the string "4"; wanted an integer from 0 to 20'],
    [{ edges: "all" }, RangeError, 'options.edges is the string "all"; wanted "none", "local" or "formula"'],
    [{ limit: 0 }, RangeError, "options.limit is the number 0; wanted a positive integer or Infinity"],
    [
      { limit: Number.NaN },
      RangeError,
      "options.limit is the number NaN; wanted a positive integer or Infinity",
    ],
    [{ title: 3 }, RangeError, "options.title is the number 3; wanted a string"],
    [null, TypeError, "options is null; wanted an object"],
    ["LR", TypeError, 'options is the string "LR"; wanted an object'],
  ])("with %o throws", async (options, kind, message) => {
    const error = await failure(() => render(root, options));
    expect(error).toBeInstanceOf(kind);
    expect(error.message).toBe(`${name}: ${message}`);
  });

  test("names an option that does not exist, and those that do", async () => {
    const error = await failure(() => render(root, { percision: 2 }));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toMatch(`${name}: there is no option "percision"; there are precision, `);
  });

  test("takes an undefined option as left out", async () => {
    expect(await render(root, { precision: undefined, limit: undefined })).toEqual(await render(root));
  });

  test.each([undefined, null, 3, { data: 1 }])("refuses %o as root", async (wrong) => {
    const error = await failure(() => render(wrong));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toMatch(new RegExp(`^${name}: root is .*; wanted a Value$`));
  });

  test("refuses a graph above the limit, and says how many nodes it has and what to do", async () => {
    let deep = value(1, "x");
    for (let i = 0; i < 500; i++) deep = deep.sin();
    const error = await failure(() => render(deep));
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toMatch(
      `${name}: the graph has 501 nodes and at most 500 are drawn; draw the graph of an inner`,
    );
    expect(error.message).toMatch("{ limit: 501 }");
    expect((await failure(() => render(root, { limit: 1 }))).message).toMatch("has 2 nodes and at most 1 ");
    expect(await render(root, { limit: 2 })).toBeTruthy();
  });

  test("refuses a graph of 200,000 nodes before it builds anything of it", async () => {
    expect((await failure(() => render(chain))).message).toMatch("the graph has 200001 nodes");
  });
});

test.each([
  [
    toDot,
    { direction: "down" },
    'toDot: options.direction is the string "down"; wanted "LR", "RL", "TB" or "BT"',
  ],
  [toPng, { scale: 0 }, "toPng: options.scale is the number 0; wanted a number above 0 and at most 16"],
  [
    toPng,
    { scale: Number.NaN },
    "toPng: options.scale is the number NaN; wanted a number above 0 and at most 16",
  ],
  [toPng, { systemFonts: 1 }, "toPng: options.systemFonts is the number 1; wanted true or false"],
  [
    toTree,
    { direction: "LR" },
    'toTree: there is no option "direction"; there are precision, edges, limit, title',
  ],
  [
    toSvg,
    { scale: 2 },
    'toSvg: there is no option "scale"; there are precision, direction, edges, limit, title',
  ],
] as const)("%o with %o throws", async (render, options, message) => {
  expect((await failure(() => (render as Renderer)(root, options))).message).toBe(message);
});
