import { expect, test } from "vitest";
import { layOut } from "./layout.ts";

const shapes = [
  { id: "a", width: 72, height: 36 },
  { id: "b", width: 144, height: 36 },
];

test("shapes keep their sizes, and wires run from border to border", async () => {
  const { width, height, centres, routes } = await layOut(shapes, [{ from: "a", to: "b" }], "LR");
  expect([...centres.keys()].sort()).toEqual(["a", "b"]);
  const [a, b] = [centres.get("a")!, centres.get("b")!];
  expect(a.x - 36).toBeCloseTo(0, 1);
  expect(b.x + 72).toBeCloseTo(width, 1);
  expect(height).toBeCloseTo(36, 1);
  const [{ curve, tip, label }] = routes as [(typeof routes)[0]];
  expect(curve.length % 3).toBe(1);
  expect(curve[0]!.x).toBeCloseTo(a.x + 36, 0);
  expect(tip.x).toBeCloseTo(b.x - 72, 0);
  expect(label).toBe(null);
});

test("y grows downwards, as in SVG", async () => {
  const { centres } = await layOut(shapes, [{ from: "a", to: "b" }], "TB");
  expect(centres.get("a")!.y).toBeLessThan(centres.get("b")!.y);
});

test("routes come in the order of the wires, and labels get room on them", async () => {
  const wires = [
    { from: "a", to: "b", label: { width: 100, height: 15 } },
    { from: "a", to: "b" },
    { from: "a", to: "b", label: { width: 20, height: 15 } },
  ];
  const { routes, centres } = await layOut(shapes, wires, "LR");
  expect(routes.map(({ label }) => label !== null)).toEqual([true, false, true]);
  expect(centres.get("b")!.x - 72 - (centres.get("a")!.x + 36)).toBeGreaterThan(100);
});

test("what Graphviz can't lay out is an error of its own, and the next picture is none the worse", async () => {
  await expect(layOut([{ id: "a", width: Number.NaN, height: 1 }], [], "LR")).rejects.toThrow(
    "Graphviz could not lay out the 1 shapes and 0 edges of the picture",
  );
  expect((await layOut(shapes, [], "LR")).centres.size).toBe(2);
});
