import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import * as ops from "../src/ops.ts";
import { command, folder, LEAVES, NEURON, type Node, output, refusal, useCommand } from "./command.ts";

useCommand();

describe("check", () => {
  test("compares every leaf's gradient with a numeric one", () => {
    const text = output("check", NEURON);
    const table = text
      .split("\n\n")[1]!
      .split("\n")
      .map((line) => line.trim().split(/\s{2,}/));
    expect(table[0]).toEqual(["leaf", "data", "analytic", "numeric", "error", "tolerance"]);
    expect(table.slice(1).map(([leaf, , analytic, numeric]) => [leaf, analytic, numeric])).toEqual(
      Object.entries(LEAVES).map(([leaf, grad]) => [leaf, grad.toFixed(4), grad.toFixed(4)]),
    );
    expect(table.slice(1).every((row) => row.at(-1) === "ok")).toBe(true);
    expect(text).toContain("All 5 gradients agree.");
  });

  test("a mismatch is exit code 1", () => {
    // The chain rule gives 0 · ∞ at 0, which is cut off as 0; the function is x, whose slope is 1.
    const wrong = "x = Value(0.0)\ny = x.cbrt()**3";
    const { status, stdout } = command.run(["check", "-e", wrong]);
    expect(status).toBe(1);
    expect(stdout).toContain("MISMATCH");
    expect(stdout).toContain("1 of 1 gradient is wrong.");
    const asJson = command.run(["check", "-e", wrong, "--json"]);
    expect(asJson.status).toBe(1);
    expect(JSON.parse(asJson.stdout)).toMatchObject({
      passed: false,
      leaves: [{ label: "x", status: "mismatch", analytic: 0 }],
    });
  });

  test("the tolerance decides", () => {
    const wrong = "x = Value(0.0)\ny = x.cbrt()**3";
    expect(command.run(["check", "-e", wrong, "--tolerance", "2"]).status).toBe(0);
  });

  test("a kink is reported as one", () => {
    const { status, stdout } = command.run([
      "check",
      "-e",
      "x = Value(0.0)\nw = Value(2.0)\ny = x.relu() + w",
    ]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^x .*kink: slope 0\.0000 on the left, 1\.0000 on the right$/m);
    expect(stdout).toContain("1 agrees; 1 at a kink, where no gradient is right.");
    expect(stdout).toContain("A kink of relu lies at x.relu() (x = 0) in line 3.");
  });

  test("as JSON", () => {
    const found = JSON.parse(output("check", "-e", "x = Value(2.0)\ny = x**3", "--json"));
    expect(found).toMatchObject({
      passed: true,
      kinks: [],
      leaves: [{ label: "x", caption: null, data: 2, analytic: 12, status: "ok" }],
    });
    expect(Math.abs(found.leaves[0].numeric - 12)).toBeLessThan(1e-6);
    expect(found.leaves[0].tolerance).toBeGreaterThanOrEqual(1e-6);
  });

  test("the program's own gradients do not matter to it", () => {
    expect(output("check", "-e", "x = Value(2.0)\ny = x*x\ny.backward()\ny.backward()")).toContain(
      "The gradient agrees.",
    );
  });

  test("nothing to check is an error", () => {
    expect(refusal(["check", "-e", "1 + 1"])).toContain("nothing to check");
  });
});

describe("compare", () => {
  test("sets both levels of the exercise side by side", () => {
    const text = output("compare", NEURON);
    for (const [leaf, grad] of Object.entries(LEAVES)) {
      const line = text.split("\n").find((candidate) => candidate.startsWith(`${leaf} `))!;
      const [, , first, second, difference] = line.split(/\s{2,}/);
      expect([Number(first), Number(second)]).toEqual([grad, grad]);
      expect(Number(difference)).toBeLessThan(1e-12);
    }
    expect(text).toContain("Both levels agree");
    expect(text).toContain("Expanding tanh in (1) gives (2), node for node.");
  });

  test("as JSON, with both graphs", () => {
    const { passed, difference, leaves, levels } = JSON.parse(output("compare", NEURON, "--json"));
    expect(passed).toBe(true);
    expect(difference).toBeLessThan(1e-12);
    expect(leaves.map(({ label }: { label: string }) => label)).toEqual(Object.keys(LEAVES));
    expect(levels.map(({ title, nodes }: { title: string; nodes: Node[] }) => [title, nodes.length])).toEqual(
      [
        ["o = n.tanh()", 10],
        ["o = (e - 1) / (e + 1)", 17],
      ],
    );
  });

  test("levels that differ are exit code 1", () => {
    const { status, stdout } = command.run([
      "compare",
      "-e",
      "x = Value(0.5)\na = x.tanh()\na.backward()\nb = x.sin()\nb.backward()",
    ]);
    expect(status).toBe(1);
    expect(stdout).toContain("The levels do not agree");
    expect(stdout).not.toContain("node for node");
  });

  test("a program of one level is compared with its expansion", () => {
    expect(output("compare", "examples/neuron.js", "--expand", "tanh")).toContain("Both levels agree");
    expect(refusal(["compare", "-e", "x = Value(1.0)\ny = x.tanh()"])).toContain("--expand");
  });

  test("writes a picture of each level into a folder that it makes", () => {
    const out = join(folder, "new/out");
    output("compare", NEURON, "--out", out);
    expect(readdirSync(out).sort()).toEqual([
      "neuron-exp.png",
      "neuron-exp.svg",
      "neuron-tanh.png",
      "neuron-tanh.svg",
    ]);
    for (const name of ["neuron-exp.svg", "neuron-tanh.svg"])
      for (const leaf of Object.keys(LEAVES))
        expect(readFileSync(join(out, name), "utf8")).toContain(`>${leaf}<`);
    writeFileSync(join(folder, "file"), "");
    expect(refusal(["compare", NEURON, "--out", join(folder, "file/out")])).toMatch(
      /not a folder|a part of the path is a file/,
    );
  });
});

describe("ops", () => {
  const all = Object.keys(ops).sort();

  test("lists every op, with forward and local derivatives", () => {
    const lines = output("ops").trimEnd().split("\n");
    expect(lines.slice(1).map((line) => line.split(" ")[0])).toEqual(all);
    expect(lines.find((line) => line.startsWith("tanh "))).toMatch(
      /^tanh +tanh\(x\) +1 - out\*\*2 +\(exp\(2 \* x\) - 1\) \/ \(exp\(2 \* x\) \+ 1\) +tanh\(±400\)/,
    );
  });

  test("shows one whole, by name or symbol", () => {
    for (const name of ["add", "tanh", "select"])
      expect(output("ops", name)).toMatch(new RegExp(`^${name}\\b`));
    const text = output("ops", "pow");
    for (const piece of [
      "x**y",
      "torch.pow(x, y)",
      "x^{y}",
      "from 0.1 to 4",
      "Special values are JavaScript's",
    ])
      expect(text).toContain(piece);
    expect(output("ops", "add")).toContain("f64.add");
    expect(output("ops", "-")).toMatch(/^neg {2}-\n[\s\S]*^sub {2}-\n/m);
  });

  test("as JSON", () => {
    const list = JSON.parse(output("ops", "--json"));
    expect(list.map(({ name }: { name: string }) => name)).toEqual(all);
    expect(JSON.parse(output("ops", "mul", "--json"))).toMatchObject({
      name: "mul",
      arity: 2,
      symbol: "*",
      forward: "x * y",
      derivatives: ["y", "x"],
      expand: null,
      instruction: "f64.mul",
    });
  });

  test("an unknown name is answered with the nearest", () => {
    expect(refusal(["ops", "tahn"])).toContain("did you mean tanh?");
    expect(refusal(["ops", "constructor"])).toContain("there is no op constructor");
  });
});
