import { expect, test } from "vitest";
import { value } from "../value.ts";
import { toSvg, toTree } from "./index.ts";

const display = (node: object) =>
  (node as Record<symbol, () => Promise<Record<string, string>>>)[Symbol.for("Jupyter.display")]!();

test("a notebook gets the picture, and the text for where it can't show pictures", async () => {
  const y = value(2, "x").tanh().as("y");
  y.backward();
  expect(await display(y)).toEqual({ "image/svg+xml": await toSvg(y), "text/plain": toTree(y) });
});

test("above the limit it gets one line that says so, and no error", async () => {
  let deep = value(1, "x");
  for (let i = 0; i < 500; i++) deep = deep.sin();
  const shown = await display(deep.as("y"));
  expect(Object.keys(shown)).toEqual(["text/plain"]);
  expect(shown["text/plain"]).toMatch(
    /^Value\(.*label="y"\) with a graph of 501 nodes: above 500 no picture is drawn$/,
  );
});

test("the method does not show up among a value's properties", () => {
  expect(Object.getOwnPropertySymbols(value(1))).toEqual([]);
  const own = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(value(1)), Symbol.for("Jupyter.display"));
  expect(own?.enumerable).toBe(false);
});
